//! Several claims of one request, several requests in one object, and clocks that are far apart.

use super::clocks::{seen_by_another, store_all};
use super::workers::{HOUR, Ledger, answered, find_nothing, look_after, paying, store, under};
use super::{MINUTE, NOW, Payout, World, answer, refunded};
use refundkit::ledger::{AlertKind, Attention};
use refundkit::providers::google::{GoogleCheckStep, GoogleStep};

/// A host said that its payouts replay, paid twice under one key, and took that back: the first payout may still be on its way
/// when the second is known to have moved nothing.
#[test]
fn one_claim_that_moved_nothing_frees_no_other() {
    let world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (mut first, pay, others) = paying(&world);
    let (mut second, again, mut all) = paying(&others);
    second.not_paid(again.id).unwrap();
    answered(&mut second, &mut all);
    all.payouts_replay = false;
    let told = answer(&mut all, "a", 3_000, Payout::Moves);
    assert_eq!(told, (409, "r".into()));
    assert_eq!(all.money(), 0);
    first
        .paid(pay.id, refunded(&pay.key))
        .unwrap();
    let (_, told) = answered(&mut first, &mut all);
    assert!(told.contains("SUCCESS"), "{told}");
}

/// All claims of a request pay under one key: what a check does not find when the last one is over was none of them.
#[test]
fn a_check_that_finds_nothing_frees_every_claim_before_it() {
    let world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (_, _, others) = paying(&world);
    let (_, _, mut all) = paying(&others);
    all.payouts_replay = false;
    all.now_ms = NOW + 2 * HOUR;
    find_nothing(&mut all);
    let told = answer(&mut all, "a", 3_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()));
    assert_eq!(all.money(), 3_000);
}

/// The second request would have passed for stored when the first one's row was.
#[test]
fn no_request_is_taken_while_the_row_of_another_is_being_written() {
    let world = World::new();
    let mut ledger = world.answering("a", 3_000);
    let GoogleStep::Store(step) = ledger.next(NOW).unwrap() else {
        panic!("the row of a request comes first");
    };
    let second = world.request("b", 1_000);
    let refused = ledger
        .answer(second.clone(), None)
        .unwrap_err();
    assert_eq!(refused.code(), "step_outstanding");
    ledger.stored(step.id).unwrap();
    ledger.answer(second, None).unwrap();
    let GoogleStep::Store(step) = ledger.next(NOW).unwrap() else {
        panic!("so does that of the next one");
    };
    assert!(step.body.contains("\"b\""), "{}", step.body);
}

/// A worker whose clock is a year ahead: a person hears of it from the next one, and Google hears the next one's own time.
#[test]
fn a_clock_that_is_a_year_ahead_is_an_alert_and_no_time_for_google() {
    let mut world = World::new();
    world.now_ms = NOW + 365 * 24 * HOUR;
    answer(&mut world, "a", 3_000, Payout::Moves);
    let ahead = world.now_ms;
    world.now_ms = NOW;
    let told = answer(&mut world, "b", 1_000, Payout::Moves);
    assert_eq!(told, (200, "ssspsr".into()));
    let mut again = world.answering("b", 1_000);
    let GoogleStep::Respond(told) = again.next(NOW).unwrap() else {
        panic!("what is stored answers a repetition");
    };
    let body = String::from_utf8(told.response.body).unwrap();
    assert!(body.contains(&format!("\"{NOW}\"")), "{body}");

    let (mut desk, mut rows) = (world.open("payment"), world.rows.clone());
    let alerts = desk.alerts();
    assert_eq!(alerts.len(), 1);
    let alert = &alerts[0];
    assert_eq!((alert.kind, alert.at_ms), (AlertKind::ClocksDiffer, ahead));
    desk.settle_alert(&alert.id, "anna", "put right", NOW + MINUTE)
        .unwrap();
    let GoogleStep::Store(step) = desk.next(NOW + MINUTE).unwrap() else {
        panic!("a word is stored");
    };
    assert_eq!(step.attention, Attention::None);
    assert!(store(&mut desk, step, &mut rows));
    assert_eq!(desk.alerts(), []);
    let rests = desk.next(NOW + MINUTE).unwrap();
    assert!(matches!(rests, GoogleStep::Rest(_)), "it is told once");
}

