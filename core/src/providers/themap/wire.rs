//! theMAP's names, as its documents spell them.

use super::encoding::Params;
use crate::decision::profile::Finding;
use crate::value::int_or_digits;
use crate::wire::{Pairs, RawJson, RawValue, amount, optional_objects};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// `POST /Refund` as it is written.
#[derive(Serialize)]
pub(super) struct RefundBody<'a> {
    pub(super) key: &'a str,
    pub(super) map_order_id: &'a str,
    pub(super) amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) custom_params_rdy: Option<Params<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) split: Vec<SplitBody<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) goods: Vec<GoodBody<'a>>,
}

/// One part of `split`; all members are mandatory.
#[derive(Serialize)]
pub(super) struct SplitBody<'a> {
    pub(super) split_terminal_id: i64,
    pub(super) amount: i64,
    pub(super) purpose: &'a str,
    pub(super) fee: RawJson,
}

/// The members of a good that the model has.
pub(super) const GOOD_MEMBERS: &[&str] = &[
    "name",
    "price",
    "tax",
    "payment_subject_type",
    "payment_method_type",
    "agent_type",
    "supplier",
];

/// One of `goods`.
#[derive(Serialize)]
pub(super) struct GoodBody<'a> {
    pub(super) name: &'a str,
    pub(super) price: RawJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tax: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_subject_type: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) payment_method_type: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent_type: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<SupplierBody<'a>>,
    #[serde(flatten)]
    pub(super) extra: Option<Pairs<'a>>,
}

/// The members of a supplier that the model has.
pub(super) const SUPPLIER_MEMBERS: &[&str] = &["name", "inn", "phone_numbers"];

/// A good's supplier.
#[derive(Serialize)]
pub(super) struct SupplierBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inn: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) phone_numbers: &'a [String],
    #[serde(flatten)]
    pub(super) extra: Option<Pairs<'a>>,
}

/// `POST /Refund` as it arrives. A public client writes `null` for what it leaves out.
#[derive(Deserialize)]
pub(super) struct RefundIn {
    pub(super) key: String,
    pub(super) map_order_id: String,
    #[serde(deserialize_with = "amount")]
    pub(super) amount: i64,
    #[serde(default)]
    pub(super) custom_params_rdy: Option<Params<'static>>,
    #[serde(default, deserialize_with = "optional_objects")]
    pub(super) split: Option<Vec<SplitIn>>,
    #[serde(default, deserialize_with = "optional_objects")]
    pub(super) goods: Option<Vec<RawJson>>,
}

/// One part of `split` as it arrives.
#[derive(Deserialize)]
pub(super) struct SplitIn {
    #[serde(with = "int_or_digits")]
    pub(super) split_terminal_id: i64,
    #[serde(deserialize_with = "amount")]
    pub(super) amount: i64,
    pub(super) purpose: String,
    pub(super) fee: RawJson,
}

/// One of `goods` as it arrives.
#[derive(Deserialize)]
pub(super) struct GoodIn<'a> {
    pub(super) name: String,
    #[serde(borrow)]
    pub(super) price: RawValue<'a>,
    #[serde(default, with = "int_or_digits::optional")]
    pub(super) tax: Option<i64>,
    #[serde(default, with = "int_or_digits::optional")]
    pub(super) payment_subject_type: Option<i64>,
    #[serde(default, with = "int_or_digits::optional")]
    pub(super) payment_method_type: Option<i64>,
    #[serde(default, with = "int_or_digits::optional")]
    pub(super) agent_type: Option<i64>,
    #[serde(borrow, default)]
    pub(super) supplier: Option<RawValue<'a>>,
}

/// A supplier as it arrives.
#[derive(Deserialize)]
pub(super) struct SupplierIn {
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) inn: Option<String>,
    #[serde(default)]
    pub(super) phone_numbers: Option<Vec<String>>,
}

/// `POST /getState`.
#[derive(Serialize, Deserialize)]
pub(super) struct StateBody<'a> {
    pub(super) key: Cow<'a, str>,
    pub(super) merchant_order_id: Cow<'a, str>,
}

/// A response to `Refund` or `getState`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ResponseBody<'a> {
    #[serde(borrow)]
    pub(super) success: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) merchant_order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) new_amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) state: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) err_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) err_message: Option<RawValue<'a>>,
    #[serde(borrow)]
    key: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) processing_response: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) custom_params: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) fee_percent: Option<RawValue<'a>>,
    #[serde(borrow, rename = "TerminalID")]
    pub(super) terminal_id: Option<RawValue<'a>>,
    #[serde(borrow, rename = "RRN")]
    pub(super) rrn: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) bank_name: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) receipt_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) card_type: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) pan_mask: Option<RawValue<'a>>,
}

impl<'a> ResponseBody<'a> {
    /// `true` or `false`, as a boolean or as a word in any case.
    pub(super) fn success(&self) -> Option<bool> {
        self.success?.flag()
    }

    /// What is left, as a number or as digits. Nothing if it is not an integer of 0 or more.
    pub(super) fn new_amount(&self) -> Option<i64> {
        self.new_amount?.integer()
    }

    /// The payment's state.
    pub(super) fn state(&self) -> Option<Cow<'a, str>> {
        self.state.and_then(RawValue::said)
    }

    /// The error's code. The empty code of a success counts as absent.
    pub(super) fn code(&self) -> Option<Cow<'a, str>> {
        self.err_code.and_then(RawValue::said)
    }

    /// Whether it names an error, by a code or by a text.
    pub(super) fn names_error(&self) -> bool {
        self.code().is_some()
            || self
                .err_message
                .and_then(RawValue::said)
                .is_some()
    }

    /// The amount, whatever it means, where it is an integer of 0 or more.
    pub(super) fn amount(&self) -> Option<i64> {
        self.amount?.integer()
    }

    /// Whether it has an amount, and that is not `minor_units`. What has no digit is none.
    pub(super) fn has_another_amount(&self, minor_units: i64) -> bool {
        let is_amount = |amount: &RawValue<'_>| {
            amount
                .text()
                .is_some_and(|text| text.contains(|letter: char| letter.is_ascii_digit()))
        };
        self.amount
            .filter(is_amount)
            .is_some_and(|amount| amount.integer() != Some(minor_units))
    }

    /// The error's text, or else the acquirer's own.
    pub(super) fn message(&self) -> Option<String> {
        self.err_message
            .and_then(RawValue::string)
            .or_else(|| {
                self.processing_response
                    .and_then(RawValue::string)
            })
    }

    /// The seller's key, where it came back.
    pub(super) fn key(&self) -> Option<Cow<'a, str>> {
        self.key.and_then(RawValue::said)
    }

    /// The ids of the payment that the response names, whichever of the two each is.
    pub(super) fn order_ids(&self) -> impl Iterator<Item = Cow<'a, str>> {
        [self.order_id, self.merchant_order_id]
            .into_iter()
            .flatten()
            .filter_map(RawValue::said)
    }
}

/// What a code proves. theMAP's list is not public: `AMOUNT_EXCEED` is from its refund page (H), the other two from a
/// public client and its relatives; every other code may stand for a refund that went through.
pub(super) fn refusal(code: Option<&str>) -> Finding {
    match code {
        Some("AMOUNT_EXCEED" | "INVALID_AUTHENTICATION" | "INVALID_FORMAT") => Finding::Declined,
        _ => Finding::Unrecognised,
    }
}
