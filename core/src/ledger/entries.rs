//! The refunds of the payment at the provider, put together from all sightings, whatever their order.

use super::claims::Claim;
use super::record::{Record, Sighting};
use crate::decision::outcome::RefundStatus;
use std::collections::BTreeMap;

/// One refund at the provider.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) status: RefundStatus,
    pub(super) amount: Option<i64>,
    /// Its currency, where that is not the payment's.
    pub(super) currency: Option<&'a str>,
    pub(super) reference: Option<&'a str>,
    pub(super) chargeback: bool,
    /// How many entries without an id look like this one.
    pub(super) count: i64,
    /// The place of its first sighting.
    pub(super) first: usize,
    /// Whether its sightings exclude each other.
    pub(super) contradicts: bool,
    /// What tells whose it is.
    pub(super) claim: Claim,
}

impl Entry<'_> {
    /// What alerts call it: the provider's id, or the merchant's reference.
    pub(super) fn name(&self) -> Option<&str> {
        self.id.or(self.reference)
    }

    /// Whether money moved, or may have.
    pub(super) fn moved(&self) -> bool {
        self.status != RefundStatus::Declined
    }

    /// Whether money moved for certain.
    pub(super) fn is_proven(&self) -> bool {
        matches!(
            self.status,
            RefundStatus::Succeeded | RefundStatus::Reversed
        )
    }

    /// Its amount, all entries like it together; nothing where it is not readable.
    pub(super) fn whole(&self) -> Option<i64> {
        if self.is_in_another_currency() {
            return None;
        }
        self.amount?.checked_mul(self.count)
    }

    pub(super) fn is_in_another_currency(&self) -> bool {
        self.currency.is_some()
    }

    /// Whether a sighting is one of this entry: it may have changed since the first one.
    pub(super) fn is_shown_by(&self, sighting: &Sighting) -> bool {
        match sighting.id.as_deref() {
            Some(id) => self.id == Some(id),
            None => self.looks_like(sighting),
        }
    }

    /// Whether a sighting without an id cannot be told from this entry.
    fn looks_like(&self, sighting: &Sighting) -> bool {
        self.id.is_none() && (self.amount, self.currency, self.reference) == look_of(sighting)
    }
}

/// All that tells entries without an id apart: an amount, its currency and a reference. A status changes.
type Likeness<'a> = (Option<i64>, Option<&'a str>, Option<&'a str>);

fn look_of(sighting: &Sighting) -> Likeness<'_> {
    (
        sighting.amount,
        sighting.currency.as_deref(),
        sighting.reference.as_deref(),
    )
}

/// What names an entry.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Name<'a> {
    Id(&'a str),
    Likeness(Likeness<'a>),
}

/// Every refund that any message showed. Sightings are joined so that neither their order nor their number matters.
pub(super) fn entries(record: &Record) -> Vec<Entry<'_>> {
    let counts = counts_without_id(record);
    let mut found: Vec<Entry<'_>> = Vec::new();
    let mut places: BTreeMap<Name<'_>, usize> = BTreeMap::new();
    for (place, sighting) in record.sightings.iter().enumerate() {
        let look = look_of(sighting);
        let id = sighting.id.as_deref();
        let next = found.len();
        let known = *places
            .entry(id.map_or(Name::Likeness(look), Name::Id))
            .or_insert(next);
        match found.get_mut(known) {
            Some(entry) => join(entry, sighting),
            None => {
                let alike = counts.get(&look).copied();
                let count = alike
                    .filter(|_| id.is_none())
                    .unwrap_or(1);
                found.push(entry(sighting, place, count));
            }
        }
    }
    found
}

fn entry(sighting: &Sighting, place: usize, count: i64) -> Entry<'_> {
    Entry {
        id: sighting.id.as_deref(),
        status: sighting.status,
        amount: sighting.amount,
        currency: sighting.currency.as_deref(),
        reference: sighting.reference.as_deref(),
        chargeback: sighting.chargeback,
        count,
        first: place,
        contradicts: false,
        claim: Claim::Foreign,
    }
}

/// An id names one refund. Without one, a message that shows two alike shows two, whatever became of each: how many alike one
/// message shows at most.
fn counts_without_id(record: &Record) -> BTreeMap<Likeness<'_>, i64> {
    let looks = record
        .looks
        .iter()
        .map(|look| &look.seen);
    let webhooks = record
        .webhooks
        .iter()
        .map(|webhook| &webhook.seen);
    let mut most = BTreeMap::new();
    for seen in looks.chain(webhooks) {
        let sightings = seen
            .iter()
            .filter_map(|place| record.sightings.get(*place));
        let mut alike: BTreeMap<Likeness<'_>, i64> = BTreeMap::new();
        for sighting in sightings.filter(|sighting| sighting.id.is_none()) {
            let count = alike
                .entry(look_of(sighting))
                .or_default();
            *count = count.saturating_add(1);
        }
        for (look, count) in alike {
            let known = most.entry(look).or_insert(count);
            *known = count.max(*known);
        }
    }
    most
}

fn join<'a>(entry: &mut Entry<'a>, sighting: &'a Sighting) {
    let statuses = [entry.status, sighting.status];
    let refused = statuses.contains(&RefundStatus::Declined);
    let proven = statuses
        .iter()
        .any(|status| matches!(status, RefundStatus::Succeeded | RefundStatus::Reversed));
    entry.contradicts |= (refused && proven)
        || differ(entry.amount, sighting.amount)
        || differ(entry.reference, sighting.reference.as_deref());
    if rank(sighting.status) > rank(entry.status) {
        entry.status = sighting.status;
    }
    entry.amount = entry.amount.max(sighting.amount);
    entry.reference = entry
        .reference
        .max(sighting.reference.as_deref());
    entry.currency = entry
        .currency
        .max(sighting.currency.as_deref());
    entry.chargeback |= sighting.chargeback;
}

fn differ<T: PartialEq>(first: Option<T>, second: Option<T>) -> bool {
    first.is_some() && second.is_some() && first != second
}

/// Which of two statuses of one refund is the later or the graver one. Money that moved outranks a refusal.
fn rank(status: RefundStatus) -> u8 {
    match status {
        RefundStatus::Unknown => 0,
        RefundStatus::Pending => 1,
        RefundStatus::Declined => 2,
        RefundStatus::Succeeded => 3,
        RefundStatus::Reversed => 4,
    }
}
