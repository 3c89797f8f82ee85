//! One clock that is far ahead, and a host that says first one thing and then another of its payouts.

use super::workers::{HOUR, Ledger, answered, find_nothing, look_after, paying, store, under};
use super::{MINUTE, NOW, Payout, World, answer};
use refundkit::ledger::Attention;
use refundkit::providers::google::GoogleStep;

const YEAR: i64 = 365 * 24 * HOUR;

pub(super) fn seen_by_another(world: &World) -> World {
    let mut other = World::new();
    other.rows = world.rows.clone();
    other.now_ms = world.now_ms;
    other
}

/// Stores what there is to store, until there is nothing more to do. Gives the attention that was stored last.
pub(super) fn store_all(
    ledger: &mut Ledger<'_>,
    world: &mut World,
    now_ms: i64,
) -> Option<Attention> {
    let mut last = None;
    while let GoogleStep::Store(step) = ledger.next(now_ms).unwrap() {
        let attention = step.attention;
        if store(ledger, step, &mut world.rows) {
            last = Some(attention);
        }
    }
    last
}

/// It asks once, and so does a worker before it or it again: none of that is an hour, and the payout still runs.
#[test]
fn a_payout_that_a_clock_a_year_ahead_calls_over_is_not_paid_again() {
    for looks in [
        vec![YEAR],
        vec![10 * MINUTE, YEAR],
        vec![10 * MINUTE, YEAR, YEAR + 2 * MINUTE],
    ] {
        let world = World::new();
        let (mut first, pay, mut others) = paying(&world);
        for ahead_ms in &looks {
            others.now_ms = NOW + ahead_ms;
            look_after(&mut others);
        }
        for now_ms in [others.now_ms, NOW + MINUTE / 2] {
            others.now_ms = now_ms;
            let (status, _) = answer(&mut others, "a", 3_000, Payout::Moves);
            assert_eq!((status, others.money()), (409, 0), "{looks:?}");
        }
        first
            .paid(pay.id, under("one"))
            .unwrap();
        let (_, told) = answered(&mut first, &mut others);
        assert!(told.contains("SUCCESS"), "{told}");
    }
}

/// Each clock asks for itself: an hour later the host of the right one could still have paid.
#[test]
fn a_payout_begins_within_a_minute_by_the_clock_of_its_own_host() {
    let mut world = World::new();
    world.now_ms = NOW + YEAR;
    answer(&mut world, "b", 1_000, Payout::Moves);
    world.now_ms = NOW;
    let (_, pay, _) = paying(&world);
    assert_eq!(pay.before, NOW + MINUTE);

    let mut world = World::new();
    let other = World::new();
    let mut ledger = other.answering("a", 3_000);
    for _ in 0..2 {
        let GoogleStep::Store(step) = ledger.next(NOW + YEAR).unwrap() else {
            panic!("the request and its claim are stored");
        };
        store(&mut ledger, step, &mut world.rows);
    }
    let gives_up = ledger.next(NOW).unwrap();
    assert!(matches!(gives_up, GoogleStep::Store(_)), "{gives_up:?}");
}

#[test]
fn a_payout_that_waits_for_a_clock_needs_a_person_also_behind_a_settled_alert() {
    let mut world = World::new();
    world.now_ms = NOW + YEAR;
    answer(&mut world, "a", 3_000, Payout::Silent);
    let other = seen_by_another(&world);
    let mut desk = other.open("payment");
    let told = store_all(&mut desk, &mut world, NOW);
    assert_eq!(told, Some(Attention::Alert));
    let alert = desk.alerts().remove(0);
    desk.settle_alert(&alert.id, "anna", "put right", NOW)
        .unwrap();
    let told = store_all(&mut desk, &mut world, NOW);
    assert_eq!(told, Some(Attention::ManualReview));
}

/// The first payout left where nobody knows it by its key.
#[test]
fn what_was_paid_before_payouts_replayed_is_not_repeated() {
    let world = World::new();
    let (_, _, mut others) = paying(&world);
    others.payouts_replay = true;
    let told = answer(&mut others, "a", 3_000, Payout::Moves);
    assert_eq!(told, (409, "r".into()));
    assert_eq!(others.money(), 0);
}

/// Two claims under one key are one payout if both were made where that is so, whatever is said when it is found.
#[test]
fn a_replayed_payout_is_no_second_one_after_the_setting_was_taken_back() {
    let world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (mut first, pay, others) = paying(&world);
    let (_, _, mut all) = paying(&others);
    let other = seen_by_another(&all);
    let mut asks = other.open("payment");
    let GoogleStep::Check(check) = asks.next(NOW + 2 * MINUTE).unwrap() else {
        panic!("nobody knows what became of it");
    };
    first
        .paid(pay.id, under("one"))
        .unwrap();
    answered(&mut first, &mut all);
    asks.paid(check.id, under("one"))
        .unwrap();
    store_all(&mut asks, &mut all, NOW + 2 * MINUTE);
    let seen = all.open("payment");
    assert_eq!(seen.alerts(), []);
    assert_eq!(seen.left().minor_units, 7_000);
}

/// A world in which "a" has an alert, and nobody knows what became of "c", which was just claimed.
fn with_an_alert_and_an_open_payout() -> World {
    let world = World::new();
    let (mut first, pay, mut others) = paying(&world);
    others.now_ms = NOW + 2 * HOUR;
    find_nothing(&mut others);
    first
        .paid(pay.id, under("one"))
        .unwrap();
    answered(&mut first, &mut others);
    let told = answer(&mut others, "c", 1_000, Payout::Silent);
    assert_eq!(told.0, 409);
    others
}

/// While an answer is waited for, a person settles an alert of another request, and the ledger hears of a later time.
#[test]
fn a_check_has_the_time_at_which_it_was_asked() {
    let mut world = with_an_alert_and_an_open_payout();
    let began = world.now_ms;
    for minutes in [2, 33] {
        world.now_ms = began + minutes * MINUTE;
        assert_eq!(look_after(&mut world), "cs.");
    }
    let mut all = seen_by_another(&world);
    world.now_ms = began + 35 * MINUTE;
    let mut asks = world.answering("c", 1_000);
    let GoogleStep::Check(check) = asks.next(world.now_ms).unwrap() else {
        panic!("nobody knows what became of it");
    };
    let alert = asks.alerts().remove(0);
    let later = began + 64 * MINUTE;
    asks.settle_alert(&alert.id, "anna", "claimed back", later)
        .unwrap();
    asks.not_paid(check.id).unwrap();
    all.now_ms = later;
    // It panics where the answer permits a payout.
    let (_, told) = answered(&mut asks, &mut all);
    assert!(!told.contains("SUCCESS"), "{told}");
    assert_eq!(look_after(&mut all), "cs.", "the next one counts");
    let told = answer(&mut all, "c", 1_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()));
}

#[test]
fn the_next_question_is_put_off_from_when_the_last_one_was_asked() {
    let mut world = with_an_alert_and_an_open_payout();
    world.now_ms += 2 * MINUTE;
    let mut asks = world.open("payment");
    let GoogleStep::Check(check) = asks.next(world.now_ms).unwrap() else {
        panic!("nobody knows what became of it");
    };
    let alert = asks.alerts().remove(0);
    let later = world.now_ms + 20 * MINUTE;
    asks.settle_alert(&alert.id, "anna", "claimed back", later)
        .unwrap();
    asks.unknown(check.id).unwrap();
    let GoogleStep::Store(step) = asks.next(later).unwrap() else {
        panic!("it was asked in vain");
    };
    assert_eq!(step.due, Some(world.now_ms + MINUTE));
}
