//! What is believed of strange bodies, of silence and of another session.

use super::*;
use refundkit::CallContext;
use refundkit_tests::with;

#[test]
fn a_snapshot_of_another_session_says_nothing() {
    let known = SessionRefund {
        session_id: "ps_1".into(),
        ..refund()
    };
    let snapshot = merchant()
        .parse_status_response(
            &known,
            &responded(200, listing(&[]).replace("ps_3230", "ps_1")),
        )
        .unwrap()
        .snapshot;
    let entries = update(&refund(), RefundStatus::Succeeded)
        .payment
        .entries;
    let snapshot = with!(snapshot, entries = entries);
    assert_eq!(
        merchant()
            .resolve(&known, &snapshot)
            .unwrap()
            .status,
        RefundStatus::Succeeded
    );
    let outcome = merchant()
        .resolve(&refund(), &snapshot)
        .unwrap();
    assert_eq!(
        (outcome.next_action, outcome.problem),
        (NextAction::QueryStatus, Some(Problem::PaymentMismatch))
    );
}

#[test]
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 500, 503] {
            let outcome = merchant()
                .parse_response(
                    &refund(),
                    &responded(status, body.clone()),
                    &CallContext::default(),
                )
                .unwrap()
                .outcome;
            assert_eq!(
                (outcome.status, outcome.refund_id),
                (RefundStatus::Unknown, None),
                "{status}"
            );
            assert!(
                matches!(outcome.next_action, NextAction::QueryStatus),
                "{status}: {:?}",
                outcome.next_action
            );
        }
    }
}

#[test]
fn silence_never_leads_to_sending_again_not_even_with_a_key() {
    let keyed = SessionRefund {
        idempotency_key: Some("key-1".into()),
        ..refund()
    };
    for (refund, replay) in [(refund(), Idempotency::None), (keyed, Idempotency::Rejects)] {
        assert_eq!(merchant().profile(&refund).replay, replay);
        assert_eq!(
            merchant()
                .parse_response(&refund, &SendResult::Lost, &CallContext::default())
                .unwrap()
                .outcome
                .next_action,
            NextAction::QueryStatus
        );
        assert_eq!(
            merchant()
                .parse_response(&refund, &SendResult::NotSent, &CallContext::default())
                .unwrap()
                .outcome
                .next_action,
            NextAction::ResendSame
        );
        let later = merchant()
            .parse_status_response(&refund, &responded(200, listing(&[])))
            .unwrap()
            .snapshot;
        let outcome = merchant()
            .resolve(&refund, &later)
            .unwrap();
        assert_eq!(
            (outcome.next_action, outcome.problem),
            (NextAction::QueryStatus, Some(Problem::NotSeen))
        );
    }
}
