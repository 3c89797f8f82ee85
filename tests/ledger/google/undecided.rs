//! A request beside another one of the capture of which nobody knows yet what became.

use super::workers::{answered, declined, paying};
use super::{MINUTE, Payout, World, answer, refunded};

/// A refusal is final for Google, and the payout that would leave too little may turn out to have moved nothing.
#[test]
fn a_request_is_refused_for_what_moved_and_not_for_what_may_move() {
    let world = World::new();
    let (mut first, pay, mut others) = paying(&world);
    let told = answer(&mut others, "b", 8_000, Payout::Moves);
    assert_eq!(told, (409, "r".into()));
    first.paid(pay.id, declined()).unwrap();
    answered(&mut first, &mut others);
    let told = answer(&mut others, "b", 8_000, Payout::Moves);
    assert_eq!(told, (200, "sspsr".into()));
    assert_eq!(others.money(), 8_000);
}

#[test]
fn a_request_is_refused_once_what_it_waited_for_has_moved() {
    let world = World::new();
    let (mut first, pay, mut others) = paying(&world);
    answer(&mut others, "b", 8_000, Payout::Moves);
    first
        .paid(pay.id, refunded(&pay.key))
        .unwrap();
    answered(&mut first, &mut others);
    let told = answer(&mut others, "b", 8_000, Payout::Moves);
    assert_eq!(told, (200, "ssr".into()));
    assert_eq!(others.money(), 0, "of b nothing");
}

#[test]
fn what_can_never_fit_is_refused_at_once() {
    let world = World::new();
    let (_, _, mut others) = paying(&world);
    let told = answer(&mut others, "b", 10_001, Payout::Moves);
    assert_eq!(told, (200, "ssr".into()));
}

/// Google never asks for "a" again. Nothing of it moved, and nothing of it may be on its way.
#[test]
fn what_is_proven_to_have_moved_nothing_holds_nothing_of_the_capture() {
    let mut world = World::new();
    answer(&mut world, "a", 10_000, Payout::NotPaid);
    assert_eq!(left(&world), 10_000);
    let told = answer(&mut world, "b", 6_000, Payout::Moves);
    assert_eq!(told, (200, "sspsr".into()));
    assert_eq!(left(&world), 4_000);
}

/// "a" has another turn: what is left is compared with it as if it came for the first time.
#[test]
fn what_held_nothing_takes_only_what_is_left_when_it_is_asked_for_again() {
    let mut world = World::new();
    answer(&mut world, "a", 6_000, Payout::NotPaid);
    let told = answer(&mut world, "b", 6_000, Payout::MovesSilently);
    assert_eq!(told, (409, "sspr".into()));
    // Nobody knows yet whether b moved.
    let told = answer(&mut world, "a", 6_000, Payout::Moves);
    assert_eq!(told, (409, "r".into()));
    world.now_ms += 2 * MINUTE;
    let told = answer(&mut world, "b", 6_000, Payout::Moves);
    assert_eq!(told, (200, "csr".into()));
    let told = answer(&mut world, "a", 6_000, Payout::Moves);
    assert_eq!(told, (200, "sr".into()), "less is left: for good");
    let told = answer(&mut world, "a", 6_000, Payout::Moves);
    assert_eq!(told, (200, "r".into()));
    assert_eq!(world.money(), 6_000);
    assert_eq!(left(&world), 4_000);
}

#[test]
fn what_held_nothing_is_paid_where_enough_is_left() {
    let mut world = World::new();
    answer(&mut world, "a", 6_000, Payout::NotPaid);
    answer(&mut world, "b", 4_000, Payout::Moves);
    let told = answer(&mut world, "a", 6_000, Payout::Moves);
    assert_eq!(told, (200, "spsr".into()));
    assert_eq!(world.money(), 10_000);
    let told = answer(&mut world, "a", 5_000, Payout::Moves);
    assert_eq!(told, (412, "r".into()), "the id stands for 6,000");
}

fn left(world: &World) -> i64 {
    world
        .open("payment")
        .left()
        .minor_units
}
