//! Two workers on one row: the answer of a question that was asked on an older version is stored after the refund was armed. When
//! the provider read its books for it, nobody knows.

use super::ledgers::{NOW, open, wishing};
use super::{run, says, stored_row};
use refundkit::ledger::{
    AdoptedRefund, AlertKind, KeepsLedger, Ledger, LedgerRow, LedgerSettings, LedgerStep,
    RefundReason, SendStep,
};
use refundkit::{
    HttpResponse, Money, RefundStatus, SberbankLegacy, SberbankLegacyRequest, SberbankMethod,
    SberbankOrder, SendResult,
};
use refundkit_tests::stories::providers::{legacy, tranzzo};
use serde_json::{Value, json};

const MINUTE: i64 = 60_000;

/// Refunds of 100.00 that have neither an id nor a reference.
fn unnamed(count: usize) -> Value {
    let refund = json!({
        "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 100, "currency": "UAH", "status": "success",
    });
    json!(vec![refund; count])
}

pub(super) fn store<P: KeepsLedger>(ledger: &mut Ledger<&P>, now_ms: i64) -> Option<LedgerRow> {
    let LedgerStep::Store(store) = ledger.next(now_ms).unwrap() else {
        panic!("it is stored");
    };
    ledger.stored(store.id).unwrap();
    stored_row(store)
}

pub(super) fn send<P: KeepsLedger>(ledger: &mut Ledger<&P>, now_ms: i64) -> SendStep {
    let LedgerStep::Send(send) = ledger.next(now_ms).unwrap() else {
        panic!("something is sent");
    };
    send
}

#[test]
fn an_answer_that_an_overtaken_worker_stores_is_not_of_before_the_sending() {
    let tranzzo = tranzzo();
    let mut first = wishing(&tranzzo);
    let wished = store(&mut first, NOW);
    let mut second = open(&tranzzo, wished).unwrap();
    let (asked, also_asked) = (send(&mut first, NOW), send(&mut second, NOW));
    first
        .received(asked.id, &says(unnamed(1)), NOW)
        .unwrap();
    store(&mut first, NOW);
    let refund = send(&mut first, NOW);
    assert!(refund.money);
    let turned_away = SendResult::Response(HttpResponse::json(429, r#""""#.to_owned()));
    first
        .received(refund.id, &turned_away, NOW)
        .unwrap();
    let answered = store(&mut first, NOW);
    // The copy of the request that was carried out is in what the second worker was shown.
    second
        .received(also_asked.id, &says(unnamed(2)), NOW)
        .unwrap();
    second.reload(answered).unwrap();
    let mut later = open(&tranzzo, store(&mut second, NOW)).unwrap();
    run(&mut later, NOW + MINUTE, |send| {
        assert!(!send.money, "it is not sent again");
        says(unnamed(2))
    });
    let refund = later.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Ambiguous));
    assert_eq!(refund.sendings, 1);
}

#[test]
fn an_answer_that_contradicts_an_end_is_told_whenever_it_came() {
    let tranzzo = tranzzo();
    for since in [-1, 0, 1] {
        let mut first = wishing(&tranzzo);
        store(&mut first, NOW);
        let asked = send(&mut first, NOW);
        first
            .received(asked.id, &says(json!([])), NOW)
            .unwrap();
        let armed = store(&mut first, NOW);
        let refund = send(&mut first, NOW);
        let wire = first
            .refund("return-1")
            .unwrap()
            .wire_reference;
        // Another worker takes it for lost, and finds it.
        let ended_ms = NOW + 2 * MINUTE;
        let mut second = open(&tranzzo, armed).unwrap();
        let listed = json!([{
            "operation_id": "o1", "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 100, "currency": "UAH",
            "status": "success", "comment": wire,
        }]);
        let mut last = None;
        loop {
            match second.next(ended_ms).unwrap() {
                LedgerStep::Store(store) => {
                    second.stored(store.id).unwrap();
                    last = stored_row(store);
                }
                LedgerStep::Send(send) => second
                    .received(send.id, &says(&listed), ended_ms)
                    .unwrap(),
                _ => break,
            }
        }
        let refused = json!({
            "operation_id": "o1", "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 100, "currency": "UAH",
            "status": "failure", "comment": wire,
        });
        first
            .received(refund.id, &says(&refused), ended_ms + since)
            .unwrap();
        first.reload(last).unwrap();
        store(&mut first, ended_ms + since);
        let refund = first.refund("return-1").unwrap();
        assert_eq!(refund.status, RefundStatus::Succeeded, "an end stays");
        let kinds: Vec<AlertKind> = refund
            .alerts
            .iter()
            .map(|alert| alert.kind)
            .collect();
        assert_eq!(kinds, [AlertKind::Contradicted], "{since} ms");
    }
}

