//! What the provider side is told and says, whatever its messages look like.

use crate::decision::outcome::{NextAction, Problem, RefundOutcome, RefundStatus};
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// What a provider needs to know to give money back, whatever its messages look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundOrder {
    /// The payment, order or session, by the id that was sent.
    pub payment: String,
    /// How much to give back; absent if the request names no amount, which means everything that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount: Option<Money>,
    /// The merchant's own reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub reference: Option<String>,
    /// The idempotency key or external refund id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub key: Option<String>,
    /// The balance in minor units that must still be there, if the request has such a precondition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub precondition: Option<i64>,
    /// The address of the webhook, if the request names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub webhook_url: Option<String>,
}

impl RefundOrder {
    /// An order to give everything back. Every other field is public and begins empty.
    pub fn new(payment: impl Into<String>) -> Self {
        Self {
            payment: payment.into(),
            amount: None,
            reference: None,
            key: None,
            precondition: None,
            webhook_url: None,
        }
    }
}

/// A refund and the payment around it, for responses and webhooks of the provider side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundUpdate {
    /// Which of the payment's entries it is about.
    pub refund_id: String,
    /// The payment, this refund included.
    pub payment: PaymentSnapshot,
}

impl RefundUpdate {
    /// The refund with this id, one of the payment's entries.
    pub fn new(refund_id: impl Into<String>, payment: PaymentSnapshot) -> Self {
        Self {
            refund_id: refund_id.into(),
            payment,
        }
    }

    /// The entry that it is about.
    pub fn entry(&self) -> Result<&RefundEntry, RefundError> {
        let wanted = |entry: &&RefundEntry| entry.refund_id.as_deref() == Some(&self.refund_id);
        let missing = || {
            RefundError::new(
                code::INVALID_FIELD,
                "refundId",
                "is not among the payment's entries",
            )
        };
        self.payment
            .entries
            .iter()
            .find(wanted)
            .ok_or_else(missing)
    }
}

/// What the provider side answers to a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum RefundReply {
    /// The refund was accepted; the entry's status says how far it is.
    Accepted(RefundUpdate),
    /// The refund was refused.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// HTTP status.
        http_status: u16,
        /// The provider's code.
        code: String,
        /// The provider's text.
        message: String,
    },
}

/// A status query as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct StatusCall {
    /// The payment, order or session, by the id that was sent.
    pub payment: String,
}

impl StatusCall {
    /// A query about a payment.
    pub fn new(payment: impl Into<String>) -> Self {
        Self {
            payment: payment.into(),
        }
    }
}

/// Whether the provider has taken a notification. Says nothing about money. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Delivery {
    /// Whether the provider says that it has received the notification.
    pub delivered: bool,
    /// What is safe now. `resend_same` builds the same notification again, with the new time.
    pub next_action: NextAction,
    /// Why the notification was not delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub problem: Option<Problem>,
    /// The provider's result, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// The provider's code, as it was spelled.
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

impl From<RefundOutcome> for Delivery {
    fn from(outcome: RefundOutcome) -> Self {
        Self {
            delivered: outcome.status == RefundStatus::Succeeded,
            next_action: outcome.next_action,
            problem: outcome.problem,
            provider_status: outcome.provider_status,
            code: outcome.code,
            message: outcome.message,
            http_status: outcome.http_status,
        }
    }
}
