//! The refunds of a history: how they are named, and what a ledger says of them.

use refundkit::ledger::{KeepsLedger, Ledger, RefundReason, RefundStage, RefundView};

const REFERENCE: &str = "refund-";

/// The merchant's own id of a refund.
pub(super) fn reference(origin: usize) -> String {
    format!("{REFERENCE}{origin}")
}

/// Whether a person has to say something of a refund, about it or about the credentials.
pub(super) fn needs_a_person(refund: &RefundView) -> bool {
    refund.stage == RefundStage::ManualReview
        || refund.reason == Some(RefundReason::CredentialsRefused)
}

/// The references of refunds that have not ended.
pub(super) fn undecided(refunds: &[RefundView]) -> Vec<String> {
    let open = refunds
        .iter()
        .filter(|refund| refund.stage != RefundStage::Ended);
    open.map(|refund| refund.reference.clone())
        .collect()
}

/// Those of these refunds that have ended now.
pub(super) fn ended_among<P: KeepsLedger>(
    references: &[String],
    ledger: &Ledger<&P>,
) -> Vec<RefundView> {
    let views = references
        .iter()
        .filter_map(|reference| ledger.refund(reference));
    views
        .filter(|refund| refund.stage == RefundStage::Ended)
        .collect()
}

/// How often a refund was armed.
pub(super) fn sendings(refunds: &[RefundView], reference: &str) -> u32 {
    let mut refunds = refunds.iter();
    let refund = refunds.find(|refund| refund.reference == reference);
    refund.map_or(0, |refund| refund.sendings)
}

/// Whose the merchant's own id is.
pub(super) fn origin(reference: &str) -> usize {
    let digits = reference.trim_start_matches(REFERENCE);
    digits
        .parse()
        .expect("it is a reference of these")
}
