//! What a payment looks like at the provider: what was taken, what was given back, and the refunds that it lists.

use crate::decision::facts::RefundFacts;
use crate::decision::observation::Observation;
use crate::decision::outcome::{Problem, RefundOutcome, RefundStatus};
use crate::decision::profile::OperationProfile;
use crate::http::masking::{clean_date, clean_id, clean_text};
use crate::value::money::Money;
use crate::value::secret::Secret;
use serde::{Deserialize, Serialize};

/// A payment as the provider described it. Plain data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct PaymentSnapshot {
    /// The provider's id of the payment, order or session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_id: Option<String>,
    /// The merchant's own id of the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub merchant_order: Option<String>,
    /// What was taken from the payer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub captured: Option<Money>,
    /// What was given back so far, all refunds together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refunded: Option<Money>,
    /// The refunds, where the provider lists them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub entries: Vec<RefundEntry>,
    /// The provider's status of the payment, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// The provider's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub code: Option<String>,
    /// The provider's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub message: Option<String>,
    /// HTTP status of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub http_status: Option<u16>,
}

/// Why a response to a status query says nothing about the payment. An empty payment is another thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UnusableStatus {
    /// What is wrong with it.
    pub problem: Problem,
    /// The provider's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The provider's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// HTTP status of the response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_status: Option<u16>,
}

impl From<RefundOutcome> for UnusableStatus {
    fn from(outcome: RefundOutcome) -> Self {
        Self {
            problem: outcome
                .problem
                .unwrap_or(Problem::Unrecognised),
            code: outcome.code,
            message: outcome.message,
            http_status: outcome.http_status,
        }
    }
}

/// One refund of a payment, as the provider lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundEntry {
    /// The provider's id of the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
    /// What happened to the money.
    pub status: RefundStatus,
    /// The provider's status, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// How much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount: Option<Money>,
    /// The merchant's own reference, where it came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub reference: Option<String>,
    /// Taken back by the payer's bank, not by us.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub chargeback: bool,
    /// The number by which banks find the refund (RRN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub bank_reference: Option<String>,
    /// The receipt of the refund: an id or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub receipt: Option<String>,
    /// The provider's code of what became of it, such as why it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub code: Option<String>,
    /// What the provider charges for the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub fee: Option<Money>,
    /// When the refund was decided, as the provider wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub completed_at: Option<String>,
    /// The same in milliseconds since 1970, where the provider's document names the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub completed_at_ms: Option<i64>,
}

impl PaymentSnapshot {
    /// A payment by the provider's id of it. Every other field is public and begins empty.
    pub fn new(payment_id: impl Into<String>) -> Self {
        Self {
            payment_id: Some(payment_id.into()),
            ..Self::default()
        }
    }
}

impl RefundEntry {
    /// What a support desk shows of it.
    pub(crate) fn into_facts(self) -> RefundFacts {
        RefundFacts {
            bank_reference: self.bank_reference,
            receipt: self.receipt,
            fee: self.fee,
            completed_at: self.completed_at,
            completed_at_ms: self.completed_at_ms,
            ..RefundFacts::default()
        }
    }

    /// An entry with a status. Every other field is public and begins empty.
    pub fn new(status: RefundStatus) -> Self {
        Self {
            refund_id: None,
            status,
            provider_status: None,
            amount: None,
            reference: None,
            chargeback: false,
            bank_reference: None,
            receipt: None,
            code: None,
            fee: None,
            completed_at: None,
            completed_at_ms: None,
        }
    }
}

impl PaymentSnapshot {
    /// What a status response came to: the payment that it describes, or why it cannot be used. What the provider
    /// wrote is cleaned here: what does not print is dropped, at most 1000 characters are kept, and secrets are masked in its
    /// text. The merchant's `own` ids stay as they are, and so does the reference of each entry, which some program of the
    /// merchant wrote: a refund is recognised by them.
    pub fn from_status_response(
        read: Result<Self, Observation>,
        profile: &OperationProfile,
        secrets: &[&Secret],
        own: &[&str],
    ) -> Result<Self, UnusableStatus> {
        match read {
            Ok(snapshot) => Ok(snapshot.cleaned(secrets, own)),
            Err(observation) => Err(observation
                .into_outcome(profile, secrets)
                .into()),
        }
    }

    fn cleaned(mut self, secrets: &[&Secret], own: &[&str]) -> Self {
        let clean = |id: &mut Option<String>| {
            let is_own = id
                .as_deref()
                .is_some_and(|id| own.contains(&id));
            if !is_own {
                *id = id.take().map(clean_id);
            }
        };
        clean(&mut self.payment_id);
        clean(&mut self.merchant_order);
        clean(&mut self.provider_status);
        clean(&mut self.code);
        let mask = |text: &mut Option<String>| {
            *text = text
                .take()
                .map(|text| clean_text(text, secrets));
        };
        mask(&mut self.message);
        for entry in &mut self.entries {
            clean(&mut entry.refund_id);
            clean(&mut entry.provider_status);
            clean(&mut entry.bank_reference);
            clean(&mut entry.code);
            mask(&mut entry.receipt);
            entry.completed_at = entry
                .completed_at
                .take()
                .map(|date| clean_date(date, secrets));
        }
        self
    }
}
