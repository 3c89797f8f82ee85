//! What the ledger of a capture reads, and what it refuses.

use super::workers::{Ledger, paying};
use super::{MINUTE, NOW, Payout, World, answer, refunded};
use refundkit::ledger::LedgerRow;
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

/// What a worker hears whose store another one overtook with this row.
fn overtaken(ledger: &mut Ledger<'_>, row: LedgerRow) -> Option<String> {
    let GoogleStep::Store(_) = ledger.next(NOW).unwrap() else {
        panic!("what was said is stored");
    };
    let refused = ledger.reload(Some(row)).err()?;
    Some(refused.code().to_owned())
}

/// The key of the capture's row, and the row.
fn row_of(world: &World) -> (String, LedgerRow) {
    let key = world
        .google
        .ledger_key(&world.opening("payment"))
        .unwrap();
    let row = world.rows[&key].clone();
    (key, row)
}

/// A worker pays, the row is put back to a copy of before its claim, and others go on with it.
#[test]
fn a_row_without_the_claim_of_a_payout_is_refused() {
    for (id, after_ms) in [("b", 0), ("a", 1_000)] {
        let world = World::new();
        let (mut first, pay, mut others) = paying(&world);
        others.rows.clear();
        others.now_ms += after_ms;
        answer(&mut others, id, 3_000, Payout::Moves);
        first
            .paid(pay.id, refunded(&pay.key))
            .unwrap();
        for _ in 0..2 {
            let (_, row) = row_of(&others);
            let refused = overtaken(&mut first, row);
            assert_eq!(refused.as_deref(), Some("record_lost"), "{id}");
        }
    }
}

/// What a worker hears that has loaded a row with one member of its request, and is overtaken by one with another.
fn after_a_change(member: &str, earlier: &Value, later: &Value) -> Option<String> {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Moves);
    let (key, row) = row_of(&world);
    let with = |value: &Value, version| {
        let mut record: Value = serde_json::from_str(&row.body).unwrap();
        record["data"]["refunds"][0][member] = value.clone();
        let body = record.to_string();
        LedgerRow { body, version }
    };
    world
        .rows
        .insert(key, with(earlier, 10));
    let mut ledger = world.answering("b", 1_000);
    let GoogleStep::Store(request) = ledger.next(NOW).unwrap() else {
        panic!("the row of a request comes first");
    };
    ledger.stored(request.id).unwrap();
    overtaken(&mut ledger, with(later, 11))
}

#[test]
fn a_row_without_an_end_that_google_heard_is_refused() {
    let end = |id: &str| json!({"claim": 1, "result": {"refunded": {"refundId": id}}});
    for (earlier, later, is_lost) in [
        (json!([end("one")]), json!([end("one")]), false),
        (json!([]), json!([end("one")]), false),
        (json!([end("one")]), json!([end("one"), end("two")]), false),
        (json!([end("one")]), json!([]), true),
        (json!([end("one")]), json!([end("two")]), true),
        (json!([end("one")]), json!([end("two"), end("one")]), true),
    ] {
        let refused = after_a_change("ends", &earlier, &later);
        let expected = is_lost.then_some("record_lost");
        assert_eq!(refused.as_deref(), expected, "{earlier} {later}");
    }
}

/// Of claims that moved nothing those between the first and the last may be gone, by what the host said of replays.
#[test]
fn a_row_without_a_claim_is_refused_unless_it_was_forgotten() {
    let claim = |version: i64, not_paid: bool| json!({"version": version, "beforeMs": NOW + version, "replays": true, "notPaid": not_paid});
    let of_another_row = json!({"version": 3, "beforeMs": NOW, "replays": true, "notPaid": true});
    let otherwise = json!({"version": 5, "beforeMs": NOW, "replays": false, "notPaid": true});
    for (later, is_lost) in [
        (json!([claim(3, false)]), false),
        (json!([claim(1, true), claim(5, true)]), false),
        (json!([]), true),
        (json!([claim(1, true), claim(2, true)]), true),
        (json!([claim(5, true), claim(7, true)]), true),
        (json!([claim(1, false), claim(5, true)]), true),
        (json!([claim(1, true), claim(5, false)]), true),
        (json!([claim(1, true), otherwise]), true),
        (json!([claim(1, true), of_another_row]), true),
        (json!([of_another_row, claim(5, true)]), true),
    ] {
        let refused = after_a_change("claims", &json!([claim(3, false)]), &later);
        let expected = is_lost.then_some("record_lost");
        assert_eq!(refused.as_deref(), expected, "{later}");
    }
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
