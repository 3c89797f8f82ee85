//! What is stored of a capture: every request that claimed money, and what came of it.

use crate::api::stored::{Stored, stands_once};
use crate::decision::outcome::RefundStatus;
use crate::json::to_json;
use crate::ledger::Attention;
use crate::providers::google::{
    GoogleCapture, GoogleRefundRequest, GoogleRefundResult, GoogleRefundState, GoogleStored,
    GoogleStoredRefund,
};
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

const DAY: i64 = 24 * 60 * 60 * 1000;

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) result: Option<GoogleRefundResult>,
}

/// One permission to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Claim {
    /// The version of the record that holds it first: its identity.
    pub(super) version: i64,
    /// The payout begins before this time or not at all.
    pub(super) before_ms: i64,
    /// Whether it is proven that nothing moved.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) not_paid: bool,
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
        result: GoogleRefundResult,
    },
    NotPaid {
        request_id: String,
        claim: i64,
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

    /// Adds a fact. The first result stays.
    pub(super) fn add(&mut self, fact: &Fact) {
        match fact {
            Fact::Finished { request_id, result } => {
                if let Some(refund) = self.refund_mut(request_id) {
                    refund
                        .result
                        .get_or_insert_with(|| result.clone());
                }
            }
            Fact::NotPaid { request_id, claim } => {
                let claims = self
                    .refund_mut(request_id)
                    .into_iter()
                    .flat_map(|refund| &mut refund.claims);
                claims
                    .filter(|own| own.version == *claim)
                    .for_each(|own| own.not_paid = true);
            }
        }
    }

    /// What is left in minor units: everything that was claimed or given back is gone.
    pub(super) fn left(&self) -> i64 {
        let gone = self
            .refunds
            .iter()
            .filter(|refund| refund.holds());
        gone.map(|refund| refund.amount)
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

    /// A claim that nobody could end within a day needs a person.
    pub(super) fn attention(&self, now_ms: i64) -> Attention {
        let is_old =
            |refund: &Refund| refund.result.is_none() && now_ms.saturating_sub(refund.at_ms) >= DAY;
        if self.refunds.iter().any(is_old) {
            Attention::ManualReview
        } else {
            Attention::None
        }
    }

    /// The refunds for people, as JSON text.
    pub(super) fn summary(&self) -> Result<String, RefundError> {
        let lines: Vec<SummaryLine<'_>> = self
            .refunds
            .iter()
            .map(|refund| refund.line(&self.captured.currency))
            .collect();
        to_json(&lines)
    }
}

/// One line of the column `summary`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SummaryLine<'a> {
    reference: &'a str,
    status: RefundStatus,
    amount: Money,
    at_ms: i64,
}

impl Refund {
    fn line(&self, currency: &str) -> SummaryLine<'_> {
        let status = match &self.result {
            Some(GoogleRefundResult::Refunded { .. }) => RefundStatus::Succeeded,
            Some(GoogleRefundResult::Declined { .. }) => RefundStatus::Declined,
            None => RefundStatus::Unknown,
        };
        SummaryLine {
            reference: &self.request_id,
            status,
            amount: Money::new(self.amount, currency),
            at_ms: self.at_ms,
        }
    }

    /// Whether its amount is gone: not where it was declined, or where nothing of it is on its way.
    fn holds(&self) -> bool {
        match &self.result {
            Some(GoogleRefundResult::Refunded { .. }) => true,
            Some(GoogleRefundResult::Declined { .. }) => false,
            None => !self.claims.is_empty(),
        }
    }

    fn stored(&self) -> GoogleStoredRefund {
        GoogleStoredRefund {
            fingerprint: self.fingerprint.clone(),
            state: self
                .result
                .clone()
                .map_or(GoogleRefundState::InProgress, GoogleRefundState::Finished),
        }
    }
}

pub(super) fn other_captured() -> RefundError {
    let detail = "is not what the record says";
    RefundError::new(code::INVALID_AMOUNT, "capture.captured", detail)
}
