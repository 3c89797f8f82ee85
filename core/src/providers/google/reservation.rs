//! What to do with a refund: a pure function of the request and of what the host has stored.
//!
//! Idempotency comes before everything that the payment says: a repetition gets its first answer even when nothing is
//! left. The claim is what makes two requests at once move money once; the host inserts it before money moves.

use super::GoogleIntegrator;
use super::failure::{GoogleErrorKind, GoogleFailure};
use super::message::{GoogleReference, GoogleReferenceKind, GoogleShape};
use super::notification::{GoogleNotification, read_delivery};
use super::refund::GoogleRefundRequest;
use super::result::GoogleRefundResult;
use crate::api::context::CallContext;
use crate::api::orders::Delivery;
use crate::api::server::AnswerRefunds;
use crate::api::stored::stored;
use crate::http::{HttpRequest, HttpResponse, SendResult};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::{MAX_MINOR_UNITS, Money};
use serde::{Deserialize, Serialize};

/// What the host has stored, read in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleStored {
    /// What is stored under the request's account id and request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub previous: Option<GoogleStoredRefund>,
    /// The payment that the request refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub capture: Option<GoogleCapture>,
}

/// A refund that was claimed before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleStoredRefund {
    /// The claim's fingerprint.
    pub fingerprint: String,
    /// How far it is.
    pub state: GoogleRefundState,
}

/// How far a claimed refund is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase")]
pub enum GoogleRefundState {
    /// Claimed, without a result yet.
    InProgress,
    /// The result that was answered, or is to be.
    Finished(GoogleRefundResult),
}

/// A payment that can be refunded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleCapture {
    /// The account that it belongs to; for another account it does not exist.
    pub account_id: String,
    /// What was not given back or claimed yet; may be zero.
    pub remaining: Money,
}

/// What to insert, uniquely by account id and request id, together with the balance, before money moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleClaim {
    /// First half of the idempotency key.
    pub account_id: String,
    /// Second half of the idempotency key.
    pub request_id: String,
    /// To compare with at the next repetition.
    pub fingerprint: String,
    /// The payment.
    pub reference: GoogleReference,
    /// How much to give back.
    pub amount: Money,
    /// The payment's balance that the decision was made on, in minor units: claim only while it is still this.
    #[serde(with = "int_or_digits")]
    pub remaining_before: i64,
    /// The balance to store with the claim, in minor units.
    #[serde(with = "int_or_digits")]
    pub remaining_after: i64,
}

stored!(GoogleClaim, "google_claim", google_claim_from_json);

/// What to do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[non_exhaustive]
pub enum GoogleDecision {
    /// Insert the claim, then move the money. If the claim cannot be inserted, load again and decide again.
    Proceed {
        /// What to insert.
        claim: GoogleClaim,
    },
    /// Answered before: give the same result again.
    Replay {
        /// The stored result.
        result: GoogleRefundResult,
    },
    /// The request id stands for a different refund: 412.
    Conflict,
    /// The same request is being worked on: 409.
    InFlight,
    /// The payment is unknown: 404.
    UnknownCapture {
        /// Under which name it was referred to.
        kind: GoogleReferenceKind,
    },
    /// Another currency than the payment's: 400.
    CurrencyMismatch,
    /// Less is left than was asked for.
    NoMoneyLeft {
        /// To store under the request's key before answering. Absent in the object form: its answer is an error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        result: Option<GoogleRefundResult>,
    },
}

impl AnswerRefunds for GoogleIntegrator {
    type Stored = GoogleStored;
    type Claim = GoogleClaim;
    type Decision = GoogleDecision;
    type Failure = GoogleFailure;
    type Notification = GoogleNotification;

    fn build_error(
        &self,
        failure: &GoogleFailure,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        self.failure(failure, context.now_ms()?)
    }

    fn decide(
        &self,
        call: &GoogleRefundRequest,
        stored: &GoogleStored,
    ) -> Result<GoogleDecision, RefundError> {
        check(call, stored)?;
        Ok(match &stored.previous {
            Some(previous) => repeated(call, previous),
            None => first(call, stored.capture.as_ref()),
        })
    }

