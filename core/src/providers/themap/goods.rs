//! Parts of a refund: who gives it back (`split`) and what was returned (`goods`, for the receipt by law 54-FZ).
//!
//! Without goods theMAP writes the receipt itself: a full refund repeats the positions of the charge, a partial one has the one
//! position "Частичный возврат" with the fiscal settings of the terminal.
//!
//! The document's own table of goods is missing; names are those of a public client (M), and whether there are more is
//! not known. There is no quantity: each piece has an entry of its own. Tax and type numbers are passed on as they are.

use super::wire::{GOOD_MEMBERS, SUPPLIER_MEMBERS};
use crate::http::validate::{self, optional, require_sum};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::MinorUnits;
use crate::wire::extra;
use serde::{Deserialize, Serialize};

/// One part of a divided refund.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapSplit {
    /// The terminal that gives it back: a positive number.
    #[serde(with = "int_or_digits")]
    pub terminal_id: i64,
    /// Minor units. All parts add up to the refund's amount.
    #[serde(with = "int_or_digits")]
    pub minor_units: i64,
    /// What it is for: one line of 1 to 1000 characters.
    pub purpose: String,
    /// The fee as an exact decimal of 0 or more, such as `10` or `2.75`: printed as it is, and no part of the sum. Its unit
    /// is not documented.
    pub fee: String,
}

/// One returned piece, for the receipt.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapGood {
    /// Its name: one line of 1 to 1000 characters.
    pub name: String,
    /// Its price in minor units. All prices add up to the refund's amount.
    #[serde(with = "int_or_digits")]
    pub price: i64,
    /// Tax rate, by theMAP's numbers: from 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub tax: Option<i64>,
    /// What was sold, by theMAP's numbers: from 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_subject_type: Option<i64>,
    /// How it was paid, by theMAP's numbers: from 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub payment_method_type: Option<i64>,
    /// What kind of agent sold it, by theMAP's numbers: from 0 to 2147483647.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub agent_type: Option<i64>,
    /// For whom the agent sold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub supplier: Option<TheMapSupplier>,
    /// Other members, at most 64, as the text of a JSON object: the document announces parameters whose table is missing. They
    /// travel as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Option<String>,
}

/// A supplier, for whom an agent sold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapSupplier {
    /// Name: one line of 1 to 1000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub name: Option<String>,
    /// Taxpayer number: one line of 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub inn: Option<String>,
    /// Telephone numbers: each one line of 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub phone_numbers: Vec<String>,
    /// Other members, at most 64, as the text of a JSON object; they travel as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Option<String>,
}

/// Checks the parts; they add up to `whole`.
pub(super) fn check_split(split: &[TheMapSplit], whole: i64) -> Result<(), RefundError> {
    for (index, part) in split.iter().enumerate() {
        check_part(part).map_err(|error| error.within(&format!("split[{index}]")))?;
    }
    if split.is_empty() {
        Ok(())
    } else {
        require_sum(
            "split",
            split
                .iter()
                .map(|part| part.minor_units),
            whole,
        )
    }
}

fn check_part(part: &TheMapSplit) -> Result<(), RefundError> {
    validate::require(
        part.terminal_id > 0,
        "terminalId",
        "must be a positive number",
    )?;
    MinorUnits::new("minorUnits", part.minor_units)?;
    validate::line("purpose", &part.purpose, 1000)?;
    validate::require(
        is_plain_number(&part.fee),
        "fee",
        "must be a decimal of 0 or more, such as 2.75",
    )
}

/// `( "0" | digit without 0, digits ) [ "." digits ]`: a JSON number without sign and exponent, of at most 40 characters.
fn is_plain_number(text: &str) -> bool {
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let digits = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    };
    let leading_zero = whole.len() > 1 && whole.starts_with('0');
    text.len() <= 40 && digits(whole) && !leading_zero && fraction.is_none_or(digits)
}

/// Checks the goods; their prices add up to `whole`.
pub(super) fn check_goods(goods: &[TheMapGood], whole: i64) -> Result<(), RefundError> {
    for (index, good) in goods.iter().enumerate() {
        check_good(good).map_err(|error| error.within(&format!("goods[{index}]")))?;
    }
    if goods.is_empty() {
        Ok(())
    } else {
        require_sum("goods", goods.iter().map(|good| good.price), whole)
    }
}

fn check_good(good: &TheMapGood) -> Result<(), RefundError> {
    validate::registered_name("name", &good.name, 1000)?;
    MinorUnits::new("price", good.price)?;
    for (name, number) in [
        ("tax", good.tax),
        ("paymentSubjectType", good.payment_subject_type),
        ("paymentMethodType", good.payment_method_type),
        ("agentType", good.agent_type),
    ] {
        let in_range = |number| (0..=i64::from(i32::MAX)).contains(&number);
        validate::require(
            number.is_none_or(in_range),
            name,
            "must be from 0 to 2147483647",
        )?;
    }
    extra(good.extra.as_deref(), GOOD_MEMBERS)?;
    good.supplier
        .as_ref()
        .map_or(Ok(()), check_supplier)
        .map_err(|error| error.within("supplier"))
}

fn check_supplier(supplier: &TheMapSupplier) -> Result<(), RefundError> {
    if *supplier == TheMapSupplier::default() {
        return Err(RefundError::new(code::MISSING_FIELD, "", "says nothing"));
    }
    optional(validate::line, "name", supplier.name.as_deref(), 1000)?;
    optional(validate::line, "inn", supplier.inn.as_deref(), 100)?;
    for (index, number) in supplier
        .phone_numbers
        .iter()
        .enumerate()
    {
        validate::line(&format!("phoneNumbers[{index}]"), number, 100)?;
    }
    extra(supplier.extra.as_deref(), SUPPLIER_MEMBERS).map(drop)
}
