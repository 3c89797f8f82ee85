//! What went back, and what is left.
//!
//! An entry that is not known to be one of our refunds is a *candidate* while it may be an undecided one, and external otherwise.

use super::entries::{Entry, entries};
use super::guards::Guard;
use super::key::is_derived;
use super::once::Once;
use super::owners::{Names, Owners};
use super::places::Places;
use super::record::{Alert, AlertKind, Proof, Record, Refund};
use super::settings::Rules;
use crate::decision::outcome::RefundStatus;
use std::borrow::Cow;

/// A record with its entries put together.
pub(crate) struct Books<'a> {
    pub(crate) record: &'a Record,
    pub(crate) rules: &'a Rules,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) echoes: Option<bool>,
    pub(super) names: Names<'a>,
    owners: Owners<'a>,
    pub(super) once: Once<'a>,
}

impl<'a> Books<'a> {
    pub(crate) fn of(record: &'a Record, rules: &'a Rules) -> Self {
        let mut entries = entries(record);
        let names = Names::of(record);
        let echoes = echoes(record, rules, &names);
        let reference_decides = echoes == Some(true) && rules.hold(Guard::ReferenceDecides);
        let owners = Owners::mark(record, &names, &mut entries, |entry| {
            !reference_decides && entry.may_be_unnamed() && !record.declares_external(entry)
        });
        Self {
            record,
            rules,
            entries,
            echoes,
            names,
            owners,
            once: Once::default(),
        }
    }

