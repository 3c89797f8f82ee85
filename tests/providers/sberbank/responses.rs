//! Responses and descriptions that both gateways must not take for success.

use super::{ORDER, rub};
use crate::providers::strategies::{refusal, responded};
use refundkit::{
    CallContext, PaymentSnapshot, Problem, RefundStatus, SberbankGateway, SberbankGatewayConfig,
    SberbankGatewayCredentials, SberbankGatewayRefund, SberbankLegacy, SberbankLegacyConfig,
    SberbankLegacyCredentials, SberbankLegacyRefund, SberbankMethod, UnusableStatus,
};

fn legacy() -> SberbankLegacy {
    let credentials = SberbankLegacyCredentials::with_password("login", "secret");
    SberbankLegacy::new(SberbankLegacyConfig::default(), credentials).unwrap()
}

fn gateway() -> SberbankGateway {
    let credentials = SberbankGatewayCredentials::with_password("login", "secret");
    SberbankGateway::new(SberbankGatewayConfig::default(), credentials).unwrap()
}

fn legacy_refund() -> SberbankLegacyRefund {
    SberbankLegacyRefund {
        method: SberbankMethod::Refund,
        order_id: ORDER.into(),
        amount: rub(3000),
        refund_items: Vec::new(),
        expected_deposited_amount: None,
        external_refund_id: None,
        language: None,
    }
}

fn gateway_refund() -> SberbankGatewayRefund {
    SberbankGatewayRefund {
        method: SberbankMethod::Refund,
        order_id: ORDER.into(),
        amount: rub(3000),
        external_refund_id: "return-1".into(),
        order_bundle: None,
        language: None,
    }
}

