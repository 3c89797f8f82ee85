//! What a session says: objects that are objects, references that say something, and misuse.

use super::{merchant, refund, seeded};
use crate::providers::strategies::{refusal, responded};
use refundkit::{
    CallContext, Money, NextAction, RefundAmount, RefundOutcome, RefundStatus, SendResult,
    SessionRefund,
};

const AMOUNT: &str = r#""amount_details":{"amount":400,"currency":"rub"}"#;

fn read(refund: &SessionRefund, session: &str) -> RefundOutcome {
    let body = format!(r#"{{"status":"ok","session":{session}}}"#);
    merchant()
        .parse_response(refund, &responded(200, body), &CallContext::default())
        .unwrap()
        .outcome
}

fn session(payment: &str) -> String {
    format!(r#"{{"id":"ps_3230","status":"accepted","payment_list":[{payment}]}}"#)
}

#[test]
fn an_array_is_no_object_at_any_depth() {
    let ours = SessionRefund {
        metadata: None,
        ..refund()
    };
    let entry = format!(r#"{{"id":"rf_1","status":"accepted",{AMOUNT}}}"#);
    let good = session(&format!(r#"{{"status":"succeeded","refunds":[{entry}]}}"#));
    assert_eq!(read(&ours, &good).status, RefundStatus::Succeeded);
    for bad in [
        format!(r#"["ps_3230","accepted",null,null,null,[{{"refunds":[{entry}]}}]]"#),
        session(r#"{"refunds":[["rf_1","accepted",[400,"rub"],null,null]]}"#),
        session(r#"{"refunds":[["rf_1","accepted",{"amount":400,"currency":"rub"},null,null]]}"#),
        session(r#"{"refunds":[{"id":"rf_1","status":"accepted","amount_details":[400,"rub"]}]}"#),
        session(&format!(r#"["succeeded",null,[{entry}],null]"#)),
    ] {
        let outcome = read(&ours, &bad);
        assert_eq!(
            (outcome.status, outcome.next_action),
            (RefundStatus::Unknown, NextAction::QueryStatus),
            "{bad}"
        );
    }
    for undecided in [
        r#""error":["code","text",null]"#,
        r#""amount_details":[400,"rub"]"#,
        r#""status":"succeeded","amount_details":[400,"rub"]"#,
    ] {
        let body = session(&format!(r#"{{{undecided},"refunds":[{entry}]}}"#));
        assert_eq!(read(&ours, &body).status, RefundStatus::Succeeded, "{body}");
    }
}

#[test]
fn an_error_that_is_an_array_refuses_nothing() {
    let body = r#"{"status":"error","error":["invalid_request","text",null]}"#;
    let outcome = merchant()
        .parse_response(&refund(), &responded(400, body), &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(outcome.status, RefundStatus::Unknown);
}

#[test]
fn a_long_list_is_not_read() {
    let entry = format!(r#"{{"id":"rf_1","status":"accepted",{AMOUNT}}}"#);
    let many = vec![r#"{"is_chargeback":true}"#; 10_000].join(",");
    let ours = SessionRefund {
        metadata: None,
        ..refund()
    };
    let outcome = read(
        &ours,
        &session(&format!(r#"{{"refunds":[{entry},{many}]}}"#)),
    );
    assert_eq!(outcome.status, RefundStatus::Unknown);
    let payments = vec!["{}"; 10_000].join(",");
    let outcome = read(
        &ours,
        &session(&format!(r#"{{"refunds":[{entry}]}},{payments}"#)),
    );
    assert_eq!(outcome.status, RefundStatus::Unknown);
}

#[test]
fn metadata_that_says_nothing_is_no_mark() {
    let without_reference = SessionRefund {
        metadata: None,
        ..refund()
    };
    for nothing in ["[]", "{}", r#""""#, "null", " [ ] ", "0", "false", r#""0""#] {
        let entry = format!(r#"{{"id":"rf_1","status":"accepted","metadata":{nothing},{AMOUNT}}}"#);
        let outcome = read(
            &without_reference,
            &session(&format!(r#"{{"refunds":[{entry}]}}"#)),
        );
        assert_eq!(outcome.status, RefundStatus::Succeeded, "{nothing}");
    }
    for another in [
        r#"{"order":1}"#,
        "1",
        "true",
        r#""00""#,
        r#""[]""#,
        r#""{}""#,
    ] {
        let entry = format!(r#"{{"id":"rf_1","status":"accepted","metadata":{another},{AMOUNT}}}"#);
        let outcome = read(
            &without_reference,
            &session(&format!(r#"{{"refunds":[{entry}]}}"#)),
        );
        assert_eq!(outcome.status, RefundStatus::Unknown, "{another}");
    }
}

#[test]
fn an_amount_that_is_none_is_misuse_in_every_operation() {
    let nothing = SessionRefund {
        amount: RefundAmount::Partial(Money::new(0, "RUB")),
        ..refund()
    };
    let expected = refusal(merchant().build_request(&nothing, &seeded()));
    assert_eq!(expected, "invalid_amount refund.amount.partial.minorUnits");
    assert_eq!(
        refusal(merchant().parse_response(&nothing, &SendResult::Lost, &seeded())),
        expected
    );
}
