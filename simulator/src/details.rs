//! What a provider says beside the money: references of banks, receipts, fees, cards and dates.
//!
//! The values are made up of the refund's id alone, so the same refund has the same ones in every message and in every run.
//! No amount of a refund or a payment is among them: those follow from the money, and faults lie about them.

use refundkit::server::{RefundUpdate, SimulateProvider};
use refundkit::{Money, PaymentSnapshot, RefundEntry};

/// The details of a provider's messages.
pub trait Detailed: SimulateProvider {
    /// Of the response to a refund that was accepted.
    fn of_response(update: &RefundUpdate, now_ms: i64) -> Self::ResponseDetails;
    /// Of the description of a payment.
    fn of_status(payment: &PaymentSnapshot, now_ms: i64) -> Self::StatusDetails;
    /// Of the webhook that announces a refund.
    fn of_webhook(update: &RefundUpdate, now_ms: i64) -> Self::WebhookDetails;
}

/// The masked card of every payer here.
pub(crate) const CARD: &str = "411111******1111";
pub(crate) const BANK: &str = "Test Bank";

/// The two constants of FNV-1a.
const BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// A number below `limit` that belongs to `id` and to one `kind` of value.
pub(crate) fn number(id: &str, kind: &str, limit: u64) -> u64 {
    let text = format!("{kind} {id}");
    text.bytes().fold(BASIS, mixed) % limit
}

fn mixed(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(PRIME)
}

/// The number by which banks find a transaction: twelve digits.
pub(crate) fn rrn(id: &str) -> Option<String> {
    Some(format!("{:012}", number(id, "rrn", 1_000_000_000_000)))
}

/// The code of an authorisation: six digits.
pub(crate) fn auth_code(id: &str) -> Option<String> {
    Some(format!("{:06}", number(id, "auth", 1_000_000)))
}

/// An id in the form of a UUID.
pub(crate) fn uuid(id: &str, kind: &str) -> String {
    let node = number(id, kind, 1 << 48);
    format!("5afe0000-0000-4000-8000-{node:012x}")
}

/// So many thousandths of an amount, without what is less than a minor unit.
pub(crate) fn share(amount: &Money, thousandths: i64) -> Money {
    Money::new(
        amount.minor_units * thousandths / 1000,
        amount.currency.as_str(),
    )
}

/// The id of a refund as the snapshot has it.
pub(crate) fn id_of_refund(entry: &RefundEntry) -> &str {
    entry
        .refund_id
        .as_deref()
        .unwrap_or_default()
}

/// The id of a payment as the snapshot has it.
pub(crate) fn id_of(payment: &PaymentSnapshot) -> &str {
    payment
        .payment_id
        .as_deref()
        .unwrap_or_default()
}
