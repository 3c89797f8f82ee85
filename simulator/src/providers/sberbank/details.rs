//! Sberbank's two gateways: the operations of the loyalty system, the card, its bank and the dates.

use crate::details::{
    BANK, CARD, Detailed, auth_code, id_of, id_of_refund, number, rrn, share, uuid,
};
use refundkit::kit::iso_8601;
use refundkit::providers::sberbank::{
    SberbankCallback, SberbankGatewayNotice, SberbankLoyalty, SberbankLoyaltyOperation,
    SberbankOperationKind, SberbankOrderOperation, SberbankOrderStatus, SberbankRefundResponse,
};
use refundkit::server::{RefundUpdate, SberbankGatewayServer, SberbankLegacyServer};
use refundkit::{Money, PaymentSnapshot, RefundEntry, RefundStatus};

impl Detailed for SberbankLegacyServer {
    /// Each payer here paid two percent with points, and money earned points, as in the document's example.
    fn of_response(update: &RefundUpdate, _now_ms: i64) -> SberbankRefundResponse {
        let mut response = SberbankRefundResponse::default();
        let done = update
            .entry()
            .ok()
            .filter(|entry| entry.status == RefundStatus::Succeeded);
        let amount = done.and_then(|entry| entry.amount.as_ref());
        let steps = amount.map(|amount| {
            let points = share(amount, 20).minor_units;
            let money = amount.minor_units - points;
            vec![
                step(
                    &update.refund_id,
                    SberbankOperationKind::RefundPayment,
                    points,
                ),
                step(&update.refund_id, SberbankOperationKind::RefundAward, money),
            ]
        });
        response.operations = steps.unwrap_or_default();
        response
    }

    fn of_status(payment: &PaymentSnapshot, now_ms: i64) -> SberbankOrderStatus {
        let mut order = order(payment, now_ms);
        order.refunds = decided(payment, now_ms);
        order
    }

    fn of_webhook(update: &RefundUpdate, now_ms: i64) -> SberbankCallback {
        let mut callback = SberbankCallback::default();
        let units = |money: &Money| money.minor_units.to_string();
        let entry = update.entry().ok();
        callback.amount = update
            .payment
            .captured
            .as_ref()
            .map(units);
        callback.operation_refunded_amount =
            entry.and_then(|entry| entry.amount.as_ref().map(units));
        callback.refunded_amount = update
            .payment
            .refunded
            .as_ref()
            .map(units);
        callback.refunded_date = Some(seconds(now_ms));
        callback.callback_creation_date = Some(seconds(now_ms));
        callback
    }
}

impl Detailed for SberbankGatewayServer {
    fn of_response(_update: &RefundUpdate, _now_ms: i64) -> SberbankRefundResponse {
        SberbankRefundResponse::default()
    }

    fn of_status(payment: &PaymentSnapshot, now_ms: i64) -> SberbankOrderStatus {
        let mut order = order(payment, now_ms);
        order.operations = decided(payment, now_ms);
        let mut loyalty = SberbankLoyalty::default();
        loyalty.receipt_id = Some(uuid(id_of(payment), "receipt"));
        loyalty.loyalty_name = Some("sbrf_spasibo".to_owned());
        order.loyalty_info = Some(loyalty).filter(|_| !id_of(payment).is_empty());
        order
    }

    fn of_webhook(_update: &RefundUpdate, _now_ms: i64) -> SberbankGatewayNotice {
        SberbankGatewayNotice::default()
    }
}

fn step(refund_id: &str, kind: SberbankOperationKind, amount: i64) -> SberbankLoyaltyOperation {
    let mut step = SberbankLoyaltyOperation::default();
    step.kind = Some(kind);
    step.pc_id = Some(number(refund_id, "points", 1_000_000_000).to_string());
    step.transaction_id = Some(refund_id.to_owned());
    step.amount = Some(amount);
    step.successful = Some(true);
    step
}

/// An order that nobody knows has nothing to say.
fn order(payment: &PaymentSnapshot, now_ms: i64) -> SberbankOrderStatus {
    let mut order = SberbankOrderStatus::default();
    let id = id_of(payment);
    if id.is_empty() {
        return order;
    }
    order.date = Some(now_ms.to_string());
    order.deposited_date = Some(now_ms.to_string());
    order.auth_ref_num = rrn(id);
    order.terminal_id = Some("123456".to_owned());
    order.masked_pan = Some(CARD.to_owned());
    order.approval_code = auth_code(id);
    order.bank_name = Some(BANK.to_owned());
    order.bank_country_code = Some("RU".to_owned());
    if !payment.entries.is_empty() {
        order.refunded_date = Some(seconds(now_ms));
    }
    order
}

/// The refunds that are listed: what is not decided is not.
fn decided(payment: &PaymentSnapshot, now_ms: i64) -> Vec<SberbankOrderOperation> {
    let is_listed = |entry: &&RefundEntry| {
        matches!(
            entry.status,
            RefundStatus::Succeeded | RefundStatus::Declined
        )
    };
    let details = |entry: &RefundEntry| {
        let mut listed = SberbankOrderOperation::default();
        let id = id_of_refund(entry);
        listed.date = Some(now_ms.to_string());
        listed.reference_number = rrn(id);
        listed.approval_code = auth_code(id);
        listed
    };
    payment
        .entries
        .iter()
        .filter(is_listed)
        .map(details)
        .collect()
}

/// `2022-12-31T23:59:59`.
fn seconds(now_ms: i64) -> String {
    iso_8601(now_ms)
        .chars()
        .take(19)
        .collect()
}
