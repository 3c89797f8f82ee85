//! The callback: JSON that nobody signs, without an amount. A reason to ask for the status.
//!
//! An older version of the document had a `checksum` without saying what it covers; it is passed over.

use super::SberbankGateway;
use crate::api::merchant::ReadNotices;
use crate::decision::event::UnverifiedNotice;
use crate::http::{HttpResponse, ReceivedRequest, Rejection};
use crate::value::error::{RefundError, code};
use crate::wire::{RawValue, from_json};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Callback<'a> {
    #[serde(borrow)]
    md_order: Option<RawValue<'a>>,
    #[serde(borrow)]
    order_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    operation: Option<RawValue<'a>>,
    #[serde(borrow)]
    status: Option<RawValue<'a>>,
    #[serde(borrow)]
    additional_params: Option<RawValue<'a>>,
}

impl ReadNotices for SberbankGateway {
    fn parse_notice(&self, webhook: &ReceivedRequest) -> Result<UnverifiedNotice, Rejection> {
        read(&webhook.body).map_err(|error| error.rejected_with(HttpResponse::empty(400)))
    }
}

fn read(body: &[u8]) -> Result<UnverifiedNotice, RefundError> {
    let bad = |field, detail| RefundError::new(code::INVALID_MESSAGE, field, detail);
    let callback: Callback<'_> = from_json(body).map_err(|_| bad("body", "is not a callback"))?;
    let required = |name, value: Option<RawValue<'_>>| {
        value
            .and_then(RawValue::string)
            .ok_or_else(|| bad(name, "is missing"))
    };
    let (order, operation) = (
        required("mdOrder", callback.md_order)?,
        required("operation", callback.operation)?,
    );
    let status = required("status", callback.status)?;
    let additional = callback
        .additional_params
        .map(RawValue::raw)
        .unwrap_or_default();
    Ok(UnverifiedNotice::new(
        operation.as_str(),
        Some(order.clone()),
        callback.order_number.and_then(RawValue::string),
        &[&order, &operation, &status, additional],
    ))
}
