//! A payment integrator whom Google asks for refunds: what a host stores, and in which order it acts.
//!
//! The reservation goes in together with the balance, before money moves: two identical requests at once move money once.

use crate::host::lock;
use crate::server::own_fault;
use refundkit::providers::google::{
    GoogleCapture, GoogleRefundResult, GoogleRefundState, GoogleReservation, GoogleReserved,
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
    pub fn handle(&self, request: &ReceivedRequest, now_ms: i64) -> HttpResponse {
        let response = self.respond(request, now_ms);
        response.unwrap_or_else(|rejection| rejection.reply)
    }

    fn respond(&self, request: &ReceivedRequest, now_ms: i64) -> Result<HttpResponse, Rejection> {
        let call = self
            .google
            .parse_request(request, &CallContext::at(now_ms))?;
        self.respond_to_call(&call, now_ms)
            .map_err(own_fault)
    }

    fn respond_to_call(
        &self,
        call: &GoogleRefundRequest,
        now_ms: i64,
    ) -> Result<HttpResponse, RefundError> {
        match self.reserve(call)? {
            GoogleReserved::Proceed { reservation } => {
                let result = self.move_money(&reservation);
                self.google
                    .build_response(call, &result, &CallContext::at(now_ms))
            }
            reserved => self
                .google
                .build_reserved(call, &reserved, &CallContext::at(now_ms)),
        }
    }

    /// Reserves in one transaction.
    fn reserve(&self, call: &GoogleRefundRequest) -> Result<GoogleReserved, RefundError> {
        let mut database = self.database();
        let previous = database
            .refunds
            .get(&key(&call.account_id, &call.request_id))
            .cloned();
        let capture = database
            .captures
            .get(&call.capture_id.id)
            .cloned();
        let reserved = self
            .google
            .reserve(call, &GoogleStored { previous, capture })?;
        match &reserved {
            GoogleReserved::Proceed { reservation } => database.insert(reservation),
            GoogleReserved::NoMoneyLeft {
                result: Some(result),
            } => {
                database.finish(
                    &call.account_id,
                    &call.request_id,
                    &call.fingerprint,
                    result,
                );
            }
            GoogleReserved::InFlight => {
                database.slow = false;
                self.asked_again.notify_all();
            }
            _ => {}
        }
        Ok(reserved)
    }

    fn move_money(&self, reservation: &GoogleReservation) -> GoogleRefundResult {
        let refund_id = Some(format!("refund-of-{}", reservation.request_id));
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
            .entry(reservation.capture_id.id.clone())
            .or_default() += reservation.amount.minor_units;
        database.finish(
            &reservation.account_id,
            &reservation.request_id,
            &reservation.fingerprint,
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
    fn insert(&mut self, reservation: &GoogleReservation) {
        if let Some(capture) = self
            .captures
            .get_mut(&reservation.capture_id.id)
        {
            capture.remaining.minor_units = reservation.remaining_after;
        }
        let stored = GoogleStoredRefund {
            fingerprint: reservation.fingerprint.clone(),
            state: GoogleRefundState::InProgress,
        };
        self.refunds.insert(
            key(&reservation.account_id, &reservation.request_id),
            stored,
        );
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
        self.refunds
            .insert(key(account_id, request_id), stored);
    }
}

fn key(account_id: &str, request_id: &str) -> String {
    format!("{account_id} {request_id}")
}
