//! A run of a worker: one ledger in memory, until Google is answered or nothing is left to do.

use super::bank::Payout;
use super::{MINUTE, World, opening};
use refundkit::GoogleIntegrator;
use refundkit::ledger::StoreStep;
use refundkit::providers::google::{
    GoogleCaptureLedger, GoogleCheckStep, GooglePayStep, GoogleRefundResult, GoogleRespondStep,
};

/// The longest pause of a program between a step and the payout, where the step permits it.
const LONGEST_PAUSE: i64 = 120 * MINUTE;

/// The longest that a program stands still with an answer in its hands.
const LONGEST_HOLD: i64 = 6 * 60 * MINUTE;

/// What it has in memory.
pub(super) struct Run<'a> {
    pub(super) ledger: GoogleCaptureLedger<&'a GoogleIntegrator>,
    pub(super) capture: usize,
    payouts_replay: bool,
    /// The request that it answers.
    ask: Option<usize>,
    /// The answer that it waits for, or has not handed in yet.
    pub(super) held: Option<HeldAnswer>,
    /// What its clock said last.
    pub(super) clock_ms: i64,
}

/// What became of a payout, by its worker or by a look.
pub(super) struct HeldAnswer {
    step: u64,
    said: Said,
    pub(super) until_ms: i64,
}

enum Said {
    Ended(GoogleRefundResult),
    NotPaid,
    Unknown,
}

/// What a program hears of its payout.
#[derive(Clone, Copy)]
pub(super) enum Says {
    Result,
    NotPaid,
    Unknown,
}

impl<'a> Run<'a> {
    pub(super) fn open(
        google: &'a GoogleIntegrator,
        capture: usize,
        payouts_replay: bool,
        world: &World<'_>,
    ) -> Self {
        let opening = opening(capture, payouts_replay);
        let row = world.table.row(capture);
        let ledger = GoogleCaptureLedger::open(google, opening, row);
        Self {
            ledger: ledger.expect("the row is this capture's"),
            capture,
            payouts_replay,
            ask: None,
            held: None,
            clock_ms: 0,
        }
    }

    /// Whether the ledger takes the request.
    pub(super) fn answer(
        &mut self,
        google: &GoogleIntegrator,
        number: usize,
        world: &World<'_>,
    ) -> bool {
        let request = world
            .google
            .request(number, google, world.now_ms);
        let key = google.request_key(&request);
        let row = world
            .table
            .load(&key.expect("it has good ids"));
        let is_taken = self
            .ledger
            .answer(request, row.as_ref())
            .is_ok();
        if is_taken {
            self.ask = Some(number);
        }
        is_taken
    }

    /// Waits for an answer, or hands it in.
    pub(super) fn is_busy(&mut self, world: &World<'_>) -> bool {
        let Some(held) = self
            .held
            .take_if(|held| held.until_ms <= world.now_ms)
        else {
            return self.held.is_some();
        };
        let said = match held.said {
            Said::Ended(result) => self.ledger.paid(held.step, result),
            Said::NotPaid => self.ledger.not_paid(held.step),
            Said::Unknown => self.ledger.unknown(held.step),
        };
        said.expect("it is the outstanding step");
        false
    }

    /// Keeps an answer until it is there. One program in twelve stands still before it hands it in.
    fn hold(&mut self, step: u64, said: Said, there_ms: i64, world: &mut World<'_>) {
        let stands_still_ms = match world.one_in(12) {
            true => world.rng.i64(0..LONGEST_HOLD),
            false => 0,
        };
        self.held = Some(HeldAnswer {
            step,
            said,
            until_ms: there_ms + stands_still_ms,
        });
    }

    pub(super) fn store(&mut self, step: &StoreStep, world: &mut World<'_>) {
        let answered = if world.table.store(step) {
            self.ledger.stored(step.id)
        } else {
            self.ledger
                .reload(world.table.load(&step.key))
        };
        answered.expect("it is the outstanding step");
    }

    /// Begins a payout before its deadline by the program's own clock, one time in eight as late as it may.
    pub(super) fn pay(&mut self, pay: &GooglePayStep, clock_ms: i64, world: &mut World<'_>) {
        let (outcome, says) = world.payout();
        let longest = (pay.before - clock_ms).clamp(1, LONGEST_PAUSE);
        let pause = if world.one_in(8) {
            longest
        } else {
            1_000.min(longest)
        };
        let ends_ms = world.now_ms + world.rng.i64(0..pause) + world.rng.i64(0..MINUTE);
        let payout = Payout {
            key: pay.key.clone(),
            capture: self.capture,
            request_id: world
                .table
                .request_of(self.capture, &pay.key),
            amount: pay.amount.minor_units,
            replays: self.payouts_replay,
            ends_ms,
            outcome,
        };
        let (number, ends_ms) = world.bank.begin(payout);
        let late = if world.one_in(8) { 5 * MINUTE } else { 1 };
        let there_ms = ends_ms + world.rng.i64(0..late);
        let said = match (says, world.bank.result(number)) {
            (Says::Result, Some(result)) => Said::Ended(result),
            (Says::NotPaid, _) => Said::NotPaid,
            _ => Said::Unknown,
        };
        self.hold(pay.id, said, there_ms, world);
    }

    /// Looks up a payout: one look in five fails.
    pub(super) fn check(&mut self, check: &GoogleCheckStep, world: &mut World<'_>) {
        let fails = !world.google.calm && world.rng.u8(..5) == 0;
        let found = world
            .bank
            .shown(&check.key, world.now_ms);
        let said = match found {
            _ if fails => Said::Unknown,
            Some(result) => Said::Ended(result),
            None => Said::NotPaid,
        };
        self.hold(check.id, said, world.now_ms, world);
    }

    /// Answers Google: one response in five gets lost.
    pub(super) fn respond(&mut self, respond: GoogleRespondStep, world: &mut World<'_>) {
        let is_lost = !world.google.calm && world.rng.u8(..5) == 0;
        if let Some(number) = self.ask.filter(|_| !is_lost) {
            let heard = world
                .google
                .hear(number, respond.response);
            world.judge_response(number, &heard, self.clock_ms);
        }
    }

    /// Half of the time a person settles what there is.
    pub(super) fn settle_alerts(&mut self, world: &mut World<'_>) {
        for alert in self.ledger.alerts() {
            if world.rng.bool() {
                let settled = self
                    .ledger
                    .settle_alert(&alert.id, "anna", "seen", self.clock_ms);
                settled.expect("it is an open alert");
            }
        }
    }
}
