//! Numbers as text: decimals, amounts, micros and times.

use refundkit::Money;
use refundkit::kit::{
    Currency, MAX_MINOR_UNITS, format_decimal, from_micros, iso_8601, parse_decimal,
    parse_json_decimal, to_micros,
};

pub(super) fn decimal(text: &str) {
    let Some((exponent, text)) = with_exponent(text) else {
        return;
    };
    let read = parse_decimal(text, exponent).ok();
    let theirs = exact(text, exponent).filter(|_| is_plain(text));
    assert_eq!(read, theirs);
    if let Some(units) = read {
        let printed = format_decimal(units, exponent);
        assert_eq!(parse_decimal(&printed, exponent), Ok(units));
    }
}

pub(super) fn json_decimal(text: &str) {
    let Some((exponent, text)) = with_exponent(text) else {
        return;
    };
    let read = parse_json_decimal(text, exponent);
    if is_short_number(text) {
        check_json_decimal(text, exponent, read.ok());
    }
    if let Ok(units) = read {
        let printed = format_decimal(units, exponent);
        assert_eq!(parse_json_decimal(&printed, exponent), Ok(units));
    }
}

fn is_short_number(text: &str) -> bool {
    let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
    is_number && text.len() < 30 && !text.starts_with('-')
}

/// The same value by moving the point, where the power is small.
fn check_json_decimal(text: &str, exponent: u32, read: Option<i64>) {
    let (mantissa, power) = text
        .split_once(['e', 'E'])
        .unwrap_or((text, "0"));
    let power: i64 = power.parse().unwrap_or(i64::MAX);
    if power.abs() < 30 {
        assert_eq!(read, shifted(mantissa, power + i64::from(exponent)));
    }
}

/// `CUR text`: what is parsed prints the same amount.
pub(super) fn amounts(text: &str) {
    let (currency, text) = text
        .split_at_checked(3)
        .unwrap_or((text, ""));
    let Ok(money) = Money::parse(text, currency) else {
        return;
    };
    assert!((1..=MAX_MINOR_UNITS).contains(&money.minor_units));
    // The test currency is parsed and no provider's in general.
    let exponent = match currency {
        "XTS" => 2,
        _ => Currency::parse(currency)
            .and_then(|currency| currency.exponent())
            .expect("it was parsed"),
    };
    assert_eq!(money.checked("amount").is_ok(), currency != "XTS");
    check_micros(money.minor_units, exponent);
    let printed = money.format().expect("it was parsed");
    assert_eq!(Money::parse(&printed, currency), Ok(money));
}

/// Where an amount has micros, they are the same amount.
fn check_micros(minor_units: i64, exponent: u32) {
    if let Some(micros) = to_micros(minor_units, exponent) {
        assert_eq!(from_micros(micros, exponent), Some(minor_units));
    }
}

/// Eight bytes as a number: times in their order, and as text of one length.
pub(super) fn numbers(text: &str) {
    let Some((bytes, _)) = text.as_bytes().split_first_chunk() else {
        return;
    };
    let number = i64::from_le_bytes(*bytes);
    let printed = iso_8601(number);
    let next = iso_8601(number.saturating_add(1));
    assert!(printed.len() == 23 && printed <= next);
    check_micros(number, 2);
    let read = parse_decimal(&format_decimal(number, 3), 3).ok();
    assert_eq!(read, Some(number).filter(|number| *number >= 0));
}

/// `first byte` decimals, then the text.
fn with_exponent(text: &str) -> Option<(u32, &str)> {
    let first = text.chars().next()?;
    Some((u32::from(first) % 6, text.get(first.len_utf8()..)?))
}

/// Digits with at most one point between them.
fn is_plain(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else {
        return is_digits(text);
    };
    is_digits(whole) && is_digits(fraction)
}

fn is_digits(part: &str) -> bool {
    !part.is_empty()
        && part
            .bytes()
            .all(|byte| byte.is_ascii_digit())
}

fn exact(text: &str, exponent: u32) -> Option<i64> {
    shifted(text, i64::from(exponent))
}

/// `mantissa * 10^power` by text alone: the point is moved, and nothing but zeros may stand behind it.
fn shifted(mantissa: &str, power: i64) -> Option<i64> {
    let (whole, fraction) = mantissa
        .split_once('.')
        .unwrap_or((mantissa, ""));
    let digits = format!("{}{whole}{fraction}{}", "0".repeat(40), "0".repeat(80));
    let point = usize::try_from(40 + i64::try_from(whole.len()).ok()? + power).ok()?;
    let (integer, rest) = digits.split_at_checked(point)?;
    if rest.contains(|digit| digit != '0') {
        return None;
    }
    match integer.trim_start_matches('0') {
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}
