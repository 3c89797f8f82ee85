//! A worker of an integrator: takes a request of Google's or looks after what is due, does what the ledger says, and may die at
//! any step.

use super::run::Run;
use super::{MINUTE, World};
use refundkit::GoogleIntegrator;
use refundkit::providers::google::GoogleStep;

const YEAR: i64 = 365 * 24 * 60 * MINUTE;

/// A program that answers Google.
pub(super) struct Worker<'a> {
    google: &'a GoogleIntegrator,
    /// By how much its clock is wrong.
    ahead_ms: i64,
    /// For how many calls that clock is a year ahead.
    pub(super) year_ahead: usize,
    /// Whether its host says that payouts replay.
    pub(super) payouts_replay: bool,
    run: Option<Run<'a>>,
    /// The requests that wait for it.
    waiting: Vec<usize>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(google: &'a GoogleIntegrator, ahead_ms: i64) -> Self {
        Self {
            google,
            ahead_ms,
            year_ahead: 0,
            payouts_replay: false,
            run: None,
            waiting: Vec::new(),
        }
    }

    /// Whether it has nothing to do until something is due.
    pub(super) fn is_idle(&self, now_ms: i64) -> bool {
        let held = self
            .run
            .as_ref()
            .map(|run| run.held.as_ref());
        match held {
            Some(Some(held)) => held.until_ms > now_ms,
            Some(None) => false,
            None => self.waiting.is_empty(),
        }
    }

    /// When it hands in the answer that it waits for.
    pub(super) fn busy_until(&self) -> Option<i64> {
        let run = self.run.as_ref()?;
        run.held
            .as_ref()
            .map(|held| held.until_ms)
    }

    pub(super) fn ask(&mut self, number: usize) {
        self.waiting.push(number);
    }

    /// One step, with a death before or after it now and then.
    pub(super) fn turn(&mut self, world: &mut World<'_>) {
        if self.run.is_none() {
            self.run = self.begin(world);
        }
        let Some(mut run) = self.run.take() else {
            return;
        };
        if run.is_busy(world) {
            // Persons go on while a program stands still.
            run.clock_ms = self.clock(world);
            run.settle_alerts(world);
            self.run = Some(run);
            return;
        }
        run.clock_ms = self.clock(world);
        let goes_on = self.step(&mut run, world);
        if goes_on && !world.one_in(30) {
            self.run = Some(run);
        }
    }

    fn clock(&mut self, world: &World<'_>) -> i64 {
        let year = if self.year_ahead > 0 { YEAR } else { 0 };
        self.year_ahead = self.year_ahead.saturating_sub(1);
        world.now_ms + self.ahead_ms + year
    }

    /// Takes a request that waits, or opens a row that is due; one turn in forty without a reason.
    fn begin(&mut self, world: &mut World<'_>) -> Option<Run<'a>> {
        if let Some(number) = self.waiting.pop() {
            let mut run = self.open(world.google.asks[number].capture, world);
            run.answer(self.google, number, world);
            return Some(run);
        }
        let capture = world.rng.usize(..2);
        let due = world.table.captures[capture].due;
        let is_due = due.is_some_and(|due| due <= world.now_ms + self.ahead_ms);
        (is_due || world.one_in(40)).then(|| self.open(capture, world))
    }

    fn open(&self, capture: usize, world: &World<'_>) -> Run<'a> {
        Run::open(self.google, capture, self.payouts_replay, world)
    }

    /// Does what the ledger says. Whether the run goes on.
    fn step(&mut self, run: &mut Run<'a>, world: &mut World<'_>) -> bool {
        if world.rng.u8(..40) == 0 {
            self.answer_another(run, world);
        }
        run.settle_alerts(world);
        let step = run.ledger.next(run.clock_ms);
        match step.expect("nothing is outstanding") {
            GoogleStep::Store(store) => {
                // A host that answers too early: the step is not carried out yet.
                if world.rng.u8(..4) == 0 {
                    self.answer_another(run, world);
                }
                run.store(&store, world);
            }
            GoogleStep::Pay(pay) => {
                run.pay(&pay, world.now_ms + self.ahead_ms, world);
                if world.rng.u8(..4) == 0 {
                    self.answer_another(run, world);
                }
            }
            GoogleStep::Check(check) => run.check(&check, world),
            GoogleStep::Respond(respond) => {
                run.respond(respond, world);
                return false;
            }
            _ => return false,
        }
        true
    }

    /// Gives an open ledger the next request of its capture, which waits on where it is refused.
    fn answer_another(&mut self, run: &mut Run<'a>, world: &World<'_>) {
        let asks = &world.google.asks;
        let waiting = &self.waiting;
        let place = waiting
            .iter()
            .position(|number| asks[*number].capture == run.capture);
        if let Some(place) = place
            && run.answer(self.google, waiting[place], world)
        {
            self.waiting.remove(place);
        }
    }
}
