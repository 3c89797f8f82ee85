//! Evidence of a refunded total, where the provider shows no more.
//!
//! A total moves by whoever's refund, so it is the weakest evidence: it is compared with the total that was shown before the
//! refund was first sent, and our own decided refunds are taken off first. It ends a lost refund only under
//! `no_other_refunds`. Two totals are compared only if both count points or neither does. A total never goes down, so a look
//! that shows less is an older one.

use super::books::Books;
use super::guards::Guard;
use super::look::{Readable, SeenTotal};
use super::provider::RefundedTotal;
use super::record::{Attempt, End, Proof, Refund};
use super::total::Whole;
use crate::decision::outcome::RefundStatus;

impl Books<'_> {
    /// What the total says of a refund.
    pub(super) fn movement(&self, refund: &Refund) -> Whole {
        match self.moved_since(refund) {
            Some(moved) if moved == refund.amount && self.is_only_by(refund) => Whole::Moved,
            Some(moved) if moved > 0 => Whole::Unclear,
            _ if self.rose_otherwise(refund) => Whole::Unclear,
            _ => Whole::Silent,
        }
    }

    /// Whether a movement of its amount can be nothing but this refund: no other explains it, and the total before it holds what
    /// is known to have gone back, and nothing else. Two totals that are wrong by the same have the true difference.
    fn is_only_by(&self, refund: &Refund) -> bool {
        let before = self.total_before(refund);
        let is_known = |before: SeenTotal| before.whole() == self.given_back_before(refund, before);
        !self.has_a_twin(refund) && before.is_some_and(is_known)
    }

    /// What is known to have gone back beside a refund when a total was shown.
    fn given_back_before(&self, refund: &Refund, seen: SeenTotal) -> i64 {
        let ours = self.succeeded_beside(refund, |sent| sent < Some(seen.stored));
        self.record
            .already_refunded
            .saturating_add(ours)
    }

    /// By how much the total rose since a refund was first sent, less what our other refunds explain. Nothing where no two
    /// totals can be compared.
    pub(super) fn moved_since(&self, refund: &Refund) -> Option<i64> {
        let before = self.total_before(refund)?;
        let armed = refund.first_sent()?;
        let after = self
            .totals_like(before.total)
            .filter(|seen| seen.stored > armed)
            .map(SeenTotal::whole)
            .max()?;
        let moved = after.saturating_sub(before.whole());
        Some(moved.saturating_sub(self.decided_after(refund, before)))
    }

    /// Whether a total that cannot be compared with the one before, since points are named in one of them alone, is higher by the refund.
    fn rose_otherwise(&self, refund: &Refund) -> bool {
        let (Some(before), Some(armed)) = (self.total_before(refund), refund.first_sent()) else {
            return false;
        };
        let least = before
            .whole()
            .saturating_add(refund.amount)
            .saturating_add(self.decided_after(refund, before));
        let mut totals = self.totals().iter();
        totals.any(|seen| {
            seen.stored > armed
                && !seen
                    .total
                    .has_components_of(before.total)
                && seen.whole() >= least
        })
    }

    /// Whether a refund moved the total, is announced by its amount, or may be listed without its reference, although each of its
    /// sendings was turned away: another copy may have arrived.
    pub(super) fn moved_all_the_same(&self, refund: &Refund) -> bool {
        let moved =
            || self.moved_since(refund) >= Some(refund.amount) || self.rose_otherwise(refund);
        self.rules.hold(Guard::MovementCounts)
            && (moved() || self.is_announced_by_amount(refund) || self.may_be_listed_since(refund))
    }

    /// Whether an entry without a reference that may be the refund is listed since it was first sent.
    pub(super) fn may_be_listed_since(&self, refund: &Refund) -> bool {
        let first = refund.sent_attempts().next();
        let is_new = |attempt: &Attempt| {
            self.candidates(refund).any(|entry| {
                self.record
                    .is_new_since(entry, attempt)
            })
        };
        first.is_some_and(is_new)
    }

    /// Whether a look asked on `version` or a later one shows that the total stands where it stood.
    pub(super) fn is_unmoved(&self, refund: &Refund, version: i64) -> bool {
        !self
            .unmoved_totals(refund, version)
            .is_empty()
    }

    /// Whether two such looks were asked at least `ask_after` apart.
    pub(super) fn is_unmoved_twice(&self, refund: &Refund, version: i64) -> bool {
        let unmoved = self.unmoved_totals(refund, version);
        let times = unmoved.iter().map(|seen| seen.at_ms);
        let apart = times.clone().min().zip(times.max());
        apart.is_some_and(|(first, last)| {
            last.saturating_sub(first) >= self.rules.terms.profile.ask_after_ms
        })
    }

    /// The totals since a version that stand where the total stood before a refund, in the order of their versions.
    fn unmoved_totals(&self, refund: &Refund, version: i64) -> Vec<SeenTotal> {
        let Some(before) = self.total_before(refund) else {
            return Vec::new();
        };
        if self.moved_since(refund) != Some(0) {
            return Vec::new();
        }
        self.totals_like(before.total)
            .filter(|seen| seen.version >= version && seen.whole() >= before.whole())
            .collect()
    }

    /// Whether a look shows less than these ends prove, or than an earlier look did.
    pub(super) fn is_total_below(
        &self,
        look: &Readable<'_>,
        counts: impl Fn(&End) -> bool,
    ) -> bool {
        let Some(total) = look.look.total else {
            return false;
        };
        let most = self
            .totals_like(total)
            .filter(|seen| seen.version <= look.version)
            .map(SeenTotal::whole)
            .max();
        total.whole()
            < self
                .proven(counts)
                .max(most.unwrap_or(0))
    }

    /// What went back by others, as the totals show it: what none of our refunds that were sent by then explains.
    pub(super) fn elsewhere_by_total(&self) -> i64 {
        let totals = self.totals().iter().copied();
        let unexplained = totals.map(|seen| self.unexplained_in(seen));
        unexplained.max().unwrap_or(0)
    }

    /// By how much a total that was shown since a version exceeds what our refunds and the totals before it explain.
    pub(super) fn risen_since(&self, version: i64) -> i64 {
        let Some(last) = self.last_total_before(version) else {
            return 0;
        };
        let totals = self.totals_like(last.total);
        let (earlier, later): (Vec<_>, Vec<_>) = totals.partition(|seen| seen.stored <= version);
        let most = |totals: Vec<SeenTotal>| {
            let unexplained = totals
                .into_iter()
                .map(|seen| self.unexplained_in(seen));
            unexplained.max()
        };
        let (before, since) = (most(earlier), most(later));
        since
            .zip(before)
            .map_or(0, |(since, before)| since.saturating_sub(before))
    }

    fn unexplained_in(&self, seen: SeenTotal) -> i64 {
        seen.whole()
            .saturating_sub(self.held_by(seen))
    }

    /// Whether a total is higher than before a refund was sent.
    pub(super) fn shows_movement(&self, refund: &Refund, total: RefundedTotal) -> bool {
        let before = self.total_before(refund);
        before.is_some_and(|before| {
            total.has_components_of(before.total) && total.whole() > before.whole()
        })
    }

    /// Every total that was shown, in the order of the versions on which it was asked for.
    fn totals(&self) -> &[SeenTotal] {
        if !self.rules.terms.shows_total() {
            return &[];
        }
        self.once.totals.get_or_init(|| {
            let looks = self.readable_looks();
            let seen = looks.iter().filter_map(|look| {
                Some(SeenTotal {
                    version: look.version,
                    at_ms: look.at_ms,
                    stored: look.stored,
                    total: look.look.total?,
                })
            });
            seen.collect()
        })
    }

    /// The totals that can be compared with one.
    fn totals_like(&self, total: RefundedTotal) -> impl Iterator<Item = SeenTotal> {
        self.totals()
            .iter()
            .copied()
            .filter(move |seen| seen.total.has_components_of(total))
    }

    /// The total before a refund was first sent: the last one, or a higher one that was shown before it.
    fn total_before(&self, refund: &Refund) -> Option<SeenTotal> {
        let first = refund.sent_attempts().next()?;
        if first.taken_over {
            return None;
        }
        let last = self.last_total_before(first.armed)?;
        let highest = self
            .totals_like(last.total)
            .filter(|seen| seen.stored <= first.armed)
            .max_by_key(|seen| seen.whole())?;
        Some(SeenTotal {
            total: highest.total,
            ..last
        })
    }

    fn last_total_before(&self, version: i64) -> Option<SeenTotal> {
        let totals = self.totals().iter().copied();
        let mut earlier = totals.filter(|seen| seen.stored <= version);
        earlier.next_back()
    }

    /// What our other refunds moved that were sent after a total was stored and are decided.
    fn decided_after(&self, refund: &Refund, seen: SeenTotal) -> i64 {
        self.succeeded_beside(refund, |sent| sent >= Some(seen.stored))
    }

    /// What our other refunds moved that succeeded, of those whose first sending is meant.
    pub(super) fn succeeded_beside(
        &self,
        refund: &Refund,
        is_meant: impl Fn(Option<i64>) -> bool,
    ) -> i64 {
        let others = self
            .others(refund)
            .filter(|other| other.has_succeeded() && is_meant(other.first_sent()));
        others
            .map(|other| other.amount)
            .fold(0, i64::saturating_add)
    }

    /// What our refunds keep that a total may hold: those that were armed before it was stored.
    fn held_by(&self, seen: SeenTotal) -> i64 {
        let refunds = self.record.refunds.iter();
        let may_be_in_it = |refund: &Refund| {
            let armed = refund.first_sent();
            armed.is_none_or(|armed| armed < seen.stored)
        };
        refunds
            .zip(self.all_held(true))
            .filter(|(refund, _)| may_be_in_it(refund))
            .map(|(_, held)| *held)
            .fold(0, i64::saturating_add)
    }

    /// What these ends prove to have gone back, but for a person's word.
    fn proven(&self, counts: impl Fn(&End) -> bool) -> i64 {
        let refunds = self.record.refunds.iter();
        let is_proven = |refund: &&Refund| {
            let end = refund.end.as_ref();
            refund.has_succeeded() && !refund.ended_by(Proof::Person) && end.is_some_and(&counts)
        };
        refunds
            .filter(is_proven)
            .map(|refund| refund.amount)
            .fold(self.record.already_refunded, i64::saturating_add)
    }
}

impl Refund {
    /// The version on which it was first armed, where it was sent.
    pub(super) fn first_sent(&self) -> Option<i64> {
        self.sent_attempts()
            .next()
            .map(|attempt| attempt.armed)
    }

    pub(super) fn has_succeeded(&self) -> bool {
        let end = self.end.as_ref();
        end.is_some_and(|end| end.status == RefundStatus::Succeeded)
    }

    pub(super) fn ended_by(&self, proof: Proof) -> bool {
        let end = self.end.as_ref();
        end.is_some_and(|end| end.proof == proof)
    }
}
