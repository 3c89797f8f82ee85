//! Several workers of a capture: one pays, others look after it meanwhile, and whose clock is right nobody knows.

use super::{MINUTE, NOW, Payout, Rows, World, answer, carry_out, refunded, run};
use refundkit::GoogleIntegrator;
use refundkit::ledger::{AlertKind, Attention, StoreStep};
use refundkit::providers::google::{
    GoogleCaptureLedger, GoogleDecline, GooglePayStep, GoogleRawResult, GoogleRefundResult,
    GoogleStep,
};
use std::collections::BTreeMap;

pub(super) type Ledger<'a> = GoogleCaptureLedger<&'a GoogleIntegrator>;

pub(super) const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A worker that was told to pay, and the world that the others see.
pub(super) fn paying(world: &World) -> (Ledger<'_>, GooglePayStep, World) {
    let mut others = World::new();
    others.rows = world.rows.clone();
    others.payouts_replay = world.payouts_replay;
    let mut ledger = world.answering("a", 3_000);
    loop {
        match ledger.next(world.now_ms).unwrap() {
            GoogleStep::Pay(pay) => return (ledger, pay, others),
            GoogleStep::Store(step) => store(&mut ledger, step, &mut others.rows),
            step => panic!("{step:?}"),
        };
    }
}

/// Whether the row was still as the worker had it.
pub(super) fn store(ledger: &mut Ledger<'_>, step: StoreStep, rows: &mut Rows) -> bool {
    let before = rows.get(&step.key).cloned();
    let (key, step) = (step.key.clone(), GoogleStep::Store(step));
    carry_out(ledger, step, rows, &mut BTreeMap::new(), Payout::Silent);
    rows.get(&key) != before.as_ref()
}

/// Looks after what is open, without a request of Google's.
pub(super) fn look_after(world: &mut World) -> String {
    let (mut rows, mut moved) = (world.rows.clone(), world.moved.clone());
    let mut ledger = world.open("payment");
    let (_, steps) = run(world, &mut ledger, &mut rows, &mut moved, Payout::Silent);
    (world.rows, world.moved) = (rows, moved);
    steps
}

/// Looks after what is open three times within an hour that ends now, so that what is not found never moved.
pub(super) fn find_nothing(world: &mut World) {
    let now_ms = world.now_ms;
    for minutes in [60, 30, 0] {
        world.now_ms = now_ms - minutes * MINUTE;
        assert_eq!(look_after(world), "cs.");
    }
}

/// What the worker stores last before it answers Google, and the answer.
pub(super) fn answered(ledger: &mut Ledger<'_>, world: &mut World) -> (Option<StoreStep>, String) {
    let mut last = None;
    loop {
        match ledger.next(world.now_ms).unwrap() {
            GoogleStep::Respond(told) => {
                let body = String::from_utf8_lossy(&told.response.body).into_owned();
                return (last, body);
            }
            GoogleStep::Store(step) => {
                let is_stored = store(ledger, step.clone(), &mut world.rows);
                last = is_stored.then_some(step).or(last);
            }
            step => panic!("{step:?}"),
        }
    }
}

pub(super) fn under(id: &str) -> GoogleRefundResult {
    GoogleRefundResult::Refunded {
        refund_id: Some(id.to_owned()),
        raw_result: None,
    }
}

pub(super) fn declined() -> GoogleRefundResult {
    GoogleRefundResult::Declined {
        code: GoogleDecline::AccountClosed,
        raw_result: GoogleRawResult {
            scope: None,
            raw_code: "4".to_owned(),
        },
        refund_id: None,
    }
}