/// What both gateways make of a response, which is the same.
fn read(body: &str) -> (RefundStatus, Option<Problem>) {
    let response = responded(200, body);
    let of_legacy = legacy()
        .parse_response(&legacy_refund(), &response, &CallContext::default())
        .unwrap()
        .outcome;
    let of_gateway = gateway()
        .parse_response(&gateway_refund(), &response, &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(
        (of_legacy.status, of_legacy.problem),
        (of_gateway.status, of_gateway.problem)
    );
    (of_legacy.status, of_legacy.problem)
}

#[test]
fn a_success_that_is_taken_back_is_none() {
    let unknown = |problem| (RefundStatus::Unknown, Some(problem));
    for members in [
        "",
        r#","success":true"#,
        r#","success":"TRUE""#,
        r#","success":null"#,
        r#","success":"""#,
        r#","success":[]"#,
        r#","success":{}"#,
        r#","orderId":null"#,
    ] {
        assert_eq!(
            read(&format!(r#"{{"errorCode":0{members}}}"#)),
            (RefundStatus::Succeeded, None),
            "{members}"
        );
    }
    for given in ["0", r#""no""#, r#""0""#, "1", "[1]"] {
        let body = format!(r#"{{"errorCode":0,"success":{given}}}"#);
        assert_eq!(read(&body), unknown(Problem::Unrecognised), "{given}");
    }
    assert_eq!(
        read(r#"{"errorCode":0,"success":false}"#),
        unknown(Problem::SelfContradiction)
    );
}

#[test]
fn operations_without_a_code_need_silence_beside_them() {
    let of = |text: &str| {
        read(&format!(
            r#"{{"operations":[{{"successful":true}}]{text}}}"#
        ))
    };
    assert_eq!(of(""), (RefundStatus::Succeeded, None));
    assert_eq!(of(r#","errorMessage":"""#), (RefundStatus::Succeeded, None));
    assert_eq!(
        of(r#","errorMessage":"Запрос принят в обработку""#),
        (RefundStatus::Pending, None)
    );
    for text in [
        r#","errorMessage":"Операция запрещена""#,
        r#","ErrorMessage":"Denied""#,
        r#","errorMessage":["x"]"#,
    ] {
        assert_eq!(
            of(text),
            (RefundStatus::Unknown, Some(Problem::Unrecognised)),
            "{text}"
        );
    }
    // The new gateway's document lists no operations.
    let array = responded(200, r#"{"operations":[[true]]}"#);
    let outcome = legacy()
        .parse_response(&legacy_refund(), &array, &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(outcome.problem, Some(Problem::Unreadable));
}

#[test]
fn a_response_about_another_order_is_not_about_ours() {
    for name in ["orderId", "mdOrder"] {
        assert_eq!(
            read(&format!(r#"{{"errorCode":0,"{name}":"{ORDER}"}}"#)),
            (RefundStatus::Succeeded, None)
        );
        for empty in [r#""""#, "[]", "{}"] {
            assert_eq!(
                read(&format!(r#"{{"errorCode":0,"{name}":{empty}}}"#)),
                (RefundStatus::Succeeded, None)
            );
        }
        for (code, other) in [
            (0, r#""another""#),
            (5, r#""another""#),
            (0, "[7]"),
            (0, "7"),
        ] {
            let body = format!(r#"{{"errorCode":{code},"{name}":{other}}}"#);
            assert_eq!(
                read(&body),
                (RefundStatus::Unknown, Some(Problem::PaymentMismatch)),
                "{body}"
            );
        }
    }
}

/// What is wrong with a status that has these members.
fn problem(members: &str) -> Option<Problem> {
    described(members)
        .err()
        .map(|unusable| unusable.problem)
}

/// What both gateways make of a status that has these members.
fn described(members: &str) -> Result<PaymentSnapshot, UnusableStatus> {
    let body = format!(
        r#"{{"errorCode":"0","orderStatus":4,"attributes":[{{"name":"mdOrder","value":"{ORDER}"}}]{}}}"#,
        if members.is_empty() {
            String::new()
        } else {
            format!(",{members}")
        }
    );
    let response = responded(200, body);
    let of_legacy = legacy()
        .parse_status_response(&legacy_refund(), &response)
        .unwrap()
        .snapshot;
    assert_eq!(
        of_legacy,
        gateway()
            .parse_status_response(&gateway_refund(), &response)
            .unwrap()
            .snapshot
    );
    of_legacy
}

#[test]
fn card_data_that_cannot_be_read_does_not_skip_the_currency() {
    assert_eq!(problem(r#""cardAuthInfo":{"currency":"643"}"#), None);
    assert_eq!(problem(r#""cardAuthInfo":null"#), None);
    let other = problem(r#""cardAuthInfo":{"currency":"840"}"#);
    assert_eq!(other, Some(Problem::CurrencyMismatch));
    let twice = problem(r#""cardAuthInfo":{"currency":"643","currency":"840"}"#);
    assert_eq!(twice, Some(Problem::DuplicateField));
    let array = problem(r#""cardAuthInfo":["840"]"#);
    assert_eq!(array, Some(Problem::SelfContradiction));
}

#[test]
fn an_array_describes_nothing() {
    let whole = r#""paymentAmountInfo":{"depositedAmount":3000,"refundedAmount":3000}"#;
    assert_eq!(problem(whole), None);
    for members in [
        format!(r#"{whole},"operations":[["REFUND",3000,null,"rf-1","return-1","0"]]"#),
        format!(r#"{whole},"refunds":[[null,3000,null,"rf-1","return-1","0"]]"#),
    ] {
        assert_eq!(problem(&members), Some(Problem::Unreadable), "{members}");
    }
    for members in [
        r#""paymentAmountInfo":[3000,3000]"#.to_owned(),
        format!(r#"{whole},"loyaltyInfo":[{{"paymentBonus":{{}}}}]"#),
        format!(r#"{whole},"loyaltyInfo":{{"paymentBonus":[0,0]}}"#),
    ] {
        let snapshot = described(&members).unwrap();
        assert_eq!(
            (snapshot.captured, snapshot.refunded),
            (None, None),
            "{members}"
        );
    }
    let named =
        format!(r#"{{"errorCode":"0","orderStatus":4,"attributes":[["mdOrder","{ORDER}"]]}}"#);
    let snapshot = legacy()
        .parse_status_response(&legacy_refund(), &responded(200, named))
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(snapshot.problem, Problem::Unreadable);
}

#[test]
fn a_refund_that_is_none_is_misuse_in_every_operation() {
    let response = responded(200, r#"{"errorCode":0}"#);
    let refund = SberbankLegacyRefund {
        amount: rub(0),
        ..legacy_refund()
    };
    let expected = refusal(legacy().build_request(&refund, &CallContext::default()));
    assert!(
        !expected.starts_with("accepted")
            && legacy()
                .build_status_request(&refund, &CallContext::default())
                .is_ok()
    );
    assert_eq!(
        refusal(legacy().parse_response(&refund, &response, &CallContext::default())),
        expected
    );
    let refund = SberbankGatewayRefund {
        amount: rub(0),
        ..gateway_refund()
    };
    assert_eq!(
        refusal(gateway().build_request(&refund, &CallContext::default())),
        expected
    );
    assert_eq!(
        refusal(gateway().parse_response(&refund, &response, &CallContext::default())),
        expected
    );
}

#[test]
fn only_languages_whose_texts_are_known_are_asked_for() {
    for language in ["ru", "en"] {
        let language = Some(language.to_owned());
        assert!(
            legacy()
                .build_request(
                    &SberbankLegacyRefund {
                        language: language.clone(),
                        ..legacy_refund()
                    },
                    &CallContext::default()
                )
                .is_ok()
        );
        assert!(
            gateway()
                .build_request(
                    &SberbankGatewayRefund {
                        language,
                        ..gateway_refund()
                    },
                    &CallContext::default()
                )
                .is_ok()
        );
    }
    for language in ["de", "RU", "En", "r", "", "rus", "ру"] {
        let language = Some(language.to_owned());
        let refund = SberbankLegacyRefund {
            language: language.clone(),
            ..legacy_refund()
        };
        assert_eq!(
            refusal(legacy().build_request(&refund, &CallContext::default())),
            "invalid_field refund.language"
        );
        let refund = SberbankGatewayRefund {
            language,
            ..gateway_refund()
        };
        assert_eq!(
            refusal(gateway().build_request(&refund, &CallContext::default())),
            "invalid_field refund.language"
        );
    }
}
