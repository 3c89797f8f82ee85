//! Webhooks: the event of a verified one, the notice of an unsigned one, and what may be read before verification.
//!
//! A [`RefundEvent`] exists only where a signature was verified. It is not yet an outcome: settle it against the refund.
//! An unsigned message is an [`UnverifiedNotice`], whose only use is to ask for the status.

use crate::decision::snapshot::RefundEntry;
use crate::http::HttpResponse;
use serde::{Deserialize, Serialize};

/// What a verified event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// Refunds of a payment.
    Refund,
    /// Anything else; acknowledge it and pass it on or drop it.
    Other,
}

/// A verified webhook. The provider signs no delivery time, so store `dedupe_key` and drop an event that comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundEvent {
    /// What it is about.
    pub kind: EventKind,
    /// The event's type or operation, as the provider spelled it.
    pub provider_type: String,
    /// The provider's id of the payment, order or session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_id: Option<String>,
    /// The merchant's own id of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant_order: Option<String>,
    /// Other ids under which the provider may name the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub other_ids: Vec<String>,
    /// The refunds that it reports; empty for other kinds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub entries: Vec<RefundEntry>,
    /// The key of this event: equal for every delivery of it, and different for every other event of the same provider
    /// and account.
    pub dedupe_key: String,
    /// What to answer, after the event was stored.
    pub acknowledgement: HttpResponse,
}

impl RefundEvent {
    /// Makes an event. Call it only after the signature was verified; `dedupe` are the parts that tell events apart.
    pub fn verified(kind: EventKind, provider_type: impl Into<String>, dedupe: &[&str]) -> Self {
        Self {
            kind,
            provider_type: provider_type.into(),
            payment_id: None,
            merchant_order: None,
            other_ids: Vec::new(),
            entries: Vec::new(),
            dedupe_key: dedupe_key(dedupe),
            acknowledgement: HttpResponse::empty(200),
        }
    }
}

/// A message that nobody signed. It proves nothing; ask for the status of what it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct UnverifiedNotice {
    /// The provider's id of the payment or order to ask about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_id: Option<String>,
    /// The merchant's own id of the order to ask about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant_order: Option<String>,
    /// The event's type or operation, as it was spelled.
    pub provider_type: String,
    /// The key of this message, equal for every delivery of it.
    pub dedupe_key: String,
    /// What to answer, after the notice was stored.
    pub acknowledgement: HttpResponse,
}

impl UnverifiedNotice {
    /// Makes a notice; `dedupe` are the parts that tell messages apart.
    pub fn new(provider_type: impl Into<String>, dedupe: &[&str]) -> Self {
        Self {
            payment_id: None,
            merchant_order: None,
            provider_type: provider_type.into(),
            dedupe_key: dedupe_key(dedupe),
            acknowledgement: HttpResponse::empty(200),
        }
    }
}

/// What a webhook says about itself, read without a secret: enough to pick the credentials. Proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct WebhookPeek {
    /// The merchant, account or point of sale that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant: Option<String>,
    /// The provider's id of the payment, order or session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_id: Option<String>,
    /// The merchant's own id of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant_order: Option<String>,
    /// The event's type or operation, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_type: Option<String>,
}

/// Length-prefixed parts, so that no two different lists give the same key: `3:abc,0:,2:de`.
pub(crate) fn dedupe_key(parts: &[&str]) -> String {
    let mut key = String::new();
    for part in parts {
        let separator = if key.is_empty() { "" } else { "," };
        key.extend([separator, &part.len().to_string(), ":", part]);
    }
    key
}

/// The amount that an event says, as parts of its key: a message with another amount must not be dropped as a repetition.
pub(crate) fn amount_parts(entry: &RefundEntry) -> [String; 2] {
    let amount = entry.amount.as_ref();
    amount
        .map(|amount| [amount.minor_units.to_string(), amount.currency.clone()])
        .unwrap_or_default()
}
