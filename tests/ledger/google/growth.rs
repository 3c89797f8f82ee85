//! What Google asks for again and again, and what the record keeps of it.

use super::workers::{HOUR, answered, find_nothing, look_after, paying, under};
use super::{MINUTE, NOW, Payout, World, answer, carry_out};
use refundkit::providers::google::GoogleStep;
use std::collections::BTreeMap;

fn bytes(world: &World) -> usize {
    let key = world
        .google
        .ledger_key(&world.opening("payment"))
        .unwrap();
    world.rows[&key].body.len()
}

/// Repeats a request each minute while its payout comes to the same. Gives the length of the record before and after.
fn repeated(world: &mut World, times: i64, payout: Payout) -> (usize, usize) {
    for _ in 0..2 {
        answer(world, "a", 3_000, payout);
    }
    let before = bytes(world);
    for _ in 0..times {
        world.now_ms += MINUTE;
        answer(world, "a", 3_000, payout);
    }
    (before, bytes(world))
}

#[test]
fn payouts_that_move_nothing_make_no_record_longer() {
    for payouts_replay in [false, true] {
        let mut world = World {
            payouts_replay,
            ..World::new()
        };
        let (before, after) = repeated(&mut world, 300, Payout::NotPaid);
        assert!(after < before + 100, "{before} {after}");
        let told = answer(&mut world, "a", 3_000, Payout::Moves);
        assert_eq!(told, (200, "spsr".into()));
    }
}

/// A payout of which nobody knows may have moved money. Its claim is kept, and after many of them the last one is checked.
#[test]
fn payouts_that_replay_are_checked_after_many_of_them() {
    let mut world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (before, after) = repeated(&mut world, 300, Payout::Silent);
    assert!(after < before + 4_000, "{before} {after}");
    let told = answer(&mut world, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()), "the checks found nothing");
    assert_eq!(world.money(), 3_000);
}

/// The worker of a claim that the record forgot, since a check had proven that nothing moved, says that money moved after all.
#[test]
fn a_late_word_about_a_forgotten_claim_is_heard() {
    let world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (_, _, others) = paying(&world);
    let (mut second, again, mut all) = paying(&others);
    all.now_ms = NOW + 2 * HOUR;
    find_nothing(&mut all);
    for _ in 0..3 {
        answer(&mut all, "a", 3_000, Payout::NotPaid);
    }
    answer(&mut all, "a", 3_000, Payout::Moves);
    second
        .paid(again.id, under("second"))
        .unwrap();
    let (stored, told) = answered(&mut second, &mut all);
    assert!(told.contains("SUCCESS"), "{told}");
    let summary = stored.unwrap().summary;
    assert!(summary.contains("paid_twice"), "{summary}");
}

#[test]
fn a_store_that_takes_longer_than_a_payout_may_wait_ends_the_run() {
    let mut world = World::new();
    let (mut rows, mut moved) = (BTreeMap::new(), BTreeMap::new());
    let mut ledger = world.answering("a", 3_000);
    let (mut now_ms, mut steps, mut status) = (NOW, String::new(), 0);
    while status == 0 && steps.len() < 20 {
        let step = ledger.next(now_ms).unwrap();
        steps.push(if matches!(step, GoogleStep::Store(_)) {
            's'
        } else {
            'r'
        });
        now_ms += 61_000;
        let (told, _) = carry_out(&mut ledger, step, &mut rows, &mut moved, Payout::Moves);
        status = told.map_or(0, |told| told.status);
    }
    assert_eq!((status, steps.as_str()), (409, "sssr"));
    world.rows = rows;
    let told = answer(&mut world, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()), "a later run pays");
    assert_eq!(look_after(&mut world), ".");
}

/// Each request that was declined stays, since what Google was answered must not change.
#[test]
fn a_request_that_was_declined_takes_some_hundred_bytes() {
    let mut world = World::new();
    answer(&mut world, "a", 10_000, Payout::Moves);
    let before = bytes(&world);
    for number in 0..20 {
        let told = answer(&mut world, &format!("b{number}"), 1, Payout::Moves);
        assert_eq!(told, (200, "ssr".into()));
    }
    let each = (bytes(&world) - before) / 20;
    assert!((200..350).contains(&each), "{each}");
}
