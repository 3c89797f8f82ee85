//! What a host shows of a refund and of a payment. Amounts are minor units of the payment's currency, times are milliseconds since 1970.

use super::reason::RefundReason;
use super::record::AlertKind;
use super::word::AuditNote;
use crate::decision::facts::RefundParts;
use crate::decision::outcome::{Problem, RefundStatus};
use crate::value::money::Money;
use serde::Serialize;

/// Where a refund of a ledger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefundStage {
    /// Not sent yet. It starts by itself.
    Planned,
    /// Sent, and the ledger finds out what became of it.
    InProgress,
    /// The ledger cannot go on by itself: it cannot find out what became of the refund, or cannot send it. A person has to look. It
    /// still listens.
    ManualReview,
    /// It has ended.
    Ended,
}

/// A refund as the ledger knows it. Amounts are minor units of the payment's currency, times are milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RefundView {
    /// The host's own id of the refund.
    pub reference: String,
    /// What travels in its place.
    pub wire_reference: String,
    /// How much was asked for.
    pub amount: Money,
    /// Where it is.
    pub stage: RefundStage,
    /// What happened to the money. `pending` of one that is planned, of which the provider has not heard.
    pub status: RefundStatus,
    /// What proved its end, why it is undecided, or why it is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    /// What contradicts it, if anything does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The refund that it waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_by: Option<String>,
    /// The provider's id of the refund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refund_id: Option<String>,
    /// The bank's reference (RRN).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_reference: Option<String>,
    /// The fiscal receipt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// What the provider charges for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// What of the amount is money, and what is points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<RefundParts>,
    /// When the provider decided it, as the provider wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<String>,
    /// The provider's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// When it was asked for.
    pub asked_at_ms: i64,
    /// How often it was sent.
    pub sendings: u32,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at_ms: Option<i64>,
    /// The person's word that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<AuditNote>,
    /// Its alerts that nobody settled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<AlertView>,
}

/// Something that a person has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AlertView {
    /// What `settle_alert` takes.
    pub id: String,
    /// What it is.
    pub kind: AlertKind,
    /// The refund that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The provider's id of the entry that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The number that the record expects, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<i64>,
    /// The number that the provider shows, in minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<i64>,
    /// When it was raised.
    pub at_ms: i64,
    /// Who settled it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settled: Option<AuditNote>,
}

/// What people are shown of a payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LedgerView {
    /// What was taken from the payer.
    pub captured: Money,
    /// What is left to give back: what is undecided is taken off, what is only planned is not.
    pub left: Money,
    /// Every refund, in the order in which they were asked for.
    pub refunds: Vec<RefundView>,
    /// Every alert that nobody settled.
    pub alerts: Vec<AlertView>,
    /// Every alert that a person settled.
    pub settled: Vec<AlertView>,
}