    fn build_decided(
        &self,
        call: &GoogleRefundRequest,
        decision: &GoogleDecision,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let now = context.now_ms()?;
        let failure = |kind| GoogleFailure::new(kind, call.shape);
        let failure = match decision {
            GoogleDecision::Proceed { .. } => return Err(undecided()),
            GoogleDecision::Replay { result } => return self.response(call, result, now),
            GoogleDecision::NoMoneyLeft { .. } => {
                return self.response(call, &GoogleRefundResult::no_money_left(), now);
            }
            GoogleDecision::Conflict => failure(GoogleErrorKind::IdempotencyViolation),
            GoogleDecision::InFlight => failure(GoogleErrorKind::InFlight),
            GoogleDecision::UnknownCapture { kind } => failure(GoogleErrorKind::InvalidIdentifier)
                .saying(format!("Unknown {}", kind.name())),
            GoogleDecision::CurrencyMismatch => failure(GoogleErrorKind::PreconditionViolation)
                .saying("The currencyCode is not the currency of the transaction"),
        };
        self.failure(&failure, now)
    }

    fn build_notification(
        &self,
        notification: &GoogleNotification,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.notify(notification, context.now_ms()?)
    }

    fn parse_notification_response(
        &self,
        result: &SendResult,
        context: &CallContext,
    ) -> Result<Delivery, RefundError> {
        Ok(read_delivery(result, context.now_ms()?))
    }
}

fn undecided() -> RefundError {
    RefundError::new(
        code::UNSUPPORTED,
        "decision",
        "has no answer yet: claim, move the money, answer with its result",
    )
}

/// A request that was changed since it was parsed, or a balance that none can be, is a mistake of the caller.
fn check(call: &GoogleRefundRequest, stored: &GoogleStored) -> Result<(), RefundError> {
    let wrong = |field, detail| Err(RefundError::new(code::INVALID_FIELD, field, detail));
    let balance = stored
        .capture
        .as_ref()
        .map_or(0, |capture| capture.remaining.minor_units);
    if !call.is_whole() {
        wrong("call", "was changed since it was parsed")
    } else if !(0..=MAX_MINOR_UNITS).contains(&balance) {
        wrong("stored.capture.remaining", "is no balance")
    } else {
        Ok(())
    }
}

fn repeated(call: &GoogleRefundRequest, previous: &GoogleStoredRefund) -> GoogleDecision {
    match &previous.state {
        _ if previous.fingerprint != call.fingerprint => GoogleDecision::Conflict,
        GoogleRefundState::InProgress => GoogleDecision::InFlight,
        GoogleRefundState::Finished(result) => GoogleDecision::Replay {
            result: result.clone(),
        },
    }
}

fn first(call: &GoogleRefundRequest, capture: Option<&GoogleCapture>) -> GoogleDecision {
    let Some(capture) = capture.filter(|capture| capture.account_id == call.account_id) else {
        return GoogleDecision::UnknownCapture {
            kind: call.reference.kind,
        };
    };
    if capture.remaining.currency != call.amount.currency {
        return GoogleDecision::CurrencyMismatch;
    }
    let before = capture.remaining.minor_units;
    match before
        .checked_sub(call.amount.minor_units)
        .filter(|after| *after >= 0)
    {
        Some(after) => GoogleDecision::Proceed {
            claim: claim(call, before, after),
        },
        None => {
            let final_answer = call.shape == GoogleShape::Flat;
            GoogleDecision::NoMoneyLeft {
                result: final_answer.then(GoogleRefundResult::no_money_left),
            }
        }
    }
}

fn claim(call: &GoogleRefundRequest, remaining_before: i64, remaining_after: i64) -> GoogleClaim {
    GoogleClaim {
        account_id: call.account_id.clone(),
        request_id: call.request_id.clone(),
        fingerprint: call.fingerprint.clone(),
        reference: call.reference.clone(),
        amount: call.amount.clone(),
        remaining_before,
        remaining_after,
    }
}
