//! Refunds that come back from the payer's bank. None of the six providers has a word for it; a provider of another crate may.

use super::ledgers::{NOW, open, uah};
use super::{run, says};
use refundkit::ledger::{AlertKind, Ledger, SendStep};
use refundkit::{
    EventKind, RefundEntry, RefundEvent, RefundStatus, SendResult, Tranzzo, TranzzoRequest,
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
        says(answer)
    }
}

fn returned(id: &str) -> RefundEvent {
    told(id, RefundStatus::Reversed)
}

fn told(id: &str, status: RefundStatus) -> RefundEvent {
    let key = format!("{id} {status:?}");
    let mut event = RefundEvent::verified(EventKind::Refund, "refund", &[&key]);
    event.merchant_order = Some("123".into());
    let mut entry = RefundEntry::new(status);
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

/// A ledger whose refund `first` succeeded.
fn refunded<'p>(tranzzo: &'p Tranzzo, bank: &mut Bank) -> Ledger<&'p Tranzzo> {
    let mut ledger = open(tranzzo, None).unwrap();
    let request = TranzzoRequest::new(uah(10_000));
    ledger
        .request("first", &request)
        .unwrap();
    run(&mut ledger, NOW, |send| bank.takes(send));
    ledger
}

/// What a webhook says of a refund under the reference of `first`.
fn copy(ledger: &Ledger<&Tranzzo>, id: &str, status: RefundStatus) -> RefundEvent {
    told_of(ledger, "first", id, status)
}

/// What a webhook says of 100.00 under the reference of a refund.
pub(super) fn told_of(
    ledger: &Ledger<&Tranzzo>,
    refund: &str,
    id: &str,
    status: RefundStatus,
) -> RefundEvent {
    let mut event = told(id, status);
    let reference = ledger
        .refund(refund)
        .map(|refund| refund.wire_reference);
    for entry in &mut event.entries {
        entry.amount = Some(uah(10_000));
        entry.reference.clone_from(&reference);
    }
    event
}

#[test]
fn only_what_came_back_of_two_copies_is_left_again() {
    let tranzzo = tranzzo();
    let mut bank = Bank::default();
    let mut ledger = refunded(&tranzzo, &mut bank);
    for (id, status) in [
        ("o8", RefundStatus::Succeeded),
        ("o8", RefundStatus::Reversed),
    ] {
        let event = copy(&ledger, id, status);
        ledger.webhook(&event, NOW).unwrap();
        run(&mut ledger, NOW, |send| bank.takes(send));
    }
    assert_eq!(ledger.left(), uah(10_000));
    settle_all(&mut ledger, &mut bank);
    assert_eq!(ledger.left(), uah(20_000));

    let event = copy(&ledger, "o0", RefundStatus::Reversed);
    ledger.webhook(&event, NOW).unwrap();
    run(&mut ledger, NOW, |send| bank.takes(send));
    assert_eq!(ledger.left(), uah(20_000), "a person is told anew");
    settle_all(&mut ledger, &mut bank);
    assert_eq!(ledger.left(), uah(30_000));
}

fn settle_all(ledger: &mut Ledger<&Tranzzo>, bank: &mut Bank) {
    for alert in ledger.alerts() {
        ledger
            .settle_alert(&alert.id, "anna", "the bank confirms it", NOW)
            .unwrap();
    }
    run(ledger, NOW, |send| bank.takes(send));
}

#[test]
fn a_message_that_names_no_amount_is_about_all_of_it() {
    let tranzzo = tranzzo();
    let mut bank = Bank::default();
    let mut ledger = refunded(&tranzzo, &mut bank);
    ledger
        .webhook(&returned("o0"), NOW)
        .unwrap();
    run(&mut ledger, NOW, |send| bank.takes(send));
    assert_eq!(ledger.left(), uah(20_000));
    settle_all(&mut ledger, &mut bank);
    assert_eq!(ledger.left(), uah(30_000));
}

/// The fault was that it took off what is left for ever, and nobody was told.
#[test]
fn a_refund_of_somebody_else_that_came_back_is_told_and_left_again() {
    let tranzzo = tranzzo();
    let mut bank = Bank::default();
    let mut ledger = open(&tranzzo, None).unwrap();
    for status in [RefundStatus::Succeeded, RefundStatus::Reversed] {
        let mut event = told("o8", status);
        event.entries[0].amount = Some(uah(10_000));
        ledger.webhook(&event, NOW).unwrap();
        run(&mut ledger, NOW, |send| bank.takes(send));
        assert_eq!(ledger.left(), uah(20_000), "{status:?}");
    }
    let alerts = ledger.alerts();
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].kind, AlertKind::ReturnedByBank);
    assert_eq!(alerts[0].entry.as_deref(), Some("o8"));
    settle_all(&mut ledger, &mut bank);
    assert_eq!(ledger.left(), uah(30_000));
}
