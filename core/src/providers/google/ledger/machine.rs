//! The state: two rows, the request that is being answered, and the one step that is outstanding.

use super::ends::End;
use super::opening::GoogleCaptureOpening;
use super::record::{Fact, Record, RequestRecord, other_captured};
use super::steps::GoogleStep;
use crate::api::stored::Stored;
use crate::ledger::{KeyParts, LedgerRow, Refusals, record_lost, step_outstanding, unknown_step};
use crate::providers::google::{GoogleIntegrator, GoogleRefundRequest, GoogleRefundResult};
use crate::value::error::RefundError;
use crate::value::money::Money;
use std::ops::Deref;

/// The ledger of one capture. If anything goes wrong while a step is carried out, drop it: the next run loads the rows.
///
/// `H` is how it holds its integrator: `&GoogleIntegrator`, or `Arc<GoogleIntegrator>` where the ledger goes to another task.
#[derive(Debug)]
pub struct GoogleCaptureLedger<H> {
    pub(super) google: H,
    pub(super) opening: GoogleCaptureOpening,
    /// The record as it is stored at `version`.
    pub(super) record: Record,
    pub(super) version: i64,
    pub(super) facts: Vec<Fact>,
    pub(super) call: Option<Call>,
    pub(super) now_ms: i64,
    /// The time that the host named last.
    pub(super) clock_ms: i64,
    pub(super) step: Outstanding,
    pub(super) permission: Option<Permission>,
    /// The claims that this object asked about, so that a run ends.
    pub(super) asked: Vec<i64>,
    pub(super) last_id: u64,
    pub(super) refusals: Refusals,
}

/// The request that is being answered.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) request: GoogleRefundRequest,
    /// The row of its account id and request id.
    pub(super) claimed: Option<RequestRecord>,
    /// Whether this run may neither pay nor check again.
    pub(super) is_spent: bool,
}

/// A permission to pay, of this object alone. It is never written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Permission {
    pub(super) request_id: String,
    pub(super) claim: i64,
    /// From when until when it may begin, by the clock of its own host: another one may be ahead.
    pub(super) made_ms: i64,
    pub(super) before_ms: i64,
}

/// The step whose result the host has not given yet.
#[derive(Debug)]
pub(super) enum Outstanding {
    None,
    Request {
        id: u64,
    },
    Capture {
        id: u64,
        draft: Box<Record>,
        facts: usize,
        permission: Option<Permission>,
    },
    Payout {
        id: u64,
        request_id: String,
        claim: i64,
        /// When a check was handed out; none for a payout. Time goes on while its answer is waited for.
        asked_ms: Option<i64>,
    },
}

/// The key of the row that makes an account id and a request id one request.
pub(in crate::providers::google) fn request_key(
    google: &GoogleIntegrator,
    request: &GoogleRefundRequest,
) -> String {
    let (account, id) = (&request.account_id, &request.request_id);
    parts(google, "google-request", account, id).key()
}

pub(super) fn parts<'a>(
    google: &GoogleIntegrator,
    kind: &'a str,
    account: &'a str,
    payment_id: &'a str,
) -> KeyParts<'a> {
    KeyParts {
        kind,
        environment: google.environment(),
        account,
        payment_id,
    }
}

impl<H: Deref<Target = GoogleIntegrator>> GoogleCaptureLedger<H> {
    /// Opens the ledger of a capture with its row, or a new one where there is no row yet.
    pub fn open(
        google: H,
        opening: GoogleCaptureOpening,
        row: Option<LedgerRow>,
    ) -> Result<Self, RefundError> {
        let record = Record {
            key: opening.key(&google)?,
            account_id: opening.account_id.clone(),
            capture_key: opening.capture_key.clone(),
            captured: opening.captured.clone(),
            now_ms: 0,
            refunds: Vec::new(),
            clock_ahead: None,
        };
        let mut ledger = Self {
            google,
            opening,
            record,
            version: 0,
            facts: Vec::new(),
            call: None,
            now_ms: 0,
            clock_ms: 0,
            step: Outstanding::None,
            permission: None,
            asked: Vec::new(),
            last_id: 0,
            refusals: Refusals::default(),
        };
        if let Some(row) = row {
            ledger.take(&row)?;
        }
        Ok(ledger)
    }

    fn take(&mut self, row: &LedgerRow) -> Result<(), RefundError> {
        let stored = Record::read(&row.body).map_err(|error| error.within("row"))?;
        if stored.key != self.record.key || stored.capture_key != self.record.capture_key {
            return Err(record_lost("is another capture's"));
        }
        if stored.captured != self.record.captured {
            return Err(other_captured());
        }
        if row.version < self.version || row.version < 1 {
            return Err(record_lost("went back to an older version"));
        }
        if !stored.follows(&self.record) {
            // What is known of a claim that is gone could be said of nothing, and money would be paid again.
            return Err(record_lost("lacks what was stored before"));
        }
        self.now_ms = self.now_ms.max(stored.now_ms);
        self.record = stored;
        self.version = row.version;
        Ok(())
    }

    #[doc = text!(answer)]
    pub fn answer(
        &mut self,
        request: GoogleRefundRequest,
        row: Option<&LedgerRow>,
    ) -> Result<(), RefundError> {
        self.check_answered()?;
        let read = |row: &LedgerRow| RequestRecord::from_stored(&row.body);
        let claimed = row
            .map(read)
            .transpose()
            .map_err(|error| error.within("row"))?;
        self.call = Some(Call {
            request,
            claimed,
            is_spent: false,
        });
        Ok(())
    }

