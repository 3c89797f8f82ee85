//! Webhooks: the event of a verified one, the notice of an unsigned one, and what may be read before verification.
//!
//! A [`RefundEvent`] exists only where a signature was verified. Which refund it is about, the ledger finds out.
//! An unsigned message is an [`UnverifiedNotice`], whose only use is to ask for the status.

use crate::decision::snapshot::RefundEntry;
use crate::http::HttpResponse;
use crate::http::masking::clean_id;
use crate::value::hex::to_hex;
use crate::value::money::Money;
use crate::value::text::has_invisible;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a verified event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// Refunds of a payment.
    Refund,
    /// Anything else; acknowledge it and pass it on or drop it. A kind that a newer version stored reads as this too.
    #[serde(other)]
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
    /// An amount whose meaning the provider's document leaves open (theMAP's `Amount`): what was captured, what is left or
    /// what was given back. It decides nothing by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub open_amount: Option<Money>,
    /// The key of this event: equal for every delivery of it, and different for every event of the same provider and account
    /// that says something else. Two refunds about which a provider says the same in every byte (theMAP names no refund) share
    /// a key.
    pub dedupe_key: String,
    /// What to respond, after the event was stored.
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
            open_amount: None,
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
    /// What to respond, after the notice was stored.
    pub acknowledgement: HttpResponse,
}

impl UnverifiedNotice {
    /// Makes a notice; `dedupe` are the parts that tell messages apart. A stranger wrote all of it: what does not print is
    /// dropped, and of each id at most 1000 characters are kept.
    pub fn new(
        provider_type: impl Into<String>,
        payment_id: Option<String>,
        merchant_order: Option<String>,
        dedupe: &[&str],
    ) -> Self {
        let dedupe: Vec<String> = dedupe
            .iter()
            .map(|part| storable(part))
            .collect();
        let dedupe: Vec<&str> = dedupe
            .iter()
            .map(String::as_str)
            .collect();
        Self {
            payment_id: payment_id.map(clean_id),
            merchant_order: merchant_order.map(clean_id),
            provider_type: clean_id(provider_type.into()),
            dedupe_key: dedupe_key(&dedupe),
            acknowledgement: HttpResponse::empty(200),
        }
    }
}

/// What a webhook says about itself, read without a secret: enough to pick the credentials. It proves nothing. Characters that
/// do not print are dropped, and of each value at most 1000 are kept.
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

impl WebhookPeek {
    /// A peek of what the message names: merchant, payment, order and type.
    pub fn new(
        merchant: Option<String>,
        payment_id: Option<String>,
        merchant_order: Option<String>,
        provider_type: Option<String>,
    ) -> Self {
        Self {
            merchant: merchant.map(clean_id),
            payment_id: payment_id.map(clean_id),
            merchant_order: merchant_order.map(clean_id),
            provider_type: provider_type.map(clean_id),
        }
    }
}

/// A text that somebody wrote as it may stand in a key: as it is, or its SHA-256 where it is long or does not print.
fn storable(part: &str) -> String {
    if part.len() <= MOST_OF_A_PART && !has_invisible(part) {
        part.to_owned()
    } else {
        to_hex(&Sha256::digest(part.as_bytes()))
    }
}

/// Longer than any id of a provider.
const MOST_OF_A_PART: usize = 256;

/// Length-prefixed parts, so that no two different lists give the same key: `3:abc,0:,2:de`.
pub(crate) fn dedupe_key(parts: &[&str]) -> String {
    let mut key = String::new();
    for part in parts {
        let separator = if key.is_empty() { "" } else { "," };
        key.extend([separator, &part.len().to_string(), ":", part]);
    }
    key
}

/// What an event says of a refund beside its id and status, as parts of its key: a message that says more, or something else, must
/// not be dropped as a repetition.
pub(crate) fn said_parts(entry: &RefundEntry) -> [String; 5] {
    let amount = entry.amount.as_ref();
    let text = |value: &Option<String>| storable(value.as_deref().unwrap_or_default());
    [
        amount.map_or_else(String::new, |amount| amount.minor_units.to_string()),
        amount.map_or_else(String::new, |amount| amount.currency.clone()),
        text(&entry.reference),
        text(&entry.bank_reference),
        text(&entry.receipt),
    ]
}
