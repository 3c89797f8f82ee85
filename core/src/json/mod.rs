//! Our own documents, read strictly and written, with our errors; and what `wire` needs to read a provider's messages.
//!
//! The reader and writer are the crate `refundkit-json`, which says what it refuses and why.

pub(crate) use refundkit_json::{Error, ErrorKind, from_slice, from_str, members, raw, string};

use crate::value::error::{RefundError, code};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Writes a wire structure as compact JSON, fields in the order of the structure.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, RefundError> {
    let not_written = |_| RefundError::new(code::INVALID_FIELD, "", "cannot be written as JSON");
    refundkit_json::to_string(value).map_err(not_written)
}

/// The word that our documents have for a value. It stays where a name in the code changes, so that digests and texts that are stored may
/// be made of it.
pub(crate) fn word_of<T: Serialize>(value: &T) -> String {
    let json = to_json(value).unwrap_or_default();
    json.trim_matches('"').to_owned()
}

/// Reads one of our own documents strictly; `name` is the path that errors begin with.
pub fn decode<T: DeserializeOwned>(name: &str, json: &str) -> Result<T, RefundError> {
    refundkit_json::from_str_strict(json).map_err(|error| refusal(error).within(name))
}

/// Writes a result.
pub fn encode<T: Serialize>(value: &T) -> Result<String, RefundError> {
    to_json(value)
}

fn refusal(error: Error) -> RefundError {
    let (code, detail) = match (error.kind(), error.expected()) {
        (ErrorKind::Invalid, Some(expected)) => {
            (code::INVALID_FIELD, format!("must be {expected}"))
        }
        (ErrorKind::Invalid, None) => (code::INVALID_FIELD, "is not JSON".to_owned()),
        (ErrorKind::Missing, _) => (code::MISSING_FIELD, "is missing".to_owned()),
        (ErrorKind::Duplicate, _) => (code::DUPLICATE_FIELD, "is there twice".to_owned()),
        (ErrorKind::Unknown, _) => (code::UNKNOWN_FIELD, "is not known here".to_owned()),
    };
    RefundError::new(code, error.into_path(), detail)
}
