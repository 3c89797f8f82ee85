//! Nothing is loaded, asked or stored again and again for nothing, and a person is told in the end.

use super::host::Host;
use super::ledgers::{NOW, open, uah};
use super::says;
use refundkit::ledger::{Attention, Ledger, LedgerRow, LedgerSettings, RefundStage, SendStep};
use refundkit::providers::bank131::{Bank131, Bank131Protocol};
use refundkit::{Money, PaymentSession, SendResult, SessionRequest, TranzzoRequest};
use refundkit_tests::stories::providers::{session, tranzzo};
use serde_json::json;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn lost(_send: &SendStep) -> SendResult {
    SendResult::Lost
}

fn nothing_listed(send: &SendStep) -> SendResult {
    match send.money {
        true => SendResult::Lost,
        false => says("[]"),
    }
}

#[test]
fn a_row_whose_second_refund_waits_for_a_person_as_well_is_not_due_any_more() {
    let tranzzo = tranzzo();
    let mut settings = LedgerSettings::new("shop");
    settings.echoes_references = Some(true);
    let payment = super::ledgers::payment();
    let ledger = Ledger::open(&tranzzo, settings, &payment, &uah(30_000), None).unwrap();
    let mut host = Host::new(ledger);
    for (reference, amount) in [("return-1", 1000), ("return-2", 2000)] {
        host.ledger
            .request(reference, &TranzzoRequest::new(uah(amount)))
            .unwrap();
    }
    host.run(nothing_listed);
    host.run_until(NOW + 60 * DAY, nothing_listed);
    assert_eq!(host.attention, Attention::ManualReview);
    // Somebody asks about one of them again, and no look can be read.
    host.now_ms += DAY;
    host.ledger
        .ask_again("return-2", host.now_ms)
        .unwrap();
    host.run(lost);
    assert!(host.due.is_some());
    host.run_until(host.now_ms + 30 * DAY, lost);
    assert_eq!(host.due, None);
    let view = host.ledger.refund("return-2").unwrap();
    assert_eq!(view.stage, RefundStage::ManualReview);
}

#[test]
fn a_poll_that_finds_nothing_new_stores_nothing() {
    let tranzzo = tranzzo();
    let mut host = Host::new(open(&tranzzo, None).unwrap());
    host.ledger
        .request("return-1", &TranzzoRequest::new(uah(1000)))
        .unwrap();
    let until = host.run(nothing_listed).unwrap();
    let stores = host.stores;
    for now_ms in [NOW, NOW + 1000, until - 1] {
        host.now_ms = now_ms;
        assert_eq!(host.run(nothing_listed), Some(until));
    }
    assert_eq!(host.stores, stores);
}

const LISTED: &str = r#"{"status":"ok","session":{"id":"ps_1","status":"accepted","acquiring_payments":[{"id":"pm_1","status":"succeeded","amount_details":{"amount":30000,"currency":"rub"}}]}}"#;

fn at_the_bank(bank: &Bank131, row: Option<LedgerRow>) -> Ledger<&Bank131> {
    let payment = PaymentSession {
        session_id: "ps_1".into(),
    };
    let captured = Money::new(30_000, "RUB");
    let mut settings = LedgerSettings::new("shop");
    settings.patience.unreadable_ms = HOUR;
    Ledger::open(bank, settings, &payment, &captured, row).unwrap()
}

fn listed(send: &SendStep) -> SendResult {
    match send.money {
        true => SendResult::Lost,
        false => says(LISTED),
    }
}

#[test]
fn a_refund_that_nobody_signs_is_asked_for_with_growing_pauses_until_a_person_looks() {
    let bank = session::<Bank131Protocol>(&json!({"provider": "bank131", "keyElsewhere": true}));
    let mut host = Host::new(at_the_bank(&bank, None));
    host.signs = false;
    host.ledger
        .request("return-1", &SessionRequest::new(Money::new(10_000, "RUB")))
        .unwrap();
    host.run(listed);
    host.run_until(NOW + 6 * HOUR, listed);
    assert!(host.questions < 20, "{} questions", host.questions);
    assert_eq!(host.attention, Attention::ManualReview);
    let view = host.ledger.refund("return-1").unwrap();
    assert_eq!(view.stage, RefundStage::ManualReview);
    // A person unlocks the key and says to go on.
    host.signs = true;
    host.now_ms += HOUR;
    host.ledger = at_the_bank(&bank, host.row.clone());
    host.ledger
        .ask_again("return-1", host.now_ms)
        .unwrap();
    host.run(listed);
    assert_eq!(host.sendings, 1);
    assert_eq!(host.attention, Attention::None);
}
