//! The callback: JSON that nobody signs, without an amount. A reason to ask for the status.
//!
//! An older version of the document had a `checksum` without saying what it covers; it is passed over.

use super::{SberbankGateway, SberbankGatewayNotice};
use crate::api::merchant::ReadNotices;
use crate::api::parsed::ParsedNotice;
use crate::decision::event::UnverifiedNotice;
use crate::http::{ReceivedRequest, Rejection};
use crate::signature::unusable;
use crate::value::error::{RefundError, code};
use crate::wire::details::DetailReader;
use crate::wire::{RawValue, from_json};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Callback<'a> {
    #[serde(borrow)]
    pub(super) md_order: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) operation: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) additional_params: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) checksum: Option<RawValue<'a>>,
}

impl ReadNotices for SberbankGateway {
    type NoticeDetails = SberbankGatewayNotice;

    fn parse_notice(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedNotice<SberbankGatewayNotice>, Rejection> {
        let read = self.read_notice(&webhook.body);
        read.map_err(unusable)
    }
}

impl SberbankGateway {
    fn read_notice(&self, body: &[u8]) -> Result<ParsedNotice<SberbankGatewayNotice>, RefundError> {
        let no_callback = |_| RefundError::new(code::INVALID_MESSAGE, "body", "is not a callback");
        let callback: Callback<'_> = from_json(body).map_err(no_callback)?;
        let secrets = self.secrets();
        let reader = DetailReader::new(&secrets);
        Ok(ParsedNotice {
            notice: notice(&callback)?,
            details: Some(SberbankGatewayNotice::read(&callback, reader)),
        })
    }
}

fn notice(callback: &Callback<'_>) -> Result<UnverifiedNotice, RefundError> {
    let bad = |field, detail| RefundError::new(code::INVALID_MESSAGE, field, detail);
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
        callback
            .order_number
            .and_then(RawValue::string),
        &[&order, &operation, &status, additional],
    ))
}
