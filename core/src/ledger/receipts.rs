//! What a support desk asks for beside what decides.

use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// What a support desk asks for, by the provider's id of the refund, or by its reference where it has no id. It decides nothing, so it
/// is no part of a sighting.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Receipts {
    pub(crate) id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bank_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) receipt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fee: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) completed_at: Option<String>,
    /// The code of its refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
}

impl Receipts {
    pub(super) fn says_nothing(&self) -> bool {
        self.bank_reference.is_none()
            && self.receipt.is_none()
            && self.fee.is_none()
            && self.completed_at.is_none()
            && self.code.is_none()
    }

    /// Takes what it does not have.
    pub(super) fn complete(&mut self, other: Self) {
        self.bank_reference = self
            .bank_reference
            .take()
            .or(other.bank_reference);
        self.receipt = self.receipt.take().or(other.receipt);
        self.fee = self.fee.take().or(other.fee);
        self.completed_at = self
            .completed_at
            .take()
            .or(other.completed_at);
        self.code = self.code.take().or(other.code);
    }
}
