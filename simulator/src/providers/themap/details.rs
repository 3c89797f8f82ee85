//! theMAP: the terminal, its rate, the bank's reference and the fiscal receipt.

use crate::details::{BANK, CARD, Detailed, auth_code, id_of, rrn, uuid};
use refundkit::PaymentSnapshot;
use refundkit::providers::themap::{TheMapNotification, TheMapRefundResponse, TheMapState};
use refundkit::server::{RefundUpdate, TheMapServer};

const TERMINAL: i64 = 3_000_111;
const RATE: &str = "2.5";

impl Detailed for TheMapServer {
    fn of_response(update: &RefundUpdate, _now_ms: i64) -> TheMapRefundResponse {
        let mut response = TheMapRefundResponse::default();
        response.fee_percent = Some(RATE.to_owned());
        response.terminal_id = Some(TERMINAL);
        response.rrn = rrn(&update.refund_id);
        response.bank_name = Some(BANK.to_owned());
        response.receipt_id = Some(uuid(&update.refund_id, "receipt"));
        response
    }

    fn of_status(payment: &PaymentSnapshot, _now_ms: i64) -> TheMapState {
        let mut state = TheMapState::default();
        let known = !id_of(payment).is_empty();
        state.fee_percent = known.then(|| RATE.to_owned());
        state.card_type = known.then(|| "VISA".to_owned());
        state.pan_mask = known.then(|| CARD.to_owned());
        state
    }

    fn of_webhook(update: &RefundUpdate, _now_ms: i64) -> TheMapNotification {
        let mut notification = TheMapNotification::default();
        notification.auth_code = auth_code(&update.refund_id);
        notification.rrn = rrn(&update.refund_id);
        notification.card_number = Some(CARD.to_owned());
        notification.card_uid = Some(uuid(id_of(&update.payment), "card"));
        notification.bank_name = Some(BANK.to_owned());
        notification.fee_percent = Some(RATE.to_owned());
        notification.terminal_id = Some(TERMINAL);
        notification
    }
}
