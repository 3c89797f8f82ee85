//! The new gateway's names, as its document spells them.

use super::super::SberbankMethod;
use super::super::cart::{QuantityIn, QuantityOut, bad};
use super::refund::{SberbankGatewayItem, SberbankOrderBundle};
use crate::value::error::RefundError;
use crate::wire::{Pairs, RawValue, extra, from_json_text, rest};
use serde::{Deserialize, Serialize};

pub(super) const STATUS_PATH: &str = "getOrderStatusExtended.do";

pub(super) fn path(method: SberbankMethod) -> &'static str {
    match method {
        SberbankMethod::AutoRefund => "autoRefund",
        SberbankMethod::Refund => "refund.do",
    }
}

/// A refund or a status query.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) user_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token: Option<&'a str>,
    pub(super) order_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) composite_amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) json_params: Option<RefundParams<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) order_bundle: Option<BundleOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<&'a str>,
}

/// `jsonParams`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RefundParams<'a> {
    pub(super) external_refund_id: &'a str,
}

/// The same as it may arrive: anything may be missing, numbers may be text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RequestIn<'a> {
    #[serde(borrow)]
    user_name: Option<RawValue<'a>>,
    #[serde(borrow)]
    password: Option<RawValue<'a>>,
    #[serde(borrow)]
    token: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) composite_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) json_params: Option<ParamsIn<'a>>,
    #[serde(borrow)]
    pub(super) order_bundle: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) language: Option<RawValue<'a>>,
}

impl RequestIn<'_> {
    /// A field of the login, by its name.
    pub(super) fn login(&self, name: &str) -> Option<String> {
        let field = match name {
            "userName" => self.user_name,
            "password" => self.password,
            "token" => self.token,
            _ => None,
        };
        field.and_then(RawValue::string)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ParamsIn<'a> {
    #[serde(borrow)]
    pub(super) external_refund_id: Option<RawValue<'a>>,
}

/// The members of `orderBundle` that the model has.
pub(super) const BUNDLE_MEMBERS: &[&str] = &["ffdVersion", "receiptType", "total", "cartItems"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BundleOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    ffd_version: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    receipt_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    cart_items: CartItems<ItemOut<'a>>,
    #[serde(flatten)]
    extra: Option<Pairs<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BundleIn<'a> {
    #[serde(borrow)]
    ffd_version: Option<RawValue<'a>>,
    #[serde(borrow)]
    receipt_type: Option<RawValue<'a>>,
    #[serde(borrow)]
    total: Option<RawValue<'a>>,
    #[serde(borrow)]
    cart_items: CartItems<RawValue<'a>>,
}

#[derive(Serialize, Deserialize)]
struct CartItems<T> {
    items: Vec<T>,
}

/// The members of a position that the model has.
pub(super) const ITEM_MEMBERS: &[&str] = &[
    "positionId",
    "itemCode",
    "name",
    "quantity",
    "itemPrice",
    "itemAmount",
    "paymentMethod",
    "paymentObject",
    "tax",
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ItemOut<'a> {
    position_id: String,
    item_code: &'a str,
    name: &'a str,
    quantity: QuantityOut<'a>,
    item_price: i64,
    item_amount: i64,
    payment_method: &'a str,
    payment_object: &'a str,
    tax: TaxOut,
    #[serde(flatten)]
    extra: Option<Pairs<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TaxOut {
    tax_type: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemIn<'a> {
    #[serde(borrow)]
    position_id: RawValue<'a>,
    #[serde(borrow)]
    item_code: RawValue<'a>,
    #[serde(borrow)]
    name: RawValue<'a>,
    #[serde(borrow)]
    quantity: QuantityIn<'a>,
    #[serde(borrow)]
    item_price: RawValue<'a>,
    #[serde(borrow)]
    item_amount: RawValue<'a>,
    #[serde(borrow)]
    payment_method: RawValue<'a>,
    #[serde(borrow)]
    payment_object: RawValue<'a>,
    #[serde(borrow)]
    tax: TaxIn<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TaxIn<'a> {
    #[serde(borrow)]
    tax_type: RawValue<'a>,
}

pub(super) fn print_bundle(bundle: &SberbankOrderBundle) -> Result<BundleOut<'_>, RefundError> {
    Ok(BundleOut {
        ffd_version: bundle.ffd_version.as_deref(),
        receipt_type: bundle.receipt_type.as_deref(),
        total: bundle.total,
        cart_items: CartItems {
            items: bundle
                .items
                .iter()
                .map(print_item)
                .collect::<Result<_, RefundError>>()?,
        },
        extra: extra(bundle.extra.as_deref(), BUNDLE_MEMBERS)?,
    })
}

fn print_item(item: &SberbankGatewayItem) -> Result<ItemOut<'_>, RefundError> {
    Ok(ItemOut {
        position_id: item.position_id.to_string(),
        item_code: &item.item_code,
        name: &item.name,
        quantity: item.quantity.print()?,
        item_price: item.item_price,
        item_amount: item.item_amount,
        payment_method: &item.payment_method,
        payment_object: &item.payment_object,
        tax: TaxOut {
            tax_type: item.tax_type,
        },
        extra: extra(item.extra.as_deref(), ITEM_MEMBERS)?,
    })
}

/// The cart as it arrived.
pub(super) fn read_bundle(json: RawValue<'_>) -> Result<SberbankOrderBundle, RefundError> {
    let bundle: BundleIn<'_> = from_json_text(json.raw()).map_err(|_| bad("orderBundle"))?;
    Ok(SberbankOrderBundle {
        ffd_version: bundle
            .ffd_version
            .and_then(RawValue::string),
        receipt_type: bundle
            .receipt_type
            .and_then(RawValue::string),
        total: bundle.total.map(units).transpose()?,
        items: bundle
            .cart_items
            .items
            .into_iter()
            .map(read_item)
            .collect::<Result<_, RefundError>>()?,
        extra: rest(json, BUNDLE_MEMBERS)?,
    })
}

fn read_item(json: RawValue<'_>) -> Result<SberbankGatewayItem, RefundError> {
    let item: ItemIn<'_> = from_json_text(json.raw()).map_err(|_| bad("orderBundle.items"))?;
    let text = |value: RawValue<'_>| {
        value
            .string()
            .ok_or_else(|| bad("orderBundle.items"))
    };
    Ok(SberbankGatewayItem {
        position_id: units(item.position_id)?,
        item_code: text(item.item_code)?,
        name: text(item.name)?,
        quantity: item.quantity.read()?,
        item_price: units(item.item_price)?,
        item_amount: units(item.item_amount)?,
        payment_method: text(item.payment_method)?,
        payment_object: text(item.payment_object)?,
        tax_type: units(item.tax.tax_type)?,
        extra: rest(json, ITEM_MEMBERS)?,
    })
}

fn units(value: RawValue<'_>) -> Result<i64, RefundError> {
    value
        .integer()
        .ok_or_else(|| bad("orderBundle"))
}