const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";

pub(super) fn at_sberbank(
    legacy: &SberbankLegacy,
    row: Option<LedgerRow>,
) -> Ledger<&SberbankLegacy> {
    let payment = SberbankOrder {
        order_id: ORDER.into(),
    };
    let (settings, captured) = (LedgerSettings::new("shop"), Money::new(30_000, "RUB"));
    Ledger::open(legacy, settings, &payment, &captured, row).unwrap()
}

pub(super) fn total(refunded: i64) -> SendResult {
    let body = json!({
        "errorCode": "0", "orderStatus": 2, "amount": 30000, "currency": "643",
        "attributes": [{"name": "mdOrder", "value": ORDER}],
        "paymentAmountInfo": {"approvedAmount": 30000, "depositedAmount": 30000, "refundedAmount": refunded},
    });
    says(&body)
}

/// A refund of 100.00 of which `response` came, and a total of `refunded` that another worker asked for before and stored after it.
fn overtaken(legacy: &SberbankLegacy, response: &Value, refunded: i64) -> Option<LedgerRow> {
    let mut first = at_sberbank(legacy, None);
    let wish = SberbankLegacyRequest::new(SberbankMethod::Refund, Money::new(10_000, "RUB"));
    first
        .request("return-1", &wish)
        .unwrap();
    let wished = store(&mut first, NOW);
    let mut second = at_sberbank(legacy, wished);
    let (asked, also_asked) = (send(&mut first, NOW), send(&mut second, NOW));
    first
        .received(asked.id, &total(0), NOW)
        .unwrap();
    store(&mut first, NOW);
    let refund = send(&mut first, NOW);
    first
        .received(refund.id, &says(response), NOW)
        .unwrap();
    let answered = store(&mut first, NOW);
    // Its clock is a minute behind.
    second
        .received(also_asked.id, &total(refunded), NOW - MINUTE)
        .unwrap();
    second.reload(answered).unwrap();
    store(&mut second, NOW)
}

#[test]
fn a_refusal_is_not_believed_beside_a_total_that_an_overtaken_worker_stores() {
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let refused = json!({"errorCode": "5", "errorMessage": "Неверная сумма"});
    let mut later = at_sberbank(&legacy, overtaken(&legacy, &refused, 10_000));
    run(&mut later, NOW + MINUTE, |_| total(10_000));
    let refund = later.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Ambiguous));
}

#[test]
fn an_own_refund_is_taken_off_once_whatever_the_clock_of_an_overtaken_worker_says() {
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let row = overtaken(&legacy, &json!({"errorCode": "0"}), 10_000);
    let view = at_sberbank(&legacy, row).view();
    assert_eq!(view.left, Money::new(20_000, "RUB"));
    assert_eq!(view.alerts, []);
}

#[test]
fn who_adopts_a_refund_that_is_sent_meanwhile_is_told() {
    let tranzzo = tranzzo();
    let mut first = wishing(&tranzzo);
    let wished = store(&mut first, NOW);
    let mut second = open(&tranzzo, wished).unwrap();
    let adopted: AdoptedRefund = serde_json::from_value(json!({
        "amount": {"minorUnits": 10000, "currency": "UAH"}, "sentAtMs": NOW - MINUTE,
    }))
    .unwrap();
    second
        .adopt("return-1", &adopted, NOW)
        .unwrap();
    let asked = send(&mut first, NOW);
    first
        .received(asked.id, &says("[]"), NOW)
        .unwrap();
    let armed = store(&mut first, NOW);
    let error = second.reload(armed).unwrap_err();
    assert_eq!(error.code(), "reference_taken");
}
