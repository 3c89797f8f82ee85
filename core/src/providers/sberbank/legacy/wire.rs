//! The legacy gateway's names, as its documents spell them.

use super::super::SberbankMethod;
use super::super::cart::{QuantityIn, QuantityOut, bad};
use super::item::SberbankLegacyItem;
use crate::json::to_json;
use crate::value::error::RefundError;
use crate::wire::{Pairs, RawValue, extra, from_json_text, rest};
use serde::{Deserialize, Serialize};

pub(super) const STATUS_PATH: &str = "getOrderStatusExtended.do";

pub(super) fn path(method: SberbankMethod) -> &'static str {
    match method {
        SberbankMethod::AutoRefund => "autoRefund.do",
        SberbankMethod::Refund => "refund.do",
    }
}

pub(super) fn amount_name(method: SberbankMethod) -> &'static str {
    match method {
        SberbankMethod::AutoRefund => "compositeRefundAmount",
        SberbankMethod::Refund => "amount",
    }
}

/// `refundItems`.
#[derive(Serialize, Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

/// The members of a position that the model has.
pub(super) const ITEM_MEMBERS: &[&str] = &[
    "positionId",
    "name",
    "quantity",
    "itemAmount",
    "itemPrice",
    "itemCode",
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemOut<'a> {
    position_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    quantity: QuantityOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_price: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    item_code: Option<&'a str>,
    #[serde(flatten)]
    extra: Option<Pairs<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemIn<'a> {
    #[serde(borrow)]
    position_id: RawValue<'a>,
    #[serde(borrow)]
    name: Option<RawValue<'a>>,
    #[serde(borrow)]
    quantity: QuantityIn<'a>,
    #[serde(borrow)]
    item_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    item_price: Option<RawValue<'a>>,
    #[serde(borrow)]
    item_code: Option<RawValue<'a>>,
}

/// The cart as the JSON text of one form field.
pub(super) fn print_items(items: &[SberbankLegacyItem]) -> Result<Option<String>, RefundError> {
    if items.is_empty() {
        return Ok(None);
    }
    let items = items
        .iter()
        .map(print_item)
        .collect::<Result<_, RefundError>>()?;
    to_json(&Items { items }).map(Some)
}

fn print_item(item: &SberbankLegacyItem) -> Result<ItemOut<'_>, RefundError> {
    Ok(ItemOut {
        position_id: item.position_id,
        name: item.name.as_deref(),
        quantity: item.quantity.print()?,
        item_amount: item.item_amount,
        item_price: item.item_price,
        item_code: item.item_code.as_deref(),
        extra: extra(item.extra.as_deref(), ITEM_MEMBERS)?,
    })
}

/// The cart as it arrived.
pub(super) fn read_items(text: &str) -> Result<Vec<SberbankLegacyItem>, RefundError> {
    let Items { items } =
        from_json_text::<Items<RawValue<'_>>>(text).map_err(|_| bad("refundItems"))?;
    items
        .into_iter()
        .map(read_item)
        .collect()
}

fn read_item(json: RawValue<'_>) -> Result<SberbankLegacyItem, RefundError> {
    let item: ItemIn<'_> = from_json_text(json.raw()).map_err(|_| bad("refundItems"))?;
    let units = |value: RawValue<'_>| {
        value
            .integer()
            .ok_or_else(|| bad("refundItems"))
    };
    Ok(SberbankLegacyItem {
        position_id: units(item.position_id)?,
        name: item.name.and_then(RawValue::string),
        quantity: item.quantity.read()?,
        item_amount: item
            .item_amount
            .map(units)
            .transpose()?,
        item_price: item
            .item_price
            .map(units)
            .transpose()?,
        item_code: item
            .item_code
            .and_then(RawValue::string),
        extra: rest(json, ITEM_MEMBERS)?,
    })
}
