//! Google Standard Payments: both directions in both forms, the order of checks, and requests that meet each other.

use crate::strategies::{answered, id, line, refusal, strange_bodies};
use proptest::prelude::*;
use refundkit::{
    Answer, AnswersRefunds, CallsRefunds, DecidesRefunds, Endpoint, GoogleCaller, GoogleCallerConfig, GoogleCapture,
    GoogleClaim, GoogleConfig, GoogleCredentials, GoogleDecision, GoogleDecline, GoogleErrorKind, GoogleFailure,
    GoogleIntegrator, GoogleNotification, GoogleProtocolVersion, GoogleRawResult, GoogleReference, GoogleReferenceKind,
    GoogleRefund, GoogleRefundRequest, GoogleRefundResult, GoogleRefundState, GoogleShape, GoogleStored,
    GoogleStoredRefund, HttpMethod, HttpRequest, HttpResponse, Money, NextStep, Problem, Provider, ReceivedRequest,
    ReceivesNotifications, RefundOutcome, RefundStatus, Refunds, SendsNotifications, Stored,
};
use std::collections::BTreeMap;

const NOW: i64 = 1_502_220_434_778;
const ACCOUNT: &str = "InvisiCashUSA_USD";
const SHAPES: [GoogleShape; 2] = [GoogleShape::Flat, GoogleShape::Object];

fn integrator() -> GoogleIntegrator {
    let config = GoogleConfig { endpoint: Endpoint::Live, account_ids: vec![ACCOUNT.into(), "a".into()] };
    GoogleIntegrator::new(config, GoogleCredentials {}).unwrap()
}

fn caller() -> GoogleCaller {
    let endpoint = Endpoint::Custom("https://www.integratorhost.example.com".into());
    GoogleCaller::new(GoogleCallerConfig { endpoint, product: "v1".into() }, GoogleCredentials {}).unwrap()
}

fn version(shape: GoogleShape) -> GoogleProtocolVersion {
    let number = (shape == GoogleShape::Flat).then_some(0);
    GoogleProtocolVersion { major: 1, minor: number, revision: number }
}

fn refund(shape: GoogleShape) -> GoogleRefund {
    GoogleRefund {
        shape,
        protocol_version: version(shape),
        request_id: "liUrreQY233839dfFFb24gaQM".into(),
        account_id: ACCOUNT.into(),
        reference: GoogleReference { kind: GoogleReferenceKind::CaptureRequestId, id: "capture-1".into() },
        amount: Money::new(20_800, "INR"),
    }
}

fn asked(refund: &GoogleRefund) -> GoogleRefundRequest {
    integrator().parse_request(&caller().build_request(refund, NOW).unwrap().into(), NOW).unwrap()
}

fn refunded() -> GoogleRefundResult {
    GoogleRefundResult::Refunded { refund_id: Some("invisi/Id::xx__1243".into()), raw_result: None }
}

fn declined(code: GoogleDecline) -> GoogleRefundResult {
    let raw_result = GoogleRawResult { scope: Some("visa".into()), raw_code: "59".into() };
    GoogleRefundResult::Declined { code, raw_result, refund_id: None }
}

fn text(response: &HttpResponse) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

fn shapes() -> impl Strategy<Value = GoogleShape> {
    prop::sample::select(SHAPES.to_vec())
}

fn references() -> impl Strategy<Value = GoogleReference> {
    let kinds = vec![
        GoogleReferenceKind::CaptureRequestId,
        GoogleReferenceKind::TransactionId,
        GoogleReferenceKind::GenerateReferenceNumberRequestId,
    ];
    (prop::sample::select(kinds), line()).prop_map(|(kind, id)| GoogleReference { kind, id })
}

fn refunds() -> impl Strategy<Value = GoogleRefund> {
    let amounts = (1..=9_000_000_000_000_i64, prop::sample::select(vec!["INR", "JPY", "KWD", "CLF"]))
        .prop_map(|(units, currency)| Money::new(units, currency));
    (shapes(), "[A-Za-z0-9:_-]{1,100}", prop::sample::select(vec![ACCOUNT, "a"]), references(), amounts).prop_map(
        |(shape, request_id, account_id, reference, amount)| GoogleRefund {
            shape,
            protocol_version: version(shape),
            request_id,
            account_id: account_id.into(),
            reference,
            amount,
        },
    )
}

const DECLINES: [GoogleDecline; 7] = [
    GoogleDecline::NoMoneyLeftOnTransaction,
    GoogleDecline::AccountClosed,
    GoogleDecline::AccountClosedAccountTakenOver,
    GoogleDecline::AccountClosedFraud,
    GoogleDecline::AccountOnHold,
    GoogleDecline::RefundExceedsMaximumBalance,
    GoogleDecline::RefundWindowExceeded,
];

