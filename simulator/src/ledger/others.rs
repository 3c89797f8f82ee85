//! What others do to a payment: people in the provider's portal, the payer's bank, and the provider itself.

use super::{Ledger, entry, movement};
use refundkit::server::RefundUpdate;
use refundkit::{Money, RefundStatus};

/// No refund of the merchant's programs.
pub const OTHERS: usize = usize::MAX;

impl Ledger {
    /// Somebody refunds in the portal, if so much is left. It carries no reference.
    pub fn refund_in_portal(&mut self, payment_id: &str, minor_units: i64) -> Option<RefundUpdate> {
        self.add_of_others(payment_id, minor_units, false)
    }

    /// The payer's bank takes money back, if so much is left.
    pub fn charge_back(&mut self, payment_id: &str, minor_units: i64) -> Option<RefundUpdate> {
        self.add_of_others(payment_id, minor_units, true)
    }

    fn add_of_others(
        &mut self,
        payment_id: &str,
        minor_units: i64,
        chargeback: bool,
    ) -> Option<RefundUpdate> {
        self.issued += 1;
        let refund_id = format!("rf_{}", self.issued);
        let mut payments = self.payments.iter_mut();
        let payment = payments.find(|payment| payment.is(payment_id))?;
        if !(1..=payment.remaining()).contains(&minor_units) {
            return None;
        }
        let amount = Money::new(minor_units, &payment.captured.currency);
        let mut listed = entry(&refund_id, RefundStatus::Succeeded, amount, None);
        listed.chargeback = chargeback;
        payment.entries.push(listed);
        payment.origins.push(OTHERS);
        let moved = movement(payment, minor_units, OTHERS);
        let update = payment.announced(payment.entries.len() - 1);
        self.moved.push(moved);
        Some(update)
    }

    /// The payer's bank returns a refund of the merchant's that succeeded. No document says how a provider shows that: here the
    /// refund is declined from then on.
    pub fn return_refund(&mut self, payment_id: &str) -> Option<RefundUpdate> {
        let mut payments = self.payments.iter_mut();
        let payment = payments.find(|payment| payment.is(payment_id))?;
        let origins = payment.origins.clone();
        let mut entries = payment
            .entries
            .iter_mut()
            .zip(origins)
            .enumerate();
        let (index, (entry, origin)) = entries.find(|(_, (entry, origin))| {
            entry.status == RefundStatus::Succeeded && *origin != OTHERS
        })?;
        entry.status = RefundStatus::Declined;
        self.returned.push(origin);
        Some(payment.announced(index))
    }

    /// Whether the refund with this id is none of the merchant's programs.
    pub fn is_of_others(&self, refund_id: &str) -> bool {
        let listed = self
            .payments
            .iter()
            .flat_map(|payment| {
                payment
                    .entries
                    .iter()
                    .zip(&payment.origins)
            });
        let mut of_others = listed.filter(|(_, origin)| **origin == OTHERS);
        of_others.any(|(entry, _)| entry.refund_id.as_deref() == Some(refund_id))
    }

    /// How often the payer's bank returned a refund.
    pub fn times_returned(&self, origin: usize) -> usize {
        let returned = self.returned.iter();
        returned
            .filter(|returned| **returned == origin)
            .count()
    }

    /// Refuses everything that is pending, and says what to announce.
    pub fn refuse_pending(&mut self) -> Vec<RefundUpdate> {
        self.decide_pending(|payment, index| {
            payment.entries[index].status = RefundStatus::Declined;
            None
        })
    }
}