#[test]
fn a_payout_that_a_clock_ahead_calls_over_is_not_paid_again() {
    for minutes in [2, 10, 60] {
        let world = World::new();
        let (mut first, pay, mut others) = paying(&world);
        others.now_ms = NOW + minutes * MINUTE;
        assert_eq!(look_after(&mut others), "cs.");
        assert_eq!(look_after(&mut others), ".", "not at once again");
        let told = answer(&mut others, "a", 3_000, Payout::Moves);
        assert_eq!(told, (409, "cr".into()), "{minutes}");
        assert_eq!(others.money(), 0);
        first
            .paid(pay.id, refunded(&pay.key))
            .unwrap();
        assert!(
            answered(&mut first, &mut others)
                .1
                .contains("SUCCESS")
        );
    }
}

#[test]
fn a_payout_that_is_found_counts_at_once() {
    let world = World::new();
    let (_, pay, mut others) = paying(&world);
    others
        .moved
        .insert(pay.key, vec![3_000]);
    others.now_ms = NOW + 2 * MINUTE;
    assert_eq!(look_after(&mut others), "cs.");
    let told = answer(&mut others, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "r".into()));
}

#[test]
fn what_is_not_found_an_hour_later_is_paid_when_google_asks_again() {
    let world = World::new();
    let (_, _, mut others) = paying(&world);
    let mut questions = 0;
    for minute in 2..=63 {
        others.now_ms = NOW + minute * MINUTE;
        questions += look_after(&mut others)
            .matches('c')
            .count();
    }
    assert_eq!(
        questions, 7,
        "with growing pauses, and as soon as it counts"
    );
    let told = answer(&mut others, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()));
    assert_eq!(others.money(), 3_000);
}

/// A payout that ended after another one of its request had been permitted and had ended.
fn second_end(
    replays: bool,
    first: GoogleRefundResult,
    second: GoogleRefundResult,
) -> (Option<StoreStep>, String, i64) {
    let mut world = World::new();
    world.payouts_replay = replays;
    let (mut late, pay, mut others) = paying(&world);
    others.now_ms = NOW + 2 * HOUR;
    if !replays {
        find_nothing(&mut others);
    }
    let (mut other, again, mut all) = paying(&others);
    assert_eq!(pay.key, again.key);
    all.now_ms = others.now_ms;
    other.paid(again.id, first).unwrap();
    let (_, told) = answered(&mut other, &mut all);
    late.paid(pay.id, second).unwrap();
    let (stored, late_told) = answered(&mut late, &mut all);
    assert_eq!(told, late_told, "the first result stays");
    let left = all.open("payment").left().minor_units;
    (stored, told, left)
}

