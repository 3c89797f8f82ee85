//! What the ledger of a capture reads, and what it refuses.

use super::{MINUTE, NOW, Payout, World, answer, refunded};
use refundkit::providers::google::{
    GoogleCaptureLedger, GoogleDecline, GoogleRawResult, GoogleRefundResult, GoogleStep,
};
use serde_json::{Value, json};

#[test]
fn a_record_with_a_request_twice_is_refused() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Moves);
    let opening = world.opening("payment");
    let key = world
        .google
        .ledger_key(&opening)
        .unwrap();
    let mut row = world.rows[&key].clone();
    let open = |row| GoogleCaptureLedger::open(&world.google, world.opening("payment"), Some(row));
    assert!(open(row.clone()).is_ok());
    let mut record: Value = serde_json::from_str(&row.body).unwrap();
    let refund = record["data"]["refunds"][0].clone();
    record["data"]["refunds"] = json!([refund, refund]);
    row.body = record.to_string();
    let error = open(row).map(|_| ()).unwrap_err();
    assert_eq!(
        (error.code(), error.field()),
        ("invalid_field", "row.stored.refunds.requestId")
    );
}

/// Nobody answers Google meanwhile, so that nothing but the ledger can refuse it. Each repetition would fail for ever.
#[test]
fn a_result_that_google_cannot_be_told_is_refused_while_nobody_asks() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Silent);
    let now_ms = NOW + 2 * MINUTE;
    let mut ledger = world.open("payment");
    let GoogleStep::Check(check) = ledger.next(now_ms).unwrap() else {
        panic!("nobody knows what became of the payout");
    };
    let under = |id: &str| GoogleRefundResult::Refunded {
        refund_id: Some(id.to_owned()),
        raw_result: None,
    };
    let declined = GoogleRefundResult::Declined {
        code: GoogleDecline::AccountClosed,
        raw_result: GoogleRawResult {
            scope: None,
            raw_code: String::new(),
        },
        refund_id: None,
    };
    for (result, field) in [
        (under("po_1\n"), "result.refunded.refundId"),
        (under(""), "result.refunded.refundId"),
        (declined, "result.declined.rawResult.rawCode"),
    ] {
        let error = ledger
            .paid(check.id, result)
            .unwrap_err();
        assert_eq!(error.field(), field);
    }
    ledger
        .paid(check.id, refunded(&check.key))
        .unwrap();
}

#[test]
fn the_account_of_a_capture_is_checked_as_that_of_a_request() {
    let world = World::new();
    for (account, code) in [
        ("", "missing_field"),
        ("shop ", "invalid_field"),
        ("..", "invalid_field"),
        (&"a".repeat(257), "invalid_field"),
    ] {
        let mut opening = world.opening("payment");
        opening.account_id = account.to_owned();
        let error = world
            .google
            .ledger_key(&opening)
            .unwrap_err();
        assert_eq!(
            (error.code(), error.field()),
            (code, "capture.accountId"),
            "{account}"
        );
    }
}

#[test]
fn what_is_said_of_another_step_of_a_capture_is_refused() {
    let world = World::new();
    let mut ledger = world.answering("a", 3_000);
    let mut ids = Vec::new();
    loop {
        match ledger.next(NOW).unwrap() {
            GoogleStep::Store(store) => {
                let error = ledger
                    .stored(store.id + 1)
                    .unwrap_err();
                assert_eq!(error.code(), "unknown_step");
                ids.push(store.id);
                ledger.stored(store.id).unwrap();
            }
            GoogleStep::Pay(pay) => {
                let error = ledger
                    .paid(pay.id + 1, refunded(&pay.key))
                    .unwrap_err();
                assert_eq!(error.code(), "unknown_step");
                ids.push(pay.id);
                ledger
                    .paid(pay.id, refunded(&pay.key))
                    .unwrap();
            }
            GoogleStep::Respond(_) => break,
            step => panic!("{step:?}"),
        }
    }
    let mut different = ids.clone();
    different.sort_unstable();
    different.dedup();
    assert_eq!(different, ids, "each step has an id of its own");
}

#[test]
fn a_rest_lasts_until_the_next_question() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Silent);
    let mut ledger = world.open("payment");
    let GoogleStep::Rest(rest) = ledger.next(NOW + 1).unwrap() else {
        panic!("the payout may still be on its way");
    };
    assert!(
        rest.until
            .is_some_and(|until| until > NOW + 1),
        "{rest:?}"
    );
}
