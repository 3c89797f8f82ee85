//! One clock that is far ahead, and a host that says first one thing and then another of its payouts.

use super::workers::{HOUR, Ledger, answered, look_after, paying, store, under};
use super::{MINUTE, NOW, Payout, World, answer};
use refundkit::ledger::Attention;
use refundkit::providers::google::GoogleStep;

const YEAR: i64 = 365 * 24 * HOUR;

fn seen_by_another(world: &World) -> World {
    let mut other = World::new();
    other.rows = world.rows.clone();
    other
}

/// Stores what there is to store, until there is nothing more to do. Gives the attention that was stored last.
fn store_all(ledger: &mut Ledger<'_>, world: &mut World, now_ms: i64) -> Option<Attention> {
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
