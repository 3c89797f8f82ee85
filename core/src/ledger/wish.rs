//! A refund that is wanted, beside those that are known.

use super::record::{Record, Refund};
use crate::value::error::{RefundError, code};

impl Record {
    /// Adds a refund that is wanted. Until a time is told, it counts as wanted at the latest that was seen. What another worker took
    /// on meanwhile is no reason to drop it.
    pub(super) fn wish(&mut self, refund: &Refund) {
        if self
            .refund(&refund.reference)
            .is_some()
        {
            return;
        }
        let mut wanted = refund.clone();
        if wanted.at_ms == 0 {
            wanted.at_ms = self.now_ms;
        }
        self.refunds.push(wanted);
    }
}

/// One entry with a reference of two refunds would prove both.
pub(super) fn check_alone(record: &Record, refund: &Refund) -> Result<(), RefundError> {
    let mut others = record.refunds.iter();
    match others.any(|other| other.wire_reference == refund.wire_reference) {
        true => Err(reference_taken()),
        false => Ok(()),
    }
}

pub(super) fn reference_taken() -> RefundError {
    let detail = "stands for another refund of this payment";
    RefundError::new(code::REFERENCE_TAKEN, "reference", detail)
}
