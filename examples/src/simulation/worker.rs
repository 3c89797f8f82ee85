//! One refund on its way: takes a baseline, sends, and then does what the outcome says is safe, nothing else.

use super::wire::Wire;
use crate::merchant_client::{Attempt, MerchantClient, RefundIntent};
use refundkit::kit::Lookup;
use refundkit::{NextAction, ReceivedRequest, RefundOutcome, RefundStatus};

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
    merchant: &'a dyn MerchantClient,
    intent: RefundIntent,
    attempt: Box<dyn Attempt + 'a>,
    believed: Option<RefundOutcome>,
    /// Its baseline came of a response that lied. One that lies by the same amount afterwards can't be found out.
    misled: bool,
    phase: Phase,
    tries: u8,
    origin: usize,
}

impl<'a> Worker<'a> {
    pub(super) fn new(merchant: &'a dyn MerchantClient, intent: RefundIntent) -> Self {
        let attempt = merchant.attempt(&intent);
        let origin = intent
            .reference
            .bytes()
            .last()
            .map_or(0, |digit| usize::from(digit - b'0'));
        Self {
            merchant,
            intent,
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
        self.intent.amount.minor_units
    }

    /// What the merchant believes at the end; none where a person has to look.
    pub(super) fn conclusion(&self) -> Option<RefundStatus> {
        let outcome = self.believed.as_ref()?;
        outcome
            .is_final()
            .then_some(outcome.status)
    }

    /// Whether nothing more can come of it.
    pub(super) fn is_decided(&self) -> bool {
        self.believed
            .as_ref()
            .is_some_and(RefundOutcome::is_final)
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
        let request = self
            .attempt
            .status_request()
            .expect("the intent is good");
        let (response, lies) = wire.ask(request, self.origin);
        let snapshot = self
            .attempt
            .snapshot(&response)
            .expect("the intent is good");
        if let Some(mut baseline) = snapshot.baseline() {
            baseline.remaining = baseline.remaining.or(Some(left));
            self.intent.baseline = Some(baseline);
            self.attempt = self.merchant.attempt(&self.intent);
            (self.phase, self.tries, self.misled) = (Phase::Sending, 0, lies);
        }
    }

    fn send(&mut self, wire: &mut Wire<'_>) {
        // Refused here, as when less is left than was asked for: nothing is sent.
        let Ok(request) = self.attempt.request() else {
            return self.phase = Phase::Ended;
        };
        let response = wire.send(request, self.origin);
        self.phase = Phase::Following;
        self.believe(
            self.attempt
                .parse(&response)
                .expect("the intent is good"),
        );
    }

    fn follow(&mut self, wire: &mut Wire<'_>) {
        match self
            .believed
            .as_ref()
            .map(|outcome| outcome.next_action)
        {
            Some(NextAction::QueryStatus | NextAction::Wait) => self.ask(wire),
            Some(NextAction::ResendSame) => self.send(wire),
            _ => self.phase = Phase::Ended,
        }
    }

    fn ask(&mut self, wire: &mut Wire<'_>) {
        let request = self
            .attempt
            .status_request()
            .expect("the intent is good");
        let (response, lies) = wire.ask(request, self.origin);
        let snapshot = self
            .attempt
            .snapshot(&response)
            .expect("the intent is good");
        let outcome = self
            .attempt
            .resolve(&snapshot)
            .expect("the intent is good");
        wire.lies += u64::from(lies && !self.misled && outcome.is_final());
        self.believe(outcome);
    }

    /// Takes in a webhook, whoever it is about; what fails to verify is dropped.
    pub(super) fn receive(&mut self, webhook: &ReceivedRequest) {
        if self.phase != Phase::Following && self.phase != Phase::Ended {
            return;
        }
        if let Ok(Some(outcome)) = self.attempt.receive(webhook) {
            self.believe(outcome);
        }
    }

    pub(super) fn believes(&self, webhook: &ReceivedRequest) -> bool {
        matches!(self.attempt.receive(webhook), Ok(Some(_)))
    }

    fn believe(&mut self, outcome: RefundOutcome) {
        let merged = self
            .believed
            .as_ref()
            .map_or(outcome.clone(), |believed| believed.merge(&outcome));
        self.believed = Some(merged);
    }
}
