//! Money as exact integers: minor units, decimal text, micros, and the checks between them.
//!
//! There are no floats and no rounding: an amount that cannot be written exactly is an error. One unit is 10^exponent minor units and
//! 1,000,000 micros, whatever the currency.

use super::int_or_digits;
use crate::value::currency::Currency;
use crate::value::error::{RefundError, code};
use serde::{Deserialize, Serialize};

/// The largest amount in minor units: 2^53 - 1, the largest integer that every language here holds exactly.
pub const MAX_MINOR_UNITS: i64 = 9_007_199_254_740_991;

/// An amount of money. In documents: `{"minorUnits": 1050, "currency": "RUB"}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Money {
    /// Minor units (kopecks, cents, yen): 1 to 2^53 - 1 in a refund; a balance may be zero.
    #[serde(with = "int_or_digits")]
    pub minor_units: i64,
    /// ISO 4217 code in upper case.
    pub currency: String,
}

/// How much to give back, where the wire allows a refund without an amount.
///
/// There is no default: an absent amount never means everything.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum RefundAmount {
    /// Everything that is left. The request carries no amount, and the response must report the amount that you expect: the money
    /// has gone by then. Nothing is compared with your own books before. A ledger has no such refund and always names the amount.
    #[serde(rename_all = "camelCase")]
    Full {
        /// What you expect to be given back.
        expected: Money,
    },
    /// This amount, which the request carries.
    Partial(Money),
}

impl RefundAmount {
    /// The amount that the response must report.
    pub fn expected(&self) -> &Money {
        match self {
            Self::Full { expected } => expected,
            Self::Partial(amount) => amount,
        }
    }

    /// The amount that the request carries, if it carries one.
    pub fn on_wire(&self) -> Option<&Money> {
        match self {
            Self::Full { .. } => None,
            Self::Partial(amount) => Some(amount),
        }
    }

    /// Where the amount stands in a document: `amount.partial`.
    pub(crate) fn place(&self, field: &str) -> String {
        match self {
            Self::Full { .. } => format!("{field}.full.expected"),
            Self::Partial(_) => format!("{field}.partial"),
        }
    }
}

/// The sum of two amounts in minor units, where every language here holds it exactly.
pub(crate) fn exact_sum(first: i64, second: i64) -> Option<i64> {
    first
        .checked_add(second)
        .filter(|sum| *sum <= MAX_MINOR_UNITS)
}

impl Money {
    /// Makes an amount; it is checked when it is used.
    pub fn new(minor_units: i64, currency: impl Into<String>) -> Self {
        Self {
            minor_units,
            currency: currency.into(),
        }
    }

    /// Reads a decimal such as `10.50`, exactly. `currency` decides how many decimals may differ from zero: `10.5000` is
    /// 10.50 RUB and `500.00` is 500 JPY. The test currency `XTS` has two.
    pub fn parse(text: &str, currency: &str) -> Result<Self, RefundError> {
        let exponent = decimals_of("currency", currency)?;
        let minor_units = parse_decimal(text, exponent).map_err(|fault| match fault {
            ParseDecimalError::NotDecimal => not_decimal("text", text),
            other => other.error("text"),
        })?;
        Ok(Self::new(in_range("text", minor_units)?.get(), currency))
    }

    /// Prints the amount with all decimals of its currency: `10.50`, `500`, `1.234`.
    pub fn format(&self) -> Result<String, RefundError> {
        let exponent = decimals_of("currency", &self.currency)?;
        Ok(format_decimal(self.minor_units, exponent))
    }

    /// Checks that this can be refunded: a known currency with a minor unit, and an amount from 1 to 2^53 - 1.
    pub fn checked(&self, field: &str) -> Result<MinorUnits, RefundError> {
        known_currency("currency", &self.currency).map_err(|error| error.within(field))?;
        in_range("minorUnits", self.minor_units).map_err(|error| error.within(field))
    }

    /// Checks that this can be refunded from an account that knows one currency only.
    pub fn checked_in(
        &self,
        field: &str,
        account_currency: &str,
    ) -> Result<MinorUnits, RefundError> {
        if self.currency != account_currency {
            return Err(RefundError::new(
                code::INVALID_CURRENCY,
                format!("{field}.currency"),
                format!("the account is in {account_currency}"),
            ));
        }
        self.checked(field)
    }
}

