//! What many programs do instead: send again until an answer is 2xx, three times at most.

use super::wire::Wire;
use crate::merchant::{Plan, Till};
use crate::simulator::desk::Desk;
use fastrand::Rng;
use refundkit::SendResult;

/// Merchant paid more than once, and refunds believed wrongly, in the history of this seed.
pub(super) fn one(
    house: &'static str,
    till: &dyn Till,
    desk: &mut dyn Desk,
    seed: u64,
) -> (u64, u64) {
    let mut rng = Rng::with_seed(seed);
    let plans = super::open(till, desk, &mut rng);
    let mut wire = Wire::new(house, desk, rng, super::arrives_once(till, &plans[0]));
    let believed: Vec<bool> = plans
        .iter()
        .enumerate()
        .map(|(origin, plan)| insist(till, plan, origin, &mut wire))
        .collect();
    wire.settle_everything();
    let moved: Vec<usize> = (0..believed.len())
        .map(|origin| wire.times_moved(origin))
        .collect();
    let doubles = moved.iter().filter(|times| **times > 1).count() as u64;
    let errors = believed
        .iter()
        .zip(&moved)
        .filter(|(believed, times)| **believed != (**times > 0))
        .count() as u64;
    (doubles, errors)
}

fn insist(till: &dyn Till, plan: &Plan, origin: usize, wire: &mut Wire<'_>) -> bool {
    let attempt = till.attempt(plan);
    (0..3).any(|_| {
        let request = attempt.request().expect("the plan is good");
        matches!(wire.send(request, origin), SendResult::Response(response) if (200..300).contains(&response.status))
    })
}
