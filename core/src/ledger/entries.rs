//! The refunds of the payment at the provider, put together from all sightings, whatever their order.

use super::record::{Record, Sighting};
use crate::decision::outcome::RefundStatus;
use std::collections::BTreeMap;

/// What tells whose an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Our response named it, or it bears our reference.
    Ours,
    /// Nothing: it may be a refund that is not recognised.
    Open,
    /// Nothing, and it is no refund of ours.
    Foreign,
}

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
    pub(super) owner: Owner,
}

impl<'a> Entry<'a> {
    /// What alerts call it: the provider's id, or the merchant's reference.
    pub(super) fn name(&self) -> Option<&str> {
        self.id.or(self.reference)
    }

    /// Whether money moved, or may have.
    pub(super) fn moved(&self) -> bool {
        may_have_moved(self.status)
    }

    /// Whether money moved for certain.
    pub(super) fn is_proven(&self) -> bool {
        is_proven(self.status)
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

    /// How often one without an id is there, where it is there more than once, and its currency, where that is another one.
    pub(super) fn copies(&self) -> Vec<String> {
        let count = (self.count > 1).then(|| self.count.to_string());
        let currency = self.currency.map(str::to_owned);
        count
            .into_iter()
            .chain(currency)
            .collect()
    }

    fn likeness(&self) -> Likeness<'a> {
        (self.amount, self.currency, self.reference, self.chargeback)
    }

    /// Whether a sighting without an id cannot be told from this entry.
    fn looks_like(&self, sighting: &Sighting) -> bool {
        self.id.is_none() && self.likeness() == look_of(sighting)
    }
}

impl Sighting {
    /// Whether money moved, or may have.
    pub(super) fn moved(&self) -> bool {
        may_have_moved(self.status)
    }
}

fn may_have_moved(status: RefundStatus) -> bool {
    status != RefundStatus::Declined
}

fn is_proven(status: RefundStatus) -> bool {
    matches!(status, RefundStatus::Succeeded | RefundStatus::Reversed)
}

/// All that tells entries without an id apart: an amount, its currency, a reference, and whether it is a chargeback. A status
/// changes.
type Likeness<'a> = (Option<i64>, Option<&'a str>, Option<&'a str>, bool);

fn look_of(sighting: &Sighting) -> Likeness<'_> {
    (
        sighting.amount,
        sighting.currency.as_deref(),
        sighting.reference.as_deref(),
        sighting.chargeback,
    )
}

/// How many alike one message shows at most, how many of them moved money or may have, and how many for certain.
#[derive(Clone, Copy, Default)]
struct Alike {
    all: i64,
    moved: i64,
    proven: i64,
}

impl Alike {
    fn add(&mut self, sighting: &Sighting) {
        self.all = self.all.saturating_add(1);
        let moved = i64::from(sighting.moved());
        self.moved = self.moved.saturating_add(moved);
        let proven = i64::from(is_proven(sighting.status));
        self.proven = self.proven.saturating_add(proven);
    }

    /// How many there are: a refusal beside one that moved money is none of it.
    fn count(self) -> i64 {
        match self.moved {
            0 => self.all,
            moved => moved,
        }
    }

    fn at_least(&mut self, other: Self) {
        self.all = self.all.max(other.all);
        self.moved = self.moved.max(other.moved);
        self.proven = self.proven.max(other.proven);
    }
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
                let alike = counts.get(&look);
                let count = alike
                    .filter(|_| id.is_none())
                    .map_or(1, |alike| alike.count());
                found.push(entry(sighting, place, count));
            }
        }
    }
    let beside: Vec<Entry<'_>> = found
        .iter_mut()
        .filter_map(|entry| unproven_beside(entry, &counts))
        .collect();
    found.extend(beside);
    found
}

/// Those that one message shows as undecided beside proven ones of the same reference, taken out of them: one attempt may have
/// failed before another one moved the money.
fn unproven_beside<'a>(
    entry: &mut Entry<'a>,
    counts: &BTreeMap<Likeness<'a>, Alike>,
) -> Option<Entry<'a>> {
    if entry.id.is_some() || entry.reference.is_none() || entry.contradicts {
        return None;
    }
    let proven = counts.get(&entry.likeness())?.proven;
    let undecided = entry.count.saturating_sub(proven);
    if proven == 0 || undecided == 0 {
        return None;
    }
    entry.count = proven;
    Some(Entry {
        status: RefundStatus::Unknown,
        count: undecided,
        ..entry.clone()
    })
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
        owner: Owner::Foreign,
    }
}

/// An id names one refund. Without one, a message that shows two alike shows two: how many alike one message shows at most.
fn counts_without_id(record: &Record) -> BTreeMap<Likeness<'_>, Alike> {
    let looks = record
        .looks
        .iter()
        .map(|look| &look.seen);
    let webhooks = record
        .webhooks
        .iter()
        .map(|webhook| &webhook.seen);
    let mut most: BTreeMap<Likeness<'_>, Alike> = BTreeMap::new();
    for seen in looks.chain(webhooks) {
        let sightings = seen
            .iter()
            .filter_map(|place| record.sightings.get(*place));
        let mut here: BTreeMap<Likeness<'_>, Alike> = BTreeMap::new();
        for sighting in sightings.filter(|sighting| sighting.id.is_none()) {
            here.entry(look_of(sighting))
                .or_default()
                .add(sighting);
        }
        for (look, alike) in here {
            most.entry(look)
                .or_default()
                .at_least(alike);
        }
    }
    most
}

fn join<'a>(entry: &mut Entry<'a>, sighting: &'a Sighting) {
    let statuses = [entry.status, sighting.status];
    let refused = statuses.contains(&RefundStatus::Declined);
    let proven = statuses.into_iter().any(is_proven);
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
