//! The word of a person: who said something, when and why.

use super::record::Signed;
use crate::http::validate;
use crate::value::error::RefundError;

/// The longest name and note of a person, in characters.
const LONGEST_NAME: usize = 64;
const LONGEST_NOTE: usize = 500;

impl Signed {
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
