//! How much one ledger keeps, whatever is told.

use super::host::Host;
use super::ledgers::{uah, wishing};
use super::says;
use refundkit::ledger::SendStep;
use refundkit::{SendResult, Tranzzo};
use refundkit_tests::stories::providers::tranzzo;

fn wished(tranzzo: &Tranzzo) -> Host<'_, Tranzzo> {
    Host::new(wishing(tranzzo))
}

/// A list of so many refunds of other programs, and a refund that is lost.
fn listing(send: &SendStep, count: usize) -> SendResult {
    if send.money {
        return SendResult::Lost;
    }
    let entry = |number| {
        format!(
            r#"{{"operation_id":"p-{number}","order_id":"123","method":"refund","amount":"0.01","currency":"UAH","status":"declined"}}"#
        )
    };
    let entries: Vec<String> = (0..count).map(entry).collect();
    let body = format!("[{}]", entries.join(","));
    says(body)
}

#[test]
fn a_look_with_more_entries_than_are_kept_cannot_be_used() {
    let tranzzo = tranzzo();
    let mut host = wished(&tranzzo);
    host.run(|send| listing(send, 2000));
    let body = host.row.clone().unwrap().body;
    assert!(body.len() < 4000, "{} bytes", body.len());
    assert_eq!(host.sendings, 0, "nothing is sent on it");
    let mut host = wished(&tranzzo);
    host.run(|send| listing(send, 1000));
    assert_eq!(host.sendings, 1);
}

#[test]
fn words_that_are_said_again_and_again_are_kept_once() {
    let tranzzo = tranzzo();
    let mut host = wished(&tranzzo);
    host.run(|send| listing(send, 0));
    let mut size = 0;
    for count in 0..100 {
        host.now_ms += 1000;
        let now_ms = host.now_ms;
        host.ledger
            .ask_again("return-1", now_ms)
            .unwrap();
        host.ledger
            .credentials_changed(now_ms)
            .unwrap();
        let amount = uah(30_000 + count % 2);
        host.ledger
            .correct_captured(&amount, "app", "from the shop", now_ms)
            .unwrap();
        host.run(|send| listing(send, 0));
        if count == 40 {
            size = host.row.as_ref().unwrap().body.len();
        }
    }
    let body = host.row.unwrap().body;
    assert!(body.len() < size + 1000, "{size} {}", body.len());
    assert_eq!(host.ledger.left(), uah(20_001));
}
