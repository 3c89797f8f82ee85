//! The callback: verified by its [checksum](super::checksum), then read.
//!
//! `status` is 1 (done) or 0 (failed). `amount` is the registered order's, never the refund's, so the event has none; no
//! delivery time is signed either. Only `externalRefundId`, where the bank has switched it on, says which refund it is.

use super::checksum::{CHECKSUM, SIGN_ALIAS, to_sign};
use super::parameters::Parameters;
use super::{SberbankCallback, SberbankLegacy};
use crate::api::merchant::VerifyWebhooks;
use crate::api::parsed::ParsedWebhook;
use crate::decision::event::{EventKind, RefundEvent, WebhookPeek};
use crate::decision::outcome::RefundStatus;
use crate::decision::snapshot::RefundEntry;
use crate::http::{ReceivedRequest, Rejection};
use crate::signature::notation::Notation;
use crate::signature::{unauthorized, unverified, without_key};
use crate::value::error::RefundError;
use crate::value::hex::{from_hex, to_hex};
use crate::wire::details::DetailReader;

impl VerifyWebhooks for SberbankLegacy {
    type WebhookDetails = SberbankCallback;

    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
        let parameters = Parameters::read(webhook)?;
        Ok(WebhookPeek::new(
            None,
            parameters.owned("mdOrder"),
            parameters.owned("orderNumber"),
            parameters.owned("operation"),
        ))
    }

    fn parse_webhook(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedWebhook<SberbankCallback>, Rejection> {
        let parameters = Parameters::read_beside(webhook, &self.callback_address_parameters)
            .map_err(unauthorized)?;
        let signed = Signed::read(&parameters).map_err(unauthorized)?;
        if self.keys.is_empty() {
            return Err(without_key(wanted(&signed.checksum)));
        }
        let event = self
            .verified(&parameters, &signed)
            .map_err(unauthorized)?;
        let secrets = self.secrets();
        let details = SberbankCallback::read(&parameters.0, DetailReader::new(&secrets));
        Ok(ParsedWebhook {
            event,
            details: Some(details),
        })
    }
}

impl SberbankLegacy {
    fn verified(
        &self,
        parameters: &Parameters<'_>,
        signed: &Signed<'_>,
    ) -> Result<RefundEvent, RefundError> {
        if !self
            .keys
            .verify(&signed.text, &signed.checksum)
        {
            return Err(unverified(CHECKSUM, "does not match"));
        }
        let checksum = to_hex(&signed.checksum);
        Ok(event(
            parameters,
            signed.operation,
            signed.status,
            &checksum,
        ))
    }
}

/// The parameters that decide what a callback says.
pub(super) const PARAMETERS: &[&str] = &[
    CHECKSUM,
    SIGN_ALIAS,
    "mdOrder",
    "orderNumber",
    "operation",
    "status",
    "externalRefundId",
];

/// What every signed callback has.
struct Signed<'a> {
    text: String,
    checksum: Vec<u8>,
    operation: &'a str,
    status: &'a str,
}

impl<'a> Signed<'a> {
    fn read(parameters: &'a Parameters<'_>) -> Result<Self, RefundError> {
        let checksum = required(parameters, CHECKSUM)?;
        Ok(Self {
            text: to_sign(&parameters.0)?,
            operation: required(parameters, "operation")?,
            status: required(parameters, "status")?,
            checksum: from_hex(checksum).ok_or_else(|| {
                unverified(
                    CHECKSUM,
                    Notation::Hex.cause(checksum, "is not hexadecimal"),
                )
            })?,
        })
    }
}

fn required<'a>(parameters: &'a Parameters<'_>, name: &str) -> Result<&'a str, RefundError> {
    let value = parameters.value(name);
    value.ok_or_else(|| unverified(name, "is missing"))
}

/// What such a checksum would be verified with: an HMAC-SHA256 is shorter than any RSA signature.
fn wanted(checksum: &[u8]) -> &'static str {
    if checksum.len() <= 32 {
        "credentials.callbackTokens"
    } else {
        "credentials.callbackKeys"
    }
}

fn event(
    parameters: &Parameters<'_>,
    operation: &str,
    status: &str,
    checksum: &str,
) -> RefundEvent {
    let kind = if operation == "refunded" {
        EventKind::Refund
    } else {
        EventKind::Other
    };
    let mut event = RefundEvent::verified(kind, operation, &[operation, status, checksum]);
    event.payment_id = parameters.owned("mdOrder");
    event.merchant_order = parameters.owned("orderNumber");
    if kind == EventKind::Refund {
        let meaning = match status {
            "1" => RefundStatus::Succeeded,
            "0" => RefundStatus::Declined,
            _ => RefundStatus::Unknown,
        };
        event.entries = vec![RefundEntry {
            provider_status: Some(status.to_owned()),
            reference: parameters.owned("externalRefundId"),
            completed_at: parameters.owned("refundedDate"),
            ..RefundEntry::new(meaning)
        }];
    }
    event
}
