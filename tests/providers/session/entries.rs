//! Which of the listed refunds is ours, and what its entry says.

use super::{listing, merchant, refund};
use crate::providers::strategies::responded;
use refundkit::{CallContext, NextAction, RefundStatus, SessionRefund};

fn listed(id: &str, status: &str, more: &str) -> String {
    format!(
        r#"{{"id":"{id}","status":"{status}","amount_details":{{"amount":400,"currency":"rub"}}{more}}}"#
    )
}

fn outcome_of(
    refund: &SessionRefund,
    entries: &[&str],
) -> (RefundStatus, NextAction, Option<String>) {
    let outcome = merchant()
        .parse_response(
            refund,
            &responded(200, listing(entries)),
            &CallContext::default(),
        )
        .unwrap()
        .outcome;
    (outcome.status, outcome.next_action, outcome.refund_id)
}

#[test]
fn two_equal_refunds_are_told_apart() {
    let without_reference = SessionRefund {
        metadata: None,
        ..refund()
    };
    let based = SessionRefund {
        known_refund_ids: vec!["rf_1".into()],
        ..without_reference.clone()
    };
    let (first, second) = (
        listed("rf_1", "accepted", ""),
        listed("rf_2", "in_progress", ""),
    );
    let both = [first.as_str(), second.as_str()];
    assert_eq!(
        outcome_of(&without_reference, &both),
        (RefundStatus::Unknown, NextAction::QueryStatus, None)
    );
    assert_eq!(
        outcome_of(&based, &both),
        (RefundStatus::Pending, NextAction::Wait, Some("rf_2".into()))
    );
    assert_eq!(
        outcome_of(&based, &both[..1]),
        (RefundStatus::Unknown, NextAction::QueryStatus, None)
    );

    let with_reference = listed("rf_1", "accepted", r#","metadata":{"order":"A-16"}"#);
    let ours = listed(
        "rf_2",
        "in_progress",
        r#","metadata":"{ \"order\": \"A-17\" }""#,
    );
    let pending = (
        RefundStatus::Pending,
        NextAction::Wait,
        Some("rf_2".to_owned()),
    );
    assert_eq!(outcome_of(&refund(), &[&with_reference, &ours]), pending);
    assert_eq!(
        outcome_of(&refund(), &[&with_reference]),
        (RefundStatus::Unknown, NextAction::QueryStatus, None)
    );
    let again = listed("rf_3", "accepted", r#","metadata":{"order":"A-17"}"#);
    assert_eq!(
        outcome_of(&refund(), &[&ours, &again]),
        (RefundStatus::Unknown, NextAction::QueryStatus, None)
    );
}

#[test]
fn a_chargeback_is_nobodys_refund() {
    let without_reference = SessionRefund {
        metadata: None,
        ..refund()
    };
    let entry = |flag: &str| listed("rf_1", "accepted", &format!(r#","is_chargeback":{flag}"#));
    let status = |flag: &str| outcome_of(&without_reference, &[&entry(flag)]).0;
    for flag in ["false", "null", r#""""#, "[]", "{}"] {
        assert_eq!(status(flag), RefundStatus::Succeeded, "{flag}");
    }
    for flag in ["true", r#""true""#, "1", r#""yes""#, "[1]"] {
        assert_eq!(status(flag), RefundStatus::Unknown, "{flag}");
    }
}

#[test]
fn metadata_is_compared_as_json_and_never_rounded() {
    let status = |ours: &str, theirs: &str| {
        let refund = SessionRefund {
            metadata: Some(ours.into()),
            ..refund()
        };
        outcome_of(
            &refund,
            &[&listed(
                "rf_1",
                "accepted",
                &format!(r#","metadata":{theirs}"#),
            )],
        )
        .0
    };
    for (ours, theirs) in [
        (
            r#"{"a":1,"b":[true,"x"]}"#,
            r#"{ "b": [true, "\u0078"], "a": 1 }"#,
        ),
        (r#"{"a":1}"#, r#""{\"a\":1}""#),
        (r#""good""#, r#""good""#),
        ("17", "17"),
        ("17", r#""17""#),
        ("9007199254740991", "9007199254740991"),
    ] {
        assert_eq!(
            status(ours, theirs),
            RefundStatus::Succeeded,
            "{ours} {theirs}"
        );
    }
    for (ours, theirs) in [
        (r#"{"a":1}"#, r#"{"a":2}"#),
        (r#"{"a":1}"#, r#"{"a":2,"a":1}"#),
        (r#"{"a":1}"#, r#""{\"a\":2,\"a\":1}""#),
        (r#"{"a":1}"#, r#"{"a":1.0}"#),
        (r#""17""#, "17"),
        (r#""good""#, r#""Good""#),
        ("9007199254740991", "9007199254740992"),
        ("17", "[17]"),
    ] {
        assert_eq!(
            status(ours, theirs),
            RefundStatus::Unknown,
            "{ours} {theirs}"
        );
    }
}

#[test]
fn amounts_are_read_exactly_or_not_at_all() {
    let without_reference = SessionRefund {
        metadata: None,
        ..refund()
    };
    let status = |details: &str| {
        outcome_of(
            &without_reference,
            &[&format!(
                r#"{{"id":"rf_1","status":"accepted","amount_details":{details}}}"#
            )],
        )
        .0
    };
    assert_eq!(
        status(r#"{"amount":400,"currency":"rub"}"#),
        RefundStatus::Succeeded
    );
    assert_eq!(
        status(r#"{"amount":"400","currency":"RUB"}"#),
        RefundStatus::Succeeded
    );
    for exact in ["400.0", "4e2", "400.000", r#""400.0""#] {
        let details = format!(r#"{{"amount":{exact},"currency":"RUR"}}"#);
        assert_eq!(status(&details), RefundStatus::Succeeded, "{details}");
    }
    for details in [
        r#"{"amount":400.1,"currency":"rub"}"#,
        r#"{"amount":9007199254740992,"currency":"rub"}"#,
        r#"{"amount":-400,"currency":"rub"}"#,
        r#"{"amount":399,"currency":"rub"}"#,
        r#"{"amount":400,"currency":"usd"}"#,
        r#"{"amount":400,"currency":643}"#,
        r#"{"amount":400}"#,
        r#"{"currency":"rub"}"#,
        "{}",
        "null",
    ] {
        assert_eq!(status(details), RefundStatus::Unknown, "{details}");
    }
}

#[test]
fn an_error_is_classified_by_its_code() {
    let refused = |code: &str, status: u16| {
        let body = format!(r#"{{"error":{{"code":"{code}","description":"d"}},"status":"error"}}"#);
        let outcome = merchant()
            .parse_response(&refund(), &responded(status, body), &CallContext::default())
            .unwrap()
            .outcome;
        assert_eq!(
            (outcome.code.as_deref(), outcome.message.as_deref()),
            (Some(code), Some("d"))
        );
        (outcome.status, outcome.next_action)
    };
    for status in [200, 400, 401, 403, 422] {
        for code in [
            "identification_error",
            "authentication_error",
            "authorization_error",
            "invalid_request",
        ] {
            assert_eq!(
                refused(code, status),
                (RefundStatus::Declined, NextAction::Stop),
                "{code}"
            );
        }
        let repeated = refused("idempotency_key_already_exists", status);
        assert_eq!(repeated, (RefundStatus::Pending, NextAction::QueryStatus));
        for code in [
            "internal_error",
            "provider_timeout",
            "provider_internal_error",
            "taxpayer_unknown",
            "unseen",
        ] {
            assert_eq!(
                refused(code, status),
                (RefundStatus::Unknown, NextAction::QueryStatus),
                "{code}"
            );
        }
    }
    assert_eq!(
        refused("invalid_request", 500),
        (RefundStatus::Unknown, NextAction::QueryStatus)
    );
    assert_eq!(
        refused("invalid_request", 429),
        (RefundStatus::Unknown, NextAction::QueryStatus)
    );
}

#[test]
fn a_session_beside_another_status_than_ok_is_no_response() {
    let entries = listing(&[&listed(
        "rf_2",
        "accepted",
        r#","metadata":{"order":"A-17"}"#,
    )]);
    let outcome = |body: String| {
        merchant()
            .parse_response(&refund(), &responded(200, body), &CallContext::default())
            .unwrap()
            .outcome
    };
    assert_eq!(outcome(entries.clone()).status, RefundStatus::Succeeded);
    for status in [r#""error""#, r#""OK""#, "null", "true"] {
        let body = entries.replacen(r#""status":"ok""#, &format!(r#""status":{status}"#), 1);
        assert_eq!(outcome(body).status, RefundStatus::Unknown, "{status}");
    }
}
