//! Refunds that come back from the payer's bank. None of the six providers has a word for it; a provider of another crate may.

use super::record::{NOW, open, uah};
use super::run;
use refundkit::ledger::{AlertKind, SendStep};
use refundkit::{
    EventKind, HttpResponse, RefundEntry, RefundEvent, RefundStatus, SendResult, TranzzoRequest,
};
use refundkit_tests::stories::providers::tranzzo;
use serde_json::{Value, json};

/// A provider that carries out whatever arrives.
#[derive(Default)]
struct Bank(Vec<Value>);

impl Bank {
    fn takes(&mut self, send: &SendStep) -> SendResult {
        let answer = if send.money {
            let body = send.request.body.as_deref().unwrap();
            let body: Value = serde_json::from_str(body).unwrap();
            let operation = json!({
                "operation_id": format!("o{}", self.0.len()), "order_id": "123", "pos_id": "pos-1", "method": "refund",
                "amount": body["refund_amount"], "currency": "UAH", "status": "success", "comment": body["comment"],
            });
            self.0.push(operation.clone());
            operation
        } else {
            json!(self.0)
        };
        SendResult::Response(HttpResponse::json(200, answer.to_string()))
    }
}

fn returned(id: &str) -> RefundEvent {
    let mut event = RefundEvent::verified(EventKind::Refund, "refund", &[id]);
    event.merchant_order = Some("123".into());
    let mut entry = RefundEntry::new(RefundStatus::Reversed);
    entry.refund_id = Some(id.to_owned());
    event.entries = vec![entry];
    event
}

#[test]
fn what_came_back_can_be_given_back_again_once_a_person_settled_its_alert() {
    let tranzzo = tranzzo();
    let mut bank = Bank::default();
    let mut ledger = open(&tranzzo, None).unwrap();
    for (reference, amount) in [("first", 10_000), ("second", 20_000)] {
        let request = TranzzoRequest::new(uah(amount));
        ledger
            .request(reference, &request)
            .unwrap();
        run(&mut ledger, NOW, |send| bank.takes(send));
    }
    assert_eq!(ledger.left(), uah(0));
    for id in ["o0", "o1"] {
        ledger
            .webhook(&returned(id), NOW)
            .unwrap();
        run(&mut ledger, NOW, |send| bank.takes(send));
    }
    let alerts = ledger.alerts();
    let kinds: Vec<AlertKind> = alerts
        .iter()
        .map(|alert| alert.kind)
        .collect();
    assert_eq!(kinds, [AlertKind::ReturnedByBank; 2]);
    assert_eq!(ledger.left(), uah(0), "until somebody says so");
    ledger
        .settle_alert(&alerts[0].id, "anna", "the bank confirms it", NOW)
        .unwrap();
    run(&mut ledger, NOW, |send| bank.takes(send));
    assert_eq!(ledger.left(), uah(10_000));
}
