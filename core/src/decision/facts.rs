//! What a support desk shows of a refund, whatever the provider.

use crate::http::masking::{clean_date, clean_id, clean_text};
use crate::value::money::Money;
use crate::value::secret::Secret;
use serde::{Deserialize, Serialize};

/// Facts beside what became of a refund. Each is there only where the provider's document gives its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundFacts {
    /// What is left of the payment after the refund.
    pub remaining: Option<Money>,
    /// The number by which banks find the refund (RRN).
    pub bank_reference: Option<String>,
    /// The receipt of the refund: an id or an address.
    pub receipt: Option<String>,
    /// What the provider charges for the refund.
    pub fee: Option<Money>,
    /// When the refund was decided, as the provider wrote it.
    pub completed_at: Option<String>,
    /// The same in milliseconds since 1970, where the time zone is documented.
    pub completed_at_ms: Option<i64>,
    /// What of the amount is money, and what is points.
    pub parts: Option<RefundParts>,
}

/// The parts of a refund of a payment that was made with money and with points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundParts {
    /// The money.
    pub money: Money,
    /// The points, in hundredths of a point.
    pub points: i64,
}

impl RefundParts {
    /// Money, and points in hundredths of a point.
    pub fn new(money: Money, points: i64) -> Self {
        Self { money, points }
    }
}

impl RefundFacts {
    /// The facts as they may be stored: what does not print is dropped, at most 1000 characters are kept of each, and secrets are
    /// masked in what is no id.
    pub(crate) fn cleaned(self, secrets: &[&Secret]) -> Self {
        Self {
            bank_reference: self.bank_reference.map(clean_id),
            receipt: self
                .receipt
                .map(|text| clean_text(text, secrets)),
            completed_at: self
                .completed_at
                .map(|date| clean_date(date, secrets)),
            ..self
        }
    }
}
