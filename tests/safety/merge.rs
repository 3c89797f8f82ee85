//! Merging: in any order, any number of times, and never back from a final response.

mod conflicts;

use proptest::prelude::*;
use refundkit::kit::{
    Ambiguity, Finding, Idempotency, Lookup, Observation, OperationProfile, RateLimit,
};
use refundkit::{Money, NextAction, Problem, RefundOutcome, RefundStatus};
use refundkit_tests::with;

/// Every verdict there can be.
pub(crate) fn findings() -> Vec<Finding> {
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
        Finding::Unanswered(Problem::Lost),
        Finding::Unanswered(Problem::Unanswered),
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
pub(crate) fn profiles() -> impl Strategy<Value = OperationProfile> {
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

fn outcomes() -> impl Strategy<Value = RefundOutcome> {
    let refund_id = prop::option::of(prop::sample::select(vec![
        "rf_1".to_owned(),
        "rf_2".to_owned(),
    ]));
    let amount =
        prop::option::of((1..3_i64).prop_map(|minor_units| Money::new(minor_units, "RUB")));
    let word = || prop::option::of(prop::sample::select(vec!["a".to_owned(), "b".to_owned()]));
    let said = (word(), word(), word());
    (
        profiles(),
        prop::sample::select(findings()),
        refund_id,
        amount,
        said,
    )
        .prop_map(
            |(profile, finding, refund_id, amount, (provider_status, code, message))| {
                let http_status = finding
                    .eq(&Finding::Succeeded)
                    .then_some(200);
                let facts = Observation {
                    refund_id,
                    amount,
                    http_status,
                    ..Observation::new(finding)
                };
                Observation {
                    provider_status,
                    code,
                    message,
                    ..facts
                }
                .into_outcome(&profile, &[])
            },
        )
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

fn asked(finding: Finding) -> RefundOutcome {
    Observation::new(finding).into_outcome(&ASKED, &[])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn order_and_repetition_do_not_matter(a in outcomes(), b in outcomes(), c in outcomes()) {
        prop_assert_eq!(a.merge(&a), a.clone());
        prop_assert_eq!(a.merge(&b), b.merge(&a));
        prop_assert_eq!(a.merge(&b).merge(&c), a.merge(&b.merge(&c)));
    }

    #[test]
    fn a_final_response_stays_final_or_becomes_a_conflict(a in outcomes(), b in outcomes()) {
        let merged = a.merge(&b);
        let about_the_refund = a.status != RefundStatus::Declined || a.refund_id.is_some() || a.provider_status.is_some();
        if a.is_final() && about_the_refund {
            prop_assert!(merged.is_final() || merged.next_action == NextAction::ManualReview, "{:?}", merged);
        }
        if a.status == RefundStatus::Succeeded {
            let kept = [RefundStatus::Succeeded, RefundStatus::Reversed].contains(&merged.status);
            prop_assert!(kept || merged.next_action == NextAction::ManualReview, "{:?}", merged);
        }
    }
}

#[test]
fn what_settles_more_wins() {
    let unread = [
        Finding::NotSeen,
        Finding::Ambiguous,
        Finding::Unanswered(Problem::PaymentMismatch),
    ];
    let least_first = |look| {
        let settling = [
            Finding::Declined,
            Finding::Lost,
            Finding::Pending,
            Finding::Succeeded,
        ];
        [Finding::NotSent, look]
            .into_iter()
            .chain(settling)
            .chain([Finding::Contradiction(Problem::AmountMismatch)])
    };
    for look in unread {
        let outcomes: Vec<RefundOutcome> = least_first(look).map(asked).collect();
        for (index, more) in outcomes.iter().enumerate() {
            for less in outcomes.iter().take(index) {
                assert_eq!((&less.merge(more), &more.merge(less)), (more, more));
            }
        }
    }
}

#[test]
fn two_halves_of_a_success_are_one() {
    let amount = Money::new(1, "RUB");
    let whole = |finding| Observation {
        refund_id: Some("rf_1".into()),
        amount: Some(amount.clone()),
        provider_status: Some("done".into()),
        code: Some("7".into()),
        message: Some("Done.".into()),
        ..Observation::new(finding).with_http_status(200)
    };
    let whole = |finding| whole(finding).into_outcome(&ASKED, &[]);
    let facts = |finding| {
        let RefundOutcome {
            refund_id,
            amount,
            provider_status,
            code,
            message,
            http_status,
            ..
        } = whole(finding);
        let nothing = || Observation::new(finding).into_outcome(&ASKED, &[]);
        [
            with!(nothing(), refund_id = refund_id),
            with!(nothing(), amount = amount),
            with!(nothing(), provider_status = provider_status),
            with!(nothing(), code = code),
            with!(nothing(), message = message),
            with!(nothing(), http_status = http_status),
        ]
    };
    let all = [facts(Finding::Succeeded), facts(Finding::Reversed)].concat();
    let merged = |outcomes: &[RefundOutcome]| {
        outcomes
            .iter()
            .skip(1)
            .fold(outcomes[0].clone(), |sum, next| sum.merge(next))
    };
    let backwards: Vec<RefundOutcome> = all.iter().rev().cloned().collect();
    for outcomes in [
        &all[..],
        &all[..7],
        &all[5..],
        &backwards,
        &backwards[..7],
        &backwards[5..],
    ] {
        assert_eq!(merged(outcomes), whole(Finding::Reversed));
    }
}
