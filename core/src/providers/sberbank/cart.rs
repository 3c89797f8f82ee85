//! The cart of a refund: what both gateways' positions have in common, and how they must add up.
//!
//! A quantity is an integer number of thousandths and is printed as an exact decimal. Parts that are not modelled pass
//! through as JSON text, byte for byte: the lists of codes change with tax law.

use crate::http::validate;
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use crate::value::money::{MAX_MINOR_UNITS, format_decimal, parse_json_decimal};
use crate::wire::{RawJson, RawValue};
use serde::{Deserialize, Serialize};

/// How much of a position is given back.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankQuantity {
    /// Thousandths of the unit: 400 is 0.4 of it. From 1 to 99999999.
    #[serde(with = "int_or_digits")]
    pub thousandths: i64,
    /// The unit: 1 to 20 characters. The legacy gateway requires it; the new one takes a code such as `11`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub measure: Option<String>,
}

/// `quantity` on the wire.
#[derive(Serialize)]
pub(super) struct QuantityOut<'a> {
    value: RawJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    measure: Option<&'a str>,
}

/// `quantity` as it may arrive.
#[derive(Deserialize)]
pub(super) struct QuantityIn<'a> {
    #[serde(borrow)]
    value: RawValue<'a>,
    #[serde(borrow)]
    measure: Option<RawValue<'a>>,
}

/// FFD tag 1023: at most 99999.999.
const MOST_THOUSANDTHS: i64 = 99_999_999;
const THOUSANDTHS: u32 = 3;

impl SberbankQuantity {
    pub(super) fn check(&self) -> Result<(), RefundError> {
        let fits = (1..=MOST_THOUSANDTHS).contains(&self.thousandths);
        validate::require(fits, "thousandths", "must be from 1 to 99999999")?;
        validate::optional(validate::line, "measure", self.measure.as_deref(), 20).map(|_| ())
    }

    /// `0.4`, `2`, `1.005`: no more digits than needed.
    pub(super) fn print(&self) -> Result<QuantityOut<'_>, RefundError> {
        let text = format_decimal(self.thousandths, THOUSANDTHS);
        let short = text
            .trim_end_matches('0')
            .trim_end_matches('.');
        let value = RawJson::new("quantity", short)?;
        Ok(QuantityOut {
            value,
            measure: self.measure.as_deref(),
        })
    }
}

impl QuantityIn<'_> {
    pub(super) fn read(&self) -> Result<SberbankQuantity, RefundError> {
        let text = self
            .value
            .text()
            .ok_or_else(|| bad("quantity.value"))?;
        let thousandths =
            parse_json_decimal(&text, THOUSANDTHS).map_err(|_| bad("quantity.value"))?;
        Ok(SberbankQuantity {
            thousandths,
            measure: self.measure.and_then(RawValue::string),
        })
    }
}

/// The error for a position that arrived and cannot be read.
pub(super) fn bad(field: &str) -> RefundError {
    RefundError::new(
        code::INVALID_MESSAGE,
        field,
        "is not what the document describes",
    )
}

/// What of a position enters the sums: minor units and thousandths.
pub(super) struct Part {
    pub(super) price: Option<i64>,
    pub(super) amount: Option<i64>,
    pub(super) thousandths: i64,
}

impl Part {
    /// What the position costs: `itemAmount`, which equals `itemPrice * quantity` exactly. None where it has neither.
    pub(super) fn whole(&self) -> Result<Option<i64>, RefundError> {
        for (name, units) in [("itemPrice", self.price), ("itemAmount", self.amount)] {
            let detail = "must be from 0 to 9007199254740991";
            if units.is_some_and(|units| !(0..=MAX_MINOR_UNITS).contains(&units)) {
                return Err(RefundError::new(code::INVALID_AMOUNT, name, detail));
            }
        }
        let Some(price) = self.price else {
            return Ok(self.amount);
        };
        let name = if self.amount.is_some() {
            "itemAmount"
        } else {
            "itemPrice"
        };
        let inexact = || {
            RefundError::new(
                code::SUM_MISMATCH,
                name,
                "must make price times quantity exact in minor units",
            )
        };
        let product = exact_product(price, self.thousandths).ok_or_else(inexact)?;
        if self
            .amount
            .is_some_and(|amount| amount != product)
        {
            Err(inexact())
        } else {
            Ok(Some(product))
        }
    }
}

/// `price * thousandths / 1000`, where that is an integer.
fn exact_product(price: i64, thousandths: i64) -> Option<i64> {
    let product = price.checked_mul(thousandths)?;
    if product.checked_rem(1000)? == 0 {
        product.checked_div(1000)
    } else {
        None
    }
}

/// The positions add up to the refund; not checked where one of them says neither price nor amount.
pub(super) fn check_sum(
    field: &str,
    wholes: &[Option<i64>],
    refund: i64,
) -> Result<(), RefundError> {
    let known: Option<Vec<i64>> = wholes.iter().copied().collect();
    known.map_or(Ok(()), |known| {
        validate::require_sum(field, known.into_iter(), refund)
    })
}
