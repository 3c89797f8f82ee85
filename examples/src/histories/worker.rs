//! One refund on its way: takes a baseline, sends, and then does what the outcome says is safe, nothing else.

use super::wire::Wire;
use crate::merchant::{Attempt, Plan, Till};
use refundkit::kit::Lookup;
use refundkit::{NextStep, ReceivedRequest, RefundOutcome, RefundStatus};

/// After so many questions or repetitions a person takes over.
const MOST_TRIES: u8 = 12;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Looks at the payment before anything is sent.
    Looking,
    Sending,
    Following,
    Ended,
}

/// A worker with its one refund.
pub(super) struct Worker<'a> {
    till: &'a dyn Till,
    plan: Plan,
    attempt: Box<dyn Attempt + 'a>,
    believed: Option<RefundOutcome>,
    /// Its baseline came of an answer that lied. One that lies by the same amount afterwards can't be found out.
    misled: bool,
    phase: Phase,
    tries: u8,
    origin: usize,
}

impl<'a> Worker<'a> {
    pub(super) fn new(till: &'a dyn Till, plan: Plan) -> Self {
        let attempt = till.attempt(&plan);
        let origin = plan
            .mark
            .bytes()
            .last()
            .map_or(0, |digit| usize::from(digit - b'0'));
        Self {
            till,
            plan,
            attempt,
            believed: None,
            misled: false,
            phase: Phase::Looking,
            tries: 0,
            origin,
        }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.phase == Phase::Ended
    }

    fn lookup(&self) -> Lookup {
        self.attempt.profile().lookup
    }

    pub(super) fn was_sent(&self) -> bool {
        self.believed.is_some()
    }

    pub(super) fn minor_units(&self) -> i64 {
        self.plan.amount.minor_units
    }

    /// What the merchant believes at the end; none where a person has to look.
    pub(super) fn conclusion(&self) -> Option<RefundStatus> {
        let outcome = self.believed.as_ref()?;
        outcome.is_final().then_some(outcome.status)
    }

    /// Whether nothing more can come of it.
    pub(super) fn is_decided(&self) -> bool {
        self.believed.as_ref().is_some_and(RefundOutcome::is_final)
    }

    pub(super) fn step(&mut self, wire: &mut Wire<'_>, left: i64) {
        self.tries += 1;
        match self.phase {
            _ if self.tries > MOST_TRIES => self.phase = Phase::Ended,
            Phase::Looking => self.look(wire, left),
            Phase::Sending => self.send(wire),
            Phase::Following => self.follow(wire),
            Phase::Ended => {}
        }
    }

    fn look(&mut self, wire: &mut Wire<'_>, left: i64) {
        if self.lookup() == Lookup::None {
            return self.phase = Phase::Sending;
        }
        let request = self.attempt.status_request().expect("the plan is good");
        let (answer, lies) = wire.ask(request, self.origin);
        let snapshot = self.attempt.snapshot(&answer).expect("the plan is good");
        if let Some(mut baseline) = snapshot.baseline() {
            baseline.remaining = baseline.remaining.or(Some(left));
            self.plan.baseline = Some(baseline);
            self.attempt = self.till.attempt(&self.plan);
            (self.phase, self.tries, self.misled) = (Phase::Sending, 0, lies);
        }
    }

    fn send(&mut self, wire: &mut Wire<'_>) {
        // Refused here, as when less is left than was asked for: nothing is sent.
        let Ok(request) = self.attempt.request() else {
            return self.phase = Phase::Ended;
        };
        let answer = wire.send(request, self.origin);
        self.phase = Phase::Following;
        self.believe(self.attempt.understand(&answer).expect("the plan is good"));
    }

    fn follow(&mut self, wire: &mut Wire<'_>) {
        match self.believed.as_ref().map(|outcome| outcome.next_step) {
            Some(NextStep::Ask | NextStep::Wait) => self.ask(wire),
            Some(NextStep::RetrySame) => self.send(wire),
            _ => self.phase = Phase::Ended,
        }
    }

    fn ask(&mut self, wire: &mut Wire<'_>) {
        let request = self.attempt.status_request().expect("the plan is good");
        let (answer, lies) = wire.ask(request, self.origin);
        let snapshot = self.attempt.snapshot(&answer).expect("the plan is good");
        let outcome = self.attempt.resolve(&snapshot).expect("the plan is good");
        wire.lies += u64::from(lies && !self.misled && outcome.is_final());
        self.believe(outcome);
    }

    /// Hears a webhook, whoever it is about; what fails to verify is dropped.
    pub(super) fn hear(&mut self, webhook: &ReceivedRequest) {
        if self.phase != Phase::Following && self.phase != Phase::Ended {
            return;
        }
        if let Ok(Some(outcome)) = self.attempt.hear(webhook) {
            self.believe(outcome);
        }
    }

    pub(super) fn believes(&self, webhook: &ReceivedRequest) -> bool {
        matches!(self.attempt.hear(webhook), Ok(Some(_)))
    }

    fn believe(&mut self, outcome: RefundOutcome) {
        let merged = self
            .believed
            .as_ref()
            .map_or(outcome.clone(), |believed| believed.merge(&outcome));
        self.believed = Some(merged);
    }
}
