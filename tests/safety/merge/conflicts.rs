//! What contradicts a final response, and what proves nothing against one.

use super::*;

#[test]
fn what_is_done_or_refused_for_good_is_final() {
    for finding in findings() {
        let ended = matches!(
            finding,
            Finding::Succeeded | Finding::Declined | Finding::DeclinedForNow
        );
        assert_eq!(asked(finding).is_final(), ended, "{finding:?}");
    }
}

#[test]
fn success_against_refusal_is_for_a_person() {
    let outcome = asked;
    let named = |finding, id: &str| {
        Observation {
            refund_id: Some(id.to_owned()),
            ..Observation::new(finding)
        }
        .into_outcome(&ASKED, &[])
    };
    let merged = named(Finding::Succeeded, "rf_1").merge(&named(Finding::Declined, "rf_1"));
    assert_eq!(
        (merged.next_action, merged.problem),
        (NextAction::ManualReview, Some(Problem::Conflict))
    );
    let paid_twice = named(Finding::Succeeded, "rf_1").merge(&named(Finding::Succeeded, "rf_2"));
    assert_eq!(
        (paid_twice.next_action, paid_twice.problem),
        (NextAction::ManualReview, Some(Problem::Conflict))
    );
    let contradiction = outcome(Finding::Contradiction(Problem::AmountMismatch));
    assert_eq!(
        (
            &paid_twice.merge(&contradiction),
            &contradiction.merge(&paid_twice)
        ),
        (&contradiction, &contradiction)
    );
    let once = named(Finding::Succeeded, "rf_1").merge(&outcome(Finding::Succeeded));
    assert_eq!(
        (once.status, once.refund_id.as_deref()),
        (RefundStatus::Succeeded, Some("rf_1"))
    );
}

#[test]
fn a_refused_repetition_does_not_settle_a_lost_sending() {
    let profile = OperationProfile {
        operation: "refund",
        replay: Idempotency::SameResponse,
        lookup: Lookup::ByReference,
        rate_limit: RateLimit::Refuses,
        ambiguity: Ambiguity::MayClear,
        ask_after_ms: 1000,
        source: "made up",
    };
    let outcome = |finding| Observation::new(finding).into_outcome(&profile, &[]);
    for refusal in [
        Finding::Declined,
        Finding::DeclinedCheck,
        Finding::DeclinedForNow,
        Finding::NotSent,
    ] {
        let merged = outcome(Finding::Lost).merge(&outcome(refusal));
        assert_eq!(
            (merged.status, merged.next_action),
            (RefundStatus::Unknown, NextAction::ResendSame),
            "{refusal:?}"
        );
        assert_eq!(
            outcome(refusal)
                .merge(&outcome(Finding::Succeeded))
                .status,
            RefundStatus::Succeeded
        );
    }
    let settled = Observation {
        refund_id: Some("rf_1".to_owned()),
        ..Observation::new(Finding::Declined)
    }
    .into_outcome(&profile, &[]);
    assert_eq!(
        outcome(Finding::Lost)
            .merge(&settled)
            .next_action,
        NextAction::Stop
    );
}

#[test]
fn a_question_without_an_response_changes_nothing() {
    let poll = asked(Finding::Unanswered(Problem::Unanswered));
    for finding in findings() {
        let known = asked(finding);
        assert_eq!(
            (&known.merge(&poll), &poll.merge(&known)),
            (&known, &known),
            "{finding:?}"
        );
    }
}

/// What is proven by a message about the refund itself, still outweighs it.
#[test]
fn what_no_look_can_settle_is_for_a_person_however_often_one_looks() {
    let profile = OperationProfile {
        lookup: Lookup::ByTotal,
        ambiguity: Ambiguity::Final,
        ..ASKED
    };
    let outcome = |finding| Observation::new(finding).into_outcome(&profile, &[]);
    let lost = outcome(Finding::Lost).merge(&outcome(Finding::Ambiguous));
    assert_eq!(
        (lost.next_action, lost.problem),
        (NextAction::ManualReview, Some(Problem::Ambiguous))
    );
    let looks = [
        Finding::NotSeen,
        Finding::Ambiguous,
        Finding::Lost,
        Finding::Unanswered(Problem::Unanswered),
    ];
    for look in looks {
        assert_eq!(lost.merge(&outcome(look)), lost, "{look:?}");
    }
    for said in [Finding::Pending, Finding::Succeeded, Finding::Reversed] {
        assert_eq!(lost.merge(&outcome(said)), outcome(said));
    }
}

#[test]
fn a_refusal_by_a_precondition_proves_nothing() {
    let profile = OperationProfile {
        operation: "refund",
        replay: Idempotency::CompareAndSet,
        lookup: Lookup::ByTotal,
        rate_limit: RateLimit::Refuses,
        ambiguity: Ambiguity::MayClear,
        ask_after_ms: 1000,
        source: "made up",
    };
    let outcome = |finding| Observation::new(finding).into_outcome(&profile, &[]);
    let with_precondition = outcome(Finding::Declined);
    assert_eq!(
        (with_precondition.status, with_precondition.problem),
        (RefundStatus::Unknown, Some(Problem::PreconditionFailed))
    );
    assert_eq!(outcome(Finding::DeclinedCheck), with_precondition);
    for finding in [
        Finding::Lost,
        Finding::ServerError,
        Finding::NotSeen,
        Finding::NotSent,
    ] {
        assert_eq!(
            outcome(finding).merge(&with_precondition),
            with_precondition,
            "{finding:?}: the precondition would refuse it for ever"
        );
    }
    let strange = outcome(Finding::Unrecognised);
    assert_eq!(
        outcome(Finding::Lost).merge(&strange),
        strange,
        "what was answered once is answered again"
    );
    let untold = outcome(Finding::Unanswered(Problem::Unanswered));
    assert_eq!(
        outcome(Finding::Lost).merge(&untold),
        outcome(Finding::Lost),
        "a look that tells nothing changes nothing"
    );
}
