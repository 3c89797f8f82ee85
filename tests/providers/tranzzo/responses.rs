//! Which responses are about our refund, and what is believed of them.

use super::*;
use refundkit::CallContext;

#[test]
fn a_response_about_another_refund_is_no_success() {
    let again = TranzzoRefund {
        known_refund_ids: vec!["op-1".into()],
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
        assert!(snapshot.is_err(), "{members}");
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
    let good = read(200).unwrap();
    assert_eq!(good.merchant_order.as_deref(), Some("123"));
    assert_eq!(good.entries.len(), 1);
    assert_eq!(good.entries[0].status, RefundStatus::Succeeded);
    assert_eq!(good.entries[0].reference.as_deref(), Some("10101"));
    assert!(read(404).is_err());
    let other = TranzzoRefund {
        order_id: "124".into(),
        ..refund()
    };
    let snapshot = merchant()
        .parse_status_response(&other, &responded(200, body.clone()))
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(snapshot.problem, Problem::PaymentMismatch);
}

#[test]
fn two_equal_refunds_are_listed_each_with_its_id() {
    let first = operation(r#""order_id":"123""#);
    let second = first
        .replace("op-1", "op-2")
        .replace("success", "pending");
    let snapshot = merchant()
        .parse_status_response(&refund(), &responded(200, format!("[{first},{second}]")))
        .unwrap()
        .snapshot
        .unwrap();
    let listed: Vec<_> = snapshot
        .entries
        .iter()
        .map(|entry| (entry.refund_id.as_deref(), entry.status))
        .collect();
    assert_eq!(
        listed,
        [
            (Some("op-1"), RefundStatus::Succeeded),
            (Some("op-2"), RefundStatus::Pending)
        ]
    );
    let amount = Some(Money::new(8000, "UAH"));
    assert!(
        snapshot
            .entries
            .iter()
            .all(|entry| entry.amount == amount)
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
            .unwrap()
    };
    let mixed = snapshot(format!("[{other},{}]", operation(r#""order_id":"123""#)));
    assert_eq!((mixed.captured, mixed.refunded), (None, None));
    let unlisted = snapshot(format!("[{}]", operation(r#""order_id":"123""#)));
    assert_eq!(
        (unlisted.captured, unlisted.refunded),
        (None, Some(Money::new(8000, "UAH")))
    );
}

#[test]
fn an_id_that_quotes_a_secret_stays_as_it_is() {
    for id in ["op-of-another", "op-changeme"] {
        let body = format!("[{}]", operation(r#""order_id":"123""#)).replace("op-1", id);
        let snapshot = merchant()
            .parse_status_response(&refund(), &responded(200, body))
            .unwrap()
            .snapshot
            .unwrap();
        assert_eq!(
            snapshot.entries[0]
                .refund_id
                .as_deref(),
            Some(id)
        );
    }
}
