//! The payments that are refunded, and how their refunds are named.

use fastrand::Rng;
use refundkit::Money;
use refundkit_simulator::ledger::Payment;

const CAPTURED: i64 = 30_000;
const REFERENCE: &str = "refund-";

/// The id of the payment with this number.
pub(super) fn id(number: u64) -> String {
    format!("00000000-0000-4000-8000-{number:012x}")
}

/// The payment with this id.
pub(super) fn of(id: &str, currency: &str, asynchronous: bool) -> Payment {
    let order = format!("order-{}", &id[24..]);
    let captured = Money::new(CAPTURED, currency);
    Payment::new(id, &order, captured, asynchronous)
}

/// The amounts to give back: one, or two that are often equal.
pub(super) fn wishes(rng: &mut Rng) -> Vec<i64> {
    let amounts = [5_000, 10_000, 10_000];
    let count = 1 + usize::from(rng.u8(0..3) == 0);
    (0..count)
        .map(|_| amounts[rng.usize(0..amounts.len())])
        .collect()
}

/// The merchant's own id of a refund.
pub(super) fn reference(place: usize) -> String {
    format!("{REFERENCE}{place}")
}

/// The place of a refund among the wishes.
pub(super) fn place(reference: &str) -> usize {
    let digits = reference.trim_start_matches(REFERENCE);
    digits.parse().unwrap_or(usize::MAX)
}
