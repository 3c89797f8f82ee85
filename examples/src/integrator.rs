//! A payment integrator whom Google asks for refunds: a table, a way to pay, and the ledger of a capture that says what to do.

use crate::host::lock;
use crate::server::own_fault;
use crate::table::{Rows, Table};
use refundkit::providers::google::{
    GoogleCaptureLedger, GoogleCaptureOpening, GooglePayStep, GoogleRefundResult, GoogleReserved,
    GoogleStep,
};
use refundkit::{
    CallContext, GoogleConfig, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest,
    HttpResponse, Money, ReceivedRequest, RefundError, Rejection,
};
use refundkit_simulator::google::ACCOUNT;
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, PoisonError};

/// What a database would hold, and the money.
#[derive(Debug, Default)]
struct Database {
    captures: BTreeMap<String, Money>,
    rows: Rows,
    payouts: Vec<(String, i64)>,
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
    /// A payment that Google may have refunded. Here every capture reference is its own capture key.
    pub fn open(&self, capture_id: &str, captured: Money) {
        let mut database = lock(&self.database);
        database
            .captures
            .insert(capture_id.to_owned(), captured);
    }

    /// Money that moved for a payment.
    pub fn moved(&self, capture_id: &str) -> i64 {
        let database = lock(&self.database);
        let of_capture = database
            .payouts
            .iter()
            .filter(|(id, _)| id == capture_id);
        of_capture
            .map(|(_, amount)| amount)
            .sum()
    }

    /// Lets the next refund take until its repetition was answered, as if both had come at the same moment.
    pub fn linger(&self) {
        lock(&self.database).slow = true;
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
        let captured = lock(&self.database)
            .captures
            .get(&call.capture_id.id)
            .cloned();
        let response = match captured {
            Some(captured) => self.respond_to_call(call, captured, now_ms),
            None => self.unknown_capture(&call, now_ms),
        };
        response.map_err(own_fault)
    }

    fn unknown_capture(
        &self,
        call: &GoogleRefundRequest,
        now_ms: i64,
    ) -> Result<HttpResponse, RefundError> {
        let kind = call.capture_id.kind;
        let unknown = GoogleReserved::UnknownCapture { kind };
        self.google
            .build_reserved(call, &unknown, &CallContext::at(now_ms))
    }

    /// The loop: what the ledger says is done, until there is a response.
    fn respond_to_call(
        &self,
        call: GoogleRefundRequest,
        captured: Money,
        now_ms: i64,
    ) -> Result<HttpResponse, RefundError> {
        let capture = call.capture_id.id.clone();
        let mut ledger = self.open_ledger(call, captured)?;
        loop {
            match ledger.next(now_ms)? {
                GoogleStep::Store(row) => {
                    let mut database = lock(&self.database);
                    if database.rows.store(&row) {
                        ledger.stored(row.id)?;
                    } else {
                        ledger.reload(database.rows.load(&row.key))?;
                    }
                }
                GoogleStep::Pay(pay) => {
                    let result = self.pay(&capture, &pay);
                    ledger.paid(pay.id, result)?;
                }
                GoogleStep::Check(check) => ledger.unknown(check.id)?,
                GoogleStep::Respond(respond) => {
                    self.tell_the_slow(&respond.response);
                    return Ok(respond.response);
                }
                step => panic!("this program does not know {step:?}"),
            }
        }
    }

    fn open_ledger(
        &self,
        call: GoogleRefundRequest,
        captured: Money,
    ) -> Result<GoogleCaptureLedger<&GoogleIntegrator>, RefundError> {
        let opening = GoogleCaptureOpening::new(&call.capture_id.id, &call.account_id, captured);
        let database = lock(&self.database);
        let key = self.google.ledger_key(&opening)?;
        let row = database.rows.load(&key);
        let mut ledger = GoogleCaptureLedger::open(&self.google, opening, row)?;
        let row = database
            .rows
            .load(&self.google.request_key(&call)?);
        ledger.answer(call, row.as_ref())?;
        Ok(ledger)
    }

    fn pay(&self, capture: &str, pay: &GooglePayStep) -> GoogleRefundResult {
        let paying = self
            .asked_again
            .wait_while(lock(&self.database), |database| database.slow);
        let mut database = paying.unwrap_or_else(PoisonError::into_inner);
        let payout = (capture.to_owned(), pay.amount.minor_units);
        database.payouts.push(payout);
        GoogleRefundResult::Refunded {
            refund_id: Some(format!("refund-{}", pay.key)),
            raw_result: None,
        }
    }

    /// A repetition was answered: the money that waited for it may move.
    fn tell_the_slow(&self, response: &HttpResponse) {
        if response.status == 409 {
            lock(&self.database).slow = false;
            self.asked_again.notify_all();
        }
    }
}
