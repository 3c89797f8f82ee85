//! The fields of an order, as `getOrderStatusExtended.do` of both gateways spells them.

use crate::wire::{Nested, NestedList, RawValue};
use serde::Deserialize;

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
    #[serde(borrow, default)]
    pub(super) card_auth_info: Nested<CardAuthInfo<'a>>,
    #[serde(borrow, default)]
    pub(super) payment_amount_info: Nested<Amounts<'a>>,
    #[serde(borrow, default)]
    pub(super) loyalty_info: Nested<Loyalty<'a>>,
    #[serde(borrow, default)]
    pub(super) attributes: NestedList<Attribute<'a>>,
    #[serde(borrow, default)]
    pub(super) operations: NestedList<Operation<'a>>,
    #[serde(borrow, default)]
    pub(super) refunds: NestedList<Operation<'a>>,
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
    #[serde(borrow, default)]
    pub(super) bank_info: Nested<BankInfo<'a>>,
}

/// `bankInfo`.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BankInfo<'a> {
    #[serde(borrow)]
    pub(super) bank_name: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) bank_country_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) bank_country_name: Option<RawValue<'a>>,
}

/// One example prints the currency within `cardAuthInfo` instead of beside it.
#[derive(Clone, Copy, Default, Deserialize)]
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
    #[serde(borrow, default)]
    pub(super) payment_bonus: Nested<Bonus<'a>>,
    #[serde(borrow, default)]
    pub(super) award_bonus: Nested<Bonus<'a>>,
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
    pub(super) name: Option<RawValue<'a>>,
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
