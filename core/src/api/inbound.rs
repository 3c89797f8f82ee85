//! What can be done with a provider that calls us: it asks our user to give the money back, and our user responds.
//!
//! The transport envelope (signature, encryption, content type) is opened and closed outside of the library: what arrives
//! here must be verified already, and what leaves here must still be signed and encrypted. The time is an argument, since
//! these messages carry one.

use crate::api::merchant::{Provider, Refunds};
use crate::api::stored::Stored;
use crate::decision::outcome::{NextStep, Problem, RefundOutcome, RefundStatus};
use crate::http::{HttpRequest, HttpResponse, ReceivedRequest, Rejection, SendResult};
use crate::value::error::RefundError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Our user's side, which takes a refund and responds to it. `now` is in milliseconds since 1970 (UTC).
pub trait AnswersRefunds: Provider {
    /// A refund as it arrived: plain data that may be stored and come back in another process.
    type Call: Stored;
    /// What became of the refund. Every repetition of the request gets this same response.
    type Result: Stored;
    /// A response without a result, after which the same request may succeed later.
    type Failure: Serialize + DeserializeOwned;
    /// Reads and checks a request. The rejection carries the provider's own error response.
    fn parse_request(&self, request: &ReceivedRequest, now: i64) -> Result<Self::Call, Rejection>;
    /// The response with a result.
    fn build_response(
        &self,
        call: &Self::Call,
        result: &Self::Result,
        now: i64,
    ) -> Result<HttpResponse, RefundError>;
    /// The response without a result. It needs no parsed request.
    fn build_error(&self, failure: &Self::Failure, now: i64) -> Result<HttpResponse, RefundError>;
}

/// Says what to do with a refund that was asked for.
pub trait DecidesRefunds: AnswersRefunds {
    /// What the host has stored about the request and about the payment.
    type Stored: Serialize + DeserializeOwned;
    /// What the host stores before money moves.
    type Claim: Stored;
    /// What to do now.
    type Decision: Serialize + DeserializeOwned;
    /// A pure function of its arguments: it stores nothing and moves nothing.
    fn decide(
        &self,
        call: &Self::Call,
        stored: &Self::Stored,
    ) -> Result<Self::Decision, RefundError>;
    /// The response that a decision already contains, if it contains one.
    fn build_decided(
        &self,
        call: &Self::Call,
        decision: &Self::Decision,
        now: i64,
    ) -> Result<HttpResponse, RefundError>;
}

/// Tells the provider what became of a refund, without being asked.
pub trait SendsNotifications: Provider {
    /// What to tell: plain data that is stored until it has been delivered.
    type Notification: Stored;
    /// The request to send. To repeat it, build it again from the same notification with the new time.
    fn build_notification(
        &self,
        notification: &Self::Notification,
        now: i64,
    ) -> Result<HttpRequest, RefundError>;
    /// Understands whatever came back.
    fn parse_notification_response(
        &self,
        answer: &SendResult,
        now: i64,
    ) -> Result<Delivery, RefundError>;
}

/// The provider's own side of a refund that it asks for, for simulators and tests.
pub trait CallsRefunds: Refunds {
    /// The request to send. To repeat it, build it again from the same refund with the new time.
    fn build_request(&self, refund: &Self::Refund, now: i64) -> Result<HttpRequest, RefundError>;
    /// Like `parse_response`, but does not believe a response whose own time is far from `now`.
    fn parse_response_at(
        &self,
        refund: &Self::Refund,
        answer: &SendResult,
        now: i64,
    ) -> Result<RefundOutcome, RefundError>;
}

/// The provider's own side of a notification, for simulators and tests.
pub trait ReceivesNotifications: Refunds {
    /// A notification as it arrived.
    type Notice: Serialize + DeserializeOwned;
    /// Reads and checks a notification. The rejection carries the response to give.
    fn parse_notification(
        &self,
        request: &ReceivedRequest,
        now: i64,
    ) -> Result<Self::Notice, Rejection>;
    /// What a notification means for the refund, by the same rules as a response.
    fn settle_notification(
        &self,
        refund: &Self::Refund,
        notice: &Self::Notice,
    ) -> Result<RefundOutcome, RefundError>;
    /// The response, for after the notification was stored.
    fn build_notification_response(
        &self,
        notice: &Self::Notice,
        now: i64,
    ) -> Result<HttpResponse, RefundError>;
}

/// Whether the provider has taken a notification. Says nothing about money. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Delivery {
    /// Whether the provider says that it has received the notification.
    pub delivered: bool,
    /// What is safe now. `retry_same` builds the same notification again, with the new time.
    pub next_step: NextStep,
    /// Why the notification was not delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub problem: Option<Problem>,
    /// The provider's result, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// The provider's code, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub code: Option<String>,
    /// The provider's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub message: Option<String>,
    /// HTTP status of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub http_status: Option<u16>,
}

impl From<RefundOutcome> for Delivery {
    fn from(outcome: RefundOutcome) -> Self {
        Self {
            delivered: outcome.status == RefundStatus::Succeeded,
            next_step: outcome.next_step,
            problem: outcome.problem,
            provider_status: outcome.provider_status,
            code: outcome.code,
            message: outcome.message,
            http_status: outcome.http_status,
        }
    }
}
