//! A person's word is about what could be known when it was said, whoever stores something meanwhile and whatever the clocks say.

use super::ledgers::{NOW, map_payment, open, row, wishing};
use super::{last_row, says};
use refundkit::ledger::{AlertKind, Ledger, LedgerRow, LedgerSettings, LedgerStep};
use refundkit::{Money, TheMap, TheMapRequest};
use refundkit_tests::stories::providers::{themap, tranzzo};
use serde_json::json;

const MINUTE: i64 = 60_000;

fn at_themap(themap: &TheMap, row: Option<LedgerRow>) -> Ledger<&TheMap> {
    let captured = Money::new(30_000, "RUB");
    Ledger::open(
        themap,
        LedgerSettings::new("shop"),
        &map_payment(),
        &captured,
        row,
    )
    .unwrap()
}

/// Says that the credentials are new on a row in which they were refused once, while another worker stores a second refusal.
fn overtaken(word: impl FnOnce(&mut Ledger<&TheMap>)) -> Vec<AlertKind> {
    let themap = themap();
    let refused =
        || says(json!({"OrderId": "map-1", "Success": false, "ErrCode": "INVALID_AUTHENTICATION"}));
    let mut first = at_themap(&themap, None);
    first
        .request("return-1", &TheMapRequest::new(Money::new(10_000, "RUB")))
        .unwrap();
    let known = last_row(&mut first, NOW, |_| refused());
    let mut desk = at_themap(&themap, known.clone());
    word(&mut desk);
    desk.next(NOW + MINUTE).unwrap();
    let mut other = at_themap(&themap, known);
    other
        .credentials_changed(NOW + MINUTE)
        .unwrap();
    let later = last_row(&mut other, NOW + 2 * MINUTE, |_| refused());
    desk.reload(later).unwrap();
    let alerts = desk.alerts();
    alerts
        .iter()
        .map(|alert| alert.kind)
        .collect()
}

#[test]
fn new_credentials_lift_no_refusal_that_was_stored_meanwhile() {
    let changed = overtaken(|desk| {
        desk.credentials_changed(NOW + MINUTE)
            .unwrap();
    });
    assert!(changed.contains(&AlertKind::CredentialsRefused));
    let settled = overtaken(|desk| {
        let alert = desk.alerts().remove(0);
        desk.settle_alert(&alert.id, "anna", "new ones", NOW + MINUTE)
            .unwrap();
    });
    assert!(settled.contains(&AlertKind::CredentialsRefused));
}

#[test]
fn asked_again_by_a_clock_behind_is_tried_again() {
    let tranzzo = tranzzo();
    let mut wishing = wishing(&tranzzo);
    let LedgerStep::Store(step) = wishing.next(NOW).unwrap() else {
        panic!("the wish is stored");
    };
    // A worker whose clock is ahead has another configuration, by which the request cannot be built.
    let (known, unknown) = (r#"\"minorUnits\":10000"#, r#"\"minorCoins\":10000"#);
    let body = step.body.replacen(known, unknown, 1);
    let mut other = open(&tranzzo, row(&body, 1)).unwrap();
    let tried = last_row(&mut other, NOW + 10 * MINUTE, |_| says("[]")).unwrap();
    let body = tried.body.replacen(unknown, known, 1);
    let mut ledger = open(&tranzzo, row(&body, tried.version)).unwrap();
    ledger
        .ask_again("return-1", NOW + MINUTE)
        .unwrap();
    let mut is_sent = false;
    last_row(&mut ledger, NOW + MINUTE, |send| {
        is_sent |= send.money;
        says("[]")
    });
    assert!(is_sent);
}
