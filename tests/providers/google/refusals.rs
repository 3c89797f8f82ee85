//! Errors and declines: each with its status and its body; what cannot be said is refused by name.

use super::*;
use refundkit::CallContext;
use refundkit_tests::with;

#[test]
fn every_error_has_its_status_and_a_body() {
    use GoogleErrorKind::*;
    for (kind, status, code, member) in [
        (
            InvalidApiVersion,
            400,
            "INVALID_API_VERSION",
            "invalidApiVersion",
        ),
        (
            InvalidPayloadSignature,
            401,
            "INVALID_PAYLOAD_SIGNATURE",
            "invalidPayloadSignature",
        ),
        (
            InvalidPayloadEncryption,
            400,
            "INVALID_PAYLOAD_ENCRYPTION",
            "invalidPayloadEncryption",
        ),
        (
            RequestTimestampOutOfRange,
            400,
            "REQUEST_TIMESTAMP_OUT_OF_RANGE",
            "requestTimestampOutOfRange",
        ),
        (
            InvalidIdentifier,
            404,
            "INVALID_IDENTIFIER",
            "invalidIdentifier",
        ),
        (
            IdempotencyViolation,
            412,
            "IDEMPOTENCY_VIOLATION",
            "idempotencyViolation",
        ),
        (
            InvalidFieldValue,
            400,
            "INVALID_FIELD_VALUE",
            "invalidFieldValue",
        ),
        (
            MissingRequiredField,
            400,
            "MISSING_REQUIRED_FIELD",
            "missingRequiredField",
        ),
        (
            PreconditionViolation,
            400,
            "PRECONDITION_VIOLATION",
            "preconditionViolation",
        ),
        (
            UserActionInProgress,
            400,
            "USER_ACTION_IN_PROGRESS",
            "userActionInProgress",
        ),
        (
            InvalidDecryptedRequest,
            400,
            "INVALID_DECRYPTED_REQUEST",
            "invalidDecryptedRequest",
        ),
        (InFlight, 409, "", ""),
        (NotServed, 404, "", ""),
        (Internal, 500, "", ""),
    ] {
        for (shape, name) in [(GoogleShape::Flat, code), (GoogleShape::Object, member)] {
            let reply = integrator()
                .build_error(&GoogleFailure::new(kind, shape), &CallContext::at(NOW))
                .unwrap();
            assert_eq!((reply.status, reply.headers.len()), (status, 0));
            assert!(
                text(&reply).contains(name) && text(&reply).contains("errorDescription"),
                "{}",
                text(&reply)
            );
            assert_eq!(text(&reply).contains("errorResponse"), !name.is_empty());
            let outcome = caller()
                .parse_response(&refund(shape), &reply.into(), &CallContext::default())
                .unwrap()
                .outcome;
            let next_action = if status == 412 {
                NextAction::ManualReview
            } else {
                NextAction::ResendSame
            };
            assert_eq!(verdict(&outcome), (RefundStatus::Unknown, next_action));
            assert_eq!(outcome.code.unwrap_or_default(), name);
        }
    }
}

