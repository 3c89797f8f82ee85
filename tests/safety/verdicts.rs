//! The verdict table, cell by cell.

use proptest::prelude::*;
use refundkit::kit::{
    Ambiguity, Finding, Idempotency, Lookup, Observation, OperationProfile, RateLimit,
};
use refundkit::{NextAction, Problem, RefundOutcome, RefundStatus};

/// Every finding there can be.
fn findings() -> Vec<Finding> {
    vec![
        Finding::NotSent,
        Finding::Lost,
        Finding::Redirected,
        Finding::RateLimited,
        Finding::ServerError,
        Finding::Unreadable,
        Finding::Empty,
        Finding::Unrecognised,
        Finding::Contradiction(Problem::AmountMismatch),
        Finding::Contradiction(Problem::PaymentMismatch),
        Finding::Contradiction(Problem::KeyReused),
        Finding::Undecided(Problem::NotFinal),
        Finding::Undecided(Problem::Stale),
        Finding::Succeeded,
        Finding::Pending,
        Finding::PendingCheck,
        Finding::Declined,
        Finding::DeclinedCheck,
        Finding::DeclinedForNow,
        Finding::Reversed,
        Finding::NotSeen,
        Finding::Ambiguous,
    ]
}

/// Every profile there can be.
fn profiles() -> impl Strategy<Value = OperationProfile> {
    let replay = prop::sample::select(vec![
        Idempotency::SameResponse,
        Idempotency::CompareAndSet,
        Idempotency::Rejects,
        Idempotency::None,
    ]);
    let lookup = prop::sample::select(vec![
        Lookup::ByReference,
        Lookup::ByEntries,
        Lookup::ByTotal,
        Lookup::ByState,
        Lookup::None,
    ]);
    let rate_limit = prop::sample::select(vec![RateLimit::Refuses, RateLimit::Undocumented]);
    let ambiguity = prop::sample::select(vec![Ambiguity::MayClear, Ambiguity::Final]);
    (replay, lookup, rate_limit, ambiguity).prop_map(|(replay, lookup, rate_limit, ambiguity)| {
        OperationProfile {
            operation: "refund",
            replay,
            lookup,
            rate_limit,
            ambiguity,
            ask_after_ms: 1000,
            source: "made up",
        }
    })
}

/// An operation that can be asked about and not repeated.
const ASKED: OperationProfile = OperationProfile {
    operation: "refund",
    replay: Idempotency::None,
    lookup: Lookup::ByEntries,
    rate_limit: RateLimit::Refuses,
    ambiguity: Ambiguity::MayClear,
    ask_after_ms: 1000,
    source: "made up",
};

fn outcome(profile: &OperationProfile, finding: Finding) -> RefundOutcome {
    Observation::new(finding).into_outcome(profile, &[])
}

proptest! {
    #[test]
    fn a_single_message_says_to_send_again_only_where_nobody_can_be_asked(profile in profiles()) {
        let repeats = profile.replay == Idempotency::SameResponse && profile.lookup == Lookup::None;
        for finding in findings() {
            let verdict = profile.verdict(finding);
            if verdict.next_action == NextAction::ResendSame {
                prop_assert!(repeats, "{:?}: {:?}", finding, verdict);
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
    let profile = OperationProfile {
        lookup: Lookup::None,
        ambiguity: Ambiguity::Final,
        ask_after_ms: 0,
        ..ASKED
    };
    let outcome = Observation::new(Finding::Succeeded)
        .with_http_status(429)
        .into_outcome(&profile, &[]);
    assert_eq!(
        (outcome.next_action, outcome.problem),
        (NextAction::ManualReview, Some(Problem::StatusMismatch))
    );
}

#[test]
fn what_is_done_refused_or_never_begun_is_final() {
    for finding in findings() {
        // Turned away unread, by this profile's document.
        let ended = matches!(
            finding,
            Finding::Succeeded
                | Finding::Declined
                | Finding::DeclinedForNow
                | Finding::NotSent
                | Finding::RateLimited
        );
        assert_eq!(outcome(&ASKED, finding).is_final(), ended, "{finding:?}");
    }
}

#[test]
fn what_no_look_can_tell_apart_is_for_a_person() {
    let profile = OperationProfile {
        lookup: Lookup::ByTotal,
        ambiguity: Ambiguity::Final,
        ..ASKED
    };
    let found = outcome(&profile, Finding::Ambiguous);
    assert_eq!(
        (found.next_action, found.problem),
        (NextAction::ManualReview, Some(Problem::Ambiguous))
    );
    let may_clear = outcome(&ASKED, Finding::Ambiguous);
    assert_eq!(may_clear.next_action, NextAction::QueryStatus);
}

#[test]
fn a_refusal_by_a_precondition_proves_nothing() {
    let profile = OperationProfile {
        replay: Idempotency::CompareAndSet,
        lookup: Lookup::ByTotal,
        ..ASKED
    };
    let refused = outcome(&profile, Finding::Declined);
    assert_eq!(
        (refused.status, refused.problem),
        (RefundStatus::Unknown, Some(Problem::PreconditionFailed))
    );
    assert_eq!(outcome(&profile, Finding::DeclinedCheck), refused);
}
