//! The verdict table, cell by cell.

use super::merge::{findings, profiles};
use proptest::prelude::*;
use refundkit::kit::{Ambiguity, Idempotency, Lookup, Observation};
use refundkit::{NextAction, Problem, RefundStatus};

proptest! {
    #[test]
    fn sending_again_needs_a_key_a_precondition_or_proof_that_nothing_was_done(profile in profiles()) {
        let safe = matches!(profile.replay, Idempotency::SameResponse | Idempotency::CompareAndSet);
        for finding in findings() {
            let verdict = profile.verdict(finding);
            if verdict.next_action == NextAction::ResendSame {
                prop_assert!(safe || verdict.status == RefundStatus::Declined, "{:?}: {:?}", finding, verdict);
            }
            if verdict.next_action == NextAction::QueryStatus {
                prop_assert_ne!(profile.lookup, Lookup::None);
            }
        }
    }

    #[test]
    fn success_needs_2xx(profile in profiles(), status in 0..1000_u16) {
        for finding in findings() {
            let outcome = Observation::new(finding).with_http_status(status).into_outcome(&profile, &[]);
            if outcome.status == RefundStatus::Succeeded {
                prop_assert!((200..300).contains(&status));
            }
        }
    }

    #[test]
    fn every_doubt_has_its_problem_named(profile in profiles()) {
        for finding in findings() {
            let verdict = profile.verdict(finding);
            if verdict.status == RefundStatus::Unknown {
                prop_assert!(verdict.problem.is_some(), "{:?}", finding);
            }
        }
    }
}

#[test]
fn success_beside_429_is_a_contradiction_not_a_reason_to_retry() {
    let profile = refundkit::kit::OperationProfile {
        operation: "refund",
        replay: Idempotency::None,
        lookup: Lookup::None,
        rate_limit: refundkit::kit::RateLimit::Refuses,
        ambiguity: Ambiguity::Final,
        ask_after_ms: 0,
        source: "made up",
    };
    let outcome = Observation::new(refundkit::kit::Finding::Succeeded)
        .with_http_status(429)
        .into_outcome(&profile, &[]);
    assert_eq!(
        (outcome.next_action, outcome.problem),
        (NextAction::ManualReview, Some(Problem::StatusMismatch))
    );
}
