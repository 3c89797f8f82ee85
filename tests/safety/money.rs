//! Money: exact both ways, and nothing that is not exact is taken.

use proptest::prelude::*;
use refundkit::Money;
use refundkit::kit::{Currency, from_json_text};
use refundkit::kit::{
    MAX_MINOR_UNITS, ParseDecimalError, format_decimal, from_micros, parse_json_decimal, to_micros,
};

proptest! {
    #[test]
    fn what_is_printed_is_read_back(minor_units in 1..=MAX_MINOR_UNITS, currency in prop::sample::select(vec!["RUB", "JPY", "KWD", "CLF"])) {
        let money = Money::new(minor_units, currency);
        prop_assert_eq!(Money::parse(&money.format().unwrap(), currency).unwrap(), money);
    }

    #[test]
    fn micros_come_back(minor_units in 1..=9_000_000_000_000_i64, exponent in 0..=4_u32) {
        let micros = to_micros(minor_units, exponent).unwrap();
        prop_assert_eq!(from_micros(micros, exponent), Some(minor_units));
        prop_assert_eq!(from_micros(micros + 1, exponent), None);
    }

    #[test]
    fn json_decimals_are_exact(minor_units in 0..=MAX_MINOR_UNITS, exponent in 0..=4_u32) {
        let text = format_decimal(minor_units, exponent);
        prop_assert_eq!(parse_json_decimal(&text, exponent), Ok(minor_units));
        prop_assert_eq!(parse_json_decimal(&format!("{minor_units}e-{exponent}"), exponent), Ok(minor_units));
    }

    #[test]
    fn any_text_is_money_or_an_error(text in ".{0,40}", exponent in 0..=4_u32) {
        let _ = parse_json_decimal(&text, exponent);
        let _ = Money::parse(&text, "RUB");
    }
}

#[test]
fn what_is_not_exact_is_refused() {
    for text in [
        "",
        ".",
        "10.",
        ".5",
        "10.505",
        "-5",
        "+5",
        "1e2",
        "1,5",
        " 1",
        "1 ",
        "٣",
        "0",
        "0.00",
        "90071992547409.92",
        "NaN",
    ] {
        assert!(Money::parse(text, "RUB").is_err(), "{text}");
    }
    for currency in ["", "rub", "RUR", "XAU", "XXX", "RUBLES"] {
        assert_eq!(
            Money::parse("1", currency)
                .unwrap_err()
                .code(),
            "invalid_currency",
            "{currency}"
        );
    }
    assert_eq!(
        Money::parse("007.5", "RUB")
            .unwrap()
            .minor_units,
        750
    );
}

#[test]
fn a_decimal_of_json_is_exact_or_a_fault() {
    for (text, exponent, minor_units) in [
        ("80", 0, 80),
        ("100.000", 2, 10_000),
        ("1.050E+1", 2, 1_050),
        ("1e-2", 2, 1),
        ("0e999999", 2, 0),
        ("92233720368547758.07", 2, i64::MAX),
    ] {
        assert_eq!(
            parse_json_decimal(text, exponent),
            Ok(minor_units),
            "{text}"
        );
    }
    for (text, fault) in [
        ("1.005", ParseDecimalError::TooPrecise),
        ("1e-3", ParseDecimalError::TooPrecise),
        ("1e999999", ParseDecimalError::TooLarge),
        (
            "9223372036854775807e9223372036854775807",
            ParseDecimalError::TooLarge,
        ),
        ("92233720368547758.08", ParseDecimalError::TooLarge),
        ("-1", ParseDecimalError::NotDecimal),
        (".5", ParseDecimalError::NotDecimal),
        ("1e", ParseDecimalError::NotDecimal),
    ] {
        assert_eq!(parse_json_decimal(text, 2), Err(fault), "{text}");
    }
}

#[test]
fn an_amount_in_a_document_is_an_integer_or_its_digits() {
    let read = |text: &str| {
        from_json_text::<Money>(&format!(r#"{{"minorUnits":{text},"currency":"RUB"}}"#))
    };
    for (text, minor_units) in [
        ("5", 5),
        ("0", 0),
        ("-5", -5),
        (r#""5""#, 5),
        (r#""007""#, 7),
    ] {
        assert_eq!(read(text), Ok(Money::new(minor_units, "RUB")), "{text}");
    }
    for text in [
        r#""""#,
        r#""-5""#,
        r#""+5""#,
        r#""5 ""#,
        r#""5.0""#,
        "5.0",
        "5e0",
        "true",
        "null",
        "9223372036854775808",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}

#[test]
fn exponents_are_those_of_iso_4217() {
    let exponent = |code: &str| Currency::parse(code).and_then(|currency| currency.exponent());
    assert_eq!(
        ["JPY", "RUB", "KWD", "CLF", "XAU"].map(exponent),
        [Some(0), Some(2), Some(3), Some(4), None]
    );
    assert_eq!(
        ["HUF", "IDR", "MGA", "MRU", "BGN", "ANG"].map(exponent),
        [Some(2); 6]
    );
    let count = |wanted| {
        Currency::all()
            .filter(|currency| currency.exponent() == wanted)
            .count()
    };
    assert_eq!(
        [Some(0), Some(2), Some(3), Some(4), None].map(count),
        [17, 139 + 6, 7, 2, 13]
    );
    assert!(Currency::all().all(|currency| Currency::parse(currency.code()) == Some(currency)));
    assert_eq!(format!("{:?}", Currency::parse("RUB")), "Some(RUB)");
}
