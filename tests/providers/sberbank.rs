//! Sberbank: what both gateways must do, and values to try on them.

mod gateway;
mod legacy;
mod legacy_server;
mod responses;

use crate::providers::strategies::entry;
use proptest::prelude::*;
use refundkit::providers::sberbank::SberbankQuantity;
use refundkit::server::RefundUpdate;
use refundkit::{Money, PaymentSnapshot, RefundStatus, SberbankMethod};
use refundkit_tests::with;

const ORDER: &str = "62945d2e-3da5-42cf-b9c1-d456227ab51a";

fn rub(minor_units: i64) -> Money {
    Money::new(minor_units, "RUB")
}

/// What the provider side says of the order after one refund of it.
fn update(amount: i64, status: RefundStatus, external_id: Option<&str>) -> RefundUpdate {
    let given_back = if status == RefundStatus::Succeeded {
        amount
    } else {
        0
    };
    let payment = with!(
        PaymentSnapshot::default(),
        payment_id = Some(ORDER.into()),
        merchant_order = Some("2003".into()),
        captured = Some(rub(amount)),
        refunded = Some(rub(given_back)),
        entries = vec![entry("rf-1", status, rub(amount), external_id)]
    );
    RefundUpdate::new("rf-1", payment)
}

fn methods() -> impl Strategy<Value = SberbankMethod> {
    prop::sample::select(vec![SberbankMethod::AutoRefund, SberbankMethod::Refund])
}

fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![1..1000_i64, 1..=999_999_999_999_i64]
}

/// A whole number of pieces and a price, whose product is exact.
fn priced() -> impl Strategy<Value = (SberbankQuantity, i64, i64)> {
    (1..100_i64, 1..1_000_000_i64, any::<bool>()).prop_map(|(count, price, halves)| {
        let (thousandths, price) = if halves {
            (count * 500, price * 2)
        } else {
            (count * 1000, price)
        };
        (
            SberbankQuantity {
                thousandths,
                measure: Some("шт".into()),
            },
            price,
            thousandths * price / 1000,
        )
    })
}

/// Members that the model does not have, as they come back from the wire.
fn extras() -> impl Strategy<Value = Option<String>> {
    let texts = [
        r#"{"itemCurrency":"643"}"#,
        r#"{"a":{"b": [1.50, 1e2]},"c":null}"#,
    ];
    prop::option::of(prop::sample::select(texts.map(str::to_owned).to_vec()))
}