    /// Every refund without an end of which anything may have reached the provider.
    pub(super) fn sent(&self) -> &[&'a Refund] {
        self.once.sent.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            refunds
                .filter(|refund| refund.end.is_none() && self.was_sent(refund))
                .collect()
        })
    }

    /// The entries without a reference that refunds ended by.
    pub(super) fn baselines(&self) -> &[&'a str] {
        self.once.baselines.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            refunds
                .filter_map(Refund::baseline_id)
                .collect()
        })
    }

    /// The refunds by the ids that they ended by.
    pub(super) fn by_end(&self) -> &Places<'a> {
        self.once.ended.get_or_init(|| {
            let refunds = self.record.refunds.iter().enumerate();
            Places::of(refunds.filter_map(|(place, refund)| {
                let id = refund.end.as_ref()?.id.as_deref()?;
                Some((Cow::Borrowed(id), place))
            }))
        })
    }

    /// Every refund but this one.
    pub(super) fn others<'b>(&'b self, refund: &'b Refund) -> impl Iterator<Item = &'b Refund> {
        let refunds = self.record.refunds.iter();
        refunds.filter(|other| other.reference != refund.reference)
    }

    /// Whether nothing was sent, or a look after every sending did not show the refund. A request that arrives twice may be
    /// carried out once and turned away once.
    pub(super) fn is_seen_to_be_unsent(&self, refund: &Refund) -> bool {
        let end = refund.last_closed();
        !self.rules.terms.looks_tell() || end.is_none_or(|end| self.was_looked_at_since(end))
    }

    /// The entries of one refund: those that its responses named, or that carry its reference and that no other refund's
    /// response named.
    pub(super) fn ours(&self, refund: &Refund) -> impl Iterator<Item = &Entry<'a>> {
        let places = self.owners.of_refund(refund);
        places.filter_map(|place| self.entries.get(place))
    }

    /// Whether some entry is known to be this refund.
    pub(super) fn is_listed(&self, refund: &Refund) -> bool {
        self.ours(refund).next().is_some()
    }

    /// The entry with an id.
    pub(super) fn entry_of(&self, id: Option<&str>) -> Option<&Entry<'a>> {
        let place = self.owners.of_id(id)?;
        self.entries.get(place)
    }

    /// The entries that may be this refund.
    pub(super) fn candidates<'b>(
        &'b self,
        refund: &'b Refund,
    ) -> impl Iterator<Item = &'b Entry<'a>> {
        let open = self.owners.open();
        let entries = open.filter_map(|place| self.entries.get(place));
        entries.filter(|entry| refund.may_be(entry))
    }

    /// Whether another refund of ours explains the same entry: one of equal amount that was sent before the entry was
    /// there, whatever became of it. A response does not close that, not even one that turned it away: a request may have
    /// arrived twice.
    pub(super) fn is_explained_elsewhere(&self, refund: &Refund, entry: &Entry<'_>) -> bool {
        self.others(refund)
            .any(|other| other.sent_attempts().next().is_some() && other.may_be(entry))
    }

    /// What is left to give back, never below zero.
    pub(crate) fn left(&self) -> i64 {
        *self
            .once
            .left
            .get_or_init(|| self.left_if(true, None))
    }

    /// What would be left if every undecided refund were freed.
    pub(crate) fn left_at_most(&self) -> i64 {
        *self
            .once
            .left_at_most
            .get_or_init(|| self.left_if(false, None))
    }

    /// What would be left without one refund.
    pub(crate) fn left_without(&self, refund: &Refund) -> i64 {
        self.left_if(true, Some(&refund.reference))
    }

    /// The same where only what is proven to have gone back counts.
    pub(super) fn left_for_certain(&self, refund: &Refund) -> i64 {
        self.left_if(false, Some(&refund.reference))
    }

    fn left_if(&self, undecided_count: bool, without: Option<&str>) -> i64 {
        if undecided_count && self.has_unreadable() {
            return 0;
        }
        let refunds = self.record.refunds.iter();
        let held = refunds
            .zip(self.all_held(undecided_count))
            .filter(|(refund, _)| without != Some(refund.reference.as_str()))
            .map(|(_, held)| *held);
        let taken = held.fold(self.taken_elsewhere(undecided_count), i64::saturating_add);
        let left = self
            .record
            .last_captured()
            .saturating_sub(taken);
        let said = self.left_by_answers(undecided_count, without);
        said.map_or(left, |said| said.min(left))
            .max(0)
    }

    /// Whether somebody settled an alert of this kind about something.
    pub(super) fn is_settled(&self, kind: AlertKind, about: impl Fn(&Alert) -> bool) -> bool {
        let mut alerts = self.record.alerts.iter();
        alerts.any(|alert| alert.kind == kind && alert.settled.is_some() && about(alert))
    }

    /// What went back without us: before this ledger, by others, by chargebacks.
    fn taken_elsewhere(&self, undecided_count: bool) -> i64 {
        let [proven, all] = &self.once.elsewhere;
        let elsewhere = if undecided_count { all } else { proven };
        *elsewhere.get_or_init(|| self.taken_by_others(undecided_count))
    }

    fn taken_by_others(&self, undecided_count: bool) -> i64 {
        let is_back = |entry: &&Entry<'_>| self.is_settled_about(AlertKind::ReturnedByBank, entry);
        let stays = self
            .entries
            .iter()
            .filter(|entry| !is_back(entry));
        let external = stays.filter(|entry| {
            if undecided_count {
                self.is_nobodys(entry)
            } else {
                self.is_external(entry) && entry.is_proven()
            }
        });
        let amounts = external
            .clone()
            .filter_map(Entry::whole);
        let listed = amounts
            .fold(self.record.already_refunded, i64::saturating_add)
            .saturating_sub(self.own_among(external));
        // A total counts what is listed as well.
        listed.max(self.elsewhere_by_total())
    }

    /// How much of what looks external is the own entry of a refund that nothing names. Each explains one entry, and no more than one
    /// refund explains the same.
    fn own_among<'b>(&'b self, external: impl Iterator<Item = &'b Entry<'a>>) -> i64 {
        let readable = external.filter(|entry| entry.whole().is_some());
        let mut free: Vec<(&Entry<'_>, i64)> = readable
            .map(|entry| (entry, entry.count))
            .collect();
        let mut amount = 0_i64;
        for refund in self.unnamed() {
            let own = free
                .iter_mut()
                .find(|(entry, count)| *count > 0 && refund.may_be(entry));
            if let Some((_, count)) = own {
                *count = count.saturating_sub(1);
                amount = amount.saturating_add(refund.amount);
            }
        }
        amount
    }

    /// Our refunds of which nothing bears the name, and that may have left an entry all the same: those that are undecided, those that
    /// a person declared given back, and those whose response names no id.
    fn unnamed(&self) -> impl Iterator<Item = &'a Refund> {
        let ended = self
            .record
            .refunds
            .iter()
            .filter(|refund| is_declared_given_back(refund) || has_succeeded_without_id(refund));
        let sent = self.sent().iter().copied();
        sent.chain(ended)
            .filter(|refund| !self.is_listed(refund))
    }

    /// Money that moved and is not one of our refunds, nor may be one that is undecided.
    pub(super) fn is_external(&self, entry: &Entry<'_>) -> bool {
        let may_be_ours = || {
            let mut sent = self.sent().iter();
            sent.any(|refund| refund.may_be(entry))
        };
        self.is_nobodys(entry) && !may_be_ours()
    }

    /// Money that moved and that no refund of ours is known by.
    fn is_nobodys(&self, entry: &Entry<'_>) -> bool {
        entry.moved() && !entry.is_ours() && !self.explains_an_end(entry)
    }

    /// Whether a refund ended as succeeded by this very entry, without a reference.
    pub(super) fn explains_an_end(&self, entry: &Entry<'_>) -> bool {
        let mut baselines = self.baselines().iter();
        baselines.any(|id| entry.id == Some(*id))
    }

    /// An entry that moved money by an unknown amount: until a person settles it, nothing is known to be left.
    fn has_unreadable(&self) -> bool {
        let mut entries = self.entries.iter();
        entries.any(|entry| {
            self.is_unreadable(entry) && !self.is_settled_about(AlertKind::UnreadableEntry, entry)
        })
    }

    pub(super) fn is_unreadable(&self, entry: &Entry<'_>) -> bool {
        let certain = entry.is_in_another_currency() || entry.status == RefundStatus::Succeeded;
        entry.moved() && entry.whole().is_none() && certain && !entry.is_ours()
    }

    /// Whether somebody settled an alert of this kind about an entry that is nobody's, as it is now.
    fn is_settled_about(&self, kind: AlertKind, entry: &Entry<'_>) -> bool {
        self.is_settled(kind, |alert| {
            alert.reference.is_none()
                && alert.entry.as_deref() == entry.name()
                && alert.found == entry.amount
                && alert.evidence == entry.copies()
        })
    }

    /// An entry whose reference only a ledger makes, and that this record does not know.
    pub(super) fn is_forgotten(&self, entry: &Entry<'_>) -> bool {
        entry.moved() && !entry.is_ours() && entry.reference.is_some_and(is_derived)
    }
}

/// Whether it ended by a person's word alone, and no response of its own names what moved.
fn is_declared_given_back(refund: &Refund) -> bool {
    let is_named = refund.answered_ids().next().is_some();
    refund.has_succeeded() && refund.ended_by(Proof::Person) && !is_named
}

/// Whether its response said that it succeeded, and named no id.
pub(super) fn has_succeeded_without_id(refund: &Refund) -> bool {
    let end = refund.end.as_ref();
    end.is_some_and(|end| end.id.is_none())
        && refund.has_succeeded()
        && refund.ended_by(Proof::Answer)
}

fn echoes(record: &Record, rules: &Rules, names: &Names<'_>) -> Option<bool> {
    match rules.settings.echoes_references {
        _ if !rules.terms.carries_reference => Some(false),
        None if names.come_back(record) => Some(true),
        configured => configured,
    }
}
