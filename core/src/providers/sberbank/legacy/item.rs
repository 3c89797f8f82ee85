//! A position of `refundItems`, and what is checked of it.

use super::super::TWELVE_DIGITS;
use super::super::cart::{Part, SberbankQuantity};
use super::wire::ITEM_MEMBERS;
use crate::http::validate::{self, optional};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::wire::extra;
use serde::{Deserialize, Serialize};

/// A position of the order that is given back. Position, name and code are those of the original order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankLegacyItem {
    /// Number of the position: 1 to 999999999999.
    pub position_id: i64,
    /// Name: 1 to 255 characters. One page says that number and quantity are enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub name: Option<String>,
    /// How much of it, with its unit.
    pub quantity: SberbankQuantity,
    /// Cost of the position in minor units: price times quantity, exactly.
    #[serde(
        default,
        with = "int_or_digits::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub item_amount: Option<i64>,
    /// Price of one unit in minor units.
    #[serde(
        default,
        with = "int_or_digits::optional",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub item_price: Option<i64>,
    /// The shop's code of the goods: 1 to 100 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub item_code: Option<String>,
    /// Other members (`itemAttributes`, `itemCurrency`, ..), at most 64, as the text of a JSON object; they travel as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub extra: Option<String>,
}

/// Checks a position; gives its cost.
pub(super) fn check_item(item: &SberbankLegacyItem) -> Result<Option<i64>, RefundError> {
    validate::require(
        (1..=TWELVE_DIGITS).contains(&item.position_id),
        "positionId",
        "must be from 1 to 999999999999",
    )?;
    optional(validate::registered_name, "name", item.name.as_deref(), 255)?;
    item.quantity
        .check()
        .map_err(|error| error.within("quantity"))?;
    let missing = || RefundError::new(code::MISSING_FIELD, "quantity.measure", "is missing");
    item.quantity
        .measure
        .as_ref()
        .ok_or_else(missing)?;
    optional(
        validate::registered_name,
        "itemCode",
        item.item_code.as_deref(),
        100,
    )?;
    extra(item.extra.as_deref(), ITEM_MEMBERS)?;
    Part {
        price: item.item_price,
        amount: item.item_amount,
        thousandths: item.quantity.thousandths,
    }
    .whole()
}