fn results() -> impl Strategy<Value = GoogleRefundResult> {
    let raw =
        (prop::option::of("[a-z]{0,5}"), line()).prop_map(|(scope, raw_code)| GoogleRawResult { scope, raw_code });
    let declines = (prop::sample::select(DECLINES[1..].to_vec()), raw, prop::option::of(line()));
    prop_oneof![
        prop::option::of(line()).prop_map(|refund_id| GoogleRefundResult::Refunded { refund_id, raw_result: None }),
        declines.prop_map(|(code, raw_result, refund_id)| GoogleRefundResult::Declined { code, raw_result, refund_id }),
    ]
}

fn expected(result: &GoogleRefundResult) -> (RefundStatus, NextStep) {
    match result {
        GoogleRefundResult::Refunded { .. } => (RefundStatus::Succeeded, NextStep::Done),
        GoogleRefundResult::Declined {
            code: GoogleDecline::AccountOnHold | GoogleDecline::RefundExceedsMaximumBalance,
            ..
        } => (RefundStatus::Declined, NextStep::RetryNew),
        GoogleRefundResult::Declined { .. } => (RefundStatus::Declined, NextStep::Stop),
    }
}

fn verdict(outcome: &RefundOutcome) -> (RefundStatus, NextStep) {
    (outcome.status, outcome.next_step)
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        let request = caller().build_request(&refund, NOW).unwrap();
        prop_assert_eq!(&request, &caller().build_request(&refund, NOW).unwrap());
        let call = integrator().parse_request(&request.into(), NOW).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
        prop_assert_eq!(GoogleRefundRequest::from_stored(&call.to_stored().unwrap()).unwrap(), call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds(), result in results()) {
        let answer = integrator().build_response(&asked(&refund), &result, NOW).unwrap();
        prop_assert_eq!((answer.status, answer.headers.len()), (200, 0));
        let outcome = caller().parse_response_at(&refund, &answer.into(), NOW).unwrap();
        prop_assert_eq!(verdict(&outcome), expected(&result));
        prop_assert_eq!(outcome.refund_id.as_deref(), result.refund_id());
        prop_assert_eq!(GoogleRefundResult::from_stored(&result.to_stored().unwrap()).unwrap(), result);
    }

    #[test]
    fn a_notification_and_a_response_say_the_same(refund in refunds(), result in results(), request_id in id()) {
        let notification = GoogleNotification {
            shape: refund.shape,
            protocol_version: refund.protocol_version,
            request_id,
            account_id: refund.account_id.clone(),
            refund_request_id: refund.request_id.clone(),
            result: result.clone(),
        };
        let sent = integrator().build_notification(&notification, NOW).unwrap();
        let notice = caller().parse_notification(&sent.into(), NOW).unwrap();
        prop_assert!(notice.is_of(&notification), "{:?}", notice);
        let settled = caller().settle_notification(&refund, &notice).unwrap();
        let answer = integrator().build_response(&asked(&refund), &result, NOW).unwrap();
        let answered = caller().parse_response(&refund, &answer.into()).unwrap();
        prop_assert_eq!(settled, RefundOutcome { http_status: None, ..answered });
        let taken = caller().build_notification_response(&notice, NOW).unwrap();
        prop_assert!(integrator().parse_notification_response(&taken.into(), NOW).unwrap().delivered);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = caller().parse_response(&refund(GoogleShape::Flat), &answered(status, body.clone())).unwrap();
        prop_assert_eq!(outcome.status, RefundStatus::Unknown);
        prop_assert!(!integrator().parse_notification_response(&answered(status, body.clone()), NOW).unwrap().delivered);
        let request = ReceivedRequest { method: HttpMethod::Post, url: "/v1/refund".into(), headers: Vec::new(), body };
        prop_assert_eq!(integrator().parse_request(&request, NOW).unwrap_err().reply().unwrap().status, 400);
    }
}

#[test]
fn strange_bodies_are_unknown() {
    let array = br#"[null,"SUCCESS",null,null,null,null,null]"#.to_vec();
    for body in strange_bodies().into_iter().chain([array]) {
        for status in [200, 204, 302, 404, 409, 412, 429, 500, 503] {
            let answer = answered(status, body.clone());
            for outcome in SHAPES.map(|shape| caller().parse_response(&refund(shape), &answer).unwrap()) {
                assert_eq!((outcome.status, outcome.refund_id), (RefundStatus::Unknown, None), "{status}");
                let expected = if status == 412 { NextStep::Person } else { NextStep::RetrySame };
                assert_eq!(outcome.next_step, expected, "{status} {:?}", outcome.problem);
            }
            assert!(!integrator().parse_notification_response(&answer, NOW).unwrap().delivered);
        }
    }
}

