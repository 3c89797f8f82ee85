//! The response to a refund, as the provider side prints it.

use super::super::super::SberbankMethod;
use super::super::super::loyalty::StepOut;
use super::super::super::response::{ResponseOut, code_and_text, said};
use super::SberbankLegacyCall;
use crate::api::orders::RefundReply;
use crate::decision::outcome::RefundStatus;
use crate::http::HttpResponse;
use crate::json::to_json;
use crate::value::error::RefundError;

/// The response without further details.
pub(super) fn respond(
    call: &SberbankLegacyCall,
    reply: &RefundReply,
) -> Result<HttpResponse, RefundError> {
    let update = match reply {
        RefundReply::Refused {
            http_status,
            code,
            message,
        } => return Ok(said(*http_status, code, message)),
        RefundReply::Accepted(update) => update,
    };
    let status = update.entry()?.status;
    let (error_code, error_message) = code_and_text(status);
    let done = call.method == SberbankMethod::AutoRefund && status == RefundStatus::Succeeded;
    let step = StepOut {
        operation: "REFUND_PAYMENT",
        successful: true,
        transaction_id: &update.refund_id,
    };
    let operations = if done { vec![step] } else { Vec::new() };
    Ok(HttpResponse::json(
        200,
        to_json(&ResponseOut {
            operations,
            error_code,
            error_message,
        })?,
    ))
}
