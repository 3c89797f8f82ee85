//! The response to a refund: `{responseHeader, result}` and what goes beside it.

use super::GoogleIntegrator;
use super::failure::{GoogleErrorKind, GoogleFailure, plain_json};
use super::message::GoogleShape;
use super::refund::GoogleRefundRequest;
use super::result::{GoogleDecline, GoogleRefundResult};
use super::wire::{RawResultOut, ResponseHeaderOut, ResultOut};
use crate::http::HttpResponse;
use crate::json::to_json;
use crate::value::error::RefundError;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResponseOut<'a> {
    pub(super) response_header: ResponseHeaderOut,
    pub(super) result: ResultOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_integrator_refund_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) raw_result: Option<RawResultOut<'a>>,
}

impl GoogleIntegrator {
    /// HTTP 200 for results, declines included. The object form has no result for an empty transaction: an error there.
    pub(super) fn response(
        &self,
        call: &GoogleRefundRequest,
        result: &GoogleRefundResult,
        now_ms: i64,
    ) -> Result<HttpResponse, RefundError> {
        result.check()?;
        let shape = call.shape;
        if shape == GoogleShape::Object
            && result.decline() == Some(GoogleDecline::NoMoneyLeftOnTransaction)
        {
            return no_money_left(shape).respond(now_ms);
        }
        let (name, raw_result) = result.on_wire(shape)?;
        let body = to_json(&ResponseOut {
            response_header: ResponseHeaderOut::new(shape, now_ms),
            result: name,
            payment_integrator_refund_id: result.refund_id(),
            raw_result,
        })?;
        Ok(plain_json(200, body))
    }
}

fn no_money_left(shape: GoogleShape) -> GoogleFailure {
    GoogleFailure::new(GoogleErrorKind::PreconditionViolation, shape)
        .saying("The refund amount exceeds what is left on the transaction")
}
