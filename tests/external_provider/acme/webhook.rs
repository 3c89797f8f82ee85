//! The webhook: verified first, read afterwards.

use super::Acme;
use super::wire::Refund;
use refundkit::code;
use refundkit::kit::hex::to_hex;
use refundkit::kit::{from_json, hmac_sha256, same_digest, unauthorized, uncompressed, unverified};
use refundkit::{
    EventKind, ParsedWebhook, ReceivedRequest, RefundError, RefundEvent, Rejection, VerifyWebhooks,
    WebhookPeek,
};

const SIGNATURE: &str = "acme-signature";

fn read(webhook: &ReceivedRequest) -> Result<Refund, RefundError> {
    from_json(&webhook.body)
        .map_err(|_| RefundError::new(code::INVALID_MESSAGE, "body", "is no refund"))
}

impl VerifyWebhooks for Acme {
    type WebhookDetails = ();

    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
        Ok(WebhookPeek::new(None, read(webhook)?.payment, None, None))
    }

    fn parse_webhook(&self, webhook: &ReceivedRequest) -> Result<ParsedWebhook<()>, Rejection> {
        let event = self
            .event(webhook)
            .map_err(unauthorized)?;
        Ok(ParsedWebhook {
            event,
            details: None,
        })
    }
}

impl Acme {
    fn event(&self, webhook: &ReceivedRequest) -> Result<RefundEvent, RefundError> {
        uncompressed(webhook)?;
        let given = webhook
            .header(SIGNATURE)?
            .unwrap_or_default();
        // Compared as it is written: a signature has one spelling.
        let wanted = to_hex(&hmac_sha256(self.key.expose(), &webhook.body));
        if !same_digest(wanted.as_bytes(), given.as_bytes()) {
            return Err(unverified(SIGNATURE, "does not match"));
        }
        let refund = read(webhook)?;
        let entry = refund
            .entry()
            .map_err(|_| RefundError::new(code::INVALID_MESSAGE, "amount", "is inexact"))?;
        let parts = [&refund.id, &refund.state].map(|part| part.as_deref().unwrap_or_default());
        let mut event = RefundEvent::verified(EventKind::Refund, "refund", &parts);
        (event.payment_id, event.entries) = (refund.payment, vec![entry]);
        Ok(event)
    }
}
