//! Values to try, shared by all providers.

use proptest::prelude::*;
use refundkit::{
    BlindingSeed, CallContext, HttpResponse, Money, RefundEntry, RefundError, RefundStatus,
};
use refundkit_tests::with;

/// An id of visible ASCII that no provider reserves.
pub(crate) fn id() -> impl Strategy<Value = String> {
    "[A-Za-z][A-Za-z0-9_-]{0,30}"
}

/// Any text that fits on one line, percent signs, quotes and other scripts included.
pub(crate) fn line() -> impl Strategy<Value = String> {
    r#"[!-~][ -~а-яїєґ€😀"\\%+&;=]{0,40}[!-~]"#
}

/// An amount in minor units.
pub(crate) fn minor_units() -> impl Strategy<Value = i64> {
    prop_oneof![1..1000_i64, 1..=refundkit::kit::MAX_MINOR_UNITS]
}

/// An amount in a two-decimal currency.
pub(crate) fn money(currency: &'static str) -> impl Strategy<Value = Money> {
    minor_units().prop_map(move |minor_units| Money::new(minor_units, currency))
}

/// What the host supplies to the provider side, always the same.
pub(crate) fn ambient() -> CallContext {
    CallContext::new(1_539_166_210_100, BlindingSeed::new([7; 32]))
}

/// A refund as a provider lists it.
pub(crate) fn entry(
    id: &str,
    status: RefundStatus,
    amount: Money,
    reference: Option<&str>,
) -> RefundEntry {
    with!(
        RefundEntry::new(status),
        refund_id = Some(id.to_owned()),
        amount = Some(amount),
        reference = reference.map(str::to_owned)
    )
}

/// Bodies that must come out as an unknown outcome, whoever answers them.
pub(crate) fn strange_bodies() -> Vec<Vec<u8>> {
    let deep = "[".repeat(100_000);
    vec![
        Vec::new(),
        b" ".to_vec(),
        b"<html><body>502 Bad Gateway</body></html>".to_vec(),
        b"{\"status\":".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{}".to_vec(),
        b"\xff\xfe".to_vec(),
        deep.into_bytes(),
        vec![b' '; 10 * 1024 * 1024],
    ]
}

/// An respond with a body.
pub(crate) fn responded(status: u16, body: impl Into<Vec<u8>>) -> refundkit::SendResult {
    HttpResponse {
        status,
        headers: Vec::new(),
        body: body.into(),
    }
    .into()
}

/// `code field` of a refusal.
pub(crate) fn refusal<T, E>(result: Result<T, E>) -> String
where
    T: std::fmt::Debug,
    E: Into<RefundError>,
{
    let result = result.map_err(Into::into);
    result.map_or_else(
        |error| format!("{} {}", error.code(), error.field()),
        |value| format!("accepted {value:?}"),
    )
}