#[test]
fn a_decline_needs_its_raw_result_and_unknown_cannot_be_said() {
    let call = asked(&refund(GoogleShape::Flat));
    let read = |json: &str| serde_json::from_str::<GoogleRefundResult>(json).is_ok();
    assert!(read(
        r#"{"declined":{"code":"account_closed","rawResult":{"rawCode":"46"}}}"#
    ));
    assert!(!read(r#"{"declined":{"code":"account_closed"}}"#));
    assert!(!read(
        r#"{"declined":{"code":"account_closed","rawResult":{"scope":"visa"}}}"#
    ));
    assert!(!read(
        r#"{"declined":{"code":"unknown_result","rawResult":{"rawCode":"46"}}}"#
    ));
    assert!(!read(r#""unknown""#));
    let empty = GoogleRawResult {
        scope: None,
        raw_code: String::new(),
    };
    let result = GoogleRefundResult::Declined {
        code: GoogleDecline::AccountClosed,
        raw_result: empty,
        refund_id: None,
    };
    assert_eq!(
        refusal(integrator().build_response(&call, &result, &CallContext::at(NOW))),
        "missing_field result.declined.rawResult.rawCode"
    );
    let result = GoogleRefundResult::Refunded {
        refund_id: Some(String::new()),
        raw_result: None,
    };
    assert_eq!(
        refusal(integrator().build_response(&call, &result, &CallContext::at(NOW))),
        "missing_field result.refunded.refundId"
    );
}

#[test]
fn nothing_left_is_an_error_in_the_object_form() {
    let result = declined(GoogleDecline::NoMoneyLeftOnTransaction);
    let flat = integrator()
        .build_response(
            &asked(&refund(GoogleShape::Flat)),
            &result,
            &CallContext::at(NOW),
        )
        .unwrap();
    let object = integrator()
        .build_response(
            &asked(&refund(GoogleShape::Object)),
            &result,
            &CallContext::at(NOW),
        )
        .unwrap();
    assert_eq!((flat.status, object.status), (200, 400));
    assert!(text(&object).contains("preconditionViolation"));
    let raw = GoogleRawResult {
        scope: None,
        raw_code: "00".into(),
    };
    let result = GoogleRefundResult::Refunded {
        refund_id: None,
        raw_result: Some(raw),
    };
    assert!(
        integrator()
            .build_response(
                &asked(&refund(GoogleShape::Flat)),
                &result,
                &CallContext::at(NOW)
            )
            .is_ok()
    );
    let refused = integrator().build_response(
        &asked(&refund(GoogleShape::Object)),
        &result,
        &CallContext::at(NOW),
    );
    assert_eq!(refusal(refused), "unsupported result.refunded.rawResult");
}

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut GoogleRefund)| {
        let mut refund = refund(GoogleShape::Flat);
        change(&mut refund);
        refusal(caller().build_request(&refund, &CallContext::at(NOW)))
    };
    assert_eq!(
        built(|refund| refund.request_id.clear()),
        "missing_field refund.requestId"
    );
    assert_eq!(
        built(|refund| refund.request_id = "a/b".into()),
        "invalid_field refund.requestId"
    );
    assert_eq!(
        built(|refund| refund.request_id = "x".repeat(101)),
        "invalid_field refund.requestId"
    );
    assert_eq!(
        built(|refund| refund.account_id = "a\nb".into()),
        "invalid_field refund.accountId"
    );
    assert_eq!(
        built(|refund| refund.capture_id.id.clear()),
        "missing_field refund.captureId.id"
    );
    assert_eq!(
        built(|refund| refund.protocol_version.minor = None),
        "missing_field refund.protocolVersion"
    );
    assert_eq!(
        built(|refund| refund.protocol_version.major = 2),
        "invalid_field refund.protocolVersion.major"
    );
    assert_eq!(
        built(|refund| refund.amount.minor_units = 0),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(1 << 52, "JPY")),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount.currency = "XAU".into()),
        "invalid_currency refund.amount.currency"
    );
    assert_eq!(
        refusal(caller().build_request(&refund(GoogleShape::Flat), &CallContext::at(0))),
        "invalid_field nowMs"
    );
    assert_eq!(
        refusal(caller().build_request(&refund(GoogleShape::Flat), &CallContext::default())),
        "missing_field nowMs"
    );
    let failure = GoogleFailure::new(GoogleErrorKind::Internal, GoogleShape::Flat).saying("");
    assert_eq!(
        refusal(integrator().build_error(&failure, &CallContext::at(NOW))),
        "missing_field failure.description"
    );
}

#[test]
fn configurations_are_checked() {
    let made = |account_ids: &[&str], endpoint: Endpoint| {
        let account_ids = account_ids
            .iter()
            .map(|&id| id.to_owned())
            .collect();
        refusal(GoogleIntegrator::new(
            with!(GoogleConfig::new(account_ids), endpoint = endpoint),
            GoogleCredentials {},
        ))
    };
    assert_eq!(made(&[], Endpoint::Live), "missing_field config.accountIds");
    assert_eq!(
        made(&["a", ""], Endpoint::Live),
        "missing_field config.accountIds[1]"
    );
    assert_eq!(
        made(&[".."], Endpoint::Live),
        "invalid_field config.accountIds[0]"
    );
    assert!(made(&["0"], Endpoint::Live).starts_with("accepted"));
    assert_eq!(
        made(&["a"], Endpoint::Custom("http://a".into())),
        "invalid_host config.endpoint"
    );
    let called = |endpoint, product: &str| {
        let config = with!(GoogleCallerConfig::at(endpoint), product = product.into());
        refusal(GoogleCaller::new(config, GoogleCredentials {}))
    };
    assert_eq!(called(Endpoint::Live, "v1"), "invalid_host config.endpoint");
    assert_eq!(
        called(Endpoint::Custom("https://a".into()), ".."),
        "invalid_field config.product"
    );
}
