//! The next step: what was heard is stored, an attempt is armed and then sent, a question is asked, or nothing is left to do.

use super::books::Books;
use super::facts::Fact;
use super::guards::Guard;
use super::key::digest;
use super::machine::{Armed, Machine, Outstanding, Owed};
use super::plan::Plan;
use super::provider::{LedgerOrder, LedgerProvider};
use super::record::{Attempt, Record, Refund};
use super::settings::SEND_WITHIN;
use super::steps::{
    AcknowledgeStep, LedgerStep, RestStep, SendStep, StoreStep, step_outstanding, unknown_step,
};
use crate::api::context::CallContext;
use crate::api::stored::Stored;
use crate::http::HttpRequest;
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
        if self.rules.terms.signs && !self.listens {
            // Before anything is armed: what is armed must be sent.
            context.seed()?;
        }
        if let Some(step) = self.send_armed(provider, context) {
            return Ok(step);
        }
        self.find_forgotten();
        let (mut draft, plan) = self.plan(provider);
        let armed = self.arm(provider, &mut draft, plan);
        if !draft.says_the_same(&self.record) {
            return self.store_or_send(provider, context, draft, armed);
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

    /// What to do, with everything that was heard. A refund whose request cannot be built any more, or not again as it was
    /// sent, is passed over.
    fn plan(&mut self, provider: &dyn LedgerProvider) -> (Record, Plan) {
        loop {
            let draft = self.current();
            let plan = Books::of(&draft, &self.rules).plan(self.version, self.now_ms);
            let Some(reference) = unbuildable(provider, &draft, plan) else {
                return (draft, plan);
            };
            self.facts.push(Fact::Unbuildable {
                reference,
                at_ms: self.now_ms,
            });
        }
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

    /// Arms the planned refund in the draft, if its request can be built.
    fn arm(&self, provider: &dyn LedgerProvider, draft: &mut Record, plan: Plan) -> Option<Armed> {
        let Plan::Arm(place) = plan else {
            return None;
        };
        if self.listens {
            return None;
        }
        let armed = self.version.saturating_add(1);
        let known = draft.sightings.len();
        let reference = draft
            .refunds
            .get(place)?
            .reference
            .clone();
        let request = unsigned(provider, draft, &reference, known).ok()?;
        let refund = draft.refund(&reference)?;
        let profile = draft.with_order(refund, known, |order| provider.profile_of(order));
        let before_ms = self.now_ms.saturating_add(SEND_WITHIN);
        let attempt = Attempt {
            armed,
            at_ms: self.now_ms,
            before_ms,
            digest: request_digest(&request),
            profile: digest(&format!("{profile:?}")),
            replay: profile.replay,
            known,
            lost: None,
            not_sent: None,
            answer: None,
            taken_over: false,
        };
        draft.with_refund(&reference, |refund| refund.attempts.push(attempt));
        Some(Armed {
            reference,
            armed,
            before_ms,
        })
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
            attention: books.attention(version, self.now_ms),
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

    fn next_id(&self) -> u64 {
        self.last_id.saturating_add(1)
    }

    /// The request of the attempt that this object armed and stored, if it is still time.
    fn send_armed(
        &mut self,
        provider: &dyn LedgerProvider,
        context: &CallContext,
    ) -> Option<LedgerStep> {
        let armed = self.permission.take()?;
        let in_time = self.now_ms < armed.before_ms || !self.rules.hold(Guard::SendBeforeDeadline);
        let known = self.record.sightings.len();
        let record = &self.record;
        let refund = record.refund(&armed.reference)?;
        let request = record.with_order(refund, known, |order| provider.build(order, context));
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
            before: armed.before_ms,
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
        let request = provider.build_status(&self.record.payment, context)?;
        self.last_id = self.next_id();
        self.step = Outstanding::Query {
            id: self.last_id,
            version: self.version,
        };
        Ok(LedgerStep::Send(SendStep {
            id: self.last_id,
            request,
            money: false,
            before: self.now_ms.saturating_add(SEND_WITHIN),
        }))
    }

    /// The next response for a webhook's sender. A webhook that a full record could not keep gets none: it comes again.
    fn acknowledge(&mut self) -> Option<LedgerStep> {
        let record = &self.record;
        let is_kept = |owed: &Owed| {
            owed.key
                .as_ref()
                .is_none_or(|key| record.has_heard(key))
        };
        let place = self
            .acknowledgements
            .iter()
            .position(is_kept)?;
        let response = self
            .acknowledgements
            .remove(place)
            .response;
        Some(LedgerStep::Acknowledge(AcknowledgeStep { response }))
    }
}

impl Record {
    /// Whether a store would write nothing new. The time alone is nothing.
    fn says_the_same(&self, other: &Self) -> bool {
        let now_ms = other.now_ms;
        self == other
            || Self {
                now_ms,
                ..self.clone()
            } == *other
    }
}

/// The refund that would be armed, if its request cannot be built, or not again as it was sent.
fn unbuildable(provider: &dyn LedgerProvider, draft: &Record, plan: Plan) -> Option<String> {
    let Plan::Arm(place) = plan else {
        return None;
    };
    let refund = draft.refunds.get(place)?;
    let known = draft.sightings.len();
    let is_the_same = |request: &HttpRequest| {
        let sent = refund.sent_digest();
        sent.is_none_or(|sent| sent == request_digest(request))
    };
    let request = unsigned(provider, draft, &refund.reference, known);
    let can = request.is_ok_and(|request| is_the_same(&request));
    (!can).then(|| refund.reference.clone())
}

/// The request of a refund, as the record describes it, without credentials.
fn unsigned(
    provider: &dyn LedgerProvider,
    record: &Record,
    reference: &str,
    known: usize,
) -> Result<HttpRequest, RefundError> {
    let refund = record
        .refund(reference)
        .ok_or_else(unknown_step)?;
    record.with_order(refund, known, |order| provider.build_unsigned(order))
}

impl Record {
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

fn request_digest(request: &HttpRequest) -> String {
    let body = request.body.as_deref();
    digest(&format!("{}\n{}", request.url, body.unwrap_or_default()))
}
