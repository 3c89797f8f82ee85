//! The word of a person: who said something, when and why.

use crate::http::validate;
use crate::value::error::RefundError;
use serde::{Deserialize, Serialize};

/// The longest name and note of a person, in characters.
const LONGEST_NAME: usize = 64;
const LONGEST_NOTE: usize = 500;

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
