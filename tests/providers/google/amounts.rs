//! Amounts and micros of a request.

use super::*;
use refundkit::CallContext;

#[test]
fn amounts_are_strict() {
    let same = |amount: &str| changed(GoogleShape::Flat, "\"208000000\"", amount);
    for amount in [
        "\"0\"",
        "\"-1\"",
        "\"+1\"",
        "\"1.0\"",
        "\"\"",
        "\"9223372036854775808\"",
        "\"0208000000\"",
        "\" 1\"",
        "1e6",
        "1.0",
        "-1",
        "true",
        "{}",
        "[]",
    ] {
        assert_eq!(
            same(amount),
            "400 refundAmount INVALID_FIELD_VALUE",
            "{amount}"
        );
    }
    assert_eq!(same("null"), "400 refundAmount MISSING_REQUIRED_FIELD");
    assert_eq!(same("208000000"), "accepted 208000000 20800");
    let inner = |amount: &str| changed(GoogleShape::Object, "\"208000000\"", amount);
    for amount in [
        "\"0\"",
        "\"-1\"",
        "\"+1\"",
        "\"1.0\"",
        "\"\"",
        "\"9223372036854775808\"",
    ] {
        assert_eq!(
            inner(amount),
            "400 refundAmount.amountMicros invalidFieldValue",
            "{amount}"
        );
    }
    assert_eq!(inner("208000000"), "accepted 208000000 20800");
}

#[test]
fn micros_are_exact_both_ways() {
    for (currency, micros, minor_units) in [
        ("INR", 208_000_000_i64, Some(20_800)),
        ("INR", 109_900_000, Some(10_990)),
        ("INR", 364_000_000, Some(36_400)),
        ("JPY", 500_000_000, Some(500)),
        ("KWD", 1_234_000, Some(1234)),
        ("CLF", 12_345_600, Some(123_456)),
        ("INR", 12_345, None),
        ("JPY", 1_500_000, None),
        ("CLF", i64::MAX - 7, None),
        ("XAU", 1_000_000, None),
        ("inr", 1_000_000, None),
    ] {
        let body = r#""currencyCode":"INR","refundAmount":"208000000""#;
        let other = format!(r#""currencyCode":"{currency}","refundAmount":"{micros}""#);
        let read = changed(GoogleShape::Flat, body, &other);
        match minor_units {
            Some(minor_units) => {
                assert_eq!(read, format!("accepted {micros} {minor_units}"));
                let amount = Money::new(minor_units, currency);
                let built = caller()
                    .build_request(
                        &GoogleRefund {
                            amount,
                            ..refund(GoogleShape::Flat)
                        },
                        &CallContext::at(NOW),
                    )
                    .unwrap();
                assert!(
                    built
                        .body
                        .unwrap()
                        .contains(&format!("\"{micros}\""))
                );
            }
            None => assert!(
                read.starts_with("400 ") && read.ends_with(" INVALID_FIELD_VALUE"),
                "{currency}: {read}"
            ),
        }
    }
}
