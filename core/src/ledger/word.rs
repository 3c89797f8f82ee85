//! The word of a person: who said something, when and why.

use crate::decision::outcome::RefundStatus;
use crate::http::validate;
use crate::value::error::RefundError;
use serde::{Deserialize, Serialize};

/// The longest name and note of a person, in characters.
const LONGEST_NAME: usize = 64;
const LONGEST_NOTE: usize = 500;

/// What a person found out about an undecided refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum RefundDecision {
    /// The payer has the money back.
    GivenBack,
    /// The payer has not, and will not get it by what was sent.
    NotGivenBack,
}

impl RefundDecision {
    /// The end of a refund about which a person said it.
    pub(super) fn status(self) -> RefundStatus {
        match self {
            Self::GivenBack => RefundStatus::Succeeded,
            Self::NotGivenBack => RefundStatus::Declined,
        }
    }
}

/// Who said something, when and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct AuditNote {
    /// When.
    pub at_ms: i64,
    /// Who: 1 to 64 characters.
    pub by: String,
    /// Why: 1 to 500 characters.
    pub note: String,
}

impl AuditNote {
    pub(crate) fn new(by: &str, note: &str, at_ms: i64) -> Self {
        Self {
            at_ms,
            by: by.to_owned(),
            note: note.to_owned(),
        }
    }

    pub(crate) fn checked(self) -> Result<Self, RefundError> {
        validate::line("by", &self.by, LONGEST_NAME)?;
        validate::text("note", &self.note, LONGEST_NOTE)?;
        Ok(self)
    }
}