/// A positive amount that every language holds exactly: 1 to 2^53 - 1 minor units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MinorUnits(i64);

impl MinorUnits {
    /// Checks the range.
    pub fn new(field: &str, minor_units: i64) -> Result<Self, RefundError> {
        in_range(field, minor_units)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

fn in_range(field: &str, minor_units: i64) -> Result<MinorUnits, RefundError> {
    if (1..=MAX_MINOR_UNITS).contains(&minor_units) {
        return Ok(MinorUnits(minor_units));
    }
    Err(RefundError::new(
        code::INVALID_AMOUNT,
        field,
        "must be from 1 to 9007199254740991 minor units",
    ))
}

/// The currency and its exponent; codes without a minor unit are refused.
pub fn known_currency(field: &str, code: &str) -> Result<(Currency, u32), RefundError> {
    Currency::parse(code)
        .and_then(|currency| Some((currency, currency.exponent()?)))
        .ok_or_else(|| RefundError::new(code::INVALID_CURRENCY, field, unknown_currency(code)))
}

/// Why a code is refused. Its text is named only where the table knows it.
fn unknown_currency(code: &str) -> String {
    let upper = code.trim().to_ascii_uppercase();
    match Currency::parse(&upper) {
        Some(known) if known.exponent().is_none() => "has no minor unit".to_owned(),
        Some(known) => format!("must be written as {}", known.code()),
        None if upper == "RUR" => "is the rouble's code of before 1998: use RUB".to_owned(),
        None => "is not an ISO 4217 code, such as RUB".to_owned(),
    }
}

/// The decimals of a text in this currency: those of ISO 4217, and of the test currency two.
pub(crate) fn decimals_of(field: &str, currency: &str) -> Result<u32, RefundError> {
    if currency == TEST_CURRENCY {
        return Ok(TEST_CURRENCY_DECIMALS);
    }
    known_currency(field, currency).map(|(_, exponent)| exponent)
}

/// The code for tests, to which ISO 4217 gives no minor unit. Providers refuse it, except for one that names its decimals.
pub(crate) const TEST_CURRENCY: &str = "XTS";

/// The decimals of [`TEST_CURRENCY`] wherever it is taken.
pub(crate) const TEST_CURRENCY_DECIMALS: u32 = 2;

/// What in the caller's text is no plain decimal.
fn not_decimal(field: &str, text: &str) -> RefundError {
    let has = |found: fn(char) -> bool| text.contains(found);
    let detail = if text.trim().is_empty() {
        "is empty"
    } else if text.trim() != text {
        "has white space around it"
    } else if has(|character| character == ',') {
        "has a comma: the decimal sign is a point, and there is none between thousands"
    } else if has(char::is_whitespace) {
        "has white space in it: only the number belongs here, such as 10.50"
    } else if has(|character| matches!(character, '-' | '+')) {
        "has a sign"
    } else if has(char::is_alphabetic) {
        "has letters: only the number belongs here, such as 10.50"
    } else {
        return ParseDecimalError::NotDecimal.error(field);
    };
    RefundError::new(code::INVALID_AMOUNT, field, detail)
}

/// Why a decimal is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseDecimalError {
    /// The text is not made of digits with at most one point (and, from a provider, an exponent).
    NotDecimal,
    /// There is a digit other than zero beyond the currency's decimals.
    TooPrecise,
    /// The number is larger than an `i64`.
    TooLarge,
}

impl ParseDecimalError {
    /// The error to give to the caller.
    pub fn error(self, field: &str) -> RefundError {
        let detail = match self {
            Self::NotDecimal => "is not a plain decimal such as 10.50",
            Self::TooPrecise => "has more decimals than the currency",
            Self::TooLarge => "is too large",
        };
        RefundError::new(code::INVALID_AMOUNT, field, detail)
    }
}

/// Reads the caller's decimal, `digits [ "." digits ]`, without sign or exponent. Beyond the currency's decimals there may
/// only be zeros.
pub fn parse_decimal(text: &str, exponent: u32) -> Result<i64, ParseDecimalError> {
    let (whole, fraction) = text
        .split_once('.')
        .unwrap_or((text, "0"));
    if fraction.is_empty() {
        return Err(ParseDecimalError::NotDecimal);
    }
    scaled(whole, fraction, i64::from(exponent))
}

/// Reads a decimal as JSON may print it: `80`, `100.0`, `1e2`, `1.050E+1`. A value that is not exact is a fault.
pub fn parse_json_decimal(text: &str, exponent: u32) -> Result<i64, ParseDecimalError> {
    let (mantissa, power) = text
        .split_once(['e', 'E'])
        .unwrap_or((text, "0"));
    let (whole, fraction) = mantissa
        .split_once('.')
        .unwrap_or((mantissa, ""));
    let power: i64 = power
        .parse()
        .map_err(|_| ParseDecimalError::NotDecimal)?;
    let shift = power
        .checked_add(i64::from(exponent))
        .ok_or(ParseDecimalError::TooLarge)?;
    scaled(whole, fraction, shift)
}

/// Reads an amount as providers' messages spell it. It is the one rule for all of them: an integer, a decimal text, or a number
/// with a fraction or an exponent, wherever nothing is lost, such as `1050`, `"1050"`, `1050.0` and `1.05e3`.
///
/// `decimals` are those of the unit: minor units have none. It gives 0 to 2^53 - 1; a sign or white space is a fault.
pub fn read_amount(text: &str, decimals: u32) -> Result<i64, ParseDecimalError> {
    let read = parse_json_decimal(text, decimals)?;
    if read <= MAX_MINOR_UNITS {
        Ok(read)
    } else {
        Err(ParseDecimalError::TooLarge)
    }
}

/// `whole.fraction * 10^shift` as an integer, or a fault where that is not one.
fn scaled(whole: &str, fraction: &str, shift: i64) -> Result<i64, ParseDecimalError> {
    let digits = || whole.bytes().chain(fraction.bytes());
    if whole.is_empty() || !digits().all(|digit| digit.is_ascii_digit()) {
        return Err(ParseDecimalError::NotDecimal);
    }
    let point = i64::try_from(whole.len())
        .map_err(|_| ParseDecimalError::TooLarge)?
        .saturating_add(shift);
    let mut value = 0_i64;
    let mut position = 0_i64;
    for digit in digits() {
        if position >= point {
            if digit != b'0' {
                return Err(ParseDecimalError::TooPrecise);
            }
        } else {
            value = shifted(value, digit)?;
        }
        position = position.saturating_add(1);
    }
    zeros(value, point.saturating_sub(position))
}

/// `value * 10 + digit`.
fn shifted(value: i64, digit: u8) -> Result<i64, ParseDecimalError> {
    let digit = i64::from(digit.saturating_sub(b'0'));
    value
        .checked_mul(10)
        .and_then(|tens| tens.checked_add(digit))
        .ok_or(ParseDecimalError::TooLarge)
}

/// `value * 10^count`. A negative count leaves the value as it is.
fn zeros(value: i64, count: i64) -> Result<i64, ParseDecimalError> {
    if value == 0 || count <= 0 {
        return Ok(value);
    }
    let count = u32::try_from(count).map_err(|_| ParseDecimalError::TooLarge)?;
    10_i64
        .checked_pow(count)
        .and_then(|power| value.checked_mul(power))
        .ok_or(ParseDecimalError::TooLarge)
}

/// Prints `minor_units` with exactly `exponent` decimals.
pub fn format_decimal(minor_units: i64, exponent: u32) -> String {
    let decimals = usize::try_from(exponent).unwrap_or_default();
    let width = decimals.saturating_add(if minor_units < 0 { 2 } else { 1 });
    let mut text = format!("{minor_units:0width$}");
    if decimals > 0 {
        text.insert(text.len().saturating_sub(decimals), '.');
    }
    text
}

/// Micros of one minor unit: `10^(6 - exponent)`. Every ISO exponent is at most 4.
fn micros_per_minor_unit(exponent: u32) -> Option<i64> {
    10_i64.checked_pow(6_u32.checked_sub(exponent)?)
}

/// Minor units as micros, exactly.
pub fn to_micros(minor_units: i64, exponent: u32) -> Option<i64> {
    minor_units.checked_mul(micros_per_minor_unit(exponent)?)
}

/// Micros as minor units: `micros / 10^(6 - exponent)`, refused where a remainder is left.
pub fn from_micros(micros: i64, exponent: u32) -> Option<i64> {
    let divisor = micros_per_minor_unit(exponent)?;
    (micros.checked_rem(divisor)? == 0)
        .then(|| micros.checked_div(divisor))
        .flatten()
}
