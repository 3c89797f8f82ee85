//! What a support desk is shown: what the provider said of the money, who decided, and who settled an alert.

use super::ledgers::{NOW, uah, wishing};
use super::{run, says};
use refundkit::ledger::{AlertKind, Ledger, LedgerStep, RefundDecision, SendStep};
use refundkit::{HttpResponse, RefundStatus, SendResult, Tranzzo, TranzzoRequest};
use refundkit_tests::stories::providers::tranzzo;
use serde_json::{Value, json};

const HOUR: i64 = 3_600_000;

/// A refund of Tranzzo with everything that a desk asks for.
fn operation(comment: Option<&str>) -> Value {
    json!({
        "operation_id": "o1", "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 100, "currency": "UAH",
        "status": "success", "comment": comment, "receipt_url": "https://receipts.example/o1",
        "fee": {"amount": 0.15, "currency": "UAH"}, "processed_at": "2026-11-30T10:10:10.100",
    })
}

fn shows_everything(ledger: &Ledger<&Tranzzo>) {
    let refund = ledger.refund("return-1").unwrap();
    assert_eq!(refund.status, RefundStatus::Succeeded);
    assert_eq!(
        refund.receipt.as_deref(),
        Some("https://receipts.example/o1")
    );
    assert_eq!(refund.fee, Some(uah(15)));
    assert_eq!(
        refund.completed_at.as_deref(),
        Some("2026-11-30T10:10:10.100")
    );
    assert_eq!(refund.asked_at_ms, NOW);
    assert_eq!(refund.decided, None);
}

fn answer(send: &SendStep, refund: &SendResult, listed: &Value) -> SendResult {
    if send.money {
        refund.clone()
    } else {
        says(listed)
    }
}

#[test]
fn what_a_response_says_of_the_money_is_shown() {
    let tranzzo = tranzzo();
    let mut ledger = wishing(&tranzzo);
    run(&mut ledger, NOW, |send| {
        answer(send, &says(operation(None)), &json!([]))
    });
    shows_everything(&ledger);
    assert_eq!(ledger.view().captured, uah(30_000));
}

#[test]
fn what_a_look_alone_says_of_the_money_is_shown() {
    let tranzzo = tranzzo();
    let mut ledger = wishing(&tranzzo);
    run(&mut ledger, NOW, |send| {
        answer(send, &SendResult::Lost, &json!([]))
    });
    let wire = ledger
        .refund("return-1")
        .unwrap()
        .wire_reference;
    let listed = json!([operation(Some(&wire))]);
    run(&mut ledger, NOW + HOUR, |send| {
        answer(send, &SendResult::Lost, &listed)
    });
    shows_everything(&ledger);
}

#[test]
fn who_decided_and_who_settled_an_alert_is_shown() {
    let tranzzo = tranzzo();
    let mut ledger = wishing(&tranzzo);
    let lost = |send: &SendStep| answer(send, &SendResult::Lost, &json!([]));
    run(&mut ledger, NOW, lost);
    let later = NOW + 2 * HOUR;
    run(&mut ledger, later, lost);
    ledger
        .decide(
            "return-1",
            RefundDecision::NotGivenBack,
            "anna",
            "not in the portal",
            later,
        )
        .unwrap();
    run(&mut ledger, later, lost);
    let decided = ledger
        .refund("return-1")
        .unwrap()
        .decided
        .unwrap();
    assert_eq!(
        (decided.by.as_str(), decided.note.as_str(), decided.at_ms),
        ("anna", "not in the portal", later)
    );

    let wire = ledger
        .refund("return-1")
        .unwrap()
        .wire_reference;
    ledger
        .request("return-2", &TranzzoRequest::new(uah(1_000)))
        .unwrap();
    let listed = json!([operation(Some(&wire))]);
    run(&mut ledger, later, |send| {
        answer(send, &SendResult::NotSent, &listed)
    });
    let [alert] = ledger.alerts().try_into().unwrap();
    assert_eq!((alert.kind, alert.settled), (AlertKind::Contradicted, None));
    ledger
        .settle_alert(&alert.id, "boris", "the provider was asked", later)
        .unwrap();
    let LedgerStep::Store(store) = ledger.next(later).unwrap() else {
        panic!("a word is stored");
    };
    ledger.stored(store.id).unwrap();
    let view = ledger.view();
    assert_eq!(view.alerts, []);
    let [settled] = view.settled.try_into().unwrap();
    assert_eq!(settled.id, alert.id);
    assert_eq!(settled.settled.unwrap().by, "boris");
}

#[test]
fn who_settles_refused_credentials_again_lifts_no_later_refusal() {
    let tranzzo = tranzzo();
    let mut ledger = wishing(&tranzzo);
    let wrong = || {
        let body = r#"{"message":"Invalid pos_id field or credentials","args":{"code":"E-401"}}"#;
        SendResult::Response(HttpResponse::json(401, body.to_owned()))
    };
    run(&mut ledger, NOW, |send| answer(send, &wrong(), &json!([])));
    let [first] = ledger.alerts().try_into().unwrap();
    let mut settle = |now_ms, by| {
        ledger
            .settle_alert(&first.id, by, "a new key", now_ms)
            .unwrap();
        let mut sent = 0;
        run(&mut ledger, now_ms, |send| {
            sent += u32::from(send.money);
            answer(send, &wrong(), &json!([]))
        });
        sent
    };
    assert_eq!(settle(NOW + HOUR, "anna"), 1);
    assert_eq!(settle(NOW + 2 * HOUR, "boris"), 0, "he saw the first one");
}
