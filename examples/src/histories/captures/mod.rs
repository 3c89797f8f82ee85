//! Random histories of a capture: Google asks for refunds of it, and three workers answer by its ledger.
//!
//! Payouts take their time, and what becomes of them is heard or not. Workers die at any step, pause before a payout as long
//! as its deadline permits, and their clocks differ: one is a year ahead for a few calls, or three hours for good. A host says
//! that its payouts replay and takes that back, one worker after the other, and the bank goes by what was said of each payout.
//! A program stands still for hours with what it heard, while the others go on.
//! Google repeats itself until it has heard an end, and asks for something else under an id that it has used. Workers give an
//! open ledger the next request while a step of it is outstanding.
//!
//! The oracle is the bank's own list of payouts, and what Google heard.

mod bank;
mod count;
mod google;
mod run;
mod table;
mod worker;

use bank::{Bank, Outcome};
pub use count::CaptureCount;
use fastrand::Rng;
use google::Google;
use refundkit::providers::google::GoogleCaptureOpening;
use refundkit::{GoogleConfig, GoogleCredentials, GoogleIntegrator, Money};
use refundkit_simulator::google::ACCOUNT;
use run::Says;
use table::CaptureTable;
use worker::Worker;

const MINUTE: i64 = 60_000;
const CAPTURED: i64 = 10_000;
const BEGIN: i64 = 1_800_000_000_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// Turns in which everything goes wrong; turns in which nothing does any more; and those of two days without a request.
const WITH_FAULTS: usize = 240;
const WITHOUT_FAULTS: usize = 240;
const AFTERWARDS: usize = 480;

/// What happens in a history.
struct World<'a> {
    integrator: &'a GoogleIntegrator,
    rng: Rng,
    now_ms: i64,
    google: Google,
    bank: Bank,
    table: CaptureTable,
    count: CaptureCount,
}

/// What a host says of one of its two captures.
fn opening(capture: usize, payouts_replay: bool) -> GoogleCaptureOpening {
    let captured = Money::new(CAPTURED, "USD");
    let mut opening = GoogleCaptureOpening::new(format!("payment-{capture}"), ACCOUNT, captured);
    opening.payouts_replay = payouts_replay;
    opening
}

/// What changes in the course of a history, and in which turn.
struct Course {
    /// When each worker hears that payouts replay, and that they do not any more.
    replays: [(usize, usize); 3],
    /// When whose clock is a year ahead, and for how many calls.
    year_ahead: Option<(usize, usize, usize)>,
}

/// Three histories in four have a host that says of its payouts that they replay, half of these from the beginning, and takes it
/// back. In one of four a clock is a year ahead.
fn course(rng: &mut Rng) -> Course {
    let from = [0, 0, rng.usize(..WITH_FAULTS), usize::MAX][rng.usize(..4)];
    let until = rng.usize(..WITH_FAULTS);
    let mut replays = [(from, until); 3];
    for (from, until) in &mut replays {
        *from = from.saturating_add(rng.usize(..20) * usize::from(*from > 0));
        *until += rng.usize(..20);
    }
    let calls = [1, rng.usize(1..20)][rng.usize(..2)];
    let year_ahead = (rng.usize(..WITH_FAULTS), rng.usize(..3), calls);
    Course {
        replays,
        year_ahead: (rng.u8(..4) == 0).then_some(year_ahead),
    }
}

/// Plays one history.
pub fn one(seed: u64) -> CaptureCount {
    let config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
    let google = GoogleIntegrator::new(config, GoogleCredentials {}).expect("a good account");
    let keys = [0, 1].map(|capture| {
        let key = google.ledger_key(&opening(capture, false));
        key.expect("the payment has good ids")
    });
    let mut rng = Rng::with_seed(seed);
    let course = course(&mut rng);
    // One history in ten has a worker in another time zone.
    let last = [3 * 60, rng.i64(-5..=10)][usize::from(rng.u8(..10) > 0)];
    let clocks = [0, rng.i64(0..=10), last];
    let mut workers = clocks.map(|minutes| Worker::new(&google, minutes * MINUTE));
    let mut world = World {
        integrator: &google,
        google: Google::new(BEGIN, &mut rng),
        now_ms: BEGIN,
        bank: Bank::default(),
        table: CaptureTable::new(keys),
        count: CaptureCount::default(),
        rng,
    };
    for turn in 0..WITH_FAULTS + WITHOUT_FAULTS {
        world.google.calm = turn >= WITH_FAULTS;
        course.tell(turn, &mut workers);
        world.turn(&mut workers, true);
    }
    let end_ms = world.now_ms + 2 * DAY;
    for _ in 0..AFTERWARDS {
        world.turn(&mut workers, false);
        world.skip(&workers, end_ms);
    }
    world.judged()
}

impl Course {
    fn tell(&self, turn: usize, workers: &mut [Worker<'_>]) {
        for (worker, (from, until)) in workers.iter_mut().zip(self.replays) {
            worker.payouts_replay = (from..until).contains(&turn);
        }
        if let Some((_, place, calls)) = self
            .year_ahead
            .filter(|(at, ..)| *at == turn)
        {
            workers[place].year_ahead = calls;
        }
    }
}

impl World<'_> {
    /// Google asks, a worker does one thing, and time passes.
    fn turn(&mut self, workers: &mut [Worker<'_>], asks: bool) {
        let asked = asks.then(|| {
            self.google
                .asks(self.now_ms, &mut self.rng)
        });
        if let Some(number) = asked.flatten() {
            workers[self.rng.usize(..workers.len())].ask(number);
        }
        let place = self.rng.usize(..workers.len());
        workers[place].turn(self);
        self.now_ms += self.rng.i64(0..10_000);
        if asks && self.rng.u8(..3) == 0 {
            self.skip(workers, self.google.due());
        }
    }

    /// Where all workers have nothing to do, time goes on to the next due, or until that time.
    fn skip(&mut self, workers: &[Worker<'_>], until_ms: i64) {
        if workers
            .iter()
            .all(|worker| worker.is_idle(self.now_ms))
        {
            let busy = workers
                .iter()
                .filter_map(Worker::busy_until);
            // Nobody is free to look after what is due while all wait for an answer.
            let is_free = workers
                .iter()
                .any(|worker| worker.busy_until().is_none());
            let now_ms = self.now_ms;
            let due = self
                .table
                .due()
                .filter(|due| is_free || *due > now_ms);
            let dues = busy.chain(due).chain([until_ms]);
            let next = dues
                .min()
                .unwrap_or(until_ms)
                .min(self.now_ms + 2 * DAY);
            self.now_ms = self.now_ms.max(next);
        }
    }

    /// One time in so many, as long as anything goes wrong.
    fn one_in(&mut self, many: u8) -> bool {
        !self.google.calm && self.rng.u8(..many) == 0
    }

    /// What becomes of a payout, and what its program hears: of ten, six move and two of them unheard.
    fn payout(&mut self) -> (Outcome, Says) {
        match self.rng.u8(..10) {
            _ if self.google.calm => (Outcome::Moves, Says::Result),
            0..4 => (Outcome::Moves, Says::Result),
            4..6 => (Outcome::Moves, Says::Unknown),
            6 => (Outcome::Nothing, Says::Unknown),
            7 => (Outcome::Nothing, Says::NotPaid),
            8 => (Outcome::Declined, Says::Result),
            _ => (Outcome::Declined, Says::Unknown),
        }
    }
}
