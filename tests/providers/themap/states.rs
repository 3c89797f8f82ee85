//! The state of the whole order: what it says of one refund, and what it cannot say.

use super::{last_refund, left, merchant, refund};
use crate::providers::strategies::responded;
use refundkit::{Money, NextAction, PaymentSnapshot, Problem, RefundStatus, TheMapRefund};
use refundkit_tests::with;

#[test]
fn two_equal_refunds_are_told_apart() {
    let state = |state: &str| {
        with!(
            PaymentSnapshot::default(),
            merchant_order = Some("order-1".into()),
            provider_status = Some(state.into())
        )
    };
    let resolved = |remaining: Option<i64>, text: &str| {
        let refund = TheMapRefund {
            amount: Money::new(150, "RUB"),
            baseline: remaining.and_then(left),
            ..refund()
        };
        let outcome = merchant()
            .resolve(&refund, &state(text))
            .unwrap();
        (outcome.status, outcome.next_action)
    };
    let person = (RefundStatus::Unknown, NextAction::ManualReview);
    assert_eq!(resolved(Some(300), "Charged"), person);
    assert_eq!(resolved(Some(300), "Refunded"), person);
    assert_eq!(resolved(None, "Refunded"), person);
    assert_eq!(
        resolved(Some(150), "Charged"),
        (RefundStatus::Unknown, NextAction::QueryStatus)
    );
    assert_eq!(
        resolved(Some(150), "Refunded"),
        (RefundStatus::Succeeded, NextAction::Done)
    );
    assert_eq!(
        resolved(Some(300), "Refunding"),
        (RefundStatus::Pending, NextAction::Wait)
    );
    let elsewhere = with!(state("Refunded"), merchant_order = Some("order-2".into()));
    let outcome = merchant()
        .resolve(&last_refund(), &elsewhere)
        .unwrap();
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::PaymentMismatch))
    );
    for other in ["Paid", "Voided", "Rejected", "refunded", ""] {
        assert_eq!(
            resolved(Some(150), other),
            (RefundStatus::Unknown, NextAction::QueryStatus),
            "{other}"
        );
    }
}

/// `Charged` may be older, may follow a partial refund, and may follow a failed one. A repeated refund is a second one.
#[test]
fn a_pending_refund_is_not_ended_by_charged() {
    let resolved = |refund: &TheMapRefund, state: &str| {
        let body =
            format!(r#"{{"Success":true,"OrderId":"order-1","State":"{state}","ErrCode":""}}"#);
        let snapshot = merchant()
            .parse_status_response(refund, &responded(200, body))
            .unwrap()
            .snapshot;
        merchant()
            .resolve(refund, &snapshot)
            .unwrap()
    };
    let merged = |refund: &TheMapRefund, state: &str| {
        let (pending, later) = (resolved(refund, "Refunding"), resolved(refund, state));
        assert_eq!(pending.merge(&later), later.merge(&pending));
        let outcome = pending.merge(&later);
        (outcome.status, outcome.next_action)
    };
    let waits = (RefundStatus::Pending, NextAction::Wait);
    let partial = TheMapRefund {
        baseline: left(301),
        ..refund()
    };
    for refund in [&refund(), &partial, &last_refund()] {
        assert_eq!(merged(refund, "Charged"), waits);
    }
    assert_eq!(
        merged(&last_refund(), "Refunded"),
        (RefundStatus::Succeeded, NextAction::Done)
    );
    assert_eq!(merged(&partial, "Refunded"), waits);
}
