//! Two sendings of one refund whose responses name two refunds: its request arrived twice, although nothing is listed.

use super::ledgers::NOW;
use super::{last_row, says, stored_row};
use refundkit::Money;
use refundkit::ledger::{AlertKind, Ledger, LedgerSettings, LedgerStep};
use refundkit::providers::bank131::Bank131Protocol;
use refundkit_tests::stories::providers::{context, session};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

#[test]
fn two_responses_that_name_two_refunds_are_two_payments() {
    let bank = session::<Bank131Protocol>(&json!({"provider": "bank131"}));
    let mut settings = LedgerSettings::new("shop");
    settings.key_lifetime_ms = Some(7 * 24 * HOUR);
    let payment = serde_json::from_value(json!({"sessionId": "ps_1"})).unwrap();
    let captured = Money::new(30_000, "RUB");
    let open = |row| Ledger::open(&bank, settings.clone(), &payment, &captured, row).unwrap();
    let body = |refunds: Value| {
        says(
            json!({"status": "ok", "session": {"id": "ps_1", "status": "accepted", "acquiring_payments": [{
                "id": "pm_1", "status": "succeeded", "amount_details": {"amount": 30000, "currency": "rub"}, "refunds": refunds,
            }]}}),
        )
    };
    let mut ledger = open(None);
    let wish = json!({"amount": {"minorUnits": 10000, "currency": "RUB"}});
    ledger
        .request("return-1", &serde_json::from_value(wish).unwrap())
        .unwrap();
    let reference = ledger
        .refund("return-1")
        .unwrap()
        .wire_reference;
    let refund = |id: &str| {
        body(json!([{
            "id": id, "status": "accepted", "amount_details": {"amount": 10000, "currency": "rub"}, "metadata": reference,
        }]))
    };
    let (mut armed, mut sending) = (None, None);
    while sending.is_none() {
        match ledger
            .next_with(&context(NOW))
            .unwrap()
        {
            LedgerStep::Store(step) => {
                ledger.stored(step.id).unwrap();
                armed = stored_row(step);
            }
            LedgerStep::Send(send) if send.money => sending = Some(send.id),
            LedgerStep::Send(send) => ledger
                .received(send.id, &body(json!([])), NOW)
                .unwrap(),
            step => panic!("{step:?}"),
        }
    }
    let mut other = open(armed);
    let mut row = None;
    for minute in 2..5 {
        let last = last_row(&mut other, NOW + minute * MINUTE, |send| match send.money {
            true => refund("rf_2"),
            false => body(json!([])),
        });
        row = last.or(row);
    }
    ledger
        .received(sending.unwrap(), &refund("rf_1"), NOW + HOUR)
        .unwrap();
    ledger
        .next_with(&context(NOW + HOUR))
        .unwrap();
    ledger.reload(row).unwrap();
    last_row(&mut ledger, NOW + HOUR, |_| body(json!([])));
    let alerts = ledger.alerts();
    let kinds: Vec<AlertKind> = alerts
        .iter()
        .map(|alert| alert.kind)
        .collect();
    assert_eq!(kinds, [AlertKind::PaidTwice]);
    assert_eq!(ledger.left().minor_units, 10_000);
}
