//! Whose each entry is, found once for all refunds.
//!
//! Order of evidence: the id that our own response named, then our reference on the entry. One entry belongs to one refund.

use super::entries::{Entry, Owner};
use super::key::{is_derived, kept_reference};
use super::places::Places;
use super::record::{Record, Refund};
use std::borrow::Cow;

/// The refunds by the names that entries bear.
#[derive(Debug)]
pub(super) struct Names<'a> {
    answered: Places<'a>,
    borne: Places<'a>,
}

impl<'a> Names<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let refunds = || record.refunds.iter().enumerate();
        let answered = refunds().flat_map(|(place, refund)| {
            let ids = refund.answered_ids();
            ids.map(move |id| (Cow::Borrowed(id), place))
        });
        let references = || {
            refunds().map(|(place, refund)| (Cow::Borrowed(refund.wire_reference.as_str()), place))
        };
        // What a ledger derived is kept as it is, and needs no digest.
        let digests = references()
            .filter(|(reference, _)| !is_derived(reference))
            .map(|(reference, place)| (Cow::Owned(kept_reference(&reference)), place));
        Self {
            answered: Places::of(answered),
            borne: Places::of(references().chain(digests)),
        }
    }

    /// The refunds that a kept reference is of.
    pub(super) fn bearing(&self, reference: Option<&str>) -> impl Iterator<Item = usize> {
        self.borne.named_as(reference)
    }

    /// Whether a look showed the reference of one of our refunds.
    pub(super) fn come_back(&self, record: &Record) -> bool {
        let mut is_seen = vec![false; record.sightings.len()];
        let looks = record.looks.iter();
        for place in looks.flat_map(|look| &look.seen) {
            if let Some(is_seen) = is_seen.get_mut(*place) {
                *is_seen = true;
            }
        }
        let seen = record.sightings.iter().zip(is_seen);
        let mut references = seen
            .filter(|(_, is_seen)| *is_seen)
            .map(|(sighting, _)| sighting.reference.as_deref());
        references.any(|reference| {
            self.bearing(reference)
                .next()
                .is_some()
        })
    }

    /// The refunds that an entry is of: those whose responses named it, else those whose reference it bears.
    fn owners(&self, entry: &Entry<'_>) -> impl Iterator<Item = usize> {
        let mut named = self
            .answered
            .named_as(entry.id)
            .peekable();
        let is_named = named.peek().is_some();
        let reference = entry.reference.filter(|_| !is_named);
        named.chain(self.bearing(reference))
    }
}

/// The entries by what they are of.
#[derive(Debug)]
pub(super) struct Owners<'a> {
    /// The entries of each refund, by its reference.
    own: Places<'a>,
    /// The entry of each id.
    ids: Places<'a>,
    /// The entries that may be a refund that is not recognised.
    open: Vec<usize>,
}

impl<'a> Owners<'a> {
    /// Marks each entry with its owner. `may_be_open` says of one without an owner whether it may be a refund of ours.
    pub(super) fn mark(
        record: &'a Record,
        names: &Names<'_>,
        entries: &mut [Entry<'a>],
        may_be_open: impl Fn(&Entry<'_>) -> bool,
    ) -> Self {
        let (mut own, mut open) = (Vec::new(), Vec::new());
        for (place, entry) in entries.iter_mut().enumerate() {
            let owners = names
                .owners(entry)
                .filter_map(|owner| record.refunds.get(owner));
            let known = own.len();
            own.extend(owners.map(|refund| (Cow::Borrowed(refund.reference.as_str()), place)));
            if own.len() > known {
                entry.owner = Owner::Ours;
            } else if may_be_open(entry) {
                entry.owner = Owner::Open;
                open.push(place);
            }
        }
        let ids = entries
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((Cow::Borrowed(entry.id?), place)));
        Self {
            own: Places::of(own.into_iter()),
            ids: Places::of(ids),
            open,
        }
    }

    /// The places of the entries of one refund.
    pub(super) fn of_refund(&self, refund: &Refund) -> impl Iterator<Item = usize> {
        self.own.named(&refund.reference)
    }

    /// The place of the entry with an id.
    pub(super) fn of_id(&self, id: Option<&str>) -> Option<usize> {
        self.ids.named_as(id).next()
    }

    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        self.open.iter().copied()
    }
}

impl Entry<'_> {
    /// Whether it is some refund's of ours, by its id or by its reference.
    pub(super) fn is_ours(&self) -> bool {
        self.owner == Owner::Ours
    }

    /// Whether it may be a refund of ours that nothing names.
    pub(super) fn may_be_unnamed(&self) -> bool {
        self.reference.is_none()
            && !self.chargeback
            && !self.is_in_another_currency()
            && self.moved()
    }
}

impl Refund {
    /// Whether an entry without a reference may be this refund, which was sent and is not recognised.
    pub(super) fn may_be(&self, entry: &Entry<'_>) -> bool {
        let fits = entry
            .amount
            .is_none_or(|amount| amount == self.amount);
        entry.owner == Owner::Open && fits && !self.knew(entry)
    }
}

impl Record {
    /// Whether a person said that an entry is not ours.
    pub(super) fn declares_external(&self, entry: &Entry<'_>) -> bool {
        let mut externals = self.externals.iter();
        externals.any(|external| entry.id == Some(external.id.as_str()))
    }
}
