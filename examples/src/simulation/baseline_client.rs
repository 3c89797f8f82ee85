//! What many programs do instead: send again until a response is 2xx, three times at most.

use super::wire::Wire;
use crate::merchant_client::{MerchantClient, RefundIntent};
use crate::simulator::simulated_provider::SimulatedProvider;
use fastrand::Rng;
use refundkit::SendResult;

/// Merchant paid more than once, and refunds believed wrongly, in the history of this seed.
pub(super) fn one(
    provider: &'static str,
    merchant: &dyn MerchantClient,
    simulated: &mut dyn SimulatedProvider,
    seed: u64,
) -> (u64, u64) {
    let mut rng = Rng::with_seed(seed);
    let plans = super::open(merchant, simulated, &mut rng);
    let mut wire = Wire::new(
        provider,
        simulated,
        rng,
        super::arrives_once(merchant, &plans[0]),
    );
    let believed: Vec<bool> = plans
        .iter()
        .enumerate()
        .map(|(origin, intent)| insist(merchant, intent, origin, &mut wire))
        .collect();
    wire.settle_everything();
    let moved: Vec<usize> = (0..believed.len())
        .map(|origin| wire.line.times_moved(origin))
        .collect();
    let doubles = moved
        .iter()
        .filter(|times| **times > 1)
        .count() as u64;
    let errors = believed
        .iter()
        .zip(&moved)
        .filter(|(believed, times)| **believed != (**times > 0))
        .count() as u64;
    (doubles, errors)
}

fn insist(
    merchant: &dyn MerchantClient,
    intent: &RefundIntent,
    origin: usize,
    wire: &mut Wire<'_>,
) -> bool {
    let attempt = merchant.attempt(intent);
    (0..3).any(|_| {
        let request = attempt.request().expect("the intent is good");
        matches!(wire.send(request, origin), SendResult::Response(response) if (200..300).contains(&response.status))
    })
}
