//! Which responses are about our refund, and what is believed of them.

use super::*;
use refundkit::CallContext;
use refundkit_tests::with;

#[test]
fn a_response_about_another_refund_is_no_success() {
    let known = with!(Baseline::default(), known_ids = vec!["op-1".into()]);
    let again = TranzzoRefund {
        baseline: Some(known),
        ..refund()
    };
    for (refund, members) in [
        (refund(), r#""order_id":"123","comment":"theirs""#),
        (again, r#""order_id":"123""#),
        (refund(), r#""order_id":"123","message":"Invalid amount""#),
        (
            refund(),
            r#""order_id":"123","status_code":"1004","response_code":"2000""#,
        ),
        (refund(), r#""order_id":"123","pos_id":"another""#),
        (refund(), r#""comment":"10101""#),
    ] {
        let outcome = merchant()
            .parse_response(
                &refund,
                &responded(200, operation(members)),
                &CallContext::default(),
            )
            .unwrap()
            .outcome;
        assert_eq!(
            (outcome.status, outcome.next_action),
            (RefundStatus::Unknown, NextAction::ManualReview),
            "{members}"
        );
    }
}

#[test]
fn a_status_of_another_order_or_point_of_sale_is_not_believed() {
    for members in [
        r#""order_id":"124","comment":"10101""#,
        r#""comment":"10101""#,
        r#""order_id":"123","pos_id":"another""#,
    ] {
        let body = format!("[{}]", operation(members));
        let snapshot = merchant()
            .parse_status_response(&refund(), &responded(200, body))
            .unwrap()
            .snapshot;
        assert!(snapshot.problem.is_some(), "{members}");
        assert_ne!(
            merchant()
                .resolve(&refund(), &snapshot)
                .unwrap()
                .status,
            RefundStatus::Succeeded
        );
    }
}

#[test]
fn a_list_is_believed_in_a_good_response_and_of_this_order_alone() {
    let body = format!("[{}]", operation(r#""order_id":"123","comment":"10101""#));
    let read = |status| {
        merchant()
            .parse_status_response(&refund(), &responded(status, body.clone()))
            .unwrap()
            .snapshot
    };
    assert_eq!(
        merchant()
            .resolve(&refund(), &read(200))
            .unwrap()
            .status,
        RefundStatus::Succeeded
    );
    assert!(read(404).problem.is_some());
    let mut other = read(200);
    other.merchant_order = Some("124".into());
    let outcome = merchant()
        .resolve(&refund(), &other)
        .unwrap();
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::PaymentMismatch))
    );
}

#[test]
fn a_success_without_an_amount_is_not_recognised() {
    let body = operation(r#""order_id":"123""#);
    let read = |body: String| {
        merchant()
            .parse_response(&refund(), &responded(200, body), &CallContext::default())
            .unwrap()
            .outcome
    };
    assert_eq!(read(body.clone()).status, RefundStatus::Succeeded);
    let outcome = read(body.replace(r#""amount":80,"#, ""));
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::Unrecognised))
    );
}

#[test]
fn totals_are_of_one_currency_and_of_what_was_listed() {
    let other = operation(r#""order_id":"123""#)
        .replace("UAH", "USD")
        .replace("refund", "purchase");
    let snapshot = |body: String| {
        merchant()
            .parse_status_response(&refund(), &responded(200, body))
            .unwrap()
            .snapshot
    };
    let mixed = snapshot(format!("[{other},{}]", operation(r#""order_id":"123""#)));
    assert_eq!((mixed.captured, mixed.refunded), (None, None));
    let unlisted = snapshot(format!("[{}]", operation(r#""order_id":"123""#)));
    assert_eq!(
        (
            unlisted.captured.clone(),
            unlisted.baseline().unwrap().remaining
        ),
        (None, None)
    );
}

#[test]
fn an_id_that_quotes_a_secret_stays_as_it_is() {
    let baseline = |id: &str| {
        let body = format!("[{}]", operation(r#""order_id":"123""#)).replace("op-1", id);
        let snapshot = merchant()
            .parse_status_response(&refund(), &responded(200, body))
            .unwrap()
            .snapshot;
        snapshot
            .baseline()
            .map(|baseline| baseline.known_ids)
    };
    assert_eq!(
        baseline("op-of-another"),
        Some(vec!["op-of-another".to_owned()])
    );
    assert_eq!(
        baseline("op-changeme"),
        Some(vec!["op-changeme".to_owned()])
    );
}