/// Whoever looks after the capture, and is told to ask about the payout.
fn asking(world: &World) -> (Ledger<'_>, GoogleCheckStep) {
    let mut ledger = world.open("payment");
    let GoogleStep::Check(check) = ledger.next(world.now_ms).unwrap() else {
        panic!("nobody knows what became of it");
    };
    (ledger, check)
}

/// The kinds of alerts that the next one who looks is told.
fn alerts(world: &World) -> Vec<AlertKind> {
    let alerts = world.open("payment").alerts();
    alerts
        .iter()
        .map(|alert| alert.kind)
        .collect()
}

/// The worker of a payout says that nothing moved, and a check that money did.
#[test]
fn paid_and_not_paid_of_one_payout_come_to_a_person_in_both_orders() {
    for paid_first in [true, false] {
        let world = World::new();
        let (mut payer, pay, mut all) = paying(&world);
        all.now_ms = NOW + 2 * MINUTE;
        let seen = seen_by_another(&all);
        let (mut asks, check) = asking(&seen);
        let paid = |asks: &mut Ledger<'_>, all: &mut World| {
            asks.paid(check.id, under("one"))
                .unwrap();
            store_all(asks, all, NOW + 2 * MINUTE);
        };
        if paid_first {
            paid(&mut asks, &mut all);
            assert_eq!(alerts(&all), []);
        }
        payer.not_paid(pay.id).unwrap();
        let (_, told) = answered(&mut payer, &mut all);
        assert_eq!(told.contains("SUCCESS"), paid_first, "{told}");
        if !paid_first {
            paid(&mut asks, &mut all);
        }
        assert_eq!(alerts(&all), [AlertKind::Contradicted], "{paid_first}");
        assert_eq!(all.open("payment").left().minor_units, 7_000);
        let told = answer(&mut all, "a", 3_000, Payout::Moves);
        assert_eq!(told, (200, "r".into()), "Google hears of a success");
    }
}

/// The check found nothing for an hour, and its last answer waited until the payout was known to have moved.
#[test]
fn a_check_that_found_nothing_comes_to_a_person_also_after_the_payout_was_found() {
    let world = World::new();
    let (mut payer, pay, mut all) = paying(&world);
    for minutes in [2, 32] {
        all.now_ms = NOW + minutes * MINUTE;
        assert_eq!(look_after(&mut all), "cs.");
    }
    all.now_ms = NOW + 62 * MINUTE;
    let seen = seen_by_another(&all);
    let (mut asks, check) = asking(&seen);
    payer
        .paid(pay.id, under("one"))
        .unwrap();
    answered(&mut payer, &mut all);
    assert_eq!(alerts(&all), []);
    asks.not_paid(check.id).unwrap();
    let told = store_all(&mut asks, &mut all, seen.now_ms);
    assert_eq!(told, Some(Attention::Alert));
    assert_eq!(alerts(&all), [AlertKind::Contradicted]);
}

/// Two payouts under one key are one: what moved may be the one of which nobody said anything.
#[test]
fn a_payout_that_another_one_explains_contradicts_nothing() {
    let world = World {
        payouts_replay: true,
        ..World::new()
    };
    let (mut first, pay, others) = paying(&world);
    let (mut second, again, mut all) = paying(&others);
    all.now_ms = NOW + 2 * MINUTE;
    let seen = seen_by_another(&all);
    let (mut asks, check) = asking(&seen);
    asks.paid(check.id, under("one"))
        .unwrap();
    store_all(&mut asks, &mut all, seen.now_ms);
    second.not_paid(again.id).unwrap();
    answered(&mut second, &mut all);
    assert_eq!(alerts(&all), []);
    first.not_paid(pay.id).unwrap();
    answered(&mut first, &mut all);
    assert_eq!(alerts(&all), [AlertKind::Contradicted]);
}

/// A question that was asked in vain puts nothing off any more.
#[test]
fn an_answer_that_says_nothing_is_not_kept_once_the_payout_was_found() {
    let world = World::new();
    let (mut payer, pay, mut all) = paying(&world);
    all.now_ms = NOW + 2 * MINUTE;
    let seen = seen_by_another(&all);
    let (mut asks, check) = asking(&seen);
    payer
        .paid(pay.id, under("one"))
        .unwrap();
    answered(&mut payer, &mut all);
    asks.unknown(check.id).unwrap();
    assert_eq!(store_all(&mut asks, &mut all, seen.now_ms), None);
    assert_eq!(alerts(&all), []);
}
