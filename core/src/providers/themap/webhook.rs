//! The notification: a form, signed where the account has a signing key (`https://doc.mapcard.pro/current/notification`).
//!
//! ```text
//! Signature = lower-case hex(HMAC-SHA256(signing key, pair *( "&" pair )))
//! pair      = name "=" value, as escaped in the body, in byte order, without Signature; empty values are kept
//! ```
//!
//! `MerchantContract` is the seller's key: it is compared and never handed out, so a peek names no merchant. What `Amount`
//! means for a refund is not documented, and no refund has an id: the payment's state alone says something. No delivery time
//! is signed.

use super::wire::refusal;
use super::{TheMap, TheMapNotification, TheMapUnsigned};
use crate::api::merchant::{ReadNotices, VerifyWebhooks};
use crate::api::parsed::{ParsedNotice, ParsedWebhook};
use crate::decision::event::{EventKind, RefundEvent, UnverifiedNotice, WebhookPeek};
use crate::decision::outcome::RefundStatus;
use crate::decision::profile::Finding;
use crate::decision::snapshot::RefundEntry;
use crate::http::{ReceivedRequest, Rejection, form};
use crate::signature::notation::Notation;
use crate::signature::{hmac_sha256, same_digest, unauthorized, unusable, unverified, without_key};
use crate::value::error::{RefundError, code};
use crate::value::hex::to_hex;
use crate::value::secret::Secret;
use std::borrow::Cow;

/// The field that carries the signature.
pub(super) const SIGNATURE: &str = "Signature";

/// The type of a refund's notification.
pub(super) const REFUND_TYPE: &str = "Refund";

impl VerifyWebhooks for TheMap {
    type WebhookDetails = TheMapNotification;

    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError> {
        let notification = Notification::read(webhook)?;
        Ok(WebhookPeek::new(
            None,
            notification.owned("MerchantOrderId"),
            notification.owned("OriginalOrderId"),
            notification.owned("Notification"),
        ))
    }

    fn parse_webhook(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedWebhook<TheMapNotification>, Rejection> {
        let notification = Notification::read(webhook).map_err(unauthorized)?;
        let key = self.signing_key.as_ref();
        let key = key.ok_or_else(|| without_key("credentials.signingKey"))?;
        let signature = verify(key, &notification).map_err(unauthorized)?;
        self.check_merchant(&notification)
            .map_err(unusable)?;
        let event = notification.event(signature);
        let details = self.details(&notification);
        let open_amount = match event.kind {
            EventKind::Refund => details.amount.clone(),
            EventKind::Other => None,
        };
        Ok(ParsedWebhook {
            event: RefundEvent {
                open_amount,
                ..event
            },
            details: Some(details),
        })
    }
}

impl ReadNotices for TheMap {
    type NoticeDetails = TheMapNotification;

    fn parse_notice(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedNotice<TheMapNotification>, Rejection> {
        let notification = Notification::read(webhook).map_err(unusable)?;
        let notice = self
            .notice(&notification)
            .map_err(unauthorized)?;
        let details = Some(self.details(&notification));
        Ok(ParsedNotice { notice, details })
    }
}

impl TheMap {
    fn details(&self, notification: &Notification<'_>) -> TheMapNotification {
        TheMapNotification::read(&notification.pairs, self.account(&self.secrets()))
    }

    fn notice(&self, notification: &Notification<'_>) -> Result<UnverifiedNotice, RefundError> {
        if self.unsigned != TheMapUnsigned::ReadAsNotices {
            return Err(unverified(
                "config.unsignedNotifications",
                "refuses what nobody signed",
            ));
        }
        if notification.signature().is_some() {
            return Err(unverified(
                SIGNATURE,
                "is there, but no signing key is configured",
            ));
        }
        self.check_merchant(notification)?;
        Ok(notification.notice())
    }

