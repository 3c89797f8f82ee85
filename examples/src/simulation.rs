//! Random histories of refunds and failures, played by workers that do nothing but what the outcome says is safe.
//!
//! No sockets: the same simulator that the demo puts behind HTTP. The oracle is the ledger's own count of money, which
//! knows whose refund was arriving whatever the wire said.

mod baseline_client;
mod wire;
mod worker;

use crate::ledger::Payment;
use crate::merchant_client::{MerchantClient, RefundIntent};
use crate::providers::DemoProvider;
use crate::simulator::simulated_provider::SimulatedProvider;
use fastrand::Rng;
use refundkit::kit::Idempotency;
use refundkit::{Baseline, Money, RefundStatus};
use std::ops::AddAssign;
use wire::Wire;
use worker::Worker;

/// What came of many histories with one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Histories.
    pub histories: u64,
    /// Merchant that were wanted.
    pub refunds: u64,
    /// Merchant for which money moved more than once.
    pub doubles: u64,
    /// Merchant believed to have succeeded for which no money moved.
    pub false_successes: u64,
    /// Merchant believed to be refused for which money moved.
    pub false_declines: u64,
    /// Forged webhooks that were believed.
    pub forgeries: u64,
    /// Status responses about another amount, currency, order or payment that decided a refund.
    pub lies: u64,
    /// Merchant that were sent and ended with a person.
    pub persons: u64,
    /// Merchant that were not sent, since an earlier one of the payment was still with a person, or could not be looked at.
    pub held_back: u64,
    /// Merchant paid twice by a loop that sends again until it sees 2xx, on the same histories.
    pub naive_doubles: u64,
    /// Merchant that this loop gave up although the money moved, or took for done although it did not.
    pub naive_errors: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.histories += other.histories;
        self.refunds += other.refunds;
        self.doubles += other.doubles;
        self.false_successes += other.false_successes;
        self.false_declines += other.false_declines;
        self.forgeries += other.forgeries;
        self.lies += other.lies;
        self.persons += other.persons;
        self.held_back += other.held_back;
        self.naive_doubles += other.naive_doubles;
        self.naive_errors += other.naive_errors;
    }
}

impl Count {
    /// Whether no money went wrong.
    pub fn is_clean(&self) -> bool {
        self.doubles + self.false_successes + self.false_declines + self.forgeries + self.lies == 0
    }
}

const PAYMENT: &str = "00000000-0000-4000-8000-000000000001";
const ORDER: &str = "order-1";
const CAPTURED: i64 = 30_000;
/// Steps after which everything has ended; each worker has at most a few dozen.
const MOST_STEPS: usize = 400;

/// Plays `histories` histories with one provider; `seed` makes them the same every time.
pub fn play(
    provider: &'static DemoProvider,
    merchant: &dyn MerchantClient,
    simulated: &mut dyn SimulatedProvider,
    histories: u64,
    seed: u64,
) -> Count {
    let mut count = Count::default();
    for index in 0..histories {
        let seed = seed.wrapping_add(index);
        count += one(provider, merchant, simulated, seed);
        let (doubles, errors) = baseline_client::one(provider.name, merchant, simulated, seed);
        count.naive_doubles += doubles;
        count.naive_errors += errors;
    }
    count
}

fn one(
    provider: &'static DemoProvider,
    merchant: &dyn MerchantClient,
    simulated: &mut dyn SimulatedProvider,
    seed: u64,
) -> Count {
    let mut rng = Rng::with_seed(seed);
    let plans = open(merchant, simulated, &mut rng);
    let mut wire = Wire::new(
        provider.name,
        simulated,
        rng,
        arrives_once(merchant, &looked_at(&plans[0])),
    );
    let mut workers: Vec<Worker<'_>> = plans
        .into_iter()
        .map(|intent| Worker::new(merchant, intent))
        .collect();
    for _ in 0..MOST_STEPS {
        let Some(next) = choose(&workers, provider.with_reference, &mut wire.line.rng) else {
            break;
        };
        wire.post_office(&mut workers);
        let left = left_by_the_books(&workers);
        workers[next].step(&mut wire, left);
    }
    wire.settle_everything();
    judged(&workers, &mut wire)
}

/// A fresh payment and one to three refunds of it, often of equal amounts.
fn open(
    merchant: &dyn MerchantClient,
    simulated: &mut dyn SimulatedProvider,
    rng: &mut Rng,
) -> Vec<RefundIntent> {
    let captured = Money::new(CAPTURED, merchant.currency());
    let payment = Payment::new(PAYMENT, ORDER, captured, rng.bool());
    simulated.ledger().clear();
    simulated.open();
    simulated.ledger().open(payment.clone());
    let intent = |index: usize, minor_units| RefundIntent {
        payment_id: payment.id.clone(),
        merchant_order: payment.merchant_order.clone(),
        amount: Money::new(minor_units, merchant.currency()),
        full: false,
        reference: format!("refund-{index}"),
        baseline: None,
    };
    (0..rng.usize(1..=3))
        .map(|index| intent(index, [5_000, 10_000, 10_000][rng.usize(0..3)]))
        .collect()
}

/// The intent as it is sent: what is left is known.
fn looked_at(intent: &RefundIntent) -> RefundIntent {
    let baseline = Baseline::of_remaining(CAPTURED);
    RefundIntent {
        baseline: Some(baseline),
        ..intent.clone()
    }
}

/// Whether the provider knows a request again by its key, or lets only one through by a precondition.
fn arrives_once(merchant: &dyn MerchantClient, intent: &RefundIntent) -> bool {
    merchant
        .attempt(intent)
        .profile()
        .replay
        != Idempotency::None
}

/// Two workers: a refund starts when fewer than two are under way. Without references one at a time, and none while an earlier
/// one is undecided: it may still turn up in place of ours, as the README's fourth rule says.
fn choose(workers: &[Worker<'_>], with_reference: bool, rng: &mut Rng) -> Option<usize> {
    let open: Vec<usize> = (0..workers.len())
        .filter(|index| !workers[*index].has_ended())
        .collect();
    let undecided = |worker: &Worker<'_>| worker.has_ended() && !worker.is_decided();
    if !with_reference && workers.iter().any(undecided) {
        return None;
    }
    let at_once = open
        .len()
        .min(if with_reference { 2 } else { 1 });
    (at_once > 0).then(|| open[rng.usize(0..at_once)])
}

/// What the merchant knows to be left: only some providers tell it.
fn left_by_the_books(workers: &[Worker<'_>]) -> i64 {
    let given_back = workers
        .iter()
        .filter(|worker| worker.conclusion() == Some(RefundStatus::Succeeded));
    CAPTURED
        - given_back
            .map(Worker::minor_units)
            .sum::<i64>()
}

fn judged(workers: &[Worker<'_>], wire: &mut Wire<'_>) -> Count {
    let mut count = Count {
        histories: 1,
        forgeries: wire.forgeries,
        lies: wire.lies,
        ..Count::default()
    };
    for (index, worker) in workers.iter().enumerate() {
        let moved = wire.line.times_moved(index);
        let believed = worker.conclusion();
        count.refunds += 1;
        count.doubles += u64::from(moved > 1);
        count.false_successes += u64::from(believed == Some(RefundStatus::Succeeded) && moved == 0);
        count.false_declines += u64::from(believed == Some(RefundStatus::Declined) && moved > 0);
        count.persons += u64::from(believed.is_none() && worker.was_sent());
        count.held_back += u64::from(!worker.was_sent());
    }
    count
}
