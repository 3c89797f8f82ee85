//! An answer that waits before it is handed in tells what the provider's books said when it was asked for.

use super::ledgers::{NOW, code, open, wishing};
use super::two_workers::{at_sberbank, send, store, total};
use super::{run, says};
use refundkit::ledger::{Ledger, LedgerRow, RefundDecision, RefundReason};
use refundkit::{
    Money, SberbankLegacy, SberbankLegacyRequest, SberbankMethod, SendResult, Tranzzo,
};
use refundkit_tests::stories::providers::{legacy, tranzzo};
use serde_json::json;

const SECOND: i64 = 1000;
const HOUR: i64 = 3_600_000;

/// A refund of 100.00 that was refused as too large.
fn exceeding(legacy: &SberbankLegacy) -> Option<LedgerRow> {
    let mut ledger = at_sberbank(legacy, None);
    let wish = SberbankLegacyRequest::new(SberbankMethod::Refund, Money::new(10_000, "RUB"));
    ledger
        .request("return-1", &wish)
        .unwrap();
    store(&mut ledger, NOW);
    let asked = send(&mut ledger, NOW);
    ledger
        .received(asked.id, &total(0), NOW)
        .unwrap();
    store(&mut ledger, NOW);
    let refund = send(&mut ledger, NOW);
    let exceeds =
        json!({"errorCode": "7", "errorMessage": "Refund amount exceeds deposited amount"});
    ledger
        .received(refund.id, &says(exceeds), NOW)
        .unwrap();
    store(&mut ledger, NOW)
}

#[test]
fn two_workers_that_ask_at_once_are_one_look() {
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    let row = exceeding(&legacy);
    let asked_ms = NOW + 31 * SECOND;
    let mut first = at_sberbank(&legacy, row.clone());
    let mut second = at_sberbank(&legacy, row);
    let (asked, also_asked) = (send(&mut first, asked_ms), send(&mut second, asked_ms));
    first
        .received(asked.id, &total(0), asked_ms)
        .unwrap();
    let looked = store(&mut first, asked_ms);
    let later = asked_ms + 31 * SECOND;
    second
        .received(also_asked.id, &total(0), later)
        .unwrap();
    second.reload(looked).unwrap();
    let refund = second.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Lost));
    run(&mut second, later, |_| total(0));
    let refund = second.refund("return-1").unwrap();
    assert_eq!(refund.reason, Some(RefundReason::Refused), "its own look");
}

/// A ledger whose refund is lost.
fn lost(tranzzo: &Tranzzo) -> Ledger<&Tranzzo> {
    let mut ledger = wishing(tranzzo);
    run(&mut ledger, NOW, |send| match send.money {
        true => SendResult::Lost,
        false => says("[]"),
    });
    ledger
}

#[test]
fn not_given_back_is_too_early_on_an_answer_that_waited() {
    let tranzzo = tranzzo();
    let mut ledger = lost(&tranzzo);
    let asked = send(&mut ledger, NOW + 31 * SECOND);
    let later = NOW + 3 * HOUR;
    ledger
        .received(asked.id, &says("[]"), later)
        .unwrap();
    let denied = RefundDecision::NotGivenBack;
    let said = ledger.decide("return-1", denied, "anna", "not there", later);
    assert_eq!(code(said), "too_early");
    run(&mut ledger, later, |_| says("[]"));
    ledger
        .decide("return-1", denied, "anna", "not there", later)
        .unwrap();
}

#[test]
fn not_given_back_is_too_early_on_a_question_of_before_the_sending() {
    let tranzzo = tranzzo();
    let mut first = wishing(&tranzzo);
    let wished = store(&mut first, NOW);
    // Its clock is three hours ahead.
    let later = NOW + 3 * HOUR;
    let asked = send(&mut first, later);
    let mut second = open(&tranzzo, wished).unwrap();
    let also_asked = send(&mut second, NOW);
    let failed = json!([{
        "operation_id": "p1", "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 1, "currency": "UAH",
        "status": "failure",
    }]);
    second
        .received(also_asked.id, &says(failed), NOW)
        .unwrap();
    store(&mut second, NOW);
    let refund = send(&mut second, NOW);
    second
        .received(refund.id, &SendResult::Lost, NOW)
        .unwrap();
    let last = store(&mut second, NOW);
    first
        .received(asked.id, &says("[]"), later)
        .unwrap();
    first.reload(last).unwrap();
    let denied = RefundDecision::NotGivenBack;
    let said = first.decide("return-1", denied, "anna", "not there", later);
    assert_eq!(code(said), "too_early");
}

/// The deadline of the sending, the time-out of the HTTP client and one hour.
#[test]
fn too_early_says_until_when_something_may_be_on_its_way() {
    let tranzzo = tranzzo();
    let mut ledger = lost(&tranzzo);
    let mut denied = |at_ms| {
        let decision = RefundDecision::NotGivenBack;
        let said = ledger.decide("return-1", decision, "anna", "not there", at_ms);
        let error = said.unwrap_err();
        assert_eq!((error.code(), error.field()), ("too_early", "decision"));
        error.detail().to_owned()
    };
    let quiet = NOW + 120 * SECOND + HOUR;
    let detail = denied(quiet - 1);
    assert!(
        detail.ends_with(&format!("until {quiet}, in milliseconds since 1970")),
        "{detail}"
    );
    assert!(denied(quiet).ends_with("run the ledger"), "it is quiet");
}
