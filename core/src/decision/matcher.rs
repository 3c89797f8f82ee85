//! Which of a payment's refunds is ours.
//!
//! A refund is recognised by our reference, then by a baseline taken before it was sent, then by its amount. An equal amount
//! alone proves nothing about a status, since it may be an earlier refund's. If not exactly one entry is left, the
//! outcome is unknown.

use super::snapshot::{Baseline, PaymentSnapshot, RefundEntry};
use crate::decision::observation::Observation;
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::value::money::Money;
use std::collections::BTreeSet;

/// What identifies our refund among others.
#[derive(Clone, Copy, Debug)]
pub struct RefundMatcher<'a> {
    /// The amount that it must have.
    pub amount: &'a Money,
    /// Our reference, if one went on the wire.
    pub reference: Option<&'a str>,
    /// What was known of the payment before the refund was sent.
    pub baseline: Option<&'a Baseline>,
    /// Whether the provider's entries name their amounts.
    pub amount_required: bool,
}

/// Where the entries come from, which decides what an equal amount proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The response to our own request: our refund is among them.
    OwnResponse,
    /// A status or a webhook: ours may be missing.
    Lookup,
}

impl RefundMatcher<'_> {
    /// Finds our refund among `entries`: drops known ids and chargebacks, then matches the reference, then the amount.
    pub fn find(&self, entries: &[RefundEntry], evidence: Evidence) -> Observation {
        let fresh = self.fresh(entries);
        let with_reference: Vec<&RefundEntry> = fresh
            .iter()
            .copied()
            .filter(|entry| self.has_our_reference(entry))
            .collect();
        let certain = !with_reference.is_empty() || evidence == Evidence::OwnResponse;
        let without_byte_order_mark = || {
            fresh
                .iter()
                .copied()
                .filter(|entry| entry.reference.is_none())
                .collect()
        };
        let ours = if with_reference.is_empty() {
            without_byte_order_mark()
        } else {
            with_reference
        };
        let identified = certain || self.knows_the_others(&ours);
        self.choose(&ours, identified, certain)
    }

    /// Whether the baseline can tell earlier refunds from ours: it knew all of them, and every entry listed now has an id.
    fn knows_the_others(&self, without_byte_order_mark: &[&RefundEntry]) -> bool {
        let complete =
            |baseline: &Baseline| baseline.refunded == Some(0) || !baseline.known_ids.is_empty();
        self.baseline.is_some_and(complete)
            && without_byte_order_mark
                .iter()
                .all(|entry| entry.refund_id.is_some())
    }

    /// The entries that the baseline does not know; chargebacks are not refunds.
    fn fresh<'e>(&self, entries: &'e [RefundEntry]) -> Vec<&'e RefundEntry> {
        let known: BTreeSet<&str> = self
            .baseline
            .into_iter()
            .flat_map(|baseline| &baseline.known_ids)
            .map(String::as_str)
            .collect();
        let is_known = |entry: &RefundEntry| {
            entry
                .refund_id
                .as_deref()
                .is_some_and(|id| known.contains(id))
        };
        entries
            .iter()
            .filter(|entry| !entry.chargeback && !is_known(entry))
            .collect()
    }

    fn has_our_reference(&self, entry: &RefundEntry) -> bool {
        self.reference
            .zip(entry.reference.as_deref())
            .is_some_and(|(ours, theirs)| ours == theirs)
    }

    fn choose(&self, ours: &[&RefundEntry], identified: bool, certain: bool) -> Observation {
        let mut same = ours
            .iter()
            .filter(|entry| self.has_amount(entry));
        match (same.next(), same.next()) {
            (None, _) => match ours {
                [other] if certain => observe_entry(other)
                    .with_finding(Finding::Contradiction(self.find_mismatch(other))),
                _ => Observation::new(Finding::NotSeen),
            },
            (Some(entry), None) if identified => self.accept(entry),
            _ => Observation::new(Finding::Ambiguous),
        }
    }

    /// An entry that is decided but names no amount may be about another refund.
    fn accept(&self, entry: &RefundEntry) -> Observation {
        let decided = !matches!(entry.status, RefundStatus::Pending | RefundStatus::Unknown);
        let observation = observe_entry(entry);
        if decided && self.amount_required && entry.amount.is_none() {
            observation.with_finding(Finding::Unrecognised)
        } else {
            observation
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

    /// Decides by the refunded total. If it is the earlier total plus our amount, our refund went through; if it is the
    /// earlier total, ours is not seen yet; anything else is unclear. Where refunds are listed as well, the list must
    /// confirm the total.
    pub fn find_by_total(&self, snapshot: &PaymentSnapshot) -> Observation {
        let Some(after) = snapshot.refunded.as_ref() else {
            return Observation::new(Finding::Unanswered(Problem::Unanswered));
        };
        if after.currency != self.amount.currency {
            return Observation::new(Finding::Contradiction(Problem::CurrencyMismatch));
        }
        match self
            .baseline
            .and_then(|baseline| baseline.refunded)
        {
            Some(before)
                if before.checked_add(self.amount.minor_units) == Some(after.minor_units) =>
            {
                self.confirm_by_entries(snapshot)
            }
            Some(before) if before == after.minor_units => Observation::new(Finding::NotSeen),
            None if after.minor_units == 0 => Observation::new(Finding::NotSeen),
            _ => Observation::new(Finding::Ambiguous),
        }
    }

    /// What must be left after our refund, where the baseline says what was left before. Negative if our
    /// amount exceeds it.
    pub fn expected_remaining(&self) -> Option<i64> {
        self.baseline?
            .remaining?
            .checked_sub(self.amount.minor_units)
    }

    /// Other refunds may add up to our amount. Where refunds are listed with their ids, exactly one must be new, done, and
    /// of our amount.
    fn confirm_by_entries(&self, snapshot: &PaymentSnapshot) -> Observation {
        let listed = &snapshot.entries;
        if listed.is_empty()
            || listed
                .iter()
                .any(|entry| entry.refund_id.is_none())
        {
            return self.succeeded();
        }
        let done = |entry: &&RefundEntry| entry.status == RefundStatus::Succeeded;
        let fresh = self.fresh(listed);
        let mut ours = fresh
            .into_iter()
            .filter(done)
            .filter(|entry| self.has_amount(entry));
        match (ours.next(), ours.next()) {
            (Some(entry), None) => observe_entry(entry),
            _ => Observation::new(Finding::Ambiguous),
        }
    }

    fn succeeded(&self) -> Observation {
        Observation {
            amount: Some(self.amount.clone()),
            ..Observation::new(Finding::Succeeded)
        }
    }
}

/// An entry's own status as a reading.
pub fn observe_entry(entry: &RefundEntry) -> Observation {
    let finding = match entry.status {
        RefundStatus::Succeeded => Finding::Succeeded,
        RefundStatus::Pending => Finding::Pending,
        RefundStatus::Declined => Finding::Declined,
        RefundStatus::Reversed => Finding::Reversed,
        RefundStatus::Unknown => Finding::Unrecognised,
    };
    Observation {
        refund_id: entry.refund_id.clone(),
        amount: entry.amount.clone(),
        provider_status: entry.provider_status.clone(),
        facts: Some(Box::new(entry.facts())),
        ..Observation::new(finding)
    }
}
