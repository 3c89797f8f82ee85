//! What theMAP's own side prints: responses to refunds and state queries, and the state that a payment is in.

use crate::api::orders::{RefundOrder, RefundUpdate};
use crate::decision::outcome::RefundStatus;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::{HttpResponse, Rejection, validate};
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use serde::Serialize;

/// A response as the provider side prints it.
#[derive(Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResponseOut<'a> {
    pub(super) success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) new_amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) merchant_order_id: Option<&'a str>,
    pub(super) err_code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) err_message: Option<&'a str>,
}

/// `{"Success":false,"ErrCode":".."}`.
pub(super) fn refusal(code: &str) -> ResponseOut<'_> {
    ResponseOut {
        err_code: code,
        ..ResponseOut::default()
    }
}

/// The error with theMAP's own refusal.
pub(super) fn rejected(error: RefundError) -> Rejection {
    let code = if error.code() == code::UNAUTHORIZED {
        "INVALID_AUTHENTICATION"
    } else {
        "INVALID_FORMAT"
    };
    let body = to_json(&refusal(code)).unwrap_or_default();
    error.rejected_with(HttpResponse::json(200, body))
}

/// The response to a refund that was taken.
pub(super) fn accepted<'a>(
    order: &'a RefundOrder,
    update: &'a RefundUpdate,
) -> Result<ResponseOut<'a>, RefundError> {
    let entry = update.entry()?;
    let as_asked = entry.amount.is_none() || entry.amount == order.amount;
    let state = match entry.status {
        RefundStatus::Succeeded if as_asked => None,
        RefundStatus::Pending if as_asked => Some("Refunding"),
        _ => return Err(unsaid("a response")),
    };
    let order_id = update
        .payment
        .merchant_order
        .as_deref()
        .unwrap_or(&order.payment);
    let new_amount = Some(remaining(&update.payment)?);
    Ok(ResponseOut {
        success: true,
        order_id: Some(order_id),
        new_amount,
        state,
        ..ResponseOut::default()
    })
}

/// What theMAP has no word for: in a response, say, another amount than was asked for.
pub(super) fn unsaid(what: &str) -> RefundError {
    RefundError::new(
        code::UNSUPPORTED,
        "update",
        format!("{what} of theMAP can't say this"),
    )
}

/// What was taken from the payer, in minor units.
fn captured(payment: &PaymentSnapshot) -> Result<i64, RefundError> {
    let missing = || RefundError::new(code::MISSING_FIELD, "payment.captured", "is needed");
    payment
        .captured
        .as_ref()
        .map(|money| money.minor_units)
        .ok_or_else(missing)
}

/// What is left: captured less refunded, or less the succeeded entries where no total is given.
fn remaining(payment: &PaymentSnapshot) -> Result<i64, RefundError> {
    let succeeded = payment
        .entries
        .iter()
        .filter(|entry| entry.status == RefundStatus::Succeeded);
    let amounts = succeeded
        .filter_map(|entry| entry.amount.as_ref())
        .map(|amount| amount.minor_units);
    let refunded = payment
        .refunded
        .as_ref()
        .map(|money| money.minor_units)
        .or_else(|| validate::sum(amounts));
    let left = refunded
        .and_then(|refunded| {
            captured(payment)
                .ok()?
                .checked_sub(refunded)
        })
        .filter(|left| *left >= 0);
    captured(payment)?;
    left.ok_or_else(|| {
        RefundError::new(
            code::INVALID_AMOUNT,
            "payment.refunded",
            "is more than was captured",
        )
    })
}

/// The payment's state, as given or as its refunds say.
fn state(payment: &PaymentSnapshot) -> Result<&str, RefundError> {
    if let Some(state) = payment.provider_status.as_deref() {
        return Ok(state);
    }
    let pending = payment
        .entries
        .iter()
        .any(|entry| entry.status == RefundStatus::Pending);
    Ok(match remaining(payment)? {
        _ if pending => "Refunding",
        0 => "Refunded",
        _ => "Charged",
    })
}

/// The state that a notification of a refund names. It is all that tells a pending refund from a success.
pub(super) fn state_beside<'a>(
    entry: &RefundEntry,
    payment: &'a PaymentSnapshot,
) -> Result<&'a str, RefundError> {
    match entry.status {
        RefundStatus::Pending => Ok("Refunding"),
        _ => state(payment),
    }
}

/// A payment as getState describes it.
pub(super) fn described(payment: &PaymentSnapshot) -> Result<HttpResponse, RefundError> {
    if payment.payment_id.is_none() && payment.merchant_order.is_none() {
        return Ok(HttpResponse::json(200, to_json(&refusal("NOT_FOUND"))?));
    }
    let response = ResponseOut {
        order_id: payment.merchant_order.as_deref(),
        amount: Some(captured(payment)?),
        state: Some(state(payment)?),
        merchant_order_id: payment.payment_id.as_deref(),
        success: true,
        ..ResponseOut::default()
    };
    Ok(HttpResponse::json(200, to_json(&response)?))
}
