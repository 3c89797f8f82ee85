//! Signatures of a key that lives elsewhere. A signature is asked for before anything is armed, and is kept in memory alone: if
//! the object is lost before its store, nothing was armed.

use super::books::Books;
use super::facts::Fact;
use super::machine::{Machine, Outstanding};
use super::plan::Plan;
use super::provider::{LedgerOrder, LedgerProvider, LedgerSigning};
use super::record::{Record, Refund};
use super::signature::Signature;
use super::steps::{LedgerStep, SignStep, unknown_step};
use crate::api::context::CallContext;
use crate::decision::outcome::Problem;
use crate::http::HttpRequest;
use crate::signature::prepared::Prepared;
use crate::value::error::{RefundError, code};

/// What became of a request that wants a signature.
pub(super) enum Signing {
    Complete(HttpRequest),
    Asked(LedgerStep),
}

impl Machine {
    /// The signature of the outstanding step. One that does not fit is an error, and the step stays outstanding.
    pub(crate) fn signed(
        &mut self,
        provider: &dyn LedgerProvider,
        step: u64,
        bytes: &[u8],
    ) -> Result<(), RefundError> {
        let key = provider
            .signed_elsewhere()
            .ok_or_else(unknown_step)?;
        let prepared = self.prepared(step)?;
        key.finish(prepared, bytes)?;
        self.signature = Some(Signature {
            digest: prepared.digest.clone(),
            bytes: bytes.to_vec(),
        });
        self.step = Outstanding::None;
        Ok(())
    }

    /// The outstanding step gets no signature now.
    pub(crate) fn not_signed(&mut self, step: u64, now_ms: i64) -> Result<(), RefundError> {
        self.prepared(step)?;
        self.see_time(now_ms)?;
        self.step = Outstanding::None;
        self.wait_to_sign();
        Ok(())
    }

    /// Whoever signs is asked again after a pause. A question that nobody signs taught nothing, so that the patience ends; a refund
    /// that nobody signs keeps when it was refused.
    pub(super) fn wait_to_sign(&mut self) {
        let current = self.current();
        let books = Books::of(&current, &self.rules);
        let unsigned = match books.plan(self.version, self.now_ms) {
            Plan::Ask => Some(Fact::Looked {
                version: self.version,
                asked_ms: self.now_ms,
                shown: Err(Problem::Unanswered),
                lacks_total: false,
            }),
            Plan::Arm(place) => unsigned(&current, place, self.now_ms),
            Plan::Rest(_) => None,
        };
        self.facts.extend(unsigned);
        let pause = self.rules.terms.profile.ask_after_ms;
        let until_ms = self.now_ms.saturating_add(pause);
        self.facts
            .push(Fact::MustWait { until_ms });
    }

    fn prepared(&self, step: u64) -> Result<&Prepared, RefundError> {
        match &self.step {
            Outstanding::Signature { id, prepared } if *id == step => Ok(prepared),
            _ => Err(unknown_step()),
        }
    }

    /// The step that asks for the signature of a refund, unless the key is here or the signature is at hand.
    pub(super) fn sign_refund(
        &mut self,
        provider: &dyn LedgerProvider,
        draft: &Record,
        reference: &str,
    ) -> Result<Option<LedgerStep>, RefundError> {
        let (Some(key), Some(refund)) = (provider.signed_elsewhere(), draft.refund(reference))
        else {
            return Ok(None);
        };
        let known = draft.sightings.len();
        let prepared = draft.with_order(refund, known, |order| key.prepare(order))?;
        match self.sign(key, prepared, true)? {
            Signing::Complete(_) => Ok(None),
            Signing::Asked(step) => Ok(Some(step)),
        }
    }

    /// A request with the signature at hand, or the step that asks for it.
    pub(super) fn sign(
        &mut self,
        key: &dyn LedgerSigning,
        prepared: Prepared,
        money: bool,
    ) -> Result<Signing, RefundError> {
        if let Some(request) = self.completed(key, &prepared)? {
            return Ok(Signing::Complete(request));
        }
        self.last_id = self.next_id();
        let step = SignStep::new(self.last_id, &prepared, money);
        self.step = Outstanding::Signature {
            id: self.last_id,
            prepared: Box::new(prepared),
        };
        Ok(Signing::Asked(LedgerStep::Sign(step)))
    }

    /// The request of a refund, signed here or with the signature at hand.
    pub(super) fn build(
        &self,
        provider: &dyn LedgerProvider,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        match provider.signed_elsewhere() {
            Some(key) => self
                .completed(key, &key.prepare(order)?)?
                .ok_or_else(no_signature),
            None => provider.build(order, context),
        }
    }

    /// A request with its signature, if that is at hand.
    fn completed(
        &self,
        key: &dyn LedgerSigning,
        prepared: &Prepared,
    ) -> Result<Option<HttpRequest>, RefundError> {
        let fitting = self
            .signature
            .as_ref()
            .filter(|signature| signature.digest == prepared.digest);
        fitting
            .map(|signature| key.finish(prepared, &signature.bytes))
            .transpose()
    }
}

fn no_signature() -> RefundError {
    let detail = "is missing, or over other bytes";
    RefundError::new(code::MISSING_FIELD, "signature", detail)
}

fn unsigned(record: &Record, place: usize, at_ms: i64) -> Option<Fact> {
    let refund = record.refunds.get(place)?;
    Some(Fact::Unsigned {
        reference: refund.reference.clone(),
        at_ms,
    })
}

impl Refund {
    /// Nobody signed it at this time. A sending or a person's word begins anew.
    pub(super) fn was_not_signed(&mut self, at_ms: i64) {
        let since = self.unsigned_since();
        let (first, last) = since.unwrap_or((at_ms, at_ms));
        self.unsigned_ms = Some((first.min(at_ms), last.max(at_ms)));
    }

    /// When somebody first and last refused to sign it, since it was sent or a person said to go on.
    fn unsigned_since(&self) -> Option<(i64, i64)> {
        let armed = self.attempts.iter();
        let armed = armed.map(|attempt| attempt.at_ms);
        let again = self.asked_again_ms.iter().copied();
        let begun = armed.chain(again).max();
        self.unsigned_ms
            .filter(|(_, last)| begun.is_none_or(|begun| *last > begun))
    }
}

impl Books<'_> {
    /// When to ask again for a signature: each pause is as long as all before it.
    pub(super) fn next_signature(&self, refund: &Refund) -> i64 {
        let Some((first, last)) = refund.unsigned_since() else {
            return 0;
        };
        let longest = self.rules.settings.patience.longest_ms;
        let shortest = self.rules.terms.profile.ask_after_ms;
        let pause = last
            .saturating_sub(first)
            .max(shortest)
            .min(longest);
        last.saturating_add(pause)
    }

    /// Whether nobody signed it in the time for which a host is patient.
    pub(super) fn is_unsigned_for_long(&self, refund: &Refund) -> bool {
        let patience = self.rules.settings.patience;
        let unsigned = refund.unsigned_since();
        unsigned.is_some_and(|(first, last)| last.saturating_sub(first) >= patience.unreadable_ms)
    }
}
