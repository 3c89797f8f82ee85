//! Responses: success only where all of a response says so, of this payment.

use super::{merchant, refund};
use crate::providers::strategies::{responded, strange_bodies};
use refundkit::{CallContext, NextAction, Problem, RefundStatus, SendResult};

#[test]
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 429, 500, 503] {
            let response = responded(status, body.clone());
            let outcome = merchant()
                .parse_response(&refund(), &response, &CallContext::default())
                .unwrap()
                .outcome;
            assert_eq!(
                (outcome.status, outcome.next_action),
                (RefundStatus::Unknown, NextAction::QueryStatus),
                "{status}"
            );
            let snapshot = merchant()
                .parse_status_response(&refund(), &response)
                .unwrap()
                .snapshot;
            assert!(snapshot.is_err(), "{status}");
        }
    }
}

#[test]
fn silence_never_leads_to_sending_again() {
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::Lost, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::QueryStatus
    );
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::NotSent, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::StartNew
    );
}

#[test]
fn success_needs_proof() {
    let read = |status: u16, body: &str| {
        let outcome = merchant()
            .parse_response(&refund(), &responded(status, body), &CallContext::default())
            .unwrap()
            .outcome;
        (outcome.status, outcome.problem)
    };
    let unknown = |problem| (RefundStatus::Unknown, Some(problem));
    let full =
        r#"{"Success":true,"OrderId":"order-1","Key":"s3cr3t-key","NewAmount":0,"ErrCode":""}"#;
    assert_eq!(read(200, full), (RefundStatus::Succeeded, None));
    for (status, problem) in [
        (201, None),
        (302, Some(Problem::Redirected)),
        (400, Some(Problem::StatusMismatch)),
        (500, Some(Problem::StatusMismatch)),
    ] {
        assert_eq!(read(status, full).1, problem, "{status}");
    }
    for (from, to, problem) in [
        ("order-1", "map-1", None),
        ("order-1", "order-2", Some(Problem::PaymentMismatch)),
        (r#""OrderId":"order-1","#, "", Some(Problem::Unrecognised)),
        (
            r#""OrderId":"order-1""#,
            r#""OrderId":"""#,
            Some(Problem::Unrecognised),
        ),
        (r#""NewAmount":0,"#, "", Some(Problem::Unrecognised)),
        (
            r#""NewAmount":0"#,
            r#""NewAmount":-0.5"#,
            Some(Problem::Unrecognised),
        ),
        (
            r#""NewAmount":0"#,
            r#""NewAmount":-1"#,
            Some(Problem::Unrecognised),
        ),
        (r#""NewAmount":0"#, r#""NewAmount":1"#, None),
        (r#""NewAmount":0"#, r#""NewAmount":"0""#, None),
        (r#""ErrCode":"""#, r#""ErrCode":null"#, None),
        (
            r#""ErrCode":"""#,
            r#""ErrCode":"AMOUNT_EXCEED""#,
            Some(Problem::SelfContradiction),
        ),
        (
            r#""ErrCode":"""#,
            r#""ErrCode":"","State":"Refunded""#,
            None,
        ),
        (
            r#""ErrCode":"""#,
            r#""ErrCode":"","State":"Rejected""#,
            Some(Problem::Unrecognised),
        ),
        ("s3cr3t-key", "s3cr3t-kez", Some(Problem::MerchantMismatch)),
        ("true", "\"TRUE\"", None),
        ("true", "1", Some(Problem::Unrecognised)),
        ("true", "null", Some(Problem::Unrecognised)),
        ("{", r#"{"Success":true,"#, Some(Problem::DuplicateField)),
    ] {
        let changed = full.replacen(from, to, 1);
        assert_ne!(changed, full);
        let expected = problem.map_or((RefundStatus::Succeeded, None), unknown);
        assert_eq!(read(200, &changed), expected, "{changed}");
    }
}

#[test]
fn an_array_is_no_response() {
    let response = responded(
        200,
        r#"[true,"order-1",null,0,"Refunded","",null,null,null]"#,
    );
    let outcome = merchant()
        .parse_response(&refund(), &response, &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::Unreadable))
    );
    let snapshot = merchant()
        .parse_status_response(&refund(), &response)
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(snapshot.problem, Problem::Unreadable);
}

#[test]
fn only_known_refusals_are_refusals() {
    let read = |code: &str| {
        let body =
            format!(r#"{{"Success":false,"OrderId":"order-1","NewAmount":0,"ErrCode":"{code}"}}"#);
        let outcome = merchant()
            .parse_response(&refund(), &responded(200, body), &CallContext::default())
            .unwrap()
            .outcome;
        (outcome.status, outcome.next_action)
    };
    for code in ["AMOUNT_EXCEED", "INVALID_AUTHENTICATION", "INVALID_FORMAT"] {
        assert_eq!(
            read(code),
            (RefundStatus::Declined, NextAction::Stop),
            "{code}"
        );
    }
    for code in [
        "INTERNAL_ERROR",
        "COMMUNICATE_ERROR",
        "EMPTY_RESPONSE",
        "ISSUER_TIMEOUT",
        "NOT_FOUND",
        "amount_exceed",
        "",
    ] {
        assert_eq!(
            read(code),
            (RefundStatus::Unknown, NextAction::QueryStatus),
            "{code}"
        );
    }
}

#[test]
fn parts_of_an_response_must_not_deny_each_other() {
    let read = |body: &str| {
        let outcome = merchant()
            .parse_response(&refund(), &responded(200, body), &CallContext::default())
            .unwrap()
            .outcome;
        (outcome.status, outcome.problem)
    };
    let unknown = |problem| (RefundStatus::Unknown, Some(problem));
    let said = |members: &str| {
        format!(r#"{{"Success":true,"OrderId":"order-1","NewAmount":0,"ErrCode":""{members}}}"#)
    };
    for fine in [
        r#","State":"Refunded""#,
        r#","ErrMessage":"""#,
        r#","Amount":300"#,
        r#","Amount":"300""#,
    ] {
        assert_eq!(read(&said(fine)), (RefundStatus::Succeeded, None), "{fine}");
    }
    for (members, problem) in [
        (r#","ErrMessage":"Declined""#, Problem::SelfContradiction),
        (
            r#","ErrMessage":"Declined","State":"Refunding""#,
            Problem::SelfContradiction,
        ),
        (r#","Amount":301"#, Problem::AmountMismatch),
        (r#","Amount":3.00"#, Problem::AmountMismatch),
        (
            r#","Amount":301,"State":"Refunding""#,
            Problem::AmountMismatch,
        ),
    ] {
        assert_eq!(read(&said(members)), unknown(problem), "{members}");
    }
    let left = said(r#","State":"Refunded""#).replace(r#""NewAmount":0"#, r#""NewAmount":5"#);
    assert_eq!(read(&left), unknown(Problem::SelfContradiction));
    for state in ["Refunded", "Refunding"] {
        let body = format!(
            r#"{{"Success":false,"OrderId":"order-1","ErrCode":"AMOUNT_EXCEED","State":"{state}"}}"#
        );
        assert_eq!(read(&body), unknown(Problem::SelfContradiction), "{state}");
    }
    let charged =
        r#"{"Success":false,"OrderId":"order-1","ErrCode":"AMOUNT_EXCEED","State":"Charged"}"#;
    assert_eq!(read(charged), (RefundStatus::Declined, None));
}
