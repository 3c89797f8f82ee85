//! Random histories of a payment that two workers refund by its ledger, in a world that does what the world does.
//!
//! No sockets: the same simulator that the demo puts behind HTTP. Requests are lost, take effect late, arrive twice where a key
//! tells them apart, are refused, and are answered with lies and with what was true before. Webhooks get lost, come twice, out of
//! order and forged. Workers die at any step, and their clocks differ. Pending refunds are refused. In some worlds others refund in
//! the portal, often the very amount, and the payer's bank takes money back or returns a refund. A person looks where the ledger asks for one, and
//! errs now and then. Programs stand still for hours with an answer in their hands.
//!
//! The oracle is the simulator's own count of money, which knows whose refund was arriving whatever the wire said.

pub mod captures;
mod naive;
mod refunds;
mod wire;
mod worker;

use crate::connection::Connection;
use crate::ledger_client::ProviderLedger;
use crate::listens::Listens;
use crate::table::Rows;
use fastrand::Rng;
use refundkit::kit::Idempotency;
use refundkit::ledger::{RefundReason, RefundStage, RefundView};
use refundkit::{Money, RefundStatus};
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::simulated_provider::SimulatedProvider;
use std::ops::AddAssign;
use wire::Wire;
use worker::Worker;

/// Where a history takes place.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The provider's path in the simulator.
    pub provider: &'static str,
    /// What happens there.
    pub world: World,
}

/// What happens in a history beside the refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum World {
    /// Two requests in five fail on the wire or are answered with a lie, and nothing else goes wrong: the first edition's world.
    Gentle,
    /// Everything, but nobody else refunds, and the ledger is told so.
    Alone,
    /// Everything; others refund and charge back.
    Crowded,
}

impl World {
    /// Every world, the gentlest first.
    pub const ALL: [Self; 3] = [Self::Gentle, Self::Alone, Self::Crowded];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gentle => "gentle",
            Self::Alone => "nobody else refunds",
            Self::Crowded => "others refund",
        }
    }
}

/// What came of many histories with one provider.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Histories.
    pub histories: u64,
    /// Refunds that were wanted.
    pub refunds: u64,
    /// Refunds for which money moved more than once.
    pub doubles: u64,
    /// Refunds believed to have succeeded for which no money moved.
    pub false_successes: u64,
    /// Refunds believed to be refused for which money moved.
    pub false_declines: u64,
    /// Refunds that a lie ended: as succeeded, or as declined although money moved.
    pub lies_believed: u64,
    /// Refunds that were never sent since a lie said that too little is left.
    pub refused_by_lies: u64,
    /// Refunds that succeeded and are shown under the id of another one of that amount, which others made.
    pub anothers: u64,
    /// Forged webhooks that were verified.
    pub forgeries: u64,
    /// Refunds that ended by themselves.
    pub ended: u64,
    /// Refunds that waited for a person at least once, or are not final at the end.
    pub persons: u64,
    /// Alerts that were raised.
    pub alerts: u64,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.histories += other.histories;
        self.refunds += other.refunds;
        self.doubles += other.doubles;
        self.false_successes += other.false_successes;
        self.false_declines += other.false_declines;
        self.lies_believed += other.lies_believed;
        self.refused_by_lies += other.refused_by_lies;
        self.anothers += other.anothers;
        self.forgeries += other.forgeries;
        self.ended += other.ended;
        self.persons += other.persons;
        self.alerts += other.alerts;
    }
}

impl Count {
    /// Whether no money went wrong, and nothing untrue was believed.
    pub fn is_clean(&self) -> bool {
        let wrong = self.doubles + self.false_successes + self.false_declines;
        wrong + self.lies_believed + self.forgeries == 0
    }
}

pub(crate) const PAYMENT: &str = "00000000-0000-4000-8000-000000000001";
const ORDER: &str = "order-1";
const CAPTURED: i64 = 30_000;
const BEGIN: i64 = 1_800_000_000_000;

/// Turns with faults; after them, turns in which nothing goes wrong any more.
const WITH_FAULTS: usize = 160;
const WITHOUT_FAULTS: usize = 400;

/// The refunds that are wanted: one to three, of equal amounts, and but for the gentle world of more than a half or of
/// everything.
fn wishes(world: World, rng: &mut Rng) -> Vec<i64> {
    let count = rng.usize(1..=3);
    let amounts: &[i64] = match world {
        World::Gentle => &[5_000, 10_000, 10_000],
        _ => &[5_000, 10_000, 10_000, 10_000, 20_000, CAPTURED],
    };
    (0..count)
        .map(|_| amounts[rng.usize(0..amounts.len())])
        .collect()
}

/// What a history begins with.
struct Beginning<'a> {
    payment: Payment,
    wishes: Vec<i64>,
    wire: Wire<'a>,
}

fn begin<'a, P: Listens>(
    client: &ProviderLedger<P>,
    setting: &Setting,
    simulated: &'a mut dyn SimulatedProvider,
    seed: u64,
) -> Beginning<'a> {
    let mut rng = Rng::with_seed(seed);
    let captured = Money::new(CAPTURED, client.currency);
    let payment = Payment::new(PAYMENT, ORDER, captured, rng.bool());
    simulated.ledger().clear();
    simulated
        .ledger()
        .open(payment.clone());
    let wishes = wishes(setting.world, &mut rng);
    let line = Connection {
        path: setting.provider,
        simulated,
        arrives_once: client.provider.terms().profile.replay != Idempotency::None,
        rng,
        now_ms: BEGIN,
    };
    Beginning {
        payment,
        wishes,
        wire: Wire::new(line, setting.world),
    }
}

