//! The requests as they arrive.

use super::super::{IDEMPOTENCY_KEY, SUBMERCHANT, bad_message};
use super::SessionCall;
use crate::api::orders::{RefundOrder, StatusCall};
use crate::http::ReceivedRequest;
use crate::http::validate::{self, optional};
use crate::value::error::RefundError;
use crate::value::money::Money;
use crate::wire::{RawValue, amount, from_json, from_json_text, present};
use serde::Deserialize;
use std::borrow::Cow;

/// The body of `session/refund` as it arrives.
#[derive(Deserialize)]
struct RefundIn<'a> {
    #[serde(borrow)]
    session_id: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "present")]
    amount_details: Option<RawValue<'a>>,
    #[serde(borrow)]
    metadata: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
struct AmountIn<'a> {
    #[serde(deserialize_with = "amount")]
    amount: i64,
    #[serde(borrow)]
    currency: Cow<'a, str>,
}

#[derive(Deserialize)]
struct StatusIn<'a> {
    #[serde(borrow)]
    session_id: Option<Cow<'a, str>>,
}

pub(super) fn refund_call(request: &ReceivedRequest) -> Result<SessionCall, RefundError> {
    let body: RefundIn<'_> = body(request, "is not a refund")?;
    let key = request.header(IDEMPOTENCY_KEY)?;
    optional(validate::visible_ascii, IDEMPOTENCY_KEY, key, 255)?;
    let order = RefundOrder {
        payment: session_id(body.session_id.as_deref())?,
        amount: body
            .amount_details
            .map(money)
            .transpose()?,
        reference: body
            .metadata
            .map(|metadata| metadata.raw().to_owned()),
        key: key.map(str::to_owned),
        precondition: None,
        webhook_url: None,
    };
    Ok(SessionCall {
        order,
        submerchant: request
            .header(SUBMERCHANT)?
            .map(str::to_owned),
    })
}

pub(super) fn status_call(request: &ReceivedRequest) -> Result<StatusCall, RefundError> {
    let body: StatusIn<'_> = body(request, "is not a status query")?;
    Ok(StatusCall {
        payment: session_id(body.session_id.as_deref())?,
    })
}

fn body<'a, T: Deserialize<'a>>(
    request: &'a ReceivedRequest,
    otherwise: &str,
) -> Result<T, RefundError> {
    from_json(&request.body).map_err(|_| bad_message("body", otherwise))
}

fn session_id(id: Option<&str>) -> Result<String, RefundError> {
    let id = id.ok_or_else(|| bad_message("session_id", "is missing"))?;
    validate::line("session_id", id, 255).map(str::to_owned)
}

/// Both fields are required once the object is there.
fn money(raw: RawValue<'_>) -> Result<Money, RefundError> {
    let read = from_json_text::<AmountIn<'_>>(raw.raw());
    let read = read.map_err(|_| bad_message("amount_details", "needs amount and currency"))?;
    let money = Money::new(read.amount, read.currency.to_ascii_uppercase());
    money.checked("amount_details")?;
    Ok(money)
}
