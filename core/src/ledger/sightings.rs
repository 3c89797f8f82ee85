//! What messages list of the payment's refunds, as the record keeps it.

use super::entries::Entry;
use super::key::{kept_reference, short};
use super::provider::Listed;
use super::receipts::Receipts;
use super::record::{Attempt, Record, Sighting};
use crate::decision::outcome::RefundStatus;

impl Record {
    /// The places of what a message lists, in a fixed order.
    pub(super) fn see(&mut self, listed: &[Listed]) -> Vec<usize> {
        let mut places: Vec<usize> = listed
            .iter()
            .map(|entry| self.see_one(entry))
            .collect();
        places.sort_unstable();
        places
    }

    /// Whether everything that a message lists was seen before.
    pub(super) fn has_seen(&self, listed: &[Listed]) -> bool {
        let mut entries = listed.iter();
        entries.all(|entry| {
            self.sightings
                .contains(&self.sighting(entry))
        })
    }

    /// Whether an entry, or one more that cannot be told from it, was shown first after a sending was armed.
    pub(super) fn is_new_since(&self, entry: &Entry<'_>, attempt: &Attempt) -> bool {
        let is_another = || entry.id.is_none() && entry.count > self.copies_before(entry, attempt);
        entry.first >= attempt.known || is_another()
    }

    /// How many that moved money and cannot be told from an entry one message showed at most before a sending was armed.
    fn copies_before(&self, entry: &Entry<'_>, attempt: &Attempt) -> i64 {
        let looks = self.looks.iter().filter(|look| {
            let mut asked = look.asked.iter();
            asked.any(|question| question.stored <= attempt.armed)
        });
        let webhooks = self
            .webhooks
            .iter()
            .filter(|webhook| webhook.version <= attempt.armed);
        let messages = looks
            .map(|look| &look.seen)
            .chain(webhooks.map(|webhook| &webhook.seen));
        let alike = messages.map(|seen| {
            let sightings = seen
                .iter()
                .filter_map(|place| self.sightings.get(*place));
            sightings
                .filter(|sighting| entry.is_shown_by(sighting) && sighting.moved())
                .count()
        });
        alike
            .max()
            .map_or(0, |most| i64::try_from(most).unwrap_or(i64::MAX))
    }

    fn see_one(&mut self, listed: &Listed) -> usize {
        self.keep_receipts(listed);
        let sighting = self.sighting(listed);
        let mut sightings = self.sightings.iter();
        if let Some(place) = sightings.position(|other| *other == sighting) {
            return place;
        }
        self.sightings.push(sighting);
        self.sightings.len().saturating_sub(1)
    }

    fn sighting(&self, listed: &Listed) -> Sighting {
        let amount = listed.amount.as_ref();
        let currency = amount.map(|amount| amount.currency.clone());
        Sighting {
            id: listed.refund_id.as_deref().map(short),
            status: listed.status,
            amount: amount.map(|amount| amount.minor_units),
            currency: currency.filter(|currency| *currency != self.currency),
            reference: listed.kept_reference(),
            chargeback: listed.chargeback,
        }
    }

    /// What was shown first stays.
    fn keep_receipts(&mut self, listed: &Listed) {
        let id = listed.refund_id.as_deref().map(short);
        let Some(id) = id.or_else(|| listed.kept_reference()) else {
            return;
        };
        let shown = listed.receipts(id);
        if shown.says_nothing() {
            return;
        }
        let mut all = self.receipts.iter_mut();
        match all.find(|known| known.id == shown.id) {
            Some(known) => known.complete(shown),
            None => self.receipts.push(shown),
        }
    }

    /// What was shown of a refund by its id, or by its reference where no message shows an id.
    pub(super) fn receipts_of(&self, id: Option<&str>, wire_reference: &str) -> Option<&Receipts> {
        let reference = kept(wire_reference);
        let name = id.unwrap_or(&reference);
        let mut all = self.receipts.iter();
        all.find(|receipts| receipts.id == name)
    }
}

impl Listed {
    fn receipts(&self, id: String) -> Receipts {
        Receipts {
            id,
            bank_reference: self
                .bank_reference
                .as_deref()
                .map(short),
            receipt: self.receipt.as_deref().map(short),
            fee: self.fee.clone(),
            completed_at: self.completed_at.as_deref().map(short),
            code: self.refusal_code().map(short),
        }
    }

    fn kept_reference(&self) -> Option<String> {
        self.reference.as_deref().map(kept)
    }

    fn refusal_code(&self) -> Option<&str> {
        let is_refused = self.status == RefundStatus::Declined;
        self.code
            .as_deref()
            .filter(|_| is_refused)
    }
}

/// A reference that came back, as sightings have it.
fn kept(reference: &str) -> String {
    kept_reference(&short(reference))
}
