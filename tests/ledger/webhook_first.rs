//! A listener stores a webhook before the response to the refund has come. What the response then says is told.

use super::record::{NOW, looked, open};
use super::returned::told_of;
use super::stored_row;
use refundkit::ledger::{AlertKind, Ledger, LedgerRow, LedgerStep, SendStep};
use refundkit::{HttpResponse, RefundStatus, SendResult, Tranzzo};
use refundkit_tests::stories::providers::tranzzo;
use serde_json::{Value, json};

fn says(body: &Value) -> SendResult {
    SendResult::Response(HttpResponse::json(200, body.to_string()))
}

/// The step that sends the refund, and the row as it is then.
fn sent(ledger: &mut Ledger<&Tranzzo>) -> (SendStep, Option<LedgerRow>) {
    let mut last = None;
    loop {
        match ledger.next(NOW).unwrap() {
            LedgerStep::Store(store) => {
                ledger.stored(store.id).unwrap();
                last = stored_row(store);
            }
            LedgerStep::Send(send) => return (send, last),
            step => panic!("{step:?}"),
        }
    }
}

/// The alerts after a listener has stored the webhook, and the sender hears this of operation `o1`.
fn alerts_after(operation: &Value) -> Vec<AlertKind> {
    let tranzzo = tranzzo();
    let (mut sender, _) = looked(&tranzzo, &says(&json!([])));
    let (send, armed) = sent(&mut sender);
    let mut listener = open(&tranzzo, armed).unwrap();
    let succeeded = told_of(&sender, "return-1", "o1", RefundStatus::Succeeded);
    listener
        .webhook(&succeeded, NOW)
        .unwrap();
    let LedgerStep::Store(heard) = listener.next(NOW).unwrap() else {
        panic!("a webhook is stored");
    };
    let comment = listener
        .refund("return-1")
        .map(|refund| refund.wire_reference);
    let mut body = json!({
        "operation_id": "o1", "order_id": "123", "pos_id": "pos-1", "method": "refund", "amount": 100,
        "currency": "UAH", "comment": comment,
    });
    for (name, value) in operation.as_object().unwrap() {
        body[name] = value.clone();
    }
    sender
        .received(send.id, &says(&body), NOW + 1)
        .unwrap();
    let LedgerStep::Store(_) = sender.next(NOW + 1).unwrap() else {
        panic!("a response is stored");
    };
    sender
        .reload(stored_row(heard))
        .unwrap();
    let LedgerStep::Store(_) = sender.next(NOW + 1).unwrap() else {
        panic!("a response is stored");
    };
    let refund = sender.refund("return-1").unwrap();
    assert_eq!(refund.status, RefundStatus::Succeeded, "an end stays");
    refund
        .alerts
        .iter()
        .map(|alert| alert.kind)
        .collect()
}

#[test]
fn a_response_that_denies_what_a_webhook_ended_is_told() {
    for denial in [
        json!({"status": "failure"}),
        json!({"status": "success", "amount": 50}),
        json!({"status": "success", "comment": "another's"}),
    ] {
        let alerts = alerts_after(&denial);
        assert_eq!(alerts, [AlertKind::Contradicted], "{denial}");
    }
}

#[test]
fn a_response_that_says_the_same_is_no_alert() {
    assert_eq!(alerts_after(&json!({"status": "success"})), []);
}
