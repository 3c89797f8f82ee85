//! What arrives: fields, the order of the checks, and requests that are none.

use super::*;
use refundkit::CallContext;

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
        flat(r#""1502220434778""#, r#""nowMs""#),
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
        object(r#""currencyCode":"INR""#, r#""currencyCode":"XAU""#),
        "400 refundAmount.currencyCode invalidFieldValue"
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
            .build_request(&refund(GoogleShape::Flat), &CallContext::at(NOW))
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
        let refused = integrator()
            .parse_request(&request, &CallContext::at(NOW))
            .unwrap_err();
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
    let built = |change: fn(String) -> String, now_ms: i64| {
        let request = caller()
            .build_request(&refund(GoogleShape::Flat), &CallContext::at(NOW))
            .unwrap();
        let request = HttpRequest {
            body: request.body.map(change),
            ..request
        };
        integrator()
            .parse_request(&request.into(), &CallContext::at(now_ms))
            .unwrap_err()
            .error
            .code()
            .to_owned()
    };
    let all_wrong = |body: String| {
        body.replace("INR", "X")
            .replace(ACCOUNT, "PIAID1")
    };
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
    let reserved = |previous, capture| {
        integrator()
            .reserve(&call, &GoogleStored { previous, capture })
            .unwrap()
    };
    assert_eq!(reserved(previous("other"), None), GoogleReserved::Conflict);
    assert_eq!(
        reserved(previous(&call.fingerprint), None),
        GoogleReserved::InFlight
    );
    let kind = GoogleCaptureIdKind::CaptureRequestId;
    assert_eq!(
        reserved(None, capture("USD", "a")),
        GoogleReserved::UnknownCapture { kind }
    );
    assert_eq!(
        reserved(None, capture("USD", ACCOUNT)),
        GoogleReserved::CurrencyMismatch
    );
    assert!(matches!(
        reserved(None, capture("INR", ACCOUNT)),
        GoogleReserved::NoMoneyLeft { result: Some(_) }
    ));
}

#[test]
fn strange_requests_are_answered() {
    for body in strange_bodies() {
        let (status, reply) = answer_to(body);
        assert_eq!(status, 400);
        let codes = ["INVALID_DECRYPTED_REQUEST", "MISSING_REQUIRED_FIELD"];
        assert!(
            codes
                .iter()
                .any(|code| reply.contains(code)),
            "{reply}"
        );
    }
}

fn answer_to(body: Vec<u8>) -> (u16, String) {
    let url = "https://www.integratorhost.example.com/v1/refund".into();
    let request = ReceivedRequest {
        method: HttpMethod::Post,
        url,
        headers: Vec::new(),
        body,
    };
    let reply = integrator()
        .parse_request(&request, &CallContext::at(NOW))
        .unwrap_err()
        .reply;
    (reply.status, text(&reply).to_owned())
}

#[test]
fn values_without_names_are_no_request() {
    let header =
        r#"{"protocolVersion":{"major":1},"requestId":"x","requestTimestamp":"1502220434778"}"#;
    let body = format!(
        r#"[{header},"{ACCOUNT}","capture-1",null,null,"INR","208000000",null,null,null,null,null]"#
    );
    let (status, reply) = answer_to(body.into_bytes());
    assert!(
        status == 400 && reply.contains("INVALID_DECRYPTED_REQUEST"),
        "{reply}"
    );
    let version = r#"{"major":1,"minor":0,"revision":0}"#;
    assert_eq!(
        changed(GoogleShape::Flat, version, "[1,0,0]"),
        "400 requestHeader.protocolVersion INVALID_FIELD_VALUE"
    );
}