/// Plays one history without a ledger: a host that sends, and sends again after every failure.
pub(crate) fn without_ledger<P: Listens>(
    client: &ProviderLedger<P>,
    setting: &Setting,
    simulated: &mut dyn SimulatedProvider,
    seed: u64,
) -> Count {
    let mut beginning = begin(client, setting, simulated, seed);
    naive::play(
        client,
        &beginning.payment,
        &mut beginning.wire,
        &beginning.wishes,
    )
}

/// Plays one history.
pub(crate) fn one<P: Listens>(
    client: &ProviderLedger<P>,
    setting: &Setting,
    simulated: &mut dyn SimulatedProvider,
    seed: u64,
) -> Count {
    let Beginning {
        payment,
        wishes,
        mut wire,
    } = begin(client, setting, simulated, seed);
    let clocks = match setting.world {
        World::Gentle => [0, 0],
        _ => [-120_000, 180_000],
    };
    let mut workers: Vec<Worker<'_, P>> = clocks
        .map(|clock| Worker::new(client, &payment, clock, setting.world))
        .into();
    let mut rows = Rows::default();
    for turn in 0..WITH_FAULTS + WITHOUT_FAULTS {
        wire.calm = turn >= WITH_FAULTS && setting.world != World::Gentle;
        wire.others();
        let wanted = wishes.len().min(1 + turn / 12);
        turn_of(&mut workers, &mut wire, &mut rows, &wishes[..wanted]);
    }
    judged(&workers, &mut wire, &rows, &wishes)
}

/// One worker does one thing, or hears a webhook, or time passes.
fn turn_of<P: Listens>(
    workers: &mut [Worker<'_, P>],
    wire: &mut Wire<'_>,
    rows: &mut Rows,
    wishes: &[i64],
) {
    let place = wire.line.rng.usize(0..workers.len());
    let worker = &mut workers[place];
    if !worker.stands_still(wire)
        && let Some(webhook) = wire.webhook()
    {
        worker.hear(&webhook, wire, rows);
    }
    worker.turn(wire, rows, wishes);
    wire.line.now_ms += wire.line.rng.i64(0..20_000);
    let due = workers.iter().map(Worker::due).min();
    if let Some(due) = due.filter(|due| *due > wire.line.now_ms && wire.line.rng.u8(0..3) == 0) {
        wire.line.now_ms = due.min(
            wire.line
                .now_ms
                .saturating_add(2 * 86_400_000),
        );
    }
}

fn judged<P: Listens>(
    workers: &[Worker<'_, P>],
    wire: &mut Wire<'_>,
    rows: &Rows,
    wishes: &[i64],
) -> Count {
    let mut count = Count {
        histories: 1,
        refunds: wishes.len() as u64,
        forgeries: wire.forgeries,
        ..Count::default()
    };
    let ledger = workers[0].open(rows);
    count.alerts = ledger.alerts().len() as u64;
    for origin in 0..wishes.len() {
        let reference = refunds::reference(origin);
        let asked = workers
            .iter()
            .any(|worker| worker.asked.contains(&reference));
        match ledger.refund(&reference) {
            Some(view) => {
                let moved = wire.moved_and_returned(origin);
                count.add(&view, moved, asked);
                count.anothers += u64::from(wire.shows_anothers(&view));
                let by_lie = (reference, view.reason);
                let mut workers = workers.iter();
                if workers.any(|worker| worker.by_lies.contains(&by_lie)) {
                    count.add_lie(&view, moved);
                }
            }
            None => count.persons += 1,
        }
    }
    count
}

impl Count {
    fn add(&mut self, view: &RefundView, (moved, returned): (usize, usize), asked: bool) {
        let believed = believed(view);
        self.doubles += u64::from(moved > 1);
        self.false_successes += u64::from(believed == Some(RefundStatus::Succeeded) && moved == 0);
        self.false_declines +=
            u64::from(believed == Some(RefundStatus::Declined) && moved > returned);
        self.ended += u64::from(believed.is_some() && !asked);
        self.persons += u64::from(believed.is_none() || asked);
    }

    /// A refund that a lie ended. What is refused and was refused in truth does not count.
    fn add_lie(&mut self, view: &RefundView, (moved, returned): (usize, usize)) {
        let is_wrong = match believed(view) {
            Some(RefundStatus::Succeeded) => true,
            Some(_) => moved > returned,
            None => false,
        };
        self.lies_believed += u64::from(is_wrong);
        let unsent = view.reason == Some(RefundReason::ExceedsWhatIsLeft);
        self.refused_by_lies += u64::from(unsent && !is_wrong);
    }
}

/// What the ledger says of the money, if it has ended by itself.
fn believed(view: &RefundView) -> Option<RefundStatus> {
    let by_itself = view.stage == RefundStage::Ended && view.reason != Some(RefundReason::Person);
    by_itself.then_some(view.status)
}
