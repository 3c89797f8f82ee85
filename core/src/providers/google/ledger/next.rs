//! The next step: what was learned is stored, money is claimed and then paid, a claim without a result is checked, and Google
//! is answered.

use super::ends::End;
use super::machine::{Call, GoogleCaptureLedger, Outstanding, Permission, parts, request_key};
use super::record::{Claim, Fact, Record, Refund, RequestRecord};
use super::steps::{GoogleCheckStep, GooglePayStep, GoogleRespondStep, GoogleStep};
use crate::api::context::CallContext;
use crate::api::stored::Stored;
use crate::ledger::{Attention, RestStep, StoreStep};
use crate::providers::google::{GoogleIntegrator, GoogleRefundRequest, GoogleReserved};
use crate::value::error::RefundError;
use crate::value::money::Money;
use std::ops::Deref;

/// A payout begins within this time after its claim was made.
const PAY_WITHIN: i64 = 60_000;

impl<H: Deref<Target = GoogleIntegrator>> GoogleCaptureLedger<H> {
    pub(super) fn next_step(&mut self, now_ms: i64) -> Result<GoogleStep, RefundError> {
        self.check_answered()?;
        self.see_time(&CallContext::at(now_ms))?;
        if let Some(step) = self.pay() {
            return Ok(step);
        }
        self.tell_time();
        let mut draft = self.current();
        draft.note_time(self.now_ms, self.clock_ms);
        if draft != self.record {
            return self.store(draft, None);
        }
        match self.call.take() {
            Some(call) => self.next_of_call(call, draft),
            None => Ok(self.look_after_claims()),
        }
    }

    /// What was said since the last step was said now.
    fn tell_time(&mut self) {
        for fact in &mut self.facts {
            match fact {
                Fact::Finished { end, .. } if end.at_ms.is_none() => {
                    end.at_ms = Some(self.now_ms);
                }
                _ => {}
            }
        }
    }

    /// The payout that this object claimed and stored, if it is still time.
    fn pay(&mut self) -> Option<GoogleStep> {
        let permission = self.permission.take()?;
        let refund = self
            .record
            .refund(&permission.request_id)?;
        let (key, amount) = (refund.payout_key.clone(), self.money(refund));
        let time = permission.made_ms..permission.before_ms;
        if !time.contains(&self.clock_ms) {
            // Where storing takes that long, the next claim would be too late as well.
            self.spend();
            self.facts.push(Fact::NotPaid {
                request_id: permission.request_id,
                claim: permission.claim,
            });
            return None;
        }
        let id = self.outstanding(permission.request_id, permission.claim, None);
        Some(GoogleStep::Pay(GooglePayStep {
            id,
            key,
            amount,
            before: permission.before_ms,
        }))
    }

    fn next_of_call(&mut self, call: Call, draft: Record) -> Result<GoogleStep, RefundError> {
        let reserved = self.reserve(&call.request, &draft)?;
        let is_refusal = matches!(reserved, GoogleReserved::NoMoneyLeft { result: Some(_) });
        let moves = is_refusal || matches!(reserved, GoogleReserved::Proceed { .. });
        match &call.claimed {
            Some(claimed) if *claimed != RequestRecord::of(&call.request) => {
                self.respond(&call.request, &GoogleReserved::Conflict)
            }
            // What has no result yet may turn out to have moved nothing, and a refusal is final.
            _ if is_refusal && draft.left_at_most() >= call.request.amount.minor_units => {
                self.respond(&call.request, &GoogleReserved::InFlight)
            }
            None if moves => self.claim_request(call),
            _ => self.carry_out(call, draft, reserved),
        }
    }

    /// What to do with a request. One whose payouts moved nothing holds nothing of the capture any more: what is left is compared
    /// with it again.
    fn reserve(
        &self,
        request: &GoogleRefundRequest,
        draft: &Record,
    ) -> Result<GoogleReserved, RefundError> {
        let mut stored = draft.stored(&request.request_id);
        let reserved = self.google.reserve(request, &stored)?;
        let refund = draft.refund(&request.request_id);
        if reserved == GoogleReserved::InFlight && refund.is_some_and(Refund::holds_nothing) {
            stored.previous = None;
            return self.google.reserve(request, &stored);
        }
        Ok(reserved)
    }

    /// Makes the account id and the request id one request, before the capture's row is written.
    fn claim_request(&mut self, call: Call) -> Result<GoogleStep, RefundError> {
        let id = self.next_id();
        let step = StoreStep {
            id,
            key: request_key(&self.google, &call.request),
            body: RequestRecord::of(&call.request).to_stored()?,
            expected: 0,
            due: None,
            attention: Attention::None,
            summary: "[]".to_owned(),
        };
        self.step = Outstanding::Request { id };
        self.call = Some(call);
        Ok(GoogleStep::Store(step))
    }

    fn carry_out(
        &mut self,
        call: Call,
        mut draft: Record,
        reserved: GoogleReserved,
    ) -> Result<GoogleStep, RefundError> {
        match reserved {
            GoogleReserved::Proceed { .. } => {
                self.note(&call.request, &mut draft);
                self.go_on(call, draft)
            }
            GoogleReserved::NoMoneyLeft {
                result: Some(result),
            } => {
                if let Some(refund) = self.note(&call.request, &mut draft) {
                    refund
                        .ends
                        .push(End::new(None, result));
                    refund.waits = false;
                }
                self.call = Some(call);
                self.store(draft, None)
            }
            GoogleReserved::InFlight => self.go_on(call, draft),
            reserved => self.respond(&call.request, &reserved),
        }
    }

