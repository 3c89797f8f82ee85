//! What is stored of a capture: every request that claimed money, and what came of it.

use super::clocks::ClockAhead;
use super::ends::End;
use super::schedule::PATIENCE;
use crate::api::stored::{Stored, stands_once};
use crate::ledger::{Attention, AuditNote, do_clocks_differ};
use crate::providers::google::{
    GoogleCapture, GoogleRefundRequest, GoogleRefundState, GoogleStored, GoogleStoredRefund,
};
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// Everything that is known of the refunds of a capture. Amounts are minor units, times milliseconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Record {
    pub(super) key: String,
    pub(super) account_id: String,
    pub(super) capture_key: String,
    pub(super) captured: Money,
    /// The largest time that any call named.
    pub(super) now_ms: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) refunds: Vec<Refund>,
    /// The clock that was furthest ahead of another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) clock_ahead: Option<ClockAhead>,
}

impl Stored for Record {
    const KIND: &'static str = "google_ledger";
}

/// One request of Google's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Refund {
    pub(super) request_id: String,
    pub(super) fingerprint: String,
    pub(super) amount: i64,
    pub(super) payout_key: String,
    pub(super) at_ms: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) claims: Vec<Claim>,
    /// What was said of its payouts. Google hears the first; a later one is there only where it says something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ends: Vec<End>,
    /// Whether it has had no result for so long that a person has to look. Time alone makes it so, and is stored for that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) waits: bool,
}

/// One permission to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Claim {
    /// The version of the record that holds it first: its identity.
    pub(super) version: i64,
    /// The payout begins before this time or not at all.
    pub(super) before_ms: i64,
    /// Whether the host said that its payouts replay. Records of before do not have that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) replays: Option<bool>,
    /// Whether somebody said that it is proven that nothing moved, before its refund had a result or afterwards.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) not_paid: bool,
    /// When a check brought nothing that counts, as often as that put off the next question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) asked: Vec<i64>,
}

/// The row that makes an account id and a request id one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RequestRecord {
    pub(super) account_id: String,
    pub(super) request_id: String,
    pub(super) fingerprint: String,
}

impl Stored for RequestRecord {
    const KIND: &'static str = "google_request";
}

impl RequestRecord {
    pub(super) fn of(call: &GoogleRefundRequest) -> Self {
        Self {
            account_id: call.account_id.clone(),
            request_id: call.request_id.clone(),
            fingerprint: call.fingerprint.clone(),
        }
    }
}

/// Something that was learned and is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Finished {
        request_id: String,
        end: End,
    },
    NotPaid {
        request_id: String,
        claim: i64,
    },
    /// A check found nothing under the key of all claims.
    NotFound {
        request_id: String,
        claim: i64,
    },
    Asked {
        request_id: String,
        claim: i64,
        at_ms: i64,
    },
    AlertSettled {
        request_id: String,
        /// What the alert was about.
        ends: Vec<End>,
        signed: AuditNote,
    },
    ClocksDiffer {
        seen_ms: i64,
    },
    ClockSettled {
        seen_ms: i64,
        signed: AuditNote,
    },
}

impl Record {
    /// Reads a stored record. One with the same request twice is none that a ledger wrote.
    pub(super) fn read(text: &str) -> Result<Self, RefundError> {
        let record = Self::from_stored(text)?;
        let ids = record
            .refunds
            .iter()
            .map(|refund| refund.request_id.as_str());
        stands_once("stored.refunds.requestId", ids)?;
        Ok(record)
    }

    pub(super) fn refund(&self, request_id: &str) -> Option<&Refund> {
        let mut refunds = self.refunds.iter();
        refunds.find(|refund| refund.request_id == request_id)
    }

    pub(super) fn refund_mut(&mut self, request_id: &str) -> Option<&mut Refund> {
        let mut refunds = self.refunds.iter_mut();
        refunds.find(|refund| refund.request_id == request_id)
    }

    pub(super) fn claim(&self, request_id: &str, version: i64) -> Option<&Claim> {
        let mut claims = self.refund(request_id)?.claims.iter();
        claims.find(|claim| claim.version == version)
    }

    /// Whether it may have grown from an earlier one. A row that was put back to a copy and went on has less.
    pub(super) fn follows(&self, earlier: &Self) -> bool {
        let mut refunds = earlier.refunds.iter();
        refunds.all(|refund| {
            let later = self.refund(&refund.request_id);
            later.is_some_and(|later| later.follows(refund))
        })
    }

    fn claim_mut(&mut self, request_id: &str, version: i64) -> Option<&mut Claim> {
        let mut claims = self
            .refund_mut(request_id)?
            .claims
            .iter_mut();
        claims.find(|claim| claim.version == version)
    }