#[test]
fn a_result_is_one_name() {
    for result in
        [r#"{"success":[null]}"#, r#"{"success":null}"#, r#"{"success":"yes"}"#, "{}", r#"["SUCCESS"]"#, "true"]
    {
        let answer = answered(200, format!(r#"{{"result":{result}}}"#));
        let outcome = caller().parse_response(&refund(GoogleShape::Object), &answer).unwrap();
        assert_eq!(verdict(&outcome), (RefundStatus::Unknown, NextStep::Person), "{result}");
    }
}

#[test]
fn a_result_beside_an_error_is_neither() {
    for result in [r#""SUCCESS""#, r#"{"success":{}}"#, r#""ACCOUNT_CLOSED""#] {
        for error in [
            r#""errorResponseCode":"INVALID_IDENTIFIER""#,
            r#""errorResponseResult":{"invalidIdentifier":{}}"#,
            r#""errorResponseResult":[]"#,
        ] {
            let header = format!(r#""responseHeader":{{"responseTimestamp":"{NOW}"}}"#);
            let answer = answered(200, format!(r#"{{{header},"result":{result},{error}}}"#));
            let outcome = caller().parse_response(&refund(GoogleShape::Flat), &answer).unwrap();
            assert_eq!(verdict(&outcome), (RefundStatus::Unknown, NextStep::Person), "{result} {error}");
            assert!(!integrator().parse_notification_response(&answer, NOW).unwrap().delivered, "{result} {error}");
        }
    }
}

#[test]
fn strange_requests_are_answered() {
    for body in strange_bodies() {
        let (status, reply) = answer_to(body);
        assert_eq!(status, 400);
        let codes = ["INVALID_DECRYPTED_REQUEST", "MISSING_REQUIRED_FIELD"];
        assert!(codes.iter().any(|code| reply.contains(code)), "{reply}");
    }
}

fn answer_to(body: Vec<u8>) -> (u16, String) {
    let url = "https://www.integratorhost.example.com/v1/refund".into();
    let request = ReceivedRequest { method: HttpMethod::Post, url, headers: Vec::new(), body };
    let error = integrator().parse_request(&request, NOW).unwrap_err();
    let reply = error.reply().unwrap();
    (reply.status, text(reply).to_owned())
}

#[test]
fn values_without_names_are_no_request() {
    let header = r#"{"protocolVersion":{"major":1},"requestId":"x","requestTimestamp":"1502220434778"}"#;
    let body = format!(r#"[{header},"{ACCOUNT}","capture-1",null,null,"INR","208000000",null,null,null,null,null]"#);
    let (status, reply) = answer_to(body.into_bytes());
    assert!(status == 400 && reply.contains("INVALID_DECRYPTED_REQUEST"), "{reply}");
    let version = r#"{"major":1,"minor":0,"revision":0}"#;
    assert_eq!(changed(GoogleShape::Flat, version, "[1,0,0]"), "400 requestHeader.protocolVersion INVALID_FIELD_VALUE");
}

#[test]
fn silence_leads_to_the_same_request_again() {
    for (answer, problem) in [(Answer::Lost, Problem::Lost), (Answer::NotSent, Problem::NotSent)] {
        let outcome = caller().parse_response(&refund(GoogleShape::Flat), &answer).unwrap();
        assert_eq!((outcome.next_step, outcome.problem), (NextStep::RetrySame, Some(problem)));
        let delivery = integrator().parse_notification_response(&answer, NOW).unwrap();
        assert_eq!((delivery.delivered, delivery.next_step), (false, NextStep::RetrySame));
    }
}

/// The request with one text replaced; the text must be there.
fn changed(shape: GoogleShape, from: &str, to: &str) -> String {
    let built = caller().build_request(&refund(shape), NOW).unwrap();
    let body = built.body.clone().unwrap();
    assert!(body.contains(from), "{body}");
    let request = HttpRequest { body: Some(body.replace(from, to)), ..built };
    match integrator().parse_request(&request.into(), NOW) {
        Ok(call) => format!("accepted {} {}", call.micros, call.amount.minor_units),
        Err(error) => {
            let reply = error.reply().unwrap();
            format!(
                "{} {} {}",
                reply.status,
                error.field(),
                text(reply).split('"').nth(if shape == GoogleShape::Flat { 9 } else { 11 }).unwrap()
            )
        }
    }
}

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
        assert_eq!(same(amount), "400 refundAmount INVALID_FIELD_VALUE", "{amount}");
    }
    assert_eq!(same("null"), "400 refundAmount MISSING_REQUIRED_FIELD");
    assert_eq!(same("208000000"), "accepted 208000000 20800");
    let inner = |amount: &str| changed(GoogleShape::Object, "\"208000000\"", amount);
    for amount in ["\"0\"", "\"-1\"", "\"+1\"", "\"1.0\"", "\"\"", "\"9223372036854775808\""] {
        assert_eq!(inner(amount), "400 refundAmount.amountMicros invalidFieldValue", "{amount}");
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
                let built = caller().build_request(&GoogleRefund { amount, ..refund(GoogleShape::Flat) }, NOW).unwrap();
                assert!(built.body.unwrap().contains(&format!("\"{micros}\"")));
            }
            None => assert!(read.starts_with("400 ") && read.ends_with(" INVALID_FIELD_VALUE"), "{currency}: {read}"),
        }
    }
}

#[test]
fn fields_are_checked_by_name() {
    let flat = |from, to| changed(GoogleShape::Flat, from, to);
    let object = |from, to| changed(GoogleShape::Object, from, to);
    assert_eq!(flat(r#""currencyCode":"INR","#, ""), "400 currencyCode MISSING_REQUIRED_FIELD");
    assert_eq!(
        flat(r#""requestId":"liUrreQY233839dfFFb24gaQM","#, ""),
        "400 requestHeader.requestId MISSING_REQUIRED_FIELD"
    );
    assert_eq!(flat("liUrreQY233839dfFFb24gaQM", ""), "400 requestHeader.requestId MISSING_REQUIRED_FIELD");
    assert_eq!(flat("liUrreQY233839dfFFb24gaQM", "a b"), "400 requestHeader.requestId INVALID_FIELD_VALUE");
    assert_eq!(flat("\"liUrreQY233839dfFFb24gaQM\"", "7"), "400 requestHeader.requestId INVALID_FIELD_VALUE");
    assert_eq!(
        flat(r#""protocolVersion":{"major":1,"minor":0,"revision":0},"#, ""),
        "400 requestHeader.protocolVersion MISSING_REQUIRED_FIELD"
    );
    assert_eq!(flat(r#""major":1"#, r#""major":2"#), "400 requestHeader.protocolVersion INVALID_API_VERSION");
    assert_eq!(object(r#""major":1"#, r#""major":2"#), "accepted 208000000 20800");
    assert_eq!(object(r#""major":1"#, r#""major":3"#), "400 requestHeader.protocolVersion invalidApiVersion");
    assert_eq!(flat(r#""1502220434778""#, r#""now""#), "400 requestHeader.requestTimestamp INVALID_FIELD_VALUE");
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
        flat(r#""refundAmount":"208000000""#, r#""refundAmount":{"amountMicros":"1","currencyCode":"INR"}"#),
        "400 refundAmount INVALID_FIELD_VALUE"
    );
    assert_eq!(
        object(r#""refundAmount":"#, r#""currencyCode":"USD","refundAmount":"#),
        "400 currencyCode invalidFieldValue"
    );
    assert_eq!(flat("capture-1", "a\\u0000b"), "400 captureRequestId INVALID_FIELD_VALUE");
}

#[test]
fn only_a_posted_refund_is_served() {
    for (method, url) in [
        (HttpMethod::Get, "/v1/refund"),
        (HttpMethod::Post, "/v1/asynchronousRefund"),
        (HttpMethod::Post, "/v1/capture"),
        (HttpMethod::Post, "/v1/refund/"),
    ] {
        let body = caller().build_request(&refund(GoogleShape::Flat), NOW).unwrap().body.unwrap().into_bytes();
        let request = ReceivedRequest { method, url: url.into(), headers: Vec::new(), body };
        let error = integrator().parse_request(&request, NOW).unwrap_err();
        assert_eq!((error.code(), error.reply().unwrap().status), ("unsupported", 404), "{url}");
        assert!(!text(error.reply().unwrap()).contains("errorResponseCode"));
    }
}

#[test]
fn checks_come_in_their_order() {
    let built = |change: fn(String) -> String, now: i64| {
        let request = caller().build_request(&refund(GoogleShape::Flat), NOW).unwrap();
        let request = HttpRequest { body: request.body.map(change), ..request };
        integrator().parse_request(&request.into(), now).unwrap_err().code().to_owned()
    };
    let all_wrong = |body: String| body.replace("INR", "X").replace(ACCOUNT, "PIAID1");
    let account_wrong = |body: String| body.replace(ACCOUNT, "PIAID1");
    assert_eq!(built(all_wrong, NOW + 60_001), "invalid_currency");
    assert_eq!(built(account_wrong, NOW + 60_001), "stale");
    assert_eq!(built(account_wrong, NOW + 60_000), "unknown_identifier");

    // Idempotency before the capture, the capture before what is left of it.
    let call = asked(&refund(GoogleShape::Flat));
    let previous = |fingerprint: &str| {
        Some(GoogleStoredRefund { fingerprint: fingerprint.into(), state: GoogleRefundState::InProgress })
    };
    let capture = |currency: &str, account_id: &str| {
        Some(GoogleCapture { account_id: account_id.into(), remaining: Money::new(0, currency) })
    };
    let decided = |previous, capture| integrator().decide(&call, &GoogleStored { previous, capture }).unwrap();
    assert_eq!(decided(previous("other"), None), GoogleDecision::Conflict);
    assert_eq!(decided(previous(&call.fingerprint), None), GoogleDecision::InFlight);
    let kind = GoogleReferenceKind::CaptureRequestId;
    assert_eq!(decided(None, capture("USD", "a")), GoogleDecision::UnknownCapture { kind });
    assert_eq!(decided(None, capture("USD", ACCOUNT)), GoogleDecision::CurrencyMismatch);
    assert!(matches!(decided(None, capture("INR", ACCOUNT)), GoogleDecision::NoMoneyLeft { result: Some(_) }));
}

#[test]
fn the_fingerprint_is_of_the_refund_and_not_of_the_time() {
    let first = refund(GoogleShape::Flat);
    let of = |refund: &GoogleRefund, now| {
        integrator().parse_request(&caller().build_request(refund, now).unwrap().into(), now).unwrap().fingerprint
    };
    let base = of(&first, NOW);
    assert_eq!(of(&first, NOW + 5_000_000), base);
    assert_eq!(of(&GoogleRefund { request_id: "other".into(), account_id: "a".into(), ..first.clone() }, NOW), base);
    let other_kind = GoogleReference { kind: GoogleReferenceKind::TransactionId, ..first.reference.clone() };
    let other_id = GoogleReference { id: "capture-2".into(), ..first.reference.clone() };
    for other in [
        GoogleRefund { reference: other_kind, ..first.clone() },
        GoogleRefund { reference: other_id, ..first.clone() },
        GoogleRefund { amount: Money::new(20_801, "INR"), ..first.clone() },
        GoogleRefund { amount: Money::new(20_800, "USD"), ..first.clone() },
    ] {
        assert_ne!(of(&other, NOW), base);
    }
}

#[test]
fn a_changed_request_is_not_decided() {
    let call = asked(&refund(GoogleShape::Flat));
    let stored = GoogleStored::default();
    for changed in [
        GoogleRefundRequest { micros: 1, ..call.clone() },
        GoogleRefundRequest { amount: Money::new(1, "INR"), ..call.clone() },
        GoogleRefundRequest { amount: Money::new(20_800, "XAU"), ..call.clone() },
        GoogleRefundRequest { fingerprint: String::new(), ..call.clone() },
    ] {
        assert_eq!(refusal(integrator().decide(&changed, &stored)), "invalid_field call");
    }
    let capture = Some(GoogleCapture { account_id: ACCOUNT.into(), remaining: Money::new(-1, "INR") });
    let stored = GoogleStored { previous: None, capture };
    assert_eq!(refusal(integrator().decide(&call, &stored)), "invalid_field stored.capture.remaining");
}

/// A host's tables: claims by account id and request id, and one payment.
struct Host {
    claims: BTreeMap<(String, String), GoogleStoredRefund>,
    remaining: i64,
    moved: Vec<i64>,
}

impl Host {
    fn with(remaining: i64) -> Self {
        Self { claims: BTreeMap::new(), remaining, moved: Vec::new() }
    }

    fn load(&self, call: &GoogleRefundRequest) -> GoogleStored {
        let key = (call.account_id.clone(), call.request_id.clone());
        let remaining = Money::new(self.remaining, "INR");
        let capture = Some(GoogleCapture { account_id: ACCOUNT.into(), remaining });
        GoogleStored { previous: self.claims.get(&key).cloned(), capture }
    }

    /// One transaction: a unique insert, and the balance only if it is still the one that was read.
    fn insert(&mut self, claim: &GoogleClaim) -> bool {
        let key = (claim.account_id.clone(), claim.request_id.clone());
        if self.claims.contains_key(&key) || self.remaining != claim.remaining_before {
            return false;
        }
        self.remaining = claim.remaining_after;
        let state = GoogleRefundState::InProgress;
        self.claims.insert(key, GoogleStoredRefund { fingerprint: claim.fingerprint.clone(), state });
        true
    }

    fn finish(&mut self, claim: &GoogleClaim, result: GoogleRefundResult) {
        self.moved.push(claim.amount.minor_units);
        let stored = self.claims.get_mut(&(claim.account_id.clone(), claim.request_id.clone())).unwrap();
        stored.state = GoogleRefundState::Finished(result);
    }
}

fn claim(decision: GoogleDecision) -> GoogleClaim {
    match decision {
        GoogleDecision::Proceed { claim } => claim,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_identical_requests_at_once_move_money_once() {
    for shape in SHAPES {
        let (host, call) = (&mut Host::with(50_000), asked(&refund(shape)));
        let first = claim(integrator().decide(&call, &host.load(&call)).unwrap());
        let second = claim(integrator().decide(&call, &host.load(&call)).unwrap());
        assert_eq!(first, second);
        assert!(host.insert(&first) && !host.insert(&second));
        assert_eq!(integrator().decide(&call, &host.load(&call)).unwrap(), GoogleDecision::InFlight);
        host.finish(&first, refunded());
        assert_eq!(
            integrator().decide(&call, &host.load(&call)).unwrap(),
            GoogleDecision::Replay { result: refunded() }
        );
        assert_eq!((host.moved.as_slice(), host.remaining), ([20_800].as_slice(), 29_200));
    }
}

#[test]
fn two_refunds_at_once_do_not_take_the_same_balance() {
    let host = &mut Host::with(30_000);
    let calls = ["one", "two"].map(|id| asked(&GoogleRefund { request_id: id.into(), ..refund(GoogleShape::Flat) }));
    let claims = calls.each_ref().map(|call| claim(integrator().decide(call, &host.load(call)).unwrap()));
    assert!(host.insert(&claims[0]) && !host.insert(&claims[1]));
    let again = integrator().decide(&calls[1], &host.load(&calls[1])).unwrap();
    assert!(matches!(again, GoogleDecision::NoMoneyLeft { .. }), "{again:?}");
}

#[test]
fn two_equal_refunds_with_one_lost_answer_are_told_apart() {
    let host = &mut Host::with(50_000);
    let mut answer = |refund: &GoogleRefund, now| {
        let request = caller().build_request(refund, now).unwrap();
        let call = integrator().parse_request(&request.into(), now).unwrap();
        let decision = integrator().decide(&call, &host.load(&call)).unwrap();
        let response = if let GoogleDecision::Proceed { claim } = &decision {
            assert!(host.insert(claim));
            let refund_id = Some(format!("refund-{}", host.moved.len()));
            let result = GoogleRefundResult::Refunded { refund_id, raw_result: None };
            host.finish(claim, result.clone());
            integrator().build_response(&call, &result, now).unwrap()
        } else {
            integrator().build_decided(&call, &decision, now).unwrap()
        };
        let outcome = caller().parse_response_at(refund, &response.into(), now).unwrap();
        (outcome.status, outcome.refund_id, host.moved.len())
    };
    let first = refund(GoogleShape::Flat);
    let second = GoogleRefund { request_id: "second".into(), ..first.clone() };
    let refunded = |id: &str, moved| (RefundStatus::Succeeded, Some(id.to_owned()), moved);
    assert_eq!(answer(&first, NOW), refunded("refund-0", 1)); // taken as lost: asked again below
    assert_eq!(answer(&second, NOW + 1), refunded("refund-1", 2));
    assert_eq!(answer(&first, NOW + 3_600_000), refunded("refund-0", 2));
}

#[test]
fn every_error_has_its_status_and_a_body() {
    use GoogleErrorKind::*;
    for (kind, status, code, member) in [
        (InvalidApiVersion, 400, "INVALID_API_VERSION", "invalidApiVersion"),
        (InvalidPayloadSignature, 401, "INVALID_PAYLOAD_SIGNATURE", "invalidPayloadSignature"),
        (InvalidPayloadEncryption, 400, "INVALID_PAYLOAD_ENCRYPTION", "invalidPayloadEncryption"),
        (RequestTimestampOutOfRange, 400, "REQUEST_TIMESTAMP_OUT_OF_RANGE", "requestTimestampOutOfRange"),
        (InvalidIdentifier, 404, "INVALID_IDENTIFIER", "invalidIdentifier"),
        (IdempotencyViolation, 412, "IDEMPOTENCY_VIOLATION", "idempotencyViolation"),
        (InvalidFieldValue, 400, "INVALID_FIELD_VALUE", "invalidFieldValue"),
        (MissingRequiredField, 400, "MISSING_REQUIRED_FIELD", "missingRequiredField"),
        (PreconditionViolation, 400, "PRECONDITION_VIOLATION", "preconditionViolation"),
        (UserActionInProgress, 400, "USER_ACTION_IN_PROGRESS", "userActionInProgress"),
        (InvalidDecryptedRequest, 400, "INVALID_DECRYPTED_REQUEST", "invalidDecryptedRequest"),
        (InFlight, 409, "", ""),
        (NotServed, 404, "", ""),
        (Internal, 500, "", ""),
    ] {
        for (shape, name) in [(GoogleShape::Flat, code), (GoogleShape::Object, member)] {
            let reply = integrator().build_error(&GoogleFailure::new(kind, shape), NOW).unwrap();
            assert_eq!((reply.status, reply.headers.len()), (status, 0));
            assert!(text(&reply).contains(name) && text(&reply).contains("errorDescription"), "{}", text(&reply));
            assert_eq!(text(&reply).contains("errorResponse"), !name.is_empty());
            let outcome = caller().parse_response(&refund(shape), &reply.into()).unwrap();
            let next_step = if status == 412 { NextStep::Person } else { NextStep::RetrySame };
            assert_eq!(verdict(&outcome), (RefundStatus::Unknown, next_step));
            assert_eq!(outcome.code.unwrap_or_default(), name);
        }
    }
}

#[test]
fn a_decline_needs_its_raw_result_and_unknown_cannot_be_said() {
    let call = asked(&refund(GoogleShape::Flat));
    let read = |json: &str| serde_json::from_str::<GoogleRefundResult>(json).is_ok();
    assert!(read(r#"{"declined":{"code":"account_closed","rawResult":{"rawCode":"46"}}}"#));
    assert!(!read(r#"{"declined":{"code":"account_closed"}}"#));
    assert!(!read(r#"{"declined":{"code":"account_closed","rawResult":{"scope":"visa"}}}"#));
    assert!(!read(r#"{"declined":{"code":"unknown_result","rawResult":{"rawCode":"46"}}}"#));
    assert!(!read(r#""unknown""#));
    let empty = GoogleRawResult { scope: None, raw_code: String::new() };
    let result =
        GoogleRefundResult::Declined { code: GoogleDecline::AccountClosed, raw_result: empty, refund_id: None };
    assert_eq!(
        refusal(integrator().build_response(&call, &result, NOW)),
        "missing_field result.declined.rawResult.rawCode"
    );
    let result = GoogleRefundResult::Refunded { refund_id: Some(String::new()), raw_result: None };
    assert_eq!(refusal(integrator().build_response(&call, &result, NOW)), "missing_field result.refunded.refundId");
}

#[test]
fn nothing_left_is_an_error_in_the_object_form() {
    let result = declined(GoogleDecline::NoMoneyLeftOnTransaction);
    let flat = integrator().build_response(&asked(&refund(GoogleShape::Flat)), &result, NOW).unwrap();
    let object = integrator().build_response(&asked(&refund(GoogleShape::Object)), &result, NOW).unwrap();
    assert_eq!((flat.status, object.status), (200, 400));
    assert!(text(&object).contains("preconditionViolation"));
    let raw = GoogleRawResult { scope: None, raw_code: "00".into() };
    let result = GoogleRefundResult::Refunded { refund_id: None, raw_result: Some(raw) };
    assert!(integrator().build_response(&asked(&refund(GoogleShape::Flat)), &result, NOW).is_ok());
    let refused = integrator().build_response(&asked(&refund(GoogleShape::Object)), &result, NOW);
    assert_eq!(refusal(refused), "unsupported result.refunded.rawResult");
}

#[test]
fn a_decision_to_proceed_has_no_answer_yet() {
    let (host, call) = (Host::with(20_800), asked(&refund(GoogleShape::Flat)));
    let decision = integrator().decide(&call, &host.load(&call)).unwrap();
    assert_eq!(refusal(integrator().build_decided(&call, &decision, NOW)), "unsupported decision");
}

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut GoogleRefund)| {
        let mut refund = refund(GoogleShape::Flat);
        change(&mut refund);
        refusal(caller().build_request(&refund, NOW))
    };
    assert_eq!(built(|refund| refund.request_id.clear()), "missing_field requestId");
    assert_eq!(built(|refund| refund.request_id = "a/b".into()), "invalid_field requestId");
    assert_eq!(built(|refund| refund.request_id = "x".repeat(101)), "invalid_field requestId");
    assert_eq!(built(|refund| refund.account_id = "a\nb".into()), "invalid_field accountId");
    assert_eq!(built(|refund| refund.reference.id.clear()), "missing_field reference.id");
    assert_eq!(built(|refund| refund.protocol_version.minor = None), "missing_field protocolVersion");
    assert_eq!(built(|refund| refund.protocol_version.major = 2), "invalid_field protocolVersion.major");
    assert_eq!(built(|refund| refund.amount.minor_units = 0), "invalid_amount amount.minorUnits");
    assert_eq!(built(|refund| refund.amount = Money::new(1 << 52, "JPY")), "invalid_amount amount.minorUnits");
    assert_eq!(built(|refund| refund.amount.currency = "XAU".into()), "invalid_currency amount.currency");
    assert_eq!(refusal(caller().build_request(&refund(GoogleShape::Flat), 0)), "invalid_field now");
    let failure = GoogleFailure::new(GoogleErrorKind::Internal, GoogleShape::Flat).saying("");
    assert_eq!(refusal(integrator().build_error(&failure, NOW)), "missing_field description");
}

fn notification() -> GoogleNotification {
    GoogleNotification {
        shape: GoogleShape::Flat,
        protocol_version: version(GoogleShape::Flat),
        request_id: "HsKv5pvtQKTtz7rdcw1YqE".into(),
        account_id: ACCOUNT.into(),
        refund_request_id: "liUrreQY233839dfFFb24gaQM".into(),
        result: refunded(),
    }
}

#[test]
fn notifications_are_checked_and_repeated_with_a_fresh_time() {
    let built = |change: fn(&mut GoogleNotification)| {
        let mut notification = notification();
        change(&mut notification);
        refusal(integrator().build_notification(&notification, NOW))
    };
    assert_eq!(built(|notification| notification.account_id = "PIAID1".into()), "invalid_field accountId");
    assert_eq!(built(|notification| notification.refund_request_id = "a b".into()), "invalid_field refundRequestId");
    assert_eq!(built(|notification| notification.request_id.clear()), "missing_field requestId");
    let body = |now| integrator().build_notification(&notification(), now).unwrap().body.unwrap();
    assert_eq!(body(NOW + 5).replace("1502220434783", "1502220434778"), body(NOW));
    let object = GoogleNotification { shape: GoogleShape::Object, ..notification() };
    let result = declined(GoogleDecline::NoMoneyLeftOnTransaction);
    let refused = integrator().build_notification(&GoogleNotification { result, ..object }, NOW);
    assert_eq!(refusal(refused), "unsupported result.declined.code");
}

#[test]
fn google_refuses_a_notification_that_is_not_one() {
    let sent = integrator().build_notification(&notification(), NOW).unwrap();
    let received = |change: &dyn Fn(&mut HttpRequest), now| {
        let mut request = sent.clone();
        change(&mut request);
        let error = caller().parse_notification(&request.into(), now).unwrap_err();
        (error.code().to_owned(), error.reply().unwrap().status)
    };
    let body = |from: &'static str, to: &'static str| {
        move |request: &mut HttpRequest| request.body = request.body.as_ref().map(|body| body.replace(from, to))
    };
    assert_eq!(received(&|_| {}, NOW + 60_001), ("stale".into(), 400));
    assert_eq!(received(&|request| request.method = HttpMethod::Get, NOW), ("unsupported".into(), 404));
    assert_eq!(received(&|request| request.url = "https://a/v1/echo/a".into(), NOW), ("unsupported".into(), 404));
    assert_eq!(received(&|request| request.url += "x", NOW), ("unknown_identifier".into(), 404));
    assert_eq!(received(&body("refundRequestId", "x"), NOW), ("missing_field".into(), 400));
    assert_eq!(
        received(&body(r#""refundResult":"SUCCESS""#, r#""refundResult":{}"#), NOW),
        ("invalid_field".into(), 400)
    );
    assert_eq!(received(&body(r#"}"#, r#""#), NOW), ("invalid_message".into(), 400));
}

#[test]
fn configurations_are_checked() {
    let made = |account_ids: &[&str], endpoint: Endpoint| {
        let account_ids = account_ids.iter().map(|&id| id.to_owned()).collect();
        refusal(GoogleIntegrator::new(GoogleConfig { endpoint, account_ids }, GoogleCredentials {}))
    };
    assert_eq!(made(&[], Endpoint::Live), "missing_field config.accountIds");
    assert_eq!(made(&["a", ""], Endpoint::Live), "missing_field config.accountIds[1]");
    assert_eq!(made(&[".."], Endpoint::Live), "invalid_field config.accountIds[0]");
    assert_eq!(made(&["a"], Endpoint::Custom("http://a".into())), "invalid_host config.endpoint");
    let called = |endpoint, product: &str| {
        let config = GoogleCallerConfig { endpoint, product: product.into() };
        refusal(GoogleCaller::new(config, GoogleCredentials {}))
    };
    assert_eq!(called(Endpoint::Live, "v1"), "invalid_host config.endpoint");
    assert_eq!(called(Endpoint::Custom("https://a".into()), ".."), "invalid_field config.product");
}
