//! What is believed of strange bodies, of silence and of another session.

use super::*;
use refundkit::CallContext;

#[test]
fn a_status_of_another_session_says_nothing() {
    let of = |refund: &SessionRefund, session: &str| {
        let body = listing(&[]).replace("ps_3230", session);
        merchant()
            .parse_status_response(refund, &responded(200, body))
            .unwrap()
            .snapshot
    };
    let ours = of(&refund(), "ps_3230");
    assert_eq!(ours.unwrap().payment_id.as_deref(), Some("ps_3230"));
    let other = of(&refund(), "ps_1").unwrap_err();
    assert_eq!(other.problem, Problem::PaymentMismatch);
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
            NextAction::StartNew
        );
        let later = merchant()
            .parse_status_response(&refund, &responded(200, listing(&[])))
            .unwrap()
            .snapshot;
        assert_eq!(later.unwrap().entries, Vec::new());
    }
}
