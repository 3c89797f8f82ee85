//! The JSON interface: one JSON document in, one JSON document out, the provider chosen at run time.
//!
//! In: `{"provider": .., "operation": .., "config": {..}, "credentials": {..}, ..}` with the members that the operation
//! names ([`operations`]) and no others. Out: `{"ok": ..}` or `{"error": {"code", "field", "detail", "reply"?}}`.
//! Strict: a misspelt, missing or doubled member is an error with its path. Not a log format: it carries credentials.
//!
//! # The ledger
//!
//! A [ledger](crate::ledger) keeps nothing between two documents but the row.
//!
//! | Operation | Members | Result |
//! |---|---|---|
//! | `ledger_key` | `settings`, `payment` | the key of the payment's row |
//! | `ledger_keys_of` | `settings`, `event` | the keys of the rows that a verified event is about |
//! | `ledger_step` | `settings`, `payment`, `captured`, `alreadyRefunded`?, `row`?, `inputs`?, `listens`?, `nowMs`, `nonce`, `permit`?, `signed`?, `seed`? | the one thing to do now |
//! | `ledger_view` | `settings`, `payment`, `captured`, `alreadyRefunded`?, `row`?, `inputs`?, `nowMs` | `left`, `refunds`, `alerts` |
//!
//! `row` is `{"body", "version"}` as it was loaded, absent where there is none. `alreadyRefunded` is the same at every
//! opening of a ledger, 0 if it is absent. `inputs` is a list of what was heard since,
//! such as `{"cancel": {"reference": "return-2041"}}`:
//!
//! | Input | Members |
//! |---|---|
//! | `request` | `reference`: your own id of the refund; `refund`: the amount, and what else the provider's refunds have |
//! | `received` | `id`, `money` and `before` of the `send`, as they were given; `result`: `{"response": {..}}`, `"lost"` or `"notSent"` |
//! | `webhook`, `notice` | `event`, `notice`: what `parse_webhook` and `parse_notice` gave |
//! | `adopt` | `reference`; `adopted`: `amount`, `wireReference`?, `sentAtMs` |
//! | `decide` | `reference`; `decision`: `given_back` or `not_given_back`; `by`, `note` |
//! | `cancel`, `askAgain` | `reference` |
//! | `declareExternal` | `entryId`, `by`, `note` |
//! | `settleAlert` | `alert`: its id; `by`, `note` |
//! | `correctCaptured` | `amount`, `by`, `note` |
//! | `"credentialsChanged"`, `"notSigned"` | a text, without members |
//!
//! The host repeats, until a step is `rest`:
//!
//! 1. Load the row, and ask for the step, with a nonce that is drawn for this call alone.
//! 2. `store`: write the row if its version is still `expected`. If that was committed, begin `inputs` anew, answer the webhook
//!    with `acknowledge` if it is there, and hand the step's `permit` to the next call. If not, keep `inputs` and forget the
//!    permit.
//! 3. `sign`, where the private key lives elsewhere: sign the bytes of `toSign`, keep `inputs`, and hand `{"digest", "signature"}` (the
//!    step's digest, the raw signature in Base64) to the next calls as `signed`, until their `send`. If nobody signs, add
//!    `"notSigned"` to `inputs`. The signature of a question is also that of a refund of the whole session.
//! 4. `send`: send once, and add `{"received": {"id", "money", "before", "result"}}` to `inputs`. Permit and signature are used up.
//! 5. `acknowledge`: answer the webhook with the response, and begin `inputs` anew.
//!
//! If anything throws, give up the run, with its inputs and its permit: the next run loads the row and finds out.

mod error;
mod fields;
mod ledger;
mod operation;
mod operations;
mod package;
mod redaction;
mod stored_types;

use crate::value::error::{RefundError, code};
pub use error::{ErrorDocument, error_text};
use fields::Members;
pub use operation::Operation;
pub use operations::ProviderOperations;
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
