//! What is known before a refund, and what it identifies afterwards.

use super::*;
use refundkit_tests::with;

fn entry(refund_id: Option<&str>, amount: Option<i64>) -> RefundEntry {
    with!(
        RefundEntry::new(RefundStatus::Succeeded),
        refund_id = refund_id.map(str::to_owned),
        amount = amount.map(|minor_units| Money::new(minor_units, "RUB"))
    )
}

fn found(baseline: &Baseline, entries: &[RefundEntry]) -> Finding {
    let amount = Money::new(100, "RUB");
    let matcher = RefundMatcher {
        amount: &amount,
        reference: None,
        baseline: Some(baseline),
        amount_required: true,
    };
    matcher
        .find(entries, Evidence::Lookup)
        .finding
}

#[test]
fn a_baseline_that_knows_nothing_identifies_nothing() {
    let none_before = with!(Baseline::default(), refunded = Some(0));
    let one_before = with!(
        Baseline::default(),
        known_ids = vec!["rf_1".into()],
        refunded = Some(100),
        remaining = None
    );
    let nameless = with!(Baseline::default(), refunded = Some(100));
    let ours = entry(Some("rf_2"), Some(100));
    assert_eq!(
        found(&none_before, std::slice::from_ref(&ours)),
        Finding::Succeeded
    );
    assert_eq!(
        found(&one_before, &[entry(Some("rf_1"), Some(100)), ours.clone()]),
        Finding::Succeeded
    );
    assert_eq!(
        found(&Baseline::default(), std::slice::from_ref(&ours)),
        Finding::Ambiguous
    );
    assert_eq!(
        found(&nameless, std::slice::from_ref(&ours)),
        Finding::Ambiguous
    );
    assert_eq!(
        found(&none_before, &[entry(None, Some(100))]),
        Finding::Ambiguous
    );
}

#[test]
fn another_amount_in_the_list_is_another_refund_unless_it_responses_ours() {
    let none_before = with!(Baseline::default(), refunded = Some(0));
    assert_eq!(
        found(&none_before, &[entry(Some("rf_2"), Some(99))]),
        Finding::NotSeen
    );
    let amount = Money::new(100, "RUB");
    let matcher = RefundMatcher {
        amount: &amount,
        reference: None,
        baseline: None,
        amount_required: true,
    };
    let answered = matcher
        .find(&[entry(Some("rf_2"), Some(99))], Evidence::OwnResponse)
        .finding;
    assert_eq!(answered, Finding::Contradiction(Problem::AmountMismatch));
}

fn snapshot(refunded: Option<i64>, entries: Vec<RefundEntry>) -> PaymentSnapshot {
    let money = |minor_units| Money::new(minor_units, "RUB");
    let mut snapshot = PaymentSnapshot::default();
    (snapshot.captured, snapshot.refunded, snapshot.entries) =
        (Some(money(100)), refunded.map(money), entries);
    snapshot
}

#[test]
fn a_baseline_is_what_was_known_and_what_was_left() {
    let baseline = |refunded| snapshot(refunded, vec![entry(Some("rf_1"), Some(30))]).baseline();
    let known = |refunded, remaining| {
        Some(with!(
            Baseline::default(),
            known_ids = vec!["rf_1".into()],
            refunded = refunded,
            remaining = remaining
        ))
    };
    assert_eq!(baseline(Some(30)), known(Some(30), Some(70)));
    assert_eq!(baseline(Some(100)), known(Some(100), Some(0)));
    assert_eq!(baseline(Some(101)), known(Some(101), None));
    assert_eq!(baseline(None), known(None, None));
    let mut lost = snapshot(Some(30), Vec::new());
    lost.problem = Some(Problem::Lost);
    assert_eq!(lost.baseline(), None);
}

#[test]
fn a_refund_without_an_id_leaves_the_list_out_of_a_baseline() {
    let baseline = |refunded, second| {
        snapshot(refunded, vec![entry(Some("rf_1"), Some(30)), second]).baseline()
    };
    let by_total = Some(with!(
        Baseline::default(),
        known_ids = Vec::new(),
        refunded = Some(30),
        remaining = Some(70)
    ));
    let nameless = entry(None, Some(30));
    assert_eq!(baseline(Some(30), nameless.clone()), by_total);
    assert_eq!(baseline(Some(0), nameless.clone()), None);
    assert_eq!(baseline(None, nameless), None);
    let returned = with!(entry(None, Some(30)), chargeback = true);
    assert!(baseline(Some(0), returned).is_some_and(|baseline| baseline.known_ids == ["rf_1"]));
}

#[test]
fn a_decision_without_an_amount_is_not_ours_for_sure() {
    let none_before = with!(Baseline::default(), refunded = Some(0));
    assert_eq!(
        found(&none_before, &[entry(Some("rf_2"), None)]),
        Finding::Unrecognised
    );
}
