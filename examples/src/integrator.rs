//! A payment integrator whom Google asks for refunds: what a host stores, and in which order it acts.
//!
//! The claim goes in together with the balance, before money moves: two identical requests at once move money once.

use crate::host::lock;
use crate::server::own_fault;
use refundkit::providers::google::{
    GoogleCapture, GoogleClaim, GoogleDecision, GoogleRefundResult, GoogleRefundState,
    GoogleStored, GoogleStoredRefund,
};
use refundkit::{
    CallContext, GoogleConfig, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest,
    HttpResponse, Money, ReceivedRequest, RefundError, Rejection,
};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The account of the demo.
pub const ACCOUNT: &str = "InvisiCashUSA_USD";

/// What a database would hold.
#[derive(Debug, Default)]
struct Database {
    captures: BTreeMap<String, GoogleCapture>,
    refunds: BTreeMap<String, GoogleStoredRefund>,
    moved: BTreeMap<String, i64>,
    /// Money that is slow to move: not before somebody has asked for the same again.
    slow: bool,
}

/// The integrator.
pub struct Integrator {
    google: GoogleIntegrator,
    database: Mutex<Database>,
    asked_again: Condvar,
}

impl Default for Integrator {
    fn default() -> Self {
        let config = GoogleConfig::new(vec![ACCOUNT.to_owned()]);
        let google =
            GoogleIntegrator::new(config, GoogleCredentials {}).expect("the account id is good");
        Self {
            google,
            database: Mutex::default(),
            asked_again: Condvar::default(),
        }
    }
}

impl Integrator {
    /// A payment that Google may have refunded.
    pub fn open(&self, capture_id: &str, remaining: Money) {
        let capture = GoogleCapture {
            account_id: ACCOUNT.to_owned(),
            remaining,
        };
        self.database()
            .captures
            .insert(capture_id.to_owned(), capture);
    }

    /// Money that moved for a payment.
    pub fn moved(&self, capture_id: &str) -> i64 {
        self.database()
            .moved
            .get(capture_id)
            .copied()
            .unwrap_or_default()
    }

    /// Lets the next refund take until its repetition was answered, as if both had come at the same moment.
    pub fn linger(&self) {
        self.database().slow = true;
    }

    /// Answers a refund that was verified and opened by the transport envelope.
    pub fn handle(&self, request: &ReceivedRequest, now: i64) -> HttpResponse {
        let answer = self.answer(request, now);
        answer.unwrap_or_else(|rejection| rejection.reply)
    }

    fn answer(&self, request: &ReceivedRequest, now: i64) -> Result<HttpResponse, Rejection> {
        let call = self.google.parse_request(request, &CallContext::at(now))?;
        self.answer_call(&call, now).map_err(own_fault)
    }

    fn answer_call(
        &self,
        call: &GoogleRefundRequest,
        now: i64,
    ) -> Result<HttpResponse, RefundError> {
        match self.claim(call)? {
            GoogleDecision::Proceed { claim } => {
                let result = self.move_money(&claim);
                self.google
                    .build_response(call, &result, &CallContext::at(now))
            }
            decision => self
                .google
                .build_decided(call, &decision, &CallContext::at(now)),
        }
    }

    /// Decides and claims in one transaction.
    fn claim(&self, call: &GoogleRefundRequest) -> Result<GoogleDecision, RefundError> {
        let mut database = self.database();
        let previous = database
            .refunds
            .get(&key(&call.account_id, &call.request_id))
            .cloned();
        let capture = database.captures.get(&call.reference.id).cloned();
        let decision = self
            .google
            .decide(call, &GoogleStored { previous, capture })?;
        match &decision {
            GoogleDecision::Proceed { claim } => database.insert(claim),
            GoogleDecision::NoMoneyLeft {
                result: Some(result),
            } => {
                database.finish(
                    &call.account_id,
                    &call.request_id,
                    &call.fingerprint,
                    result,
                );
            }
            GoogleDecision::InFlight => {
                database.slow = false;
                self.asked_again.notify_all();
            }
            _ => {}
        }
        Ok(decision)
    }

    fn move_money(&self, claim: &GoogleClaim) -> GoogleRefundResult {
        let refund_id = Some(format!("refund-of-{}", claim.request_id));
        let result = GoogleRefundResult::Refunded {
            refund_id,
            raw_result: None,
        };
        let moving = self
            .asked_again
            .wait_while(self.database(), |database| database.slow);
        let mut database = moving.unwrap_or_else(PoisonError::into_inner);
        *database
            .moved
            .entry(claim.reference.id.clone())
            .or_default() += claim.amount.minor_units;
        database.finish(
            &claim.account_id,
            &claim.request_id,
            &claim.fingerprint,
            &result,
        );
        result
    }

    fn database(&self) -> MutexGuard<'_, Database> {
        lock(&self.database)
    }
}

impl Database {
    /// Within one lock the balance is still the one that was decided on; a real database compares it.
    fn insert(&mut self, claim: &GoogleClaim) {
        if let Some(capture) = self.captures.get_mut(&claim.reference.id) {
            capture.remaining.minor_units = claim.remaining_after;
        }
        let stored = GoogleStoredRefund {
            fingerprint: claim.fingerprint.clone(),
            state: GoogleRefundState::InProgress,
        };
        self.refunds
            .insert(key(&claim.account_id, &claim.request_id), stored);
    }

    fn finish(
        &mut self,
        account_id: &str,
        request_id: &str,
        fingerprint: &str,
        result: &GoogleRefundResult,
    ) {
        let state = GoogleRefundState::Finished(result.clone());
        let stored = GoogleStoredRefund {
            fingerprint: fingerprint.to_owned(),
            state,
        };
        self.refunds.insert(key(account_id, request_id), stored);
    }
}

fn key(account_id: &str, request_id: &str) -> String {
    format!("{account_id} {request_id}")
}
