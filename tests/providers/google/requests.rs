//! What arrives: amounts, micros, fields, the order of the checks, and what makes two requests the same.

use super::*;

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
                        NOW,
                    )
                    .unwrap();
                assert!(built.body.unwrap().contains(&format!("\"{micros}\"")));
            }
            None => assert!(
                read.starts_with("400 ") && read.ends_with(" INVALID_FIELD_VALUE"),
                "{currency}: {read}"
            ),
        }
    }
}

#[test]
fn fields_are_checked_by_name() {
    let flat = |from, to| changed(GoogleShape::Flat, from, to);
    let object = |from, to| changed(GoogleShape::Object, from, to);
    assert_eq!(
        flat(r#""currencyCode":"INR","#, ""),
        "400 currencyCode MISSING_REQUIRED_FIELD"
    );
    assert_eq!(
        flat(r#""requestId":"liUrreQY233839dfFFb24gaQM","#, ""),
        "400 requestHeader.requestId MISSING_REQUIRED_FIELD"
    );
    assert_eq!(
        flat("liUrreQY233839dfFFb24gaQM", ""),
        "400 requestHeader.requestId MISSING_REQUIRED_FIELD"
    );
    assert_eq!(
        flat("liUrreQY233839dfFFb24gaQM", "a b"),
        "400 requestHeader.requestId INVALID_FIELD_VALUE"
    );
    assert_eq!(
        flat("\"liUrreQY233839dfFFb24gaQM\"", "7"),
        "400 requestHeader.requestId INVALID_FIELD_VALUE"
    );
    assert_eq!(
        flat(
            r#""protocolVersion":{"major":1,"minor":0,"revision":0},"#,
            ""
        ),
        "400 requestHeader.protocolVersion MISSING_REQUIRED_FIELD"
    );
    assert_eq!(
        flat(r#""major":1"#, r#""major":2"#),
        "400 requestHeader.protocolVersion INVALID_API_VERSION"
    );
    assert_eq!(
        object(r#""major":1"#, r#""major":2"#),
        "accepted 208000000 20800"
    );
    assert_eq!(
        object(r#""major":1"#, r#""major":3"#),
        "400 requestHeader.protocolVersion invalidApiVersion"
    );
    assert_eq!(
        flat(r#""1502220434778""#, r#""now""#),
        "400 requestHeader.requestTimestamp INVALID_FIELD_VALUE"
    );
    assert_eq!(
        object(r#""epochMillis":"1502220434778""#, ""),
        "400 requestHeader.requestTimestamp.epochMillis missingRequiredField"
    );
    assert_eq!(
        flat(r#""paymentIntegratorAccountId":"InvisiCashUSA_USD","#, ""),
        "400 paymentIntegratorAccountId MISSING_REQUIRED_FIELD"
    );
    assert_eq!(
        object(r#","paymentIntegratorAccountId":"InvisiCashUSA_USD""#, ""),
        "400 requestHeader.paymentIntegratorAccountId missingRequiredField"
    );
    assert_eq!(
        flat(
            r#""refundAmount":"208000000""#,
            r#""refundAmount":{"amountMicros":"1","currencyCode":"INR"}"#
        ),
        "400 refundAmount INVALID_FIELD_VALUE"
    );
    assert_eq!(
        object(
            r#""refundAmount":"#,
            r#""currencyCode":"USD","refundAmount":"#
        ),
        "400 currencyCode invalidFieldValue"
    );
    assert_eq!(
        flat("capture-1", "a\\u0000b"),
        "400 captureRequestId INVALID_FIELD_VALUE"
    );
}

#[test]
fn only_a_posted_refund_is_served() {
    for (method, url) in [
        (HttpMethod::Get, "/v1/refund"),
        (HttpMethod::Post, "/v1/asynchronousRefund"),
        (HttpMethod::Post, "/v1/capture"),
        (HttpMethod::Post, "/v1/refund/"),
    ] {
        let body = caller()
            .build_request(&refund(GoogleShape::Flat), NOW)
            .unwrap()
            .body
            .unwrap()
            .into_bytes();
        let request = ReceivedRequest {
            method,
            url: url.into(),
            headers: Vec::new(),
            body,
        };
        let refused = integrator().parse_request(&request, NOW).unwrap_err();
        assert_eq!(
            (refused.error.code(), refused.reply.status),
            ("unsupported", 404),
            "{url}"
        );
        assert!(!text(&refused.reply).contains("errorResponseCode"));
    }
}

#[test]
fn checks_come_in_their_order() {
    let built = |change: fn(String) -> String, now: i64| {
        let request = caller()
            .build_request(&refund(GoogleShape::Flat), NOW)
            .unwrap();
        let request = HttpRequest {
            body: request.body.map(change),
            ..request
        };
        integrator()
            .parse_request(&request.into(), now)
            .unwrap_err()
            .error
            .code()
            .to_owned()
    };
    let all_wrong = |body: String| body.replace("INR", "X").replace(ACCOUNT, "PIAID1");
    let account_wrong = |body: String| body.replace(ACCOUNT, "PIAID1");
    assert_eq!(built(all_wrong, NOW + 60_001), "invalid_currency");
    assert_eq!(built(account_wrong, NOW + 60_001), "stale");
    assert_eq!(built(account_wrong, NOW + 60_000), "unknown_identifier");

    // Idempotency before the capture, the capture before what is left of it.
    let call = asked(&refund(GoogleShape::Flat));
    let previous = |fingerprint: &str| {
        Some(GoogleStoredRefund {
            fingerprint: fingerprint.into(),
            state: GoogleRefundState::InProgress,
        })
    };
    let capture = |currency: &str, account_id: &str| {
        Some(GoogleCapture {
            account_id: account_id.into(),
            remaining: Money::new(0, currency),
        })
    };
    let decided = |previous, capture| {
        integrator()
            .decide(&call, &GoogleStored { previous, capture })
            .unwrap()
    };
    assert_eq!(decided(previous("other"), None), GoogleDecision::Conflict);
    assert_eq!(
        decided(previous(&call.fingerprint), None),
        GoogleDecision::InFlight
    );
    let kind = GoogleReferenceKind::CaptureRequestId;
    assert_eq!(
        decided(None, capture("USD", "a")),
        GoogleDecision::UnknownCapture { kind }
    );
    assert_eq!(
        decided(None, capture("USD", ACCOUNT)),
        GoogleDecision::CurrencyMismatch
    );
    assert!(matches!(
        decided(None, capture("INR", ACCOUNT)),
        GoogleDecision::NoMoneyLeft { result: Some(_) }
    ));
}

#[test]
fn the_fingerprint_is_of_the_refund_and_not_of_the_time() {
    let first = refund(GoogleShape::Flat);
    let of = |refund: &GoogleRefund, now| {
        integrator()
            .parse_request(&caller().build_request(refund, now).unwrap().into(), now)
            .unwrap()
            .fingerprint
    };
    let base = of(&first, NOW);
    assert_eq!(of(&first, NOW + 5_000_000), base);
    assert_eq!(
        of(
            &GoogleRefund {
                request_id: "other".into(),
                account_id: "a".into(),
                ..first.clone()
            },
            NOW
        ),
        base
    );
    let other_kind = GoogleReference {
        kind: GoogleReferenceKind::TransactionId,
        ..first.reference.clone()
    };
    let other_id = GoogleReference {
        id: "capture-2".into(),
        ..first.reference.clone()
    };
    for other in [
        GoogleRefund {
            reference: other_kind,
            ..first.clone()
        },
        GoogleRefund {
            reference: other_id,
            ..first.clone()
        },
        GoogleRefund {
            amount: Money::new(20_801, "INR"),
            ..first.clone()
        },
        GoogleRefund {
            amount: Money::new(20_800, "USD"),
            ..first.clone()
        },
    ] {
        assert_ne!(of(&other, NOW), base);
    }
}

#[test]
fn a_changed_request_is_not_decided() {
    let call = asked(&refund(GoogleShape::Flat));
    let stored = GoogleStored::default();
    for changed in [
        GoogleRefundRequest {
            micros: 1,
            ..call.clone()
        },
        GoogleRefundRequest {
            amount: Money::new(1, "INR"),
            ..call.clone()
        },
        GoogleRefundRequest {
            amount: Money::new(20_800, "XAU"),
            ..call.clone()
        },
        GoogleRefundRequest {
            fingerprint: String::new(),
            ..call.clone()
        },
    ] {
        assert_eq!(
            refusal(integrator().decide(&changed, &stored)),
            "invalid_field call"
        );
    }
    let capture = Some(GoogleCapture {
        account_id: ACCOUNT.into(),
        remaining: Money::new(-1, "INR"),
    });
    let stored = GoogleStored {
        previous: None,
        capture,
    };
    assert_eq!(
        refusal(integrator().decide(&call, &stored)),
        "invalid_field stored.capture.remaining"
    );
}
