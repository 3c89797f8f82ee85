//! Tranzzo: a transaction, a commission and a receipt of each operation.

use crate::details::{Detailed, id_of, id_of_refund, share, uuid};
use refundkit::providers::tranzzo::{TranzzoFee, TranzzoOperation, TranzzoOrder};
use refundkit::server::{RefundUpdate, TranzzoServer};
use refundkit::{Money, PaymentSnapshot};

impl Detailed for TranzzoServer {
    fn of_response(update: &RefundUpdate, _now_ms: i64) -> TranzzoOperation {
        of_refund(&update.payment, &update.refund_id)
    }

    fn of_status(payment: &PaymentSnapshot, _now_ms: i64) -> TranzzoOrder {
        let mut order = TranzzoOrder::default();
        order.operations = vec![of_operation(id_of(payment), payment.captured.as_ref())];
        for entry in &payment.entries {
            let id = id_of_refund(entry);
            order
                .operations
                .push(of_refund(payment, id));
        }
        order
    }

    fn of_webhook(update: &RefundUpdate, _now_ms: i64) -> TranzzoOperation {
        of_refund(&update.payment, &update.refund_id)
    }
}

fn of_refund(payment: &PaymentSnapshot, refund_id: &str) -> TranzzoOperation {
    let entry = payment
        .entries
        .iter()
        .find(|entry| id_of_refund(entry) == refund_id);
    of_operation(refund_id, entry.and_then(|entry| entry.amount.as_ref()))
}

fn of_operation(id: &str, amount: Option<&Money>) -> TranzzoOperation {
    let mut operation = TranzzoOperation::default();
    operation.transaction_id = Some(uuid(id, "transaction"));
    operation.receipt_url = Some(format!("https://receipts.example/{}", uuid(id, "receipt")));
    let mut fee = TranzzoFee::default();
    fee.money = amount.map(|amount| share(amount, 15));
    operation.fee = Some(fee);
    operation
}
