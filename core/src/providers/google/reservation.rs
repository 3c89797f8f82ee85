//! What to do with a refund: a pure function of the request and of what the host has stored.
//!
//! Idempotency comes before everything that the payment says: a repetition gets its first response even when nothing is
//! left. The reservation is what makes two requests at once move money once; the host inserts it before money moves.

use super::details::GoogleReply;
use super::failure::{GoogleErrorKind, GoogleFailure};
use super::ledger::request_key;
use super::message::{GoogleCaptureId, GoogleCaptureIdKind, GoogleShape};
use super::notification::{GoogleNotification, read_delivery};
use super::refund::GoogleRefundRequest;
use super::result::GoogleRefundResult;
use super::{GoogleCaptureOpening, GoogleIntegrator};
use crate::api::context::CallContext;
use crate::api::parsed::ParsedDelivery;
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

/// A refund that was reserved before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleStoredRefund {
    /// The reservation's fingerprint.
    pub fingerprint: String,
    /// How far it is.
    pub state: GoogleRefundState,
}

/// How far a reserved refund is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase")]
pub enum GoogleRefundState {
    /// Reserved, without a result yet.
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
    /// What was not given back or reserved yet; may be zero.
    pub remaining: Money,
}

/// What to insert, uniquely by account id and request id, together with the balance, before money moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleReservation {
    /// First half of the idempotency key.
    pub account_id: String,
    /// Second half of the idempotency key.
    pub request_id: String,
    /// To compare with at the next repetition.
    pub fingerprint: String,
    /// The payment.
    pub capture_id: GoogleCaptureId,
    /// How much to give back.
    pub amount: Money,
    /// The payment's balance that the reservation was made on, in minor units: reserve only while it is still this.
    #[serde(with = "int_or_digits")]
    pub remaining_before: i64,
    /// The balance to store with the reservation, in minor units.
    #[serde(with = "int_or_digits")]
    pub remaining_after: i64,
}

stored!(
    GoogleReservation,
    "google_reservation",
    google_reservation_from_stored
);

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
pub enum GoogleReserved {
    /// Insert the reservation, then move the money. If the reservation cannot be inserted, load again and reserve again.
    Proceed {
        /// What to insert.
        reservation: GoogleReservation,
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
        kind: GoogleCaptureIdKind,
    },
    /// Another currency than the payment's: 400.
    CurrencyMismatch,
    /// Less is left than was asked for.
    NoMoneyLeft {
        /// To store under the request's key before responding. Absent in the object form: its response is an error.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        result: Option<GoogleRefundResult>,
    },
}

impl AnswerRefunds for GoogleIntegrator {
    type Stored = GoogleStored;
    type Capture = GoogleCaptureOpening;
    type Reservation = GoogleReservation;
    type Reserved = GoogleReserved;
    type Failure = GoogleFailure;
    type DeliveryDetails = GoogleReply;
    type Notification = GoogleNotification;

    fn ledger_key(&self, capture: &GoogleCaptureOpening) -> Result<String, RefundError> {
        capture.key(self)
    }

    fn request_key(&self, call: &GoogleRefundRequest) -> Result<String, RefundError> {
        Ok(request_key(self, call))
    }

    fn build_response(
        &self,
        call: &GoogleRefundRequest,
        result: &GoogleRefundResult,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        self.response(call, result, context.now_ms()?)
    }

    fn build_error(
        &self,
        failure: &GoogleFailure,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        self.failure(failure, context.now_ms()?)
    }

    fn reserve(
        &self,
        call: &GoogleRefundRequest,
        stored: &GoogleStored,
    ) -> Result<GoogleReserved, RefundError> {
        check(call, stored)?;
        Ok(match &stored.previous {
            Some(previous) => repeated(call, previous),
            None => first(call, stored.capture.as_ref()),
        })
    }

    fn build_reserved(
        &self,
        call: &GoogleRefundRequest,
        reserved: &GoogleReserved,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let now_ms = context.now_ms()?;
        let failure = |kind| GoogleFailure::new(kind, call.shape);
        let failure = match reserved {
            GoogleReserved::Proceed { .. } => return Err(without_response()),
            GoogleReserved::Replay { result } => {
                return self.response(call, &result.told_in(call.shape), now_ms);
            }
            GoogleReserved::NoMoneyLeft { .. } => {
                return self.response(call, &GoogleRefundResult::no_money_left(), now_ms);
            }
            GoogleReserved::Conflict => failure(GoogleErrorKind::IdempotencyViolation),
            GoogleReserved::InFlight => failure(GoogleErrorKind::InFlight),
            GoogleReserved::UnknownCapture { kind } => failure(GoogleErrorKind::InvalidIdentifier)
                .saying(format!("Unknown {}", kind.name())),
            GoogleReserved::CurrencyMismatch => failure(GoogleErrorKind::PreconditionViolation)
                .saying("The currencyCode is not the currency of the transaction"),
        };
        self.failure(&failure, now_ms)
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
    ) -> Result<ParsedDelivery<GoogleReply>, RefundError> {
        Ok(read_delivery(result, context.now_ms()?))
    }
}

fn without_response() -> RefundError {
    RefundError::new(
        code::UNSUPPORTED,
        "reserved",
        "has no response yet: store the reservation, move the money, respond with its result",
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
        wrong("stored.capture.remaining", "is not a balance")
    } else {
        Ok(())
    }
}

fn repeated(call: &GoogleRefundRequest, previous: &GoogleStoredRefund) -> GoogleReserved {
    match &previous.state {
        _ if previous.fingerprint != call.fingerprint => GoogleReserved::Conflict,
        GoogleRefundState::InProgress => GoogleReserved::InFlight,
        GoogleRefundState::Finished(result) => GoogleReserved::Replay {
            result: result.clone(),
        },
    }
}

fn first(call: &GoogleRefundRequest, capture: Option<&GoogleCapture>) -> GoogleReserved {
    let Some(capture) = capture.filter(|capture| capture.account_id == call.account_id) else {
        return GoogleReserved::UnknownCapture {
            kind: call.capture_id.kind,
        };
    };
    if capture.remaining.currency != call.amount.currency {
        return GoogleReserved::CurrencyMismatch;
    }
    let before = capture.remaining.minor_units;
    match before
        .checked_sub(call.amount.minor_units)
        .filter(|after| *after >= 0)
    {
        Some(after) => GoogleReserved::Proceed {
            reservation: reservation(call, before, after),
        },
        None => {
            let is_final = call.shape == GoogleShape::Flat;
            GoogleReserved::NoMoneyLeft {
                result: is_final.then(GoogleRefundResult::no_money_left),
            }
        }
    }
}

fn reservation(
    call: &GoogleRefundRequest,
    remaining_before: i64,
    remaining_after: i64,
) -> GoogleReservation {
    GoogleReservation {
        account_id: call.account_id.clone(),
        request_id: call.request_id.clone(),
        fingerprint: call.fingerprint.clone(),
        capture_id: call.capture_id.clone(),
        amount: call.amount.clone(),
        remaining_before,
        remaining_after,
    }
}
