//! The provider's own side refuses what is not the merchant's, with the provider's own error body.

use super::{merchant, refund, seeded, server_credentials, speaking, update};
use crate::providers::strategies::{ambient, refusal};
use refundkit::providers::bank131::SessionApiVersion;
use refundkit::server::{
    Bank131Server, RefundReply, SessionServerConfig, SessionServerCredentials,
};
use refundkit::{
    Bank131, Header, HttpMethod, HttpRequest, Prepared, ReceivedRequest, RefundError, RefundStatus,
    Rejection, SessionConfig, SessionCredentials,
};

fn server() -> Bank131Server {
    speaking(SessionApiVersion::V1).1
}

pub(super) fn request() -> ReceivedRequest {
    merchant()
        .build_request(&refund(), &seeded())
        .unwrap()
        .into()
}

/// Code and field of the refusal, HTTP status and the provider's code in its response.
fn refused(rejection: &Rejection) -> (String, u16, String) {
    let Rejection { error, reply } = rejection;
    let body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!(body["status"], "error");
    let code = body["error"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    (
        format!("{} {}", error.code(), error.field()),
        reply.status,
        code,
    )
}

fn parsed(change: impl Fn(&mut ReceivedRequest)) -> (String, u16, String) {
    let mut request = request();
    change(&mut request);
    refused(
        &server()
            .parse_request(&request, &ambient())
            .unwrap_err(),
    )
}

fn is(found: (String, u16, String), what: &str, status: u16, code: &str) {
    assert_eq!(found, (what.to_owned(), status, code.to_owned()));
}

/// A body that is not ours to build, properly signed.
fn signed(body: &str) -> ReceivedRequest {
    let mut prepared: Prepared = merchant()
        .prepare(&refund(), &ambient())
        .unwrap();
    prepared.request.body = Some(body.to_owned());
    prepared.to_sign = body.to_owned();
    merchant()
        .sign(&prepared, &seeded())
        .unwrap()
        .into()
}

#[test]
fn wrong_credentials_are_refused_in_the_providers_words() {
    let project = "headers.x-partner-project";
    let set = |name: &'static str, value: &'static str| {
        move |request: &mut ReceivedRequest| {
            request
                .headers
                .iter_mut()
                .filter(|header| header.name == name)
                .for_each(|header| header.value = value.into());
        }
    };
    is(
        parsed(set("x-partner-project", "other")),
        &format!("unauthorized {project}"),
        400,
        "authorization_error",
    );
    is(
        parsed(|request| request.headers.clear()),
        &format!("unauthorized {project}"),
        400,
        "authorization_error",
    );
    is(
        parsed(set("x-partner-sign", "AAAA")),
        "unverified headers.x-partner-sign",
        400,
        "authentication_error",
    );
    is(
        parsed(|request| request.body.push(b'\n')),
        "unverified headers.x-partner-sign",
        400,
        "authentication_error",
    );
    let unsigned = |request: &mut ReceivedRequest| {
        request
            .headers
            .retain(|header| header.name != "x-partner-sign")
    };
    is(
        parsed(unsigned),
        "unverified headers.x-partner-sign",
        400,
        "authentication_error",
    );
    let twice = |request: &mut ReceivedRequest| {
        request
            .headers
            .push(Header::new("X-Partner-Project", "project"))
    };
    is(
        parsed(twice),
        &format!("duplicate_field {project}"),
        400,
        "invalid_request",
    );
}

#[test]
fn only_the_documented_method_of_the_served_version_is_answered() {
    is(
        parsed(|request| request.method = HttpMethod::Get),
        "unsupported url",
        404,
        "invalid_request",
    );
    let v2 = |request: &mut ReceivedRequest| request.url = "/api/v2/session/refund".into();
    is(parsed(v2), "unsupported url", 404, "invalid_request");
    let status: ReceivedRequest = merchant()
        .build_status_request(&refund(), &seeded())
        .unwrap()
        .into();
    is(
        refused(
            &server()
                .parse_request(&status, &ambient())
                .unwrap_err(),
        ),
        "unsupported url",
        404,
        "invalid_request",
    );
    is(
        refused(
            &server()
                .parse_status_request(&request())
                .unwrap_err(),
        ),
        "unsupported url",
        404,
        "invalid_request",
    );
}

/// An integrator reads the description, so it names the member.
#[test]
fn a_refused_body_is_told_what_is_missing() {
    let misnamed = signed(r#"{"session":"ps_3230"}"#);
    let mut query = misnamed.clone();
    query.url = query.url.replace("refund", "status");
    for error in [
        server()
            .parse_request(&misnamed, &ambient())
            .unwrap_err(),
        server()
            .parse_status_request(&query)
            .unwrap_err(),
    ] {
        is(
            refused(&error),
            "invalid_message session_id",
            400,
            "invalid_request",
        );
        let body: serde_json::Value = serde_json::from_slice(&error.reply.body).unwrap();
        assert_eq!(body["error"]["description"], "session_id: is missing");
    }
}

#[test]
fn half_an_amount_is_no_amount_and_null_is_not_everything() {
    let body = |more: &str| format!(r#"{{"session_id":"ps_3230"{more}}}"#);
    for more in [
        r#","amount_details":null"#,
        r#","amount_details":{}"#,
        r#","amount_details":{"currency":"rub"}"#,
        r#","amount_details":{"amount":100}"#,
        r#","amount_details":{"amount":null,"currency":"rub"}"#,
        r#","amount_details":{"amount":10.5,"currency":"rub"}"#,
        r#","amount_details":{"amount":-1,"currency":"rub"}"#,
        r#","amount_details":{"amount":"1e-1","currency":"rub"}"#,
    ] {
        let error = server()
            .parse_request(&signed(&body(more)), &ambient())
            .unwrap_err();
        is(
            refused(&error),
            "invalid_message amount_details",
            400,
            "invalid_request",
        );
    }
    let nothing = r#","amount_details":{"amount":0,"currency":"rub"}"#;
    let twice = r#","amount_details":{"amount":1,"currency":"rub"},"amount_details":{"amount":2,"currency":"rub"}"#;
    for (more, field) in [
        (nothing, "invalid_amount amount_details.minorUnits"),
        (twice, "invalid_message body"),
    ] {
        let error = server()
            .parse_request(&signed(&body(more)), &ambient())
            .unwrap_err();
        is(refused(&error), field, 400, "invalid_request");
    }
    let upper = body(r#","amount_details":{"amount":100,"currency":"RUB"},"metadata":null"#);
    let call = server()
        .parse_request(&signed(&upper), &ambient())
        .unwrap();
    assert_eq!(
        (call.order.amount, call.order.reference),
        (Some(refundkit::Money::new(100, "RUB")), None)
    );
}

#[test]
fn an_amount_arrives_in_every_spelling_that_loses_nothing() {
    for amount in ["1050", "1050.0", "1.05e3", r#""1050""#, r#""1050.00""#] {
        let body = format!(
            r#"{{"session_id":"ps_3230","amount_details":{{"amount":{amount},"currency":"rub"}}}}"#
        );
        let call = server()
            .parse_request(&signed(&body), &ambient())
            .unwrap();
        let expected = refundkit::Money::new(1050, "RUB");
        assert_eq!(call.order.amount, Some(expected), "{amount}");
    }
}

#[test]
fn headers_of_the_call_arrive() {
    let credentials = SessionCredentials {
        submerchant: Some("7701234567".into()),
        ..super::credentials()
    };
    let bank = Bank131::new(SessionConfig::default(), credentials).unwrap();
    let keyed = refundkit::SessionRefund {
        idempotency_key: Some("key-1".into()),
        ..refund()
    };
    let call = server()
        .parse_request(
            &bank
                .build_request(&keyed, &seeded())
                .unwrap()
                .into(),
            &ambient(),
        )
        .unwrap();
    assert_eq!(
        (call.submerchant.as_deref(), call.order.key.as_deref()),
        (Some("7701234567"), Some("key-1"))
    );
}

#[test]
fn a_refusal_is_understood() {
    let call = server()
        .parse_request(&request(), &ambient())
        .unwrap();
    let refuse = |code: &str| RefundReply::Refused {
        http_status: 400,
        code: code.into(),
        message: "no".into(),
    };
    let outcome = |code: &str| {
        let response = server()
            .build_response(&call, &refuse(code), None, &ambient())
            .unwrap();
        merchant()
            .parse_response(&refund(), &response.into(), &ambient())
            .unwrap()
            .outcome
    };
    assert_eq!(outcome("invalid_request").status, RefundStatus::Declined);
    assert_eq!(
        outcome("idempotency_key_already_exists").status,
        RefundStatus::Pending
    );
    assert_eq!(
        outcome("internal_error")
            .message
            .as_deref(),
        Some("no")
    );
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let announce = |change: fn(&mut refundkit::server::RefundUpdate)| {
        let mut update = update(&refund(), RefundStatus::Succeeded);
        change(&mut update);
        let built: Result<HttpRequest, RefundError> =
            server().build_webhook("https://shop.example", &update, None, &ambient());
        refusal(built)
    };
    assert_eq!(
        announce(|update| update.refund_id = "rf_9".into()),
        "invalid_field refundId"
    );
    assert_eq!(
        announce(|update| update.payment.payment_id = None),
        "missing_field payment.paymentId"
    );
    assert_eq!(
        announce(|update| update.payment.entries[0].reference = Some("no json".into())),
        "invalid_field entries[0].reference"
    );
    let keyless = SessionServerCredentials {
        private_key: None,
        ..server_credentials()
    };
    let server = Bank131Server::new(SessionServerConfig::default(), keyless).unwrap();
    let built = server.build_webhook(
        "https://shop.example",
        &update(&refund(), RefundStatus::Succeeded),
        None,
        &ambient(),
    );
    assert_eq!(refusal(built), "missing_field credentials.privateKey");
}
