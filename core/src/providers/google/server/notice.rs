//! Google's own side of a notification: takes it and responds to it. For simulators and tests.

use super::super::GoogleCaller;
use super::super::failure::{Fault, own_fault, plain_json};
use super::super::message::{self, GoogleProtocolVersion, GoogleShape, Message, text};
use super::super::notification::{GoogleNotification, PATH};
use super::super::reply::NamedResult;
use super::super::response::ResponseOut;
use super::super::result::{GoogleRawResult, SUCCESS, SUCCESS_MEMBER};
use super::super::wire::{RequestIn, ResponseHeaderOut, ResultOut, UnionOut, string};
use crate::api::context::CallContext;
use crate::api::server::ReceiveNotifications;
use crate::http::{HttpMethod, HttpResponse, ReceivedRequest, Rejection};
use crate::json::to_json;
use crate::value::error::RefundError;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

/// A notification as it arrived. Plain data. A result that is not known here keeps its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleNotice {
    /// The form, which the response mirrors.
    pub shape: GoogleShape,
    /// The version that it speaks.
    pub protocol_version: GoogleProtocolVersion,
    /// The notification's own id.
    pub request_id: String,
    /// When it was sent, in milliseconds since 1970.
    pub request_timestamp: i64,
    /// The integrator's account.
    pub account_id: String,
    /// The request id of the refund.
    pub refund_request_id: String,
    /// The result's name, as it was spelled.
    pub result: String,
    /// The integrator's own id of the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
    /// The untranslated code behind the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub raw_result: Option<GoogleRawResult>,
}

impl GoogleNotice {
    /// Whether this is what `notification` puts on the wire.
    pub fn is_of(&self, notification: &GoogleNotification) -> bool {
        let result = &notification.result;
        let name = match (self.shape, result.decline()) {
            (GoogleShape::Flat, None) => self.result == SUCCESS,
            (GoogleShape::Object, None) => self.result == SUCCESS_MEMBER,
            (_, Some(decline)) => decline.is_named(&self.result),
        };
        name && self.shape == notification.shape
            && self.protocol_version == notification.protocol_version
            && self.request_id == notification.request_id
            && self.account_id == notification.account_id
            && self.refund_request_id == notification.refund_request_id
            && self.refund_id.as_deref() == result.refund_id()
            && self.raw_result.as_ref() == result.raw_result()
    }
}

impl ReceiveNotifications for GoogleCaller {
    type Notice = GoogleNotice;

    fn parse_notification(
        &self,
        request: &ReceivedRequest,
        context: &CallContext,
    ) -> Result<GoogleNotice, Rejection> {
        let now_ms = context.now_ms().map_err(own_fault)?;
        let message =
            Message::read(request).map_err(|fault| fault.rejected(GoogleShape::Flat, now_ms))?;
        read(request, &message, now_ms).map_err(|fault| fault.rejected(message.shape, now_ms))
    }

    fn build_notification_response(
        &self,
        notice: &GoogleNotice,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError> {
        let now_ms = context.now_ms()?;
        let body = to_json(&ResponseOut {
            response_header: ResponseHeaderOut::new(notice.shape, now_ms),
            result: match notice.shape {
                GoogleShape::Flat => ResultOut::Flat(SUCCESS),
                GoogleShape::Object => ResultOut::Object(UnionOut {
                    member: SUCCESS_MEMBER,
                    raw_result: None,
                }),
            },
            payment_integrator_refund_id: None,
            raw_result: None,
        })?;
        Ok(plain_json(200, body))
    }
}

fn read(
    request: &ReceivedRequest,
    message: &Message<'_>,
    now_ms: i64,
) -> Result<GoogleNotice, Fault> {
    let Message { shape, body, .. } = message;
    let shape = *shape;
    if request.method != HttpMethod::Post {
        return Err(Fault::not_served("method"));
    }
    let addressed = addressed_account(request)?;
    let header = message::read_header(message)?;
    let refund_request_id = text("refundRequestId", body.refund_request_id)?;
    message::request_id("refundRequestId", &refund_request_id)?;
    let (result, raw_result) = result(body, shape)?;
    if !message::is_fresh(header.timestamp, now_ms) {
        return Err(Fault::stale());
    }
    if addressed != header.account_id {
        return Err(Fault::unknown("paymentIntegratorAccountId"));
    }
    Ok(GoogleNotice {
        shape,
        protocol_version: header.protocol_version,
        request_id: header.request_id,
        request_timestamp: header.timestamp,
        account_id: header.account_id,
        refund_request_id,
        result,
        refund_id: body
            .payment_integrator_refund_id
            .and_then(string),
        raw_result,
    })
}

/// The account id at the end of the path.
fn addressed_account(request: &ReceivedRequest) -> Result<String, Fault> {
    let (method, account) = request
        .path()
        .rsplit_once('/')
        .ok_or_else(|| Fault::not_served("url"))?;
    let decoded = percent_decode_str(account)
        .decode_utf8()
        .ok()
        .filter(|_| method.ends_with(PATH));
    decoded
        .map(|account| account.into_owned())
        .ok_or_else(|| Fault::not_served("url"))
}

/// The result's name and what stands beside or inside it.
fn result(
    body: &RequestIn<'_>,
    shape: GoogleShape,
) -> Result<(String, Option<GoogleRawResult>), Fault> {
    let (field, value) = match shape {
        GoogleShape::Flat => ("refundResult", body.refund_result),
        GoogleShape::Object => ("result", body.result),
    };
    let value = value.ok_or_else(|| Fault::missing(field))?;
    let named = NamedResult::read(value).map_err(|_| Fault::invalid(field, "is not a result"))?;
    let raw_result = named
        .raw_result
        .or(body.raw_result)
        .map(GoogleRawResult::read)
        .transpose()?;
    Ok((named.name, raw_result))
}
