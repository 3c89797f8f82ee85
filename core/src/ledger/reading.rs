//! Reading a stored record. What no ledger wrote is refused: judged by it, money would move without an end.

use super::record::{Record, Refund};
use crate::api::stored::{Stored, stands_once};
use crate::decision::outcome::RefundStatus;
use crate::value::error::{RefundError, code};

impl Record {
    /// Reads what any version up to this one wrote.
    pub(crate) fn read(text: &str) -> Result<Self, RefundError> {
        let record = Self::from_stored(text)?;
        check_ends(&record.refunds)?;
        check_references(&record.refunds)?;
        Ok(record)
    }
}

/// An end whose word this version does not know is refused, and not taken for an unknown one.
fn check_ends(refunds: &[Refund]) -> Result<(), RefundError> {
    let mut ends = refunds
        .iter()
        .filter_map(|refund| refund.end.as_ref());
    if ends.any(|end| matches!(end.status, RefundStatus::Unknown | RefundStatus::Pending)) {
        let detail = "is not an end that this version knows";
        return Err(RefundError::new(code::UNSUPPORTED, "stored.status", detail));
    }
    Ok(())
}

/// A reference names one refund, here and on the wire.
fn check_references(refunds: &[Refund]) -> Result<(), RefundError> {
    let field = "stored.refunds.reference";
    let here = refunds
        .iter()
        .map(|refund| refund.reference.as_str());
    stands_once(field, here)?;
    let on_the_wire = refunds
        .iter()
        .map(|refund| refund.wire_reference.as_str());
    stands_once(field, on_the_wire)
}
