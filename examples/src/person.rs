//! A person who looks in the provider's portal.

use refundkit::ledger::RefundDecision;

/// What a person says of a refund that moved money so often.
pub fn found_out(times_moved: usize) -> RefundDecision {
    match times_moved {
        0 => RefundDecision::NotGivenBack,
        _ => RefundDecision::GivenBack,
    }
}

/// What a person says who looked at the wrong refund.
pub fn mistaken(times_moved: usize) -> RefundDecision {
    match found_out(times_moved) {
        RefundDecision::GivenBack => RefundDecision::NotGivenBack,
        _ => RefundDecision::GivenBack,
    }
}
