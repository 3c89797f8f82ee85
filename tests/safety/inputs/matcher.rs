//! Which entry of the response to our own request is ours.

use refundkit::kit::{Finding, RefundMatcher};
use refundkit::{Money, Problem, RefundEntry, RefundStatus};
use refundkit_tests::with;

fn entry(refund_id: Option<&str>, amount: Option<i64>) -> RefundEntry {
    with!(
        RefundEntry::new(RefundStatus::Succeeded),
        refund_id = refund_id.map(str::to_owned),
        amount = amount.map(|minor_units| Money::new(minor_units, "RUB"))
    )
}

fn with_reference(refund_id: &str, amount: i64, reference: &str) -> RefundEntry {
    with!(
        entry(Some(refund_id), Some(amount)),
        reference = Some(reference.to_owned())
    )
}

/// What is found of a refund of 100 that travelled with the reference `ours`, where `known` were there before.
fn found(known: &[&str], entries: &[RefundEntry]) -> Finding {
    let amount = Money::new(100, "RUB");
    let known_ids: Vec<String> = known
        .iter()
        .map(|id| (*id).to_owned())
        .collect();
    let matcher = RefundMatcher {
        amount: &amount,
        reference: Some("ours"),
        known_ids: &known_ids,
    };
    matcher.find(entries).finding
}

#[test]
fn a_refund_that_was_there_before_is_not_ours() {
    let earlier = entry(Some("rf_1"), Some(100));
    let ours = entry(Some("rf_2"), Some(100));
    let both = [earlier.clone(), ours.clone()];
    assert_eq!(found(&[], &both), Finding::Ambiguous);
    assert_eq!(found(&["rf_1"], &both), Finding::Succeeded);
    assert_eq!(found(&["rf_1"], &[earlier]), Finding::NotSeen);
    assert_eq!(found(&["rf_1", "rf_2"], &both), Finding::NotSeen);
    let again = with_reference("rf_1", 100, "ours");
    assert_eq!(found(&["rf_1"], &[again]), Finding::NotSeen);
    let nameless = entry(None, Some(100));
    assert_eq!(found(&["rf_1"], &[ours, nameless]), Finding::Ambiguous);
}

#[test]
fn a_reference_tells_more_than_an_equal_amount() {
    let theirs = with_reference("rf_1", 100, "theirs");
    let ours = with_reference("rf_2", 100, "ours");
    let nameless = entry(Some("rf_3"), Some(100));
    assert_eq!(found(&[], std::slice::from_ref(&theirs)), Finding::NotSeen);
    assert_eq!(
        found(&[], &[theirs.clone(), nameless.clone()]),
        Finding::Succeeded
    );
    assert_eq!(
        found(&[], &[theirs, ours.clone(), nameless]),
        Finding::Succeeded
    );
    let twice = with_reference("rf_4", 100, "ours");
    assert_eq!(found(&[], &[ours, twice]), Finding::Ambiguous);
}

#[test]
fn the_only_refund_must_have_our_amount() {
    for (other, problem) in [
        (entry(Some("rf_2"), Some(99)), Problem::AmountMismatch),
        (with_reference("rf_2", 101, "ours"), Problem::AmountMismatch),
        (
            with!(
                entry(Some("rf_2"), None),
                amount = Some(Money::new(100, "USD"))
            ),
            Problem::CurrencyMismatch,
        ),
    ] {
        assert_eq!(
            found(&[], std::slice::from_ref(&other)),
            Finding::Contradiction(problem),
            "{other:?}"
        );
    }
    let others = [entry(Some("rf_2"), Some(99)), entry(Some("rf_3"), Some(98))];
    assert_eq!(found(&[], &others), Finding::NotSeen);
}

#[test]
fn a_decision_without_an_amount_is_not_ours_for_sure() {
    let decided = entry(Some("rf_2"), None);
    assert_eq!(
        found(&[], std::slice::from_ref(&decided)),
        Finding::Unrecognised
    );
    let pending = with!(decided, status = RefundStatus::Pending);
    assert_eq!(found(&[], &[pending]), Finding::Pending);
}

#[test]
fn a_chargeback_is_not_ours() {
    let chargeback = with!(entry(Some("rf_2"), Some(100)), chargeback = true);
    assert_eq!(found(&[], &[chargeback]), Finding::NotSeen);
}
