//! What is in the caller's hands is checked before anything is built, and the error names the field.

use super::{credentials, keys, merchant, refund, seeded};
use crate::providers::strategies::refusal;
use refundkit::{
    Bank131, CallContext, Endpoint, Money, ReceivedRequest, RefundAmount, Rejection, SendResult,
    SessionConfig, SessionCredentials, SessionRefund,
};

fn built(change: impl Fn(&mut SessionRefund)) -> String {
    let mut refund = refund();
    change(&mut refund);
    let built = refusal(merchant().build_request(&refund, &seeded()));
    let read =
        refusal(merchant().parse_response(&refund, &SendResult::Lost, &CallContext::default()));
    assert_eq!(built, read, "what could not be sent cannot be read either");
    built
}

#[test]
fn refusals_name_the_field() {
    assert_eq!(
        built(|refund| refund.session_id.clear()),
        "missing_field refund.sessionId"
    );
    assert_eq!(
        built(|refund| refund.session_id = "x".repeat(256)),
        "invalid_field refund.sessionId"
    );
    assert_eq!(
        built(|refund| refund.session_id = "ps\n1".into()),
        "invalid_field refund.sessionId"
    );
    for (minor_units, currency, expected) in [
        (0, "RUB", "invalid_amount refund.amount.partial.minorUnits"),
        (-5, "RUB", "invalid_amount refund.amount.partial.minorUnits"),
        (
            1 << 53,
            "RUB",
            "invalid_amount refund.amount.partial.minorUnits",
        ),
        (
            100,
            "rub",
            "invalid_currency refund.amount.partial.currency",
        ),
        (
            100,
            "TONC",
            "invalid_currency refund.amount.partial.currency",
        ),
        (
            100,
            "XAU",
            "invalid_currency refund.amount.partial.currency",
        ),
    ] {
        let money = Money::new(minor_units, currency);
        assert_eq!(
            built(|refund| refund.amount = RefundAmount::Partial(money.clone())),
            expected
        );
        assert_eq!(
            built(|refund| refund.amount = RefundAmount::Full {
                expected: money.clone()
            }),
            expected.replace("partial", "full.expected")
        );
    }
}

#[test]
fn an_idempotency_key_is_1_to_255_visible_ascii() {
    let keyed = |key: &str| built(|refund| refund.idempotency_key = Some(key.to_owned()));
    assert_eq!(keyed(""), "missing_field refund.idempotencyKey");
    for bad in [
        "two words",
        "ключ",
        "a\r\nx-partner-project: b",
        "tab\t",
        &"k".repeat(256),
    ] {
        assert_eq!(keyed(bad), "invalid_field refund.idempotencyKey");
    }
    let longest = SessionRefund {
        idempotency_key: Some("k".repeat(255)),
        ..refund()
    };
    assert!(
        merchant()
            .build_request(&longest, &seeded())
            .is_ok()
    );
}

