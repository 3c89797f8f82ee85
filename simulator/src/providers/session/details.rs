//! Bank 131 and Smart Glocal: how the payer paid, what banks call each transaction, and the merchant's fee.

use crate::details::{Detailed, auth_code, id_of, id_of_refund, number, rrn, share, uuid};
use refundkit::providers::session::{
    SessionAmounts, SessionDetails, SessionPayment, SessionPaymentDetails, SessionRefundDetails,
    SessionResponse, SessionTransaction, SessionWebhook,
};
use refundkit::server::{Bank131Server, RefundUpdate, SmartGlocalServer};
use refundkit::{Money, PaymentSnapshot, RefundEntry};

macro_rules! detailed {
    ($($server:ty),*) => {$(
        impl Detailed for $server {
            fn of_response(update: &RefundUpdate, _now_ms: i64) -> SessionResponse {
                response(&update.payment)
            }

            fn of_status(payment: &PaymentSnapshot, _now_ms: i64) -> SessionResponse {
                response(payment)
            }

            fn of_webhook(update: &RefundUpdate, _now_ms: i64) -> SessionWebhook {
                let mut webhook = SessionWebhook::default();
                webhook.session = Some(session(&update.payment));
                webhook
            }
        }
    )*};
}

detailed!(Bank131Server, SmartGlocalServer);

fn response(payment: &PaymentSnapshot) -> SessionResponse {
    let mut response = SessionResponse::default();
    response.session = Some(session(payment));
    response
}

fn session(payment: &PaymentSnapshot) -> SessionDetails {
    let mut session = SessionDetails::default();
    session.payments = vec![paid(payment)];
    session
}

fn paid(payment: &PaymentSnapshot) -> SessionPayment {
    let id = id_of(payment);
    let mut paid = SessionPayment::default();
    paid.customer_reference = Some(format!("customer-{}", number(id, "customer", 10_000)));
    let mut card = SessionPaymentDetails::default();
    card.kind = Some("card".to_owned());
    card.brand = Some("visa".to_owned());
    card.last4 = Some("1111".to_owned());
    card.bin = Some("411111".to_owned());
    card.country_iso3 = Some("RUS".to_owned());
    card.card_id = Some(uuid(id, "card"));
    paid.payment_details = Some(card);
    paid.amounts = payment.captured.as_ref().map(amounts);
    paid.transaction_info = Some(transaction(id));
    paid.refunds = payment
        .entries
        .iter()
        .map(refund)
        .collect();
    paid
}

fn refund(entry: &RefundEntry) -> SessionRefundDetails {
    let mut refund = SessionRefundDetails::default();
    refund.amounts = entry.amount.as_ref().map(amounts);
    refund.transaction_info = Some(transaction(id_of_refund(entry)));
    refund
}

fn amounts(gross: &Money) -> SessionAmounts {
    let fee = share(gross, 15);
    let mut amounts = SessionAmounts::default();
    amounts.net = Some(Money::new(
        gross.minor_units - fee.minor_units,
        gross.currency.as_str(),
    ));
    amounts.gross = Some(gross.clone());
    amounts.merchant_fee = Some(fee);
    amounts
}

fn transaction(id: &str) -> SessionTransaction {
    let mut transaction = SessionTransaction::default();
    transaction.rrn = rrn(id);
    transaction.arn = Some(format!("7{:022}", number(id, "arn", u64::MAX)));
    transaction.auth_code = auth_code(id);
    transaction
}