    /// The refund that a request is noted as; what is known already stays.
    fn note<'r>(
        &self,
        call: &GoogleRefundRequest,
        record: &'r mut Record,
    ) -> Option<&'r mut Refund> {
        if record
            .refund(&call.request_id)
            .is_none()
        {
            let refund = self.refund_of(call);
            record.refunds.push(refund);
        }
        record.refund_mut(&call.request_id)
    }

    fn refund_of(&self, call: &GoogleRefundRequest) -> Refund {
        let opening = &self.opening;
        let key = parts(
            &self.google,
            "google",
            &opening.account_id,
            &opening.capture_key,
        );
        Refund {
            request_id: call.request_id.clone(),
            fingerprint: call.fingerprint.clone(),
            amount: call.amount.minor_units,
            payout_key: key.reference(&call.request_id),
            at_ms: self.now_ms,
            claims: Vec::new(),
            ends: Vec::new(),
            waits: false,
        }
    }

    /// Permits one payout: stored first, then paid.
    fn claim(&mut self, call: Call, mut draft: Record) -> Result<GoogleStep, RefundError> {
        let claim = Claim {
            version: self.version.saturating_add(1),
            before_ms: self.now_ms.saturating_add(PAY_WITHIN),
            replays: Some(self.opening.payouts_replay),
            not_paid: false,
            asked: Vec::new(),
        };
        let permission = Permission {
            request_id: call.request.request_id.clone(),
            claim: claim.version,
            made_ms: self.clock_ms,
            before_ms: self
                .clock_ms
                .saturating_add(PAY_WITHIN),
        };
        if let Some(refund) = draft.refund_mut(&call.request.request_id) {
            refund.permit(claim);
        }
        self.call = Some(call);
        self.store(draft, Some(permission))
    }

    /// A claim without a result: it is paid again after a proof that nothing moved, and checked otherwise.
    fn go_on(&mut self, call: Call, draft: Record) -> Result<GoogleStep, RefundError> {
        let refund = draft.refund(&call.request.request_id);
        let open = refund.and_then(|refund| Some((refund, refund.open_claim()?)));
        let replays = self.opening.payouts_replay && refund.is_some_and(Refund::replays);
        let is_free = open.is_none() || replays;
        match open {
            _ if call.is_spent => self.respond(&call.request, &GoogleReserved::InFlight),
            _ if is_free => self.claim(call, draft),
            Some((refund, claim)) if self.now_ms >= self.opening.over_from(claim) => {
                self.call = Some(call);
                Ok(self.check(refund, claim.version))
            }
            _ => self.respond(&call.request, &GoogleReserved::InFlight),
        }
    }

    fn check(&mut self, refund: &Refund, claim: i64) -> GoogleStep {
        let asked_ms = Some(self.now_ms);
        let id = self.outstanding(refund.request_id.clone(), claim, asked_ms);
        GoogleStep::Check(GoogleCheckStep {
            id,
            key: refund.payout_key.clone(),
            amount: self.money(refund),
        })
    }

    /// Without a request of Google's: claims that nobody finished are checked when their next question is due, and once by whoever
    /// opens the ledger after patience was over.
    fn look_after_claims(&mut self) -> GoogleStep {
        let refunds = self.record.refunds.iter();
        let mut open = refunds.filter_map(|refund| Some((refund, refund.open_claim()?)));
        let asks = open
            .find(|(_, claim)| self.is_question_due(claim) && !self.asked.contains(&claim.version));
        if let Some((refund, claim)) = asks {
            let (refund, claim) = (refund.clone(), claim.version);
            self.asked.push(claim);
            return self.check(&refund, claim);
        }
        let until = self
            .dues(&self.record)
            .filter(|time| *time > self.now_ms)
            .min();
        GoogleStep::Rest(RestStep { until })
    }

    fn is_question_due(&self, claim: &Claim) -> bool {
        self.opening
            .question(claim)
            .is_none_or(|time| time <= self.now_ms)
    }

    fn dues<'a>(&'a self, record: &'a Record) -> impl Iterator<Item = i64> + 'a {
        let refunds = record.refunds.iter();
        refunds.filter_map(|refund| self.opening.due(refund))
    }

    fn store(
        &mut self,
        mut draft: Record,
        permission: Option<Permission>,
    ) -> Result<GoogleStep, RefundError> {
        draft.now_ms = self.now_ms;
        let id = self.next_id();
        let due = self.dues(&draft).min();
        let step = StoreStep {
            id,
            key: draft.key.clone(),
            body: draft.to_stored()?,
            expected: self.version,
            due,
            attention: draft.attention(),
            summary: draft.summary()?,
        };
        self.step = Outstanding::Capture {
            id,
            draft: Box::new(draft),
            facts: self.facts.len(),
            permission,
        };
        Ok(GoogleStep::Store(step))
    }

    /// The response; what is stored answers a repetition with the same result.
    fn respond(
        &mut self,
        call: &GoogleRefundRequest,
        reserved: &GoogleReserved,
    ) -> Result<GoogleStep, RefundError> {
        let context = CallContext::at(self.clock_ms);
        let response = self
            .google
            .build_reserved(call, reserved, &context)?;
        Ok(GoogleStep::Respond(GoogleRespondStep { response }))
    }

    fn outstanding(&mut self, request_id: String, claim: i64, asked_ms: Option<i64>) -> u64 {
        let id = self.next_id();
        self.step = Outstanding::Payout {
            id,
            request_id,
            claim,
            asked_ms,
        };
        id
    }

    fn money(&self, refund: &Refund) -> Money {
        Money::new(refund.amount, &self.record.captured.currency)
    }

    fn next_id(&mut self) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }
}
