//! The JSON interface: one JSON document in, one JSON document out, the provider chosen at run time.
//!
//! In: `{"provider": .., "operation": .., "config": {..}, "credentials": {..}, ..}` with the members that the operation
//! names ([`operations`]) and no others. Out: `{"ok": ..}` or `{"error": {"code", "field", "detail", "reply"?}}`.
//! Strict: a misspelt, missing or doubled member is an error with its path. Not a log format: it carries credentials.

mod error;
mod fields;
mod operations;
mod package;
mod redaction;
mod stored_types;

use crate::value::error::{RefundError, code};
pub use error::{ErrorDocument, error_text};
use fields::Members;
pub use operations::{Operation, ProviderOperations};
pub use package::Package;
use std::collections::BTreeSet;

/// Every provider with its operations; last `refundkit`, the operations that need no provider.
pub fn operations() -> &'static [ProviderOperations] {
    operations::PROVIDERS
}

/// The kinds of `to_stored` and `from_stored`, in alphabetical order.
pub fn kinds() -> BTreeSet<&'static str> {
    stored_types::names()
}

/// Runs one document.
pub fn call(document: &str) -> String {
    match run(document) {
        Ok(value) => format!("{{\"ok\":{value}}}"),
        Err(error) => format!("{{\"error\":{}}}", error_text(error)),
    }
}

fn run(document: &str) -> Result<String, ErrorDocument> {
    let mut members = Members::read(document)?;
    let name: String = members.take("provider")?;
    let operation: String = members.take("operation")?;
    let provider = operations()
        .iter()
        .find(|provider| provider.provider == name)
        .ok_or_else(|| unsupported("provider"))?;
    let operation = provider
        .operations()
        .find(|candidate| candidate.name == operation)
        .ok_or_else(|| unsupported("operation"))?;
    (operation.run)(&mut members)
}

fn unsupported(field: &str) -> RefundError {
    RefundError::new(code::UNSUPPORTED, field, "is not known here")
}
