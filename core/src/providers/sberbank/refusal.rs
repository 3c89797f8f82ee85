//! What a code other than 0 says: that the refund was refused, and whether an earlier sending of it explains that.
//!
//! A single message and a [ledger](super::ledger) read it here, so that they say the same.

use super::response::ResponseBody;
use crate::decision::profile::Finding;

/// That refunds would exceed the order. It is documented in Russian only.
const EXCEEDS_TEXTS: &[&str] = &["сумма возвратов превышает", "amount exceeds"];

/// That the order is blocked by another action, was handled already, or is not in the state that a refund needs.
const HANDLED_TEXTS: &[&str] = &[
    "заблокирован",
    "blocked",
    "уже обработан",
    "неверный статус заказа",
];

/// That the amount or the order's id is none, which the legacy gateway says under code 1.
const MALFORMED_TEXTS: &[&str] = &["is not a number", "is empty"];

/// That an amount is too small, which no earlier sending of the refund can have caused.
const TOO_SMALL_TEXTS: &[&str] = &["менее одного рубля", "less than one r"];

/// Documented refusals. One that an earlier, lost sending of the refund explains as well is to be checked; code 1 by itself is
/// that the order was handled already. 7 is also "system error" and proves nothing by itself.
pub(super) fn refusal(code: &str, said: &ResponseBody<'_>) -> Finding {
    let mentions = |known| said.mentions_one_of(known);
    match code {
        "1" | "4" | "5" | "6" | "7" | "12" if mentions(EXCEEDS_TEXTS) => Finding::DeclinedCheck,
        "1" | "4" | "5" | "6" | "12" if mentions(HANDLED_TEXTS) => Finding::DeclinedCheck,
        "1" if !mentions(MALFORMED_TEXTS) => Finding::DeclinedCheck,
        "7" if mentions(TOO_SMALL_TEXTS) => Finding::Declined,
        "1" | "4" | "5" | "6" | "12" => Finding::Declined,
        _ => Finding::Unrecognised,
    }
}
