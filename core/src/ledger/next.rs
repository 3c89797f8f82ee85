//! The next step: what was heard is stored, an attempt is armed and then sent, a question is asked, or nothing is left to do.

use super::books::Books;
use super::facts::Fact;
use super::guards::Guard;
use super::machine::{Armed, Machine, Outstanding, Owed};
use super::plan::Plan;
use super::planned::{Planned, Sending};
use super::provider::{LedgerOrder, LedgerProvider};
use super::record::{Attempt, Record, Refund};
use super::repeat::request_digest;
use super::settings::SEND_WITHIN;
use super::sign::Signing;
use super::steps::{
    AcknowledgeStep, LedgerStep, RestStep, SendStep, StoreStep, step_outstanding, unknown_step,
};
use super::terms::Signer;
use crate::api::context::CallContext;
use crate::api::stored::Stored;
use crate::http::{HttpRequest, HttpResponse};
use crate::json::to_json;
use crate::value::error::RefundError;
use crate::value::money::Money;

impl Machine {
    /// The one thing to do now.
    pub(crate) fn next(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
    ) -> Result<LedgerStep, RefundError> {
        if self.step != Outstanding::None && self.rules.hold(Guard::HandedOutOnce) {
            return Err(step_outstanding());
        }
        self.see_time(context.now_ms()?)?;
        if self.rules.terms.signer == Signer::Here && !self.listens {
            // Before anything is armed: what is armed must be sent.
            context.seed()?;
        }
        if !self.listens
            && let Some(step) = self.send_armed(provider, context)
        {
            return Ok(step);
        }
        self.find_forgotten();
        let Planned {
            mut draft,
            plan,
            is_due_too_early,
            sending,
        } = self.plan(provider);
        if let Some(sending) = sending {
            return self.sign_or_arm(provider, context, draft, sending);
        }
        if !draft.says_the_same(&self.record) || is_due_too_early {
            return self.store_or_send(provider, context, draft, None);
        }
        if let Some(step) = self.acknowledge() {
            return Ok(step);
        }
        match plan {
            Plan::Ask if !self.listens => self.ask(provider, context),
            Plan::Rest(until) => Ok(LedgerStep::Rest(RestStep { until })),
            // What a listener must not do waits for another run.
            _ => Ok(LedgerStep::Rest(RestStep { until: None })),
        }
    }

    /// Asks for the signature of a refund, unless it is at hand, and then arms the refund.
    fn sign_or_arm(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
        mut draft: Record,
        (reference, request): Sending,
    ) -> Result<LedgerStep, RefundError> {
        if let Some(step) = self.sign_refund(provider, &draft, &reference)? {
            return Ok(step);
        }
        let armed = self.arm(provider, &mut draft, reference, &request);
        self.store_or_send(provider, context, draft, Some(armed))
    }

    /// Attempts that somebody armed and nobody closed are lost responses as soon as nothing of them can be sent any more.
    fn find_forgotten(&mut self) {
        if !self
            .rules
            .hold(Guard::ArmedMayHaveArrived)
        {
            return;
        }
        for (reference, armed) in self
            .record
            .forgotten_attempts(self.now_ms)
        {
            let fact = Fact::Lost { reference, armed };
            if !self.facts.contains(&fact) {
                self.facts.push(fact);
            }
        }
    }

    /// Arms a refund in the draft.
    fn arm(
        &self,
        provider: &dyn LedgerProvider,
        draft: &mut Record,
        reference: String,
        request: &HttpRequest,
    ) -> Armed {
        let armed = self.version.saturating_add(1);
        let known = draft.sightings.len();
        let profile = draft
            .refund(&reference)
            .map_or(self.rules.terms.profile, |refund| {
                draft.with_order(refund, known, |order| provider.profile_of(order))
            });
        let attempt = Attempt {
            armed,
            at_ms: self.now_ms,
            before_ms: self.now_ms.saturating_add(SEND_WITHIN),
            clock_ms: Some(self.clock_ms).filter(|clock_ms| *clock_ms != self.now_ms),
            digest: request_digest(request),
            replay: profile.replay,
            known,
            permit: self.nonce.clone(),
            lost_version: None,
            not_sent_version: None,
            answer: None,
            taken_over: false,
        };
        let window = attempt.window();
        draft.with_refund(&reference, |refund| refund.attempts.push(attempt));
        Armed {
            reference,
            armed,
            window,
        }
    }

