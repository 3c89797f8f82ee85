//! What a session lists: the refunds of all its payments as one list, and the totals.

use super::wire::{ErrorBody, Payment, Session, amount};
use crate::decision::outcome::RefundStatus;
use crate::decision::profile::Finding;
use crate::decision::snapshot::RefundEntry;
use crate::value::money::{Money, exact_sum};
use crate::wire::RawValue;

/// A session's payments, added up.
pub(super) struct SessionTotals {
    /// Refunds and chargebacks of all payments, in their order.
    pub(super) entries: Vec<RefundEntry>,
    /// The successful payments.
    pub(super) captured: Option<Money>,
    /// Code of the session's error, or of the first payment's that has one. Not final, says the document.
    pub(super) code: Option<String>,
    /// Its text.
    pub(super) message: Option<String>,
}

impl Session<'_> {
    /// Reads the payments and their refunds.
    pub(super) fn totals(&self) -> Result<SessionTotals, Finding> {
        let payments = self.payments()?;
        let mut entries = Vec::new();
        for payment in payments {
            // A list that can't be read may hide ours.
            payment
                .refunds
                .or(Finding::Unreadable)?;
            for refund in payment.refunds.items() {
                entries.push(refund.entry()?);
            }
        }
        let of_payments = payments
            .iter()
            .filter_map(|payment| payment.error.as_ref());
        let mut errors = self.error.iter().chain(of_payments);
        let error = errors.find(|error| error.says_something());
        Ok(SessionTotals {
            captured: captured(payments),
            entries,
            code: error.and_then(ErrorBody::code),
            message: error.and_then(ErrorBody::message),
        })
    }
}

/// An amount that can't be read leaves the total unknown. It says nothing about the refunds beside it.
fn captured(payments: &[Payment<'_>]) -> Option<Money> {
    let succeeded = |payment: &&Payment<'_>| {
        payment
            .status
            .and_then(RawValue::text)
            .is_some_and(|status| status == "succeeded")
    };
    let amounts: Vec<Option<Money>> = payments
        .iter()
        .filter(succeeded)
        .map(|payment| amount(&payment.amount_details).unwrap_or_default())
        .collect();
    total(amounts.iter().map(Option::as_ref), None)
}

impl SessionTotals {
    /// The accepted refunds, without chargebacks.
    pub(super) fn refunded(&self) -> Option<Money> {
        let given_back = self
            .entries
            .iter()
            .filter(|entry| entry.status == RefundStatus::Succeeded && !entry.chargeback);
        let captured = self.captured.as_ref();
        let nothing = captured.map(|captured| Money::new(0, &captured.currency));
        total(given_back.map(|entry| entry.amount.as_ref()), nothing)
    }
}

/// The sum, or `nothing` where there are no parts. Nothing if a part is unknown or in another currency.
fn total<'m>(
    mut parts: impl Iterator<Item = Option<&'m Money>>,
    nothing: Option<Money>,
) -> Option<Money> {
    let Some(first) = parts.next() else {
        return nothing;
    };
    parts.try_fold(first?.clone(), |sum, part| {
        let part = part.filter(|part| part.currency == sum.currency)?;
        Some(Money {
            minor_units: exact_sum(sum.minor_units, part.minor_units)?,
            ..sum
        })
    })
}
