//! The fields of an order, as `getOrderStatusExtended.do` of both gateways spells them.

use crate::wire::{RawValue, optional_objects};
use serde::Deserialize;
use std::borrow::Cow;

/// The response, beside code and text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order<'a> {
    #[serde(borrow)]
    pub(super) order_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_status: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) currency: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) card_auth_info: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_amount_info: Option<Amounts<'a>>,
    #[serde(borrow)]
    pub(super) loyalty_info: Option<Loyalty<'a>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    pub(super) attributes: Option<Vec<Attribute<'a>>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    pub(super) operations: Option<Vec<Operation<'a>>>,
    #[serde(borrow, default, deserialize_with = "optional_objects")]
    pub(super) refunds: Option<Vec<Operation<'a>>>,
    /// Money and points together, as the order was registered.
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) action_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) action_code_description: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) auth_ref_num: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) terminal_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) date: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) auth_date_time: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) deposited_date: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refunded_date: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) bank_info: Option<RawValue<'a>>,
}

/// One example prints the currency within `cardAuthInfo` instead of beside it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CardAuthInfo<'a> {
    #[serde(borrow)]
    pub(super) currency: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) masked_pan: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) approval_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) date: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) deposited_date: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Amounts<'a> {
    #[serde(borrow)]
    pub(super) deposited_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refunded_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) approved_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) fee_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_state: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Loyalty<'a> {
    #[serde(borrow)]
    pub(super) payment_bonus: Option<Bonus<'a>>,
    #[serde(borrow)]
    pub(super) award_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) receipt_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) loyalty_name: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bonus<'a> {
    #[serde(borrow)]
    pub(super) deposited_amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) refunded_amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) approved_amount_bonus: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Attribute<'a> {
    #[serde(borrow)]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) value: Option<RawValue<'a>>,
}

/// An item of `operations` (new) or `refunds` (legacy, where all are refunds and have no type).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount_bonus: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) reference_number: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) external_refund_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) action_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) approval_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) date: Option<RawValue<'a>>,
}
