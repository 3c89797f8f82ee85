//! A request beside another one of the capture of which nobody knows yet what became.

use super::workers::{answered, declined, paying};
use super::{Payout, World, answer, refunded};

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