    fn check_merchant(&self, notification: &Notification<'_>) -> Result<(), RefundError> {
        let bad = |detail| RefundError::new(code::INVALID_MESSAGE, "MerchantContract", detail);
        match notification.field("MerchantContract") {
            None => Err(bad("is missing")),
            Some(key) if self.key.matches(key) => Ok(()),
            Some(_) => Err(bad("is another seller")),
        }
    }
}

/// The signature, which matches.
fn verify<'n>(key: &Secret, notification: &'n Notification<'_>) -> Result<&'n str, RefundError> {
    let given = notification
        .signature()
        .ok_or_else(|| unverified(SIGNATURE, "is missing"))?;
    let wanted = sign(key, notification.body, &notification.pairs);
    if same_digest(wanted.as_bytes(), given.as_bytes()) {
        return Ok(given);
    }
    let otherwise = if given.contains(|letter: char| letter.is_ascii_uppercase()) {
        "is in capitals, where lower case is documented"
    } else {
        "does not match"
    };
    Err(unverified(SIGNATURE, Notation::Hex.cause(given, otherwise)))
}

/// The signature of a form, given raw and decoded.
pub(super) fn sign(key: &Secret, body: &str, pairs: &[form::Pair<'_>]) -> String {
    let whole = |pair| {
        if str::contains(pair, '=') {
            Cow::Borrowed(pair)
        } else {
            Cow::Owned(format!("{pair}="))
        }
    };
    let covered = form::raw_pairs(body)
        .zip(pairs)
        .filter(|(_, (name, _))| name != SIGNATURE);
    let mut covered: Vec<Cow<'_, str>> = covered
        .map(|(raw, _)| whole(raw))
        .collect();
    covered.sort_unstable();
    to_hex(&hmac_sha256(key.expose(), covered.join("&").as_bytes()))
}

/// A form, raw and decoded. No name is there twice.
struct Notification<'a> {
    body: &'a str,
    pairs: Vec<form::Pair<'a>>,
}

impl<'a> Notification<'a> {
    fn read(webhook: &'a ReceivedRequest) -> Result<Self, RefundError> {
        let body = webhook.text()?;
        Ok(Self {
            body,
            pairs: form::unambiguous(body)?,
        })
    }

    /// The signature; an empty one is one that does not match.
    fn signature(&self) -> Option<&str> {
        form::value(&self.pairs, SIGNATURE)
    }

    /// A value that says something.
    fn field(&self, name: &str) -> Option<&str> {
        form::value(&self.pairs, name).filter(|value| !value.is_empty())
    }

    fn owned(&self, name: &str) -> Option<String> {
        self.field(name).map(str::to_owned)
    }

    /// The event. Its signature covers all of it, whatever the order of the pairs, so it tells events apart.
    fn event(&self, signature: &str) -> RefundEvent {
        let provider_type = self
            .field("Notification")
            .unwrap_or_default();
        let kind = if provider_type == REFUND_TYPE {
            EventKind::Refund
        } else {
            EventKind::Other
        };
        let mut event = RefundEvent::verified(kind, provider_type, &[signature]);
        event.payment_id = self.owned("MerchantOrderId");
        event.merchant_order = self.owned("OriginalOrderId");
        if kind == EventKind::Refund {
            event.entries = vec![self.entry()];
        }
        event
    }

    fn notice(&self) -> UnverifiedNotice {
        let names = [
            "Notification",
            "MerchantOrderId",
            "OriginalOrderId",
            "RRN",
            "State",
            "Success",
            "Amount",
        ];
        let parts = names.map(|name| self.field(name).unwrap_or_default());
        UnverifiedNotice::new(
            self.field("Notification")
                .unwrap_or_default(),
            self.owned("MerchantOrderId"),
            self.owned("OriginalOrderId"),
            &parts,
        )
    }

    /// One of the payment's refunds; which one is not said.
    fn entry(&self) -> RefundEntry {
        RefundEntry {
            provider_status: self.owned("State"),
            bank_reference: self.owned("RRN"),
            code: self.owned("ErrCode"),
            ..RefundEntry::new(self.status())
        }
    }

    fn status(&self) -> RefundStatus {
        let is = |word: &str| {
            self.field("Success")
                .is_some_and(|text| text.eq_ignore_ascii_case(word))
        };
        let code = self.field("ErrCode");
        match self.field("State") {
            // A state that only a refund leads to: the refusal is not believed.
            Some("Refunded" | "Refunding") if is("false") => RefundStatus::Unknown,
            _ if is("false") && refusal(code) == Finding::Declined => RefundStatus::Declined,
            _ if !is("true") || code.is_some() => RefundStatus::Unknown,
            Some("Refunding") => RefundStatus::Pending,
            Some("Refunded" | "Charged") => RefundStatus::Succeeded,
            _ => RefundStatus::Unknown,
        }
    }
}
