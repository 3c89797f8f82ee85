//! The webhook: `POST {"type", "session"}` with `X-PARTNER-SIGN`, by the provider's key over the raw body.
//!
//! `payment_refunded` announces refunds, and chargebacks with `is_chargeback`. No delivery time and no event id is signed.

use super::details::SessionWebhook;
use super::keys::signed_by_one;
use super::wire::{Notice, Session};
use super::{SIGNATURE, SIGNATURE_FIELD, SessionMerchant, SessionProvider, bad_message};
use crate::api::merchant::VerifyWebhooks;
use crate::api::parsed::ParsedWebhook;
use crate::decision::event::{EventKind, RefundEvent, WebhookPeek, said_parts};
use crate::decision::snapshot::RefundEntry;
use crate::http::{ReceivedRequest, Rejection};
use crate::signature::notation::Notation;
use crate::signature::{unauthorized, uncompressed, unusable, unverified, without_key};
use crate::value::error::RefundError;
use crate::wire::details::DetailReader;
use crate::wire::{RawValue, from_json};

/// The one type that is about refunds.
pub(super) const REFUNDED: &str = "payment_refunded";

impl<P: SessionProvider> VerifyWebhooks for SessionMerchant<P> {
    type WebhookDetails = SessionWebhook;

    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
        let notice = notice(webhook)?;
        Ok(WebhookPeek::new(
            None,
            notice
                .session
                .get()
                .and_then(|session| session.id?.string()),
            None,
            notice.kind.and_then(RawValue::string),
        ))
    }

    fn parse_webhook(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedWebhook<SessionWebhook>, Rejection> {
        if self.provider_keys.is_empty() {
            return Err(without_key("credentials.providerKeys"));
        }
        self.verify(webhook)
            .map_err(unauthorized)?;
        notice(webhook)
            .and_then(|notice| parsed(&notice))
            .map_err(unusable)
    }
}

impl<P> SessionMerchant<P> {
    fn verify(&self, webhook: &ReceivedRequest) -> Result<(), RefundError> {
        let signature = webhook
            .header(SIGNATURE)?
            .ok_or_else(|| unverified(SIGNATURE_FIELD, "is missing"))?;
        if signed_by_one(&self.provider_keys, &webhook.body, signature) {
            return Ok(());
        }
        uncompressed(webhook)?;
        let otherwise =
            "is not by one of the provider's keys over this body, whose bytes must be as they came";
        Err(unverified(
            SIGNATURE_FIELD,
            Notation::Base64.cause(signature, otherwise),
        ))
    }
}

fn notice(webhook: &ReceivedRequest) -> Result<Notice<'_>, RefundError> {
    webhook.text()?;
    from_json(&webhook.body).map_err(|_| bad_message("body", "is not a webhook"))
}

fn parsed(notice: &Notice<'_>) -> Result<ParsedWebhook<SessionWebhook>, RefundError> {
    Ok(ParsedWebhook {
        event: event(notice)?,
        details: Some(SessionWebhook::read(notice, DetailReader::new(&[]))),
    })
}

fn event(notice: &Notice<'_>) -> Result<RefundEvent, RefundError> {
    let kind = notice
        .kind
        .and_then(RawValue::string)
        .unwrap_or_default();
    let session_id = notice
        .session
        .get()
        .and_then(|session| session.id?.string());
    if kind != REFUNDED {
        let (id, status, updated_at) = state(notice.session.get());
        let parts = [
            kind.as_str(),
            id.as_str(),
            status.as_str(),
            updated_at.as_str(),
        ];
        let event = RefundEvent::verified(EventKind::Other, kind.as_str(), &parts);
        return Ok(with_payment(event, session_id));
    }
    let session = notice
        .session
        .get()
        .filter(|_| session_id.is_some());
    let session = session.ok_or_else(|| bad_message("session.id", "is missing"))?;
    let entries = session
        .totals()
        .map_err(|_| bad_message("session", "lists its refunds in no readable way"))?
        .entries;
    let parts = parts(session, &entries);
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .collect();
    let mut event = RefundEvent::verified(EventKind::Refund, REFUNDED, &parts);
    event.entries = entries;
    Ok(with_payment(event, session_id))
}

fn with_payment(mut event: RefundEvent, session_id: Option<String>) -> RefundEvent {
    event.payment_id = session_id;
    event
}

fn state(session: Option<&Session<'_>>) -> (String, String, String) {
    let text = |value: fn(&Session<'_>) -> Option<String>| {
        session
            .and_then(value)
            .unwrap_or_default()
    };
    (
        text(|session| session.id?.string()),
        text(|session| session.status?.string()),
        text(|session| session.updated_at?.string()),
    )
}

/// What tells events about refunds apart: session, and all that is said of each entry. Where its id is missing, the session's
/// state and time as well.
fn parts(session: &Session<'_>, entries: &[RefundEntry]) -> Vec<String> {
    let (id, status, updated_at) = state(Some(session));
    let mut parts = vec![REFUNDED.to_owned(), id];
    if entries.is_empty()
        || entries
            .iter()
            .any(|entry| entry.refund_id.is_none())
    {
        parts.extend([status, updated_at]);
    }
    for entry in entries {
        let kind = if entry.chargeback {
            "chargeback"
        } else {
            "refund"
        };
        parts.extend(
            [entry.refund_id.clone(), entry.provider_status.clone()].map(Option::unwrap_or_default),
        );
        parts.push(kind.to_owned());
        parts.extend(said_parts(entry));
    }
    parts
}
