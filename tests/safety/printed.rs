//! What is printed where a secret stands, to the letter: a mask, and enough beside it to find a mistake.

use refundkit::code;
use refundkit::kit::{KeySize, RsaSigner};
use refundkit::server::SberbankLegacyServerCredentials;
use refundkit::{
    BlindingSeed, Header, HttpMethod, HttpRequest, HttpResponse, Prepared, ReceivedRequest,
    RefundError, SberbankGatewayCredentials, SberbankLegacyCredentials, Secret, SigningAlgorithm,
};
use std::fmt::Debug;

#[track_caller]
fn prints(value: impl Debug, expected: &str) {
    assert_eq!(format!("{value:?}"), expected);
}

#[test]
fn secrets_are_masks() {
    let pem = Secret::new(include_str!("../keys/merchant_pkcs8.pem"));
    prints(
        RsaSigner::from_pem("privateKey", &pem, KeySize::Safe).unwrap(),
        "***",
    );
    prints(pem, "***");
    prints(BlindingSeed::new([7; 32]), "***");
}

/// A login is half of what proves the merchant.
#[test]
fn logins_are_masks() {
    let shown = "user_name: Some(***), password: Some(***), token: None";
    prints(
        SberbankGatewayCredentials::with_password("login", "password"),
        &format!("SberbankGatewayCredentials {{ {shown} }}"),
    );
    prints(
        SberbankLegacyCredentials::with_password("login", "password"),
        &format!("SberbankLegacyCredentials {{ {shown}, callback_tokens: [], callback_keys: [] }}"),
    );
    prints(
        SberbankLegacyServerCredentials::with_password("login", "password"),
        &format!(
            "SberbankLegacyServerCredentials {{ {shown}, callback_token: None, callback_key: None }}"
        ),
    );
}

#[test]
fn errors_say_code_field_and_detail() {
    let error = |field| RefundError::new(code::INVALID_FIELD, field, "is wrong");
    prints(error("key"), "RefundError(invalid_field: key: is wrong)");
    prints(error(""), "RefundError(invalid_field: is wrong)");
    prints(
        error("[1]").within("goods"),
        "RefundError(invalid_field: goods[1]: is wrong)",
    );
    assert_eq!(
        error("price")
            .within("goods[1]")
            .to_string(),
        "invalid_field: goods[1].price: is wrong"
    );
}

#[test]
fn a_request_keeps_what_is_no_secret() {
    let shown = |url: &str, body: &str| {
        let request = HttpRequest::post(url.to_owned(), Vec::new(), body.to_owned()).redacted();
        format!("{} {}", request.url, request.body.unwrap())
    };
    let form = "userName=u&password=p&orderId=1";
    assert_eq!(
        shown(&format!("https://a/b?{form}"), form),
        "https://a/b?userName=***&password=***&orderId=1 userName=***&password=***&orderId=1"
    );
    assert_eq!(
        shown("https://a/b", r#"{"password":"p","amount":1}"#),
        r#"https://a/b {"password":"***","amount":1}"#
    );
    assert_eq!(
        shown("https://a/b?", "%70assword=p&%ff=p&x="),
        "https://a/b? %70assword=***&%ff=***&x="
    );
    for unread in ["password", " {\"password\":", "[1]", "\"p\""] {
        assert_eq!(shown("https://a/b", unread), "https://a/b ***");
    }
}

#[test]
fn messages_show_no_value_that_may_be_a_secret() {
    let headers = || {
        vec![
            Header::new("accept", "text/html"),
            Header::new("x-api-key", "key"),
        ]
    };
    let shown = "[accept: text/html, x-api-key: ***]";
    let request = HttpRequest::post(
        "https://a.example/b?password=c".into(),
        headers(),
        "secret".into(),
    );
    prints(
        &request,
        &format!("Post https://a.example/b?*** {shown} [6 bytes]"),
    );
    prints(
        ReceivedRequest::from(request.clone()),
        &format!("Post https://a.example/b?*** {shown} [6 bytes]"),
    );
    prints(
        HttpRequest::get("https://a.example/b".into(), headers()),
        &format!("Get https://a.example/b {shown} [0 bytes]"),
    );
    prints(
        HttpResponse {
            status: 200,
            headers: headers(),
            body: b"secret".to_vec(),
        },
        &format!("200 {shown} [6 bytes]"),
    );
    let prepared = Prepared::over_body(request, "x-sign");
    assert_eq!(
        (prepared.request.method, prepared.algorithm),
        (HttpMethod::Post, SigningAlgorithm::RsaPkcs1Sha256)
    );
    prints(
        prepared,
        &format!("Post https://a.example/b?*** {shown} [6 bytes], RsaPkcs1Sha256 of 6 bytes"),
    );
}

#[test]
fn secrets_are_compared_whole() {
    assert_eq!(Secret::new("a"), Secret::from("a"));
    for other in ["", "b", "A", "a ", "aa"] {
        assert_ne!(Secret::new("a"), Secret::new(other), "{other:?}");
    }
}
