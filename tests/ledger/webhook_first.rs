//! A listener stores a webhook before the response to the refund has come. What the response then says is told.

use super::ledgers::{NOW, looked, map_payment, open};
use super::returned::told_of;
use super::{says, stored_row};
use refundkit::ledger::{
    AlertKind, KeepsLedger, Ledger, LedgerRow, LedgerSettings, LedgerStep, SendStep,
};
use refundkit::{Money, RefundStatus, TheMap, TheMapRequest};
use refundkit_tests::stories::providers::{themap, themap_webhook, tranzzo};
use serde_json::{Value, json};

/// The step that sends the refund, and the row as it is then.
fn sent<P: KeepsLedger>(ledger: &mut Ledger<&P>) -> (SendStep, Option<LedgerRow>) {
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
    let (mut sender, _) = looked(&tranzzo, &says(json!([])));
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
fn a_response_that_says_the_same_or_refuses_another_copy_is_no_alert() {
    assert_eq!(alerts_after(&json!({"status": "success"})), []);
    let another = json!({"status": "failure", "operation_id": "o2"});
    assert_eq!(alerts_after(&another), []);
}

/// A ledger at theMAP of a payment that nobody else refunds.
fn at_themap(themap: &TheMap, row: Option<LedgerRow>) -> Ledger<&TheMap> {
    let payment = map_payment();
    let mut settings = LedgerSettings::new("shop");
    settings.no_other_refunds = true;
    Ledger::open(themap, settings, &payment, &Money::new(10_000, "RUB"), row).unwrap()
}

/// theMAP's responses and notifications name no refund, so that only their amounts can be held against each other.
#[test]
fn a_refusal_after_the_notification_that_ended_the_refund_is_told() {
    let themap = themap();
    let mut sender = at_themap(&themap, None);
    let refund = TheMapRequest::new(Money::new(3_000, "RUB"));
    sender
        .request("return-1", &refund)
        .unwrap();
    let (send, armed) = sent(&mut sender);
    let mut listener = at_themap(&themap, armed);
    let pairs = "Amount=3000&MerchantContract=TestTerminal&MerchantOrderId=map-1&Notification=Refund\
                 &OriginalOrderId=ord-1&State=Charged&Success=true";
    let notified = themap
        .parse_webhook(&themap_webhook(pairs))
        .unwrap();
    listener
        .webhook(&notified.event, NOW)
        .unwrap();
    let LedgerStep::Store(heard) = listener.next(NOW).unwrap() else {
        panic!("a webhook is stored");
    };
    let refused = json!({"OrderId": "map-1", "Success": false, "ErrCode": "INVALID_FORMAT"});
    sender
        .received(send.id, &says(&refused), NOW)
        .unwrap();
    sender
        .reload(stored_row(heard))
        .unwrap();
    let LedgerStep::Store(_) = sender.next(NOW).unwrap() else {
        panic!("a response is stored");
    };
    let refund = sender.refund("return-1").unwrap();
    assert_eq!(refund.status, RefundStatus::Succeeded, "an end stays");
    let alerts = refund
        .alerts
        .iter()
        .map(|alert| alert.kind);
    assert_eq!(alerts.collect::<Vec<_>>(), [AlertKind::Contradicted]);
}