    #[doc = text!(next)]
    pub fn next(&mut self, now_ms: i64) -> Result<GoogleStep, RefundError> {
        self.next_step(now_ms)
    }

    #[doc = text!(stored)]
    pub fn stored(&mut self, step: u64) -> Result<(), RefundError> {
        match std::mem::replace(&mut self.step, Outstanding::None) {
            Outstanding::Request { id } if id == step => {
                if let Some(call) = &mut self.call {
                    call.claimed = Some(RequestRecord::of(&call.request));
                }
                Ok(())
            }
            Outstanding::Capture {
                id,
                draft,
                facts,
                permission,
            } if id == step => {
                self.record = *draft;
                self.version = self.version.saturating_add(1);
                self.facts
                    .drain(..facts.min(self.facts.len()));
                self.permission = permission;
                Ok(())
            }
            other => self.unanswered(other),
        }
    }

    #[doc = text!(reload)]
    pub fn reload(&mut self, row: Option<LedgerRow>) -> Result<(), RefundError> {
        let row = row.ok_or_else(|| record_lost("is not there any more"))?;
        match std::mem::replace(&mut self.step, Outstanding::None) {
            Outstanding::Request { .. } => {
                let claimed =
                    RequestRecord::from_stored(&row.body).map_err(|error| error.within("row"))?;
                if let Some(call) = &mut self.call {
                    call.claimed = Some(claimed);
                }
                Ok(())
            }
            Outstanding::Capture { .. } => {
                self.refusals
                    .count(self.version, &row)?;
                self.take(&row)
            }
            other => self.unanswered(other),
        }
    }

    #[doc = text!(paid)]
    pub fn paid(&mut self, step: u64, result: GoogleRefundResult) -> Result<(), RefundError> {
        // A result that Google cannot be told is refused here, while the host can still mend it. Once it is stored it is final.
        result.check()?;
        if let Some(call) = &self.call {
            self.google
                .response(&call.request, &result, self.clock_ms)?;
        }
        let (request_id, claim, _) = self.payout(step)?;
        let end = End::new(Some(claim), result);
        self.facts
            .push(Fact::Finished { request_id, end });
        Ok(())
    }

    #[doc = text!(not_paid)]
    pub fn not_paid(&mut self, step: u64) -> Result<(), RefundError> {
        let (request_id, claim, asked_ms) = self.payout(step)?;
        let fact = match asked_ms {
            Some(asked_ms) if !self.is_certain(&request_id, claim, asked_ms) => {
                self.asked_in_vain(request_id, claim, asked_ms);
                return Ok(());
            }
            Some(_) => Fact::NotFound { request_id, claim },
            None => {
                self.spend();
                Fact::NotPaid { request_id, claim }
            }
        };
        self.facts.push(fact);
        Ok(())
    }

    #[doc = text!(unknown)]
    pub fn unknown(&mut self, step: u64) -> Result<(), RefundError> {
        let (request_id, claim, asked_ms) = self.payout(step)?;
        if let Some(asked_ms) = asked_ms {
            self.asked_in_vain(request_id, claim, asked_ms);
        }
        self.spend();
        Ok(())
    }

    #[doc = text!(left)]
    pub fn left(&self) -> Money {
        let record = self.current();
        Money::new(record.left(), &record.captured.currency)
    }

    /// The record with what was learned and is not stored yet.
    pub(super) fn current(&self) -> Record {
        let mut record = self.record.clone();
        self.facts
            .iter()
            .for_each(|fact| record.add(fact, self.opening.payouts_replay));
        record
    }

    /// Whether what a check of that time did not find never moved.
    fn is_certain(&self, request_id: &str, claim: i64, asked_ms: i64) -> bool {
        let claim = self.record.claim(request_id, claim);
        let from = claim.and_then(GoogleCaptureOpening::certain_from);
        from.is_some_and(|from| asked_ms >= from)
    }

    /// A question without an answer puts the next one off. One that Google's repetition asked in between is not kept: there is
    /// no end to those.
    fn asked_in_vain(&mut self, request_id: String, claim: i64, at_ms: i64) {
        self.spend();
        let question = self
            .record
            .claim(&request_id, claim)
            .and_then(|claim| self.opening.question(claim));
        if question.is_some_and(|time| time <= at_ms) {
            self.facts.push(Fact::Asked {
                request_id,
                claim,
                at_ms,
            });
        }
    }

    pub(super) fn spend(&mut self) {
        if let Some(call) = &mut self.call {
            call.is_spent = true;
        }
    }

    fn payout(&mut self, step: u64) -> Result<(String, i64, Option<i64>), RefundError> {
        match std::mem::replace(&mut self.step, Outstanding::None) {
            Outstanding::Payout {
                id,
                request_id,
                claim,
                asked_ms,
            } if id == step => Ok((request_id, claim, asked_ms)),
            other => self.unanswered(other),
        }
    }

    /// Refuses what has to wait for the answer to a step.
    pub(super) fn check_answered(&self) -> Result<(), RefundError> {
        match self.step {
            Outstanding::None => Ok(()),
            _ => Err(step_outstanding()),
        }
    }

    fn unanswered<T>(&mut self, step: Outstanding) -> Result<T, RefundError> {
        self.step = step;
        Err(unknown_step())
    }
}
