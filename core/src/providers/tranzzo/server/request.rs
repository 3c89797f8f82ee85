//! A refund as it arrives: read by the names of the wire, and checked as the merchant's own side checks it.

use super::super::major_units::read_major;
use super::super::refund::{MOST_OF_TEXT, check_order_id};
use super::super::split::{TranzzoShare, check_shares};
use super::super::wire::{RefundBody, Share, SplitRefundBody};
use super::{TranzzoCall, TranzzoServer};
use crate::api::orders::RefundOrder;
use crate::http::validate::{self, optional};
use crate::value::error::{RefundError, code};
use crate::value::money::{MinorUnits, Money, decimals_of};
use crate::value::text::same_id;
use crate::wire::{RawJson, from_json};
use std::borrow::Cow;

impl TranzzoServer {
    pub(super) fn read_plain(&self, body: &[u8]) -> Result<TranzzoCall, RefundError> {
        let body: RefundBody<'_> = from_json(body).map_err(|_| bad("body", "is not a refund"))?;
        let decimals = decimals_of("order_currency", &body.order_currency)?;
        let amount = body
            .refund_amount
            .as_ref()
            .map(|raw| minor_units("refund_amount", raw, decimals))
            .transpose()?;
        self.own_pos(&body.pos_id)?;
        let currency = body.order_currency.into_owned();
        let amount = amount.map(|amount| Money::new(amount, currency.as_str()));
        Ok(TranzzoCall {
            order: order(body.order_id, amount, body.comment, body.server_url)?,
            currency,
            split: Vec::new(),
        })
    }

    pub(super) fn read_split(&self, body: &[u8]) -> Result<TranzzoCall, RefundError> {
        let body: SplitRefundBody<'_> =
            from_json(body).map_err(|_| bad("body", "is not a split refund"))?;
        let decimals = decimals_of("currency", &body.currency)?;
        let whole = minor_units("refund_amount", &body.refund_amount, decimals)?;
        let shares = body.split.iter().enumerate();
        let split = shares
            .map(|(index, part)| share(index, part, decimals))
            .collect::<Result<Vec<_>, RefundError>>()?;
        self.own_pos(&body.pos_id)?;
        check_shares(&split, whole, ["amount", "sub_merchant_id"])?;
        let currency = body.currency.into_owned();
        let amount = Some(Money::new(whole, currency.as_str()));
        Ok(TranzzoCall {
            order: order(body.order_id, amount, body.comment, body.server_url)?,
            currency,
            split,
        })
    }

    fn own_pos(&self, pos_id: &str) -> Result<(), RefundError> {
        if same_id(pos_id, &self.pos_id) {
            Ok(())
        } else {
            Err(bad("pos_id", "is another point of sale"))
        }
    }
}

/// What to do. An empty comment or address is none.
fn order(
    order_id: Cow<'_, str>,
    amount: Option<Money>,
    comment: Option<Cow<'_, str>>,
    server_url: Option<Cow<'_, str>>,
) -> Result<RefundOrder, RefundError> {
    let given = |text: Option<Cow<'_, str>>| {
        text.map(Cow::into_owned)
            .filter(|text| !text.is_empty())
    };
    let (reference, webhook_url) = (given(comment), given(server_url));
    check_order_id("order_id", &order_id)?;
    optional(
        validate::text,
        "comment",
        reference.as_deref(),
        MOST_OF_TEXT,
    )?;
    optional(
        validate::web_url,
        "server_url",
        webhook_url.as_deref(),
        MOST_OF_TEXT,
    )?;
    Ok(RefundOrder {
        payment: order_id.into_owned(),
        amount,
        reference,
        key: None,
        precondition: None,
        webhook_url,
    })
}

fn share(index: usize, share: &Share<'_>, decimals: u32) -> Result<TranzzoShare, RefundError> {
    let field = format!("split[{index}].amount");
    Ok(TranzzoShare {
        minor_units: minor_units(&field, &share.amount, decimals)?,
        sub_merchant_id: share
            .sub_merchant_id
            .clone()
            .into_owned(),
    })
}

fn minor_units(field: &str, raw: &RawJson, decimals: u32) -> Result<i64, RefundError> {
    let text = raw
        .as_scalar()
        .text()
        .unwrap_or_default();
    let minor_units = read_major(&text, decimals).map_err(|fault| fault.error(field))?;
    MinorUnits::new(field, minor_units).map(MinorUnits::get)
}

fn bad(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::INVALID_MESSAGE, field, detail)
}
