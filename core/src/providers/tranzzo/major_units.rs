//! Amounts in major units with at most two decimals, as Tranzzo writes them.

use crate::value::currency::Currency;
use crate::value::error::{RefundError, code};
use crate::value::money::{
    Money, ParseDecimalError, TEST_CURRENCY, TEST_CURRENCY_DECIMALS, read_amount,
};
use crate::wire::RawJson;

/// Decimals of a currency here: ISO 4217, but the test currency `XTS` has two.
pub(super) fn exponent(currency: &str) -> Option<u32> {
    if currency == TEST_CURRENCY {
        Some(TEST_CURRENCY_DECIMALS)
    } else {
        Currency::parse(currency)?.exponent()
    }
}

/// The wire knows at most two decimals.
const WIRE_DECIMALS: u32 = 2;

/// Minor units as the wire prints them: no fraction (`80`) or two digits (`50.50`).
pub(super) fn print_amount(
    field: &str,
    minor_units: i64,
    exponent: u32,
) -> Result<RawJson, RefundError> {
    let inexact = || RefundError::new(code::INVALID_AMOUNT, field, "needs more than two decimals");
    let hundredths = rescale(minor_units, exponent, WIRE_DECIMALS).ok_or_else(inexact)?;
    let text = crate::value::money::format_decimal(hundredths, WIRE_DECIMALS);
    let short = text
        .strip_suffix(".00")
        .unwrap_or(&text);
    RawJson::new(field, short).map_err(|_| inexact())
}

/// An amount in major units, as the provider side prints it.
pub(super) fn printed_amount(money: &Money) -> Result<String, RefundError> {
    let unknown = || RefundError::new(code::INVALID_CURRENCY, "", "has no known minor unit");
    let decimals = exponent(&money.currency).ok_or_else(unknown)?;
    let printed = print_amount("", money.minor_units, decimals)?;
    Ok(printed.as_scalar().raw().to_owned())
}

/// Reads major units as minor units; more than two decimals are a fault.
pub(super) fn read_major(text: &str, exponent: u32) -> Result<i64, ParseDecimalError> {
    let minor_units = read_amount(text, exponent)?;
    rescale(minor_units, exponent, exponent.min(WIRE_DECIMALS))
        .map(|_| minor_units)
        .ok_or(ParseDecimalError::TooPrecise)
}

/// `value` at `from` decimals as one at `to` decimals, where that is exact.
fn rescale(value: i64, from: u32, to: u32) -> Option<i64> {
    let up = 10_i64.checked_pow(to.saturating_sub(from))?;
    let down = 10_i64.checked_pow(from.saturating_sub(to))?;
    let scaled = value.checked_mul(up)?;
    if scaled.checked_rem(down)? != 0 {
        return None;
    }
    scaled.checked_div(down)
}
