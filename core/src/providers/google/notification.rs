//! `refundResultNotification`: we tell Google what became of a refund, in case the response was lost.
//!
//! The result is stored once per `refundRequestId`. A repetition has the same request id and a fresh time.

use super::details::GoogleReply;
use super::message::{self, GoogleProtocolVersion, GoogleShape, Sender};
use super::reply::read_reply;
use super::result::{GoogleRefundResult, SUCCESS, SUCCESS_MEMBER};
use super::wire::{RawResultOut, RequestHeaderOut, ResultOut};
use super::{GoogleIntegrator, NOTIFICATION};
use crate::api::parsed::ParsedDelivery;
use crate::api::stored::stored;
use crate::decision::profile::Finding;
use crate::http::{HttpRequest, SendResult, form};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use serde::{Deserialize, Serialize};

/// What became of a refund, to be told to Google. Plain data: store it until it was delivered.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleNotification {
    /// The form: that of the refund.
    pub shape: GoogleShape,
    /// The version to speak.
    pub protocol_version: GoogleProtocolVersion,
    /// An id of this notification, not the refund's, kept for repetitions: 1 to 100 of `a-z A-Z 0-9 : - _`.
    pub request_id: String,
    /// Our account: one of the configured ones.
    pub account_id: String,
    /// The request id of the refund.
    pub refund_request_id: String,
    /// The result that was, or would have been, answered.
    pub result: GoogleRefundResult,
}

stored!(
    GoogleNotification,
    "google_notification",
    google_notification_from_stored
);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NotificationOut<'a> {
    request_header: RequestHeaderOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_integrator_account_id: Option<&'a str>,
    refund_request_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_integrator_refund_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refund_result: Option<ResultOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<ResultOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw_result: Option<RawResultOut<'a>>,
}

impl GoogleIntegrator {
    /// The request that carries a notification at a time.
    pub(super) fn notify(
        &self,
        notification: &GoogleNotification,
        now_ms: i64,
    ) -> Result<HttpRequest, RefundError> {
        self.check(notification)
            .map_err(|error| error.within("notification"))?;
        let url = format!(
            "{}/{PATH}/{}",
            self.base,
            form::escape(&notification.account_id)
        );
        Ok(HttpRequest::post(
            url,
            Vec::new(),
            to_json(&body(notification, now_ms)?)?,
        ))
    }
}

/// Whether Google has taken a notification.
pub(super) fn read_delivery(result: &SendResult, now_ms: i64) -> ParsedDelivery<GoogleReply> {
    let (observation, details) = read_reply(result, Some(now_ms), taken);
    let outcome = observation.into_outcome(&NOTIFICATION, &[]);
    ParsedDelivery {
        delivery: outcome.into(),
        details,
    }
}

/// Between the base and the account id.
pub(super) const PATH: &str = "v1/refundResultNotification";

/// `SUCCESS` is the only result code that was seen; early documents of the object form say `accepted`.
fn taken(result: &str) -> Finding {
    match result {
        SUCCESS | SUCCESS_MEMBER | "accepted" => Finding::Succeeded,
        _ => Finding::Unrecognised,
    }
}

impl GoogleNotification {
    fn sender(&self) -> Sender<'_> {
        Sender {
            shape: self.shape,
            protocol_version: self.protocol_version,
            request_id: &self.request_id,
            account_id: &self.account_id,
        }
    }
}

impl GoogleIntegrator {
    fn check(&self, notification: &GoogleNotification) -> Result<(), RefundError> {
        notification.sender().check()?;
        message::request_id("refundRequestId", &notification.refund_request_id)?;
        if !self
            .account_ids
            .contains(&notification.account_id)
        {
            return Err(RefundError::new(
                code::INVALID_FIELD,
                "accountId",
                "is not one of config.accountIds",
            ));
        }
        notification.result.check()
    }
}

fn body(
    notification: &GoogleNotification,
    now_ms: i64,
) -> Result<NotificationOut<'_>, RefundError> {
    let sender = notification.sender();
    let (name, raw_result) = notification
        .result
        .on_wire(notification.shape)?;
    let (refund_result, result) = match notification.shape {
        GoogleShape::Flat => (Some(name), None),
        GoogleShape::Object => (None, Some(name)),
    };
    Ok(NotificationOut {
        request_header: sender.header(now_ms),
        payment_integrator_account_id: sender.top_account(),
        refund_request_id: &notification.refund_request_id,
        payment_integrator_refund_id: notification.result.refund_id(),
        refund_result,
        result,
        raw_result,
    })
}