#[test]
fn metadata_is_json_that_can_be_recognised_again() {
    let with = |json: &str| built(|refund| refund.metadata = Some(json.to_owned()));
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    for bad in [
        "",
        "good",
        "{",
        "{} {}",
        "null",
        " null ",
        r#""""#,
        "[]",
        "[ ]",
        "{}",
        "0",
        "false",
        r#""0""#,
        "1.5",
        "1e3",
        "9007199254740992",
        "-9007199254740992",
        "123456789012345678901",
        r#"{"a":0.1}"#,
        &deep,
        &format!("\"{}\"", "x".repeat(4095)),
    ] {
        assert_eq!(with(bad), "invalid_field refund.metadata", "{bad}");
    }
    assert_eq!(with(r#"{"a":1,"a":2}"#), "duplicate_field refund.metadata");
    assert_eq!(
        with(r#"[{"x":{"a":1,"\u0061":1}}]"#),
        "duplicate_field refund.metadata"
    );
    for good in [
        "1",
        "true",
        r#""00""#,
        "-9007199254740991",
        r#""x""#,
        "[0]",
        r#"{"a":null}"#,
    ] {
        let refund = SessionRefund {
            metadata: Some(good.to_owned()),
            ..refund()
        };
        let body = merchant()
            .build_request(&refund, &seeded())
            .unwrap()
            .body
            .unwrap();
        assert!(
            body.ends_with(&format!(r#","metadata":{good}}}"#)),
            "{body}"
        );
    }
}

#[test]
fn a_status_query_needs_a_session() {
    let nowhere = SessionRefund {
        session_id: String::new(),
        ..refund()
    };
    assert_eq!(
        refusal(merchant().build_status_request(&nowhere, &seeded())),
        "missing_field refund.sessionId"
    );
    assert_eq!(
        refusal(merchant().parse_status_response(&nowhere, &SendResult::Lost)),
        "missing_field refund.sessionId"
    );
}

#[test]
fn an_absent_amount_never_means_everything() {
    let read = |json: &str| serde_json::from_str::<SessionRefund>(json);
    for amount in [
        "",
        r#","amount":null"#,
        r#","amount":"""#,
        r#","amount":{}"#,
        r#","amount":{"full":{}}"#,
        r#","amount":"full""#,
    ] {
        assert!(
            read(&format!(r#"{{"sessionId":"ps_1"{amount}}}"#)).is_err(),
            "{amount}"
        );
    }
}

fn made(change: impl Fn(&mut SessionCredentials)) -> String {
    let mut credentials = credentials();
    change(&mut credentials);
    refusal(Bank131::new(SessionConfig::default(), credentials))
}

#[test]
fn credentials_are_checked_when_the_provider_is_made() {
    assert_eq!(
        made(|keys| keys.project.clear()),
        "missing_field credentials.project"
    );
    assert_eq!(
        made(|keys| keys.project = "a\r\nb: c".into()),
        "invalid_field credentials.project"
    );
    assert_eq!(
        made(|keys| keys.submerchant = Some(String::new())),
        "missing_field credentials.submerchant"
    );
    assert_eq!(
        made(|keys| keys.submerchant = Some("a b".into())),
        "invalid_field credentials.submerchant"
    );
}

#[test]
fn keys_are_rsa_in_pem_unencrypted_and_large_enough() {
    let private = |pem: &str| made(|keys| keys.private_key = Some(pem.into()));
    let bad_private = [
        "",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        include_str!("../../keys/merchant_encrypted.pem"),
        include_str!("../../keys/merchant_encrypted_pkcs1.pem"),
        include_str!("../../keys/elliptic_pkcs8.pem"),
        include_str!("../../keys/small_pkcs8.pem"),
        keys::MERCHANT_PUBLIC,
    ];
    for pem in bad_private {
        assert_eq!(private(pem), "invalid_key credentials.privateKey", "{pem}");
    }
    let cut = &keys::MERCHANT[..keys::MERCHANT.len() - 40];
    assert_eq!(private(cut), "invalid_key credentials.privateKey");
    for pem in [
        "",
        "key",
        include_str!("../../keys/small_public.pem"),
        keys::MERCHANT,
    ] {
        assert_eq!(
            made(|keys| keys.public_key = Some(pem.into())),
            "invalid_key credentials.publicKey"
        );
        let second = |keys: &mut SessionCredentials| keys.provider_keys.push(pem.into());
        assert_eq!(made(second), "invalid_key credentials.providerKeys[1]");
    }
    let foreign = |credentials: &mut SessionCredentials| {
        credentials.public_key = Some(keys::PROVIDER_PUBLIC.into())
    };
    assert_eq!(made(foreign), "invalid_key credentials.publicKey");
}

#[test]
fn hosts_are_https_or_loopback() {
    let at = |endpoint: Endpoint| {
        let config = SessionConfig::at(endpoint);
        let bank = Bank131::new(config, credentials())?;
        bank.build_request(&refund(), &seeded())
            .map(|request| request.url)
    };
    assert_eq!(
        at(Endpoint::Demo).unwrap(),
        "https://demo.bank131.ru/api/v1/session/refund"
    );
    assert_eq!(
        at(Endpoint::Custom("https://pay.example/x/".into())).unwrap(),
        "https://pay.example/x/api/v1/session/refund"
    );
    assert_eq!(
        at(Endpoint::Loopback("http://127.0.0.1:8080".into())).unwrap(),
        "http://127.0.0.1:8080/api/v1/session/refund"
    );
    for bad in [
        "http://pay.example",
        "https://user@pay.example",
        "https://pay.example?x",
        "pay.example",
        "",
    ] {
        assert_eq!(
            refusal(at(Endpoint::Custom(bad.into()))),
            "invalid_host config.endpoint"
        );
    }
    assert_eq!(
        refusal(at(Endpoint::Loopback("http://pay.example".into()))),
        "invalid_host config.endpoint"
    );
}

#[test]
fn a_webhook_without_keys_to_verify_it_is_no_event() {
    let keyless = SessionCredentials {
        provider_keys: Vec::new(),
        ..credentials()
    };
    let bank = Bank131::new(SessionConfig::default(), keyless).unwrap();
    let webhook = ReceivedRequest::from(
        merchant()
            .build_request(&refund(), &seeded())
            .unwrap(),
    );
    let Rejection { error, reply } = bank
        .parse_webhook(&webhook)
        .unwrap_err();
    assert_eq!(
        (error.code(), error.field()),
        ("missing_field", "credentials.providerKeys")
    );
    assert_eq!(reply.status, 500);
}
