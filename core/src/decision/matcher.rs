//! Which of the refunds in the response to our own request is ours.
//!
//! Our refund is among them, so it is recognised by our reference, else as the only one that was not there before, and by its
//! amount. If not exactly one entry is left, the outcome is unknown.

use super::snapshot::RefundEntry;
use crate::decision::observation::Observation;
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::value::money::Money;

/// What identifies our refund among others.
#[derive(Clone, Copy, Debug)]
pub struct RefundMatcher<'a> {
    /// The amount that it must have.
    pub amount: &'a Money,
    /// Our reference, if one went on the wire.
    pub reference: Option<&'a str>,
    /// The provider's ids of refunds that the payment had before.
    pub known_ids: &'a [String],
}

impl RefundMatcher<'_> {
    /// Finds our refund among `entries`: drops known ids and chargebacks, then matches the reference, then the amount.
    pub fn find(&self, entries: &[RefundEntry]) -> Observation {
        let fresh = entries
            .iter()
            .filter(|entry| self.may_be_ours(entry));
        let with_reference: Vec<&RefundEntry> = fresh
            .clone()
            .filter(|entry| self.has_our_reference(entry))
            .collect();
        if !with_reference.is_empty() {
            return self.choose(&with_reference);
        }
        let without_reference: Vec<&RefundEntry> = fresh
            .filter(|entry| entry.reference.is_none())
            .collect();
        self.choose(&without_reference)
    }

    /// Neither known before nor a chargeback.
    fn may_be_ours(&self, entry: &RefundEntry) -> bool {
        let is_known = entry
            .refund_id
            .as_ref()
            .is_some_and(|id| self.known_ids.contains(id));
        !entry.chargeback && !is_known
    }

    fn has_our_reference(&self, entry: &RefundEntry) -> bool {
        self.reference
            .zip(entry.reference.as_deref())
            .is_some_and(|(ours, theirs)| ours == theirs)
    }

    fn choose(&self, ours: &[&RefundEntry]) -> Observation {
        let mut same = ours
            .iter()
            .filter(|entry| self.has_amount(entry));
        match (same.next(), same.next(), ours) {
            (Some(entry), None, _) => accept(entry),
            (None, _, [other]) => {
                observe_entry(other).with_finding(Finding::Contradiction(self.find_mismatch(other)))
            }
            (None, ..) => Observation::new(Finding::NotSeen),
            (Some(_), Some(_), _) => Observation::new(Finding::Ambiguous),
        }
    }

    fn has_amount(&self, entry: &RefundEntry) -> bool {
        entry
            .amount
            .as_ref()
            .is_none_or(|amount| amount == self.amount)
    }

    fn find_mismatch(&self, entry: &RefundEntry) -> Problem {
        let other_currency = entry
            .amount
            .as_ref()
            .is_some_and(|amount| amount.currency != self.amount.currency);
        if other_currency {
            Problem::CurrencyMismatch
        } else {
            Problem::AmountMismatch
        }
    }
}

/// An entry that is decided but names no amount may be about another refund.
fn accept(entry: &RefundEntry) -> Observation {
    let decided = !matches!(entry.status, RefundStatus::Pending | RefundStatus::Unknown);
    let observation = observe_entry(entry);
    if decided && entry.amount.is_none() {
        observation.with_finding(Finding::Unrecognised)
    } else {
        observation
    }
}

/// An entry's own status as an observation.
pub fn observe_entry(entry: &RefundEntry) -> Observation {
    observed(entry.clone())
}

/// [`observe_entry`] of an entry that nobody else needs.
pub(crate) fn observed(mut entry: RefundEntry) -> Observation {
    let finding = match entry.status {
        RefundStatus::Succeeded => Finding::Succeeded,
        RefundStatus::Pending => Finding::Pending,
        RefundStatus::Declined => Finding::Declined,
        RefundStatus::Reversed => Finding::Reversed,
        RefundStatus::Unknown => Finding::Unrecognised,
    };
    Observation {
        refund_id: entry.refund_id.take(),
        amount: entry.amount.take(),
        provider_status: entry.provider_status.take(),
        facts: Some(Box::new(entry.into_facts())),
        ..Observation::new(finding)
    }
}
