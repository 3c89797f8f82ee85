//! What tests go through: the providers, what their operations read, and what is secret of it.

use refundkit::dispatch::operations;

/// The members of credentials that are secrets: every field of the core's credentials that is a `Secret`. A test of the suite says
/// which one is missing.
#[rustfmt::skip]
pub const SECRETS: [&str; 12] = [
    "apiKey", "apiSecret", "callbackKey", "callbackToken", "callbackTokens", "endpointsKey", "key", "password", "privateKey", "signingKey",
    "token", "userName",
];

/// The providers, each by its merchant's side, as the documentation orders them.
pub fn merchants() -> Vec<&'static str> {
    let names = operations()
        .iter()
        .map(|row| row.provider);
    let is_another =
        |name: &str| name.ends_with("_server") || name.ends_with("_caller") || name == "refundkit";
    names
        .filter(|name| !is_another(name))
        .collect()
}

/// The members that an operation reads, from the JSON interface's own list.
pub fn inputs(provider: &str, operation: &str) -> &'static [&'static str] {
    let row = operations()
        .iter()
        .find(|row| row.provider == provider);
    let found = row.and_then(|row| {
        row.operations()
            .find(|candidate| candidate.name == operation)
    });
    found.map_or(&[], |operation| operation.inputs)
}
