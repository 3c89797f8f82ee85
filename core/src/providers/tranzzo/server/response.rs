//! Operations and refusals as the provider side prints them.

use super::super::major_units::{exponent, print_amount};
use super::super::wire::status_word;
use crate::api::context::CallContext;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::HttpResponse;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use crate::value::timestamp::iso_8601;
use crate::wire::RawJson;
use serde::Serialize;

/// An operation.
#[derive(Serialize)]
pub(super) struct OperationOut<'a> {
    operation_id: Option<&'a str>,
    payment_id: Option<&'a str>,
    pub(super) order_id: Option<&'a str>,
    pos_id: &'a str,
    mode: &'static str,
    method: &'static str,
    amount: Option<RawJson>,
    currency: Option<&'a str>,
    status: &'a str,
    status_code: Option<&'static str>,
    status_description: Option<&'static str>,
    created_at: String,
    processed_at: String,
    fee: Option<()>,
    comment: Option<&'a str>,
}

/// One refund of a payment.
pub(super) fn operation<'a>(
    pos_id: &'a str,
    payment: &'a PaymentSnapshot,
    entry: &'a RefundEntry,
    context: &CallContext,
) -> Result<OperationOut<'a>, RefundError> {
    let status = entry
        .provider_status
        .as_deref()
        .unwrap_or(status_word(entry.status));
    Ok(OperationOut {
        operation_id: entry.refund_id.as_deref(),
        method: "refund",
        amount: entry
            .amount
            .as_ref()
            .map(printed)
            .transpose()?,
        currency: entry
            .amount
            .as_ref()
            .map(|amount| amount.currency.as_str()),
        status,
        status_code: (status == "success").then_some("1004"),
        status_description: (status == "success").then_some("Refund successful."),
        comment: entry.reference.as_deref(),
        ..purchase(pos_id, payment, context)?
    })
}

/// The payment itself.
pub(super) fn purchase<'a>(
    pos_id: &'a str,
    payment: &'a PaymentSnapshot,
    context: &CallContext,
) -> Result<OperationOut<'a>, RefundError> {
    let now_ms = iso_8601(context.now_ms()?);
    Ok(OperationOut {
        operation_id: payment.payment_id.as_deref(),
        payment_id: payment.payment_id.as_deref(),
        order_id: payment.merchant_order.as_deref(),
        pos_id,
        mode: "direct",
        method: "purchase",
        amount: payment
            .captured
            .as_ref()
            .map(printed)
            .transpose()?,
        currency: payment
            .captured
            .as_ref()
            .map(|amount| amount.currency.as_str()),
        status: "success",
        status_code: Some("1000"),
        status_description: None,
        created_at: now_ms.clone(),
        processed_at: now_ms,
        fee: None,
        comment: None,
    })
}

fn printed(amount: &Money) -> Result<RawJson, RefundError> {
    let unknown = || RefundError::new(code::INVALID_MESSAGE, "currency", "has no known minor unit");
    print_amount(
        "amount",
        amount.minor_units,
        exponent(&amount.currency).ok_or_else(unknown)?,
    )
}

/// The body of an error: `message` and `args.code` (`error-handling/http-statuses`).
#[derive(Serialize)]
struct ErrorOut<'a> {
    message: &'a str,
    args: ErrorArgsOut<'a>,
}

#[derive(Serialize)]
struct ErrorArgsOut<'a> {
    code: &'a str,
}

/// A refusal.
pub(super) fn refusal(http_status: u16, code: &str, message: &str) -> HttpResponse {
    let body = to_json(&ErrorOut {
        message,
        args: ErrorArgsOut { code },
    })
    .unwrap_or_default();
    HttpResponse::json(http_status, body)
}