    fn store_or_send(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
        draft: Record,
        armed: Option<Armed>,
    ) -> Result<LedgerStep, RefundError> {
        if let Some(armed) = &armed
            && !self.rules.hold(Guard::WriteAhead)
        {
            // The mistake that the guard prevents: sent first, stored later.
            self.record = draft;
            self.facts.clear();
            self.permission = Some(armed.clone());
            let sent = self.send_armed(provider, context);
            return sent.ok_or_else(unknown_step);
        }
        let version = self.version.saturating_add(1);
        let books = Books::of(&draft, &self.rules);
        let step = StoreStep {
            id: self.next_id(),
            key: draft.key.clone(),
            body: draft.to_stored()?,
            expected: self.version,
            due: books.due(version, self.now_ms),
            attention: books.attention(),
            summary: to_json(&books.summary(version, self.now_ms))?,
        };
        self.last_id = step.id;
        self.step = Outstanding::Store {
            id: step.id,
            draft: Box::new(draft),
            facts: self.facts.len(),
            armed,
        };
        Ok(LedgerStep::Store(step))
    }

    pub(super) fn next_id(&self) -> u64 {
        self.last_id.saturating_add(1)
    }

    /// The request of the attempt that this object armed and stored, if it is still time.
    fn send_armed(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
    ) -> Option<LedgerStep> {
        let armed = self.permission.take()?;
        let in_time = armed.window.contains(&self.clock_ms)
            || !self
                .rules
                .hold(Guard::SendBeforeDeadline);
        let known = self.record.sightings.len();
        let record = &self.record;
        let refund = record.refund(&armed.reference)?;
        let request =
            record.with_order(refund, known, |order| self.build(provider, order, context));
        self.signature = None;
        let Some(request) = request.ok().filter(|_| in_time) else {
            self.facts.push(Fact::NotSent {
                reference: armed.reference,
                armed: armed.armed,
            });
            return None;
        };
        self.last_id = self.next_id();
        let step = SendStep {
            id: self.last_id,
            request,
            money: true,
            before: armed.window.end,
        };
        self.step = Outstanding::Money {
            id: self.last_id,
            armed,
        };
        Some(LedgerStep::Send(step))
    }

    fn ask(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
    ) -> Result<LedgerStep, RefundError> {
        let payment = &self.record.payment;
        let request = match provider.signed_elsewhere() {
            None => provider.build_status(payment, context)?,
            Some(key) => match self.sign(key, key.prepare_status(payment)?, false)? {
                Signing::Complete(request) => request,
                Signing::Asked(step) => return Ok(step),
            },
        };
        self.signature = None;
        self.last_id = self.next_id();
        self.step = Outstanding::Query {
            id: self.last_id,
            version: self.version,
            asked_ms: self.now_ms,
        };
        Ok(LedgerStep::Send(SendStep {
            id: self.last_id,
            request,
            money: false,
            before: self
                .clock_ms
                .saturating_add(SEND_WITHIN),
        }))
    }

    /// The next response for a webhook's sender. A webhook that a full record could not keep gets none: it comes again.
    fn acknowledge(&mut self) -> Option<LedgerStep> {
        let place = self.place_of_acknowledgement(&self.record)?;
        let response = self
            .acknowledgements
            .remove(place)
            .response;
        Some(LedgerStep::Acknowledge(AcknowledgeStep { response }))
    }

    /// The response to the webhook whose fact a record holds.
    pub(super) fn acknowledged_by(&self, record: &Record) -> Option<HttpResponse> {
        let place = self.place_of_acknowledgement(record)?;
        let owed = self.acknowledgements.get(place)?;
        Some(owed.response.clone())
    }

    fn place_of_acknowledgement(&self, record: &Record) -> Option<usize> {
        let is_kept = |owed: &Owed| {
            owed.key
                .as_ref()
                .is_none_or(|key| record.has_heard(key))
        };
        self.acknowledgements
            .iter()
            .position(is_kept)
    }
}

impl Record {
    /// Whether a store would write nothing new. The time alone is nothing.
    fn says_the_same(&mut self, other: &Self) -> bool {
        let now_ms = std::mem::replace(&mut self.now_ms, other.now_ms);
        let is_same = self == other;
        self.now_ms = now_ms;
        is_same
    }

    /// Hands a refund to `hand` as a provider sees it, beside the ids that the record's first `known` sightings name.
    pub(super) fn with_order<T>(
        &self,
        refund: &Refund,
        known: usize,
        hand: impl FnOnce(&LedgerOrder<'_>) -> T,
    ) -> T {
        let sightings = self.sightings.iter().take(known);
        let known_ids: Vec<String> = sightings
            .filter_map(|sighting| sighting.id.clone())
            .collect();
        hand(&LedgerOrder {
            payment: &self.payment,
            request: &refund.request,
            amount: &Money::new(refund.amount, &self.currency),
            reference: &refund.wire_reference,
            known_ids: &known_ids,
        })
    }
}
