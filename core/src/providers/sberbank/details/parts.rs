//! How a refund divides into money and points, by the operations that its response lists.

use super::{SberbankLoyaltyOperation, SberbankOperationKind, SberbankRefundResponse};
use crate::decision::facts::RefundParts;
use crate::value::money::Money;

impl SberbankRefundResponse {
    /// The parts of a refund of this amount: points go back by `REFUND_PAYMENT`, and money by `REFUND_AWARD`. Nothing where
    /// there are operations of other kinds, or where the two do not add up to the refund.
    pub(in super::super) fn parts(&self, refund: &Money) -> Option<RefundParts> {
        let points = self.sum(SberbankOperationKind::RefundPayment)?;
        let money = self.sum(SberbankOperationKind::RefundAward)?;
        let is_whole = points.checked_add(money) == Some(refund.minor_units);
        (is_whole && self.has_no_others())
            .then(|| RefundParts::new(Money::new(money, refund.currency.as_str()), points))
    }

    fn has_no_others(&self) -> bool {
        let of_refunds = [
            Some(SberbankOperationKind::RefundPayment),
            Some(SberbankOperationKind::RefundAward),
        ];
        let mut operations = self.operations.iter();
        operations.all(|operation| of_refunds.contains(&operation.kind))
    }

    fn sum(&self, kind: SberbankOperationKind) -> Option<i64> {
        self.operations
            .iter()
            .filter(|operation| operation.kind == Some(kind))
            .try_fold(0, add)
    }
}

fn add(sum: i64, operation: &SberbankLoyaltyOperation) -> Option<i64> {
    sum.checked_add(operation.amount?)
}