    /// Adds a fact. The first result stays. `replays` says that payouts under one key are one payout.
    pub(super) fn add(&mut self, fact: &Fact, replays: bool) {
        match fact {
            Fact::Finished { request_id, end } => {
                if let Some(refund) = self.refund_mut(request_id) {
                    refund.end(end, replays);
                }
            }
            Fact::NotPaid { request_id, claim } => {
                if let Some(claim) = self.claim_mut(request_id, *claim) {
                    claim.not_paid = true;
                }
            }
            Fact::NotFound { request_id, claim } => {
                if let Some(refund) = self.refund_mut(request_id) {
                    refund.not_found(*claim);
                }
            }
            Fact::Asked {
                request_id,
                claim,
                at_ms,
            } => {
                let has_result = self
                    .refund(request_id)
                    .is_some_and(|refund| refund.result().is_some());
                let claim = self.claim_mut(request_id, *claim);
                if let Some(claim) = claim.filter(|_| !has_result) {
                    claim.asked.push(*at_ms);
                }
            }
            Fact::AlertSettled {
                request_id,
                ends,
                signed,
            } => {
                if let Some(refund) = self.refund_mut(request_id) {
                    refund.settle(ends, signed);
                }
            }
            Fact::ClocksDiffer { seen_ms } => self.clocks_differ(*seen_ms),
            Fact::ClockSettled { seen_ms, signed } => self.settle_clock(*seen_ms, signed),
        }
    }

    /// What is left in minor units: everything that was given back, or may be on its way, is gone.
    pub(super) fn left(&self) -> i64 {
        let gone = self.refunds.iter().map(Refund::gone);
        gone.fold(self.captured.minor_units, i64::saturating_sub)
            .max(0)
    }

    /// What would be left in minor units if everything that has no result had moved nothing.
    pub(super) fn left_at_most(&self) -> i64 {
        let ended = self
            .refunds
            .iter()
            .filter(|refund| refund.result().is_some());
        ended
            .map(Refund::gone)
            .fold(self.captured.minor_units, i64::saturating_sub)
            .max(0)
    }

    /// What `reserve` decides by.
    pub(super) fn stored(&self, request_id: &str) -> GoogleStored {
        GoogleStored {
            previous: self
                .refund(request_id)
                .map(Refund::stored),
            capture: Some(GoogleCapture {
                account_id: self.account_id.clone(),
                remaining: Money::new(self.left(), &self.captured.currency),
            }),
        }
    }

    /// A request without a result for a day needs a person, and so does one that waits for a clock that was ahead.
    pub(super) fn note_time(&mut self, now_ms: i64, clock_ms: i64) {
        for refund in &mut self.refunds {
            let age = now_ms.saturating_sub(refund.at_ms);
            let is_late = age >= PATIENCE || do_clocks_differ(refund.at_ms, clock_ms);
            refund.waits = refund.result().is_none() && (refund.waits || is_late);
        }
    }

    pub(super) fn attention(&self) -> Attention {
        let mut refunds = self.refunds.iter();
        if self.clock_alert().is_some() || refunds.any(Refund::has_open_alert) {
            Attention::Alert
        } else if self
            .refunds
            .iter()
            .any(|refund| refund.waits)
        {
            Attention::ManualReview
        } else {
            Attention::None
        }
    }
}

impl Refund {
    /// What it takes off what is left: nothing where it was declined, and its amount as long as it may be on its way.
    pub(super) fn gone(&self) -> i64 {
        let payouts = match self.result() {
            Some(_) => i64::try_from(self.moved()).unwrap_or(i64::MAX),
            None => i64::from(self.open_claim().is_some()),
        };
        self.amount.saturating_mul(payouts)
    }

    /// The last of its claims that is not proven to have moved nothing, while it has no result.
    pub(super) fn open_claim(&self) -> Option<&Claim> {
        let mut claims = self.claims.iter().rev();
        let open = claims.find(|claim| !claim.not_paid);
        open.filter(|_| self.result().is_none())
    }

    /// Nothing was found under its key when this claim's payout was over: no earlier one moved money either.
    fn not_found(&mut self, version: i64) {
        let claims = self.claims.iter_mut();
        claims
            .filter(|claim| claim.version <= version)
            .for_each(|claim| claim.not_paid = true);
    }

    fn stored(&self) -> GoogleStoredRefund {
        GoogleStoredRefund {
            fingerprint: self.fingerprint.clone(),
            state: self
                .result()
                .cloned()
                .map_or(GoogleRefundState::InProgress, GoogleRefundState::Finished),
        }
    }
}

pub(super) fn other_captured() -> RefundError {
    let detail = "is not what the record says";
    RefundError::new(code::INVALID_AMOUNT, "capture.captured", detail)
}
