//! Nothing is loaded, asked or stored again and again for nothing, and a person is told in the end.

use super::host::Host;
use super::record::{NOW, open, uah};
use refundkit::ledger::{Attention, Ledger, LedgerSettings, RefundStage, SendStep};
use refundkit::{HttpResponse, SendResult, TranzzoRequest};
use refundkit_tests::stories::providers::tranzzo;

const DAY: i64 = 86_400_000;

fn lost(_send: &SendStep) -> SendResult {
    SendResult::Lost
}

fn nothing_listed(send: &SendStep) -> SendResult {
    match send.money {
        true => SendResult::Lost,
        false => SendResult::Response(HttpResponse::json(200, "[]".to_owned())),
    }
}

#[test]
fn a_row_whose_second_refund_waits_for_a_person_as_well_is_not_due_any_more() {
    let tranzzo = tranzzo();
    let mut settings = LedgerSettings::new("shop");
    settings.echoes_references = Some(true);
    let payment = super::record::payment();
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