#[test]
fn a_second_payout_of_a_request_is_kept_and_comes_to_a_person() {
    for (second, refund_ids) in [("two", r#"["one","two"]"#), ("one", r#"["one","one"]"#)] {
        let (stored, told, left) = second_end(false, under("one"), under(second));
        let stored = stored.unwrap();
        assert_eq!(stored.attention, Attention::Alert);
        assert!(told.contains("\"one\""), "{told}");
        let said = format!(r#""alert":"paid_twice","refundIds":{refund_ids}"#);
        assert!(stored.summary.contains(&said), "{}", stored.summary);
        assert_eq!(left, 4_000);
    }
}

#[test]
fn money_that_moved_although_google_heard_of_a_refusal_comes_to_a_person() {
    let (stored, told, left) = second_end(false, declined(), under("two"));
    let stored = stored.unwrap();
    assert_eq!(stored.attention, Attention::Alert);
    assert!(told.contains("ACCOUNT_CLOSED"), "{told}");
    let said = r#""alert":"contradicted","refundIds":["two"]"#;
    assert!(stored.summary.contains(said), "{}", stored.summary);
    assert_eq!(left, 7_000);
}

#[test]
fn the_same_payout_under_the_same_key_is_no_second_one() {
    let (stored, _, left) = second_end(true, under("one"), under("one"));
    assert_eq!((stored, left), (None, 7_000));
    let (stored, _, left) = second_end(true, under("one"), under("two"));
    assert_eq!(stored.unwrap().attention, Attention::Alert);
    assert_eq!(left, 4_000);
}

#[test]
fn a_payout_that_a_check_found_first_is_no_second_one() {
    let world = World::new();
    let (mut first, pay, mut others) = paying(&world);
    others
        .moved
        .insert(pay.key.clone(), vec![3_000]);
    others.now_ms = NOW + 2 * MINUTE;
    assert_eq!(look_after(&mut others), "cs.");
    first
        .paid(pay.id, refunded(&pay.key))
        .unwrap();
    let (stored, told) = answered(&mut first, &mut others);
    assert_eq!(stored, None);
    assert!(told.contains("SUCCESS"));
    assert_eq!(
        others
            .open("payment")
            .left()
            .minor_units,
        7_000
    );
}

/// The bank is asked, and does not know. What is stored then, and whether it was asked.
fn ask_in_vain(world: &mut World, now_ms: i64) -> (Option<StoreStep>, bool) {
    let mut rows = world.rows.clone();
    let mut ledger = world.open("payment");
    let (mut last, mut asked) = (None, false);
    loop {
        match ledger.next(now_ms).unwrap() {
            GoogleStep::Check(check) => {
                asked = true;
                ledger.unknown(check.id).unwrap();
            }
            GoogleStep::Store(step) => {
                let is_stored = store(&mut ledger, step.clone(), &mut rows);
                last = is_stored.then_some(step).or(last);
            }
            _ => break,
        }
    }
    world.rows = rows;
    (last, asked)
}

#[test]
fn a_payout_of_which_nobody_ever_knows_comes_to_a_person_within_a_day() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::Silent);
    let (mut due, mut last, mut questions) = (Some(NOW + 2 * MINUTE), Attention::None, 0);
    while let Some(now_ms) = due {
        let (stored, asked) = ask_in_vain(&mut world, now_ms);
        let stored = stored.expect("what was asked in vain is stored");
        assert_eq!(
            stored.attention == Attention::ManualReview,
            now_ms >= NOW + DAY
        );
        assert!(
            stored
                .due
                .is_none_or(|next| next > now_ms),
            "{stored:?}"
        );
        questions += usize::from(asked);
        (due, last) = (stored.due, stored.attention);
    }
    assert_eq!(last, Attention::ManualReview);
    assert!((10..40).contains(&questions), "{questions}");
    // Whoever opens it still asks, and stores nothing for it.
    for days in 2..5 {
        let told = ask_in_vain(&mut world, NOW + days * DAY);
        assert_eq!(told, (None, true));
    }
}

#[test]
fn what_google_never_asks_for_again_comes_to_a_person_within_a_day() {
    let mut world = World::new();
    answer(&mut world, "a", 3_000, Payout::NotPaid);
    let (stored, asked) = ask_in_vain(&mut world, NOW + DAY);
    let stored = stored.unwrap();
    assert_eq!(
        (stored.attention, stored.due),
        (Attention::ManualReview, None)
    );
    assert!(!asked);
    assert_eq!(ask_in_vain(&mut world, NOW + DAY).0, None);
}

#[test]
fn a_payout_that_moved_after_it_was_called_not_paid_is_told() {
    let world = World::new();
    let (mut first, pay, mut others) = paying(&world);
    others.now_ms = NOW + 6 * HOUR;
    find_nothing(&mut others);
    assert_eq!(
        answer(&mut others, "b", 10_000, Payout::Moves).0,
        200,
        "nothing holds the amount"
    );
    first
        .paid(pay.id, refunded(&pay.key))
        .unwrap();
    let last = answered(&mut first, &mut others)
        .0
        .unwrap();
    assert_eq!(last.attention, Attention::Alert);
    let [alert] = others
        .open("payment")
        .alerts()
        .try_into()
        .unwrap();
    assert_eq!(alert.kind, AlertKind::Contradicted);
    assert_eq!(alert.reference.as_deref(), Some("a"));
}
