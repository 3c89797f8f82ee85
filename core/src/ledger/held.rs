//! What one refund keeps of the payment: what is shown of it, what it may have moved, and what came back.

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::judge::answers;
use super::provider::Said;
use super::record::{AlertKind, Answer, End, Proof, Refund};
use super::word::RefundDecision;
use crate::decision::outcome::RefundStatus;

impl<'a> Books<'a> {
    /// What the provider shows of a refund for certain: the sum of what bears its reference or its id. Where a status response
    /// shows a total alone, a webhook that bears the reference names no amount, and stands for all of it.
    pub(super) fn shown_as_moved(&self, refund: &Refund) -> i64 {
        let proven = || {
            self.ours(refund)
                .filter(|entry| entry.is_proven())
        };
        let named = proven()
            .filter_map(Entry::whole)
            .fold(0, i64::saturating_add);
        let unnamed = || proven().any(|entry| entry.amount.is_none());
        if named == 0 && self.rules.terms.shows_total() && unnamed() {
            refund.amount
        } else {
            named
        }
    }

    /// What the provider shows of a refund, certain or under way.
    fn shown(&self, refund: &Refund) -> i64 {
        let moving = self
            .ours(refund)
            .filter(|entry| entry.moved());
        moving
            .filter_map(Entry::whole)
            .fold(0, i64::saturating_add)
            .max(self.shown_as_moved(refund))
    }

    /// The same without what is under way.
    fn proven_of(&self, refund: &Refund) -> i64 {
        self.shown_as_moved(refund)
            .saturating_add(self.known_beside(refund))
    }

    /// What successes moved that nothing shows: its responses named them, or it ended by an entry without a reference. More than one
    /// of them, or one beside what is shown, says that its request arrived more than once.
    pub(super) fn known_beside(&self, refund: &Refund) -> i64 {
        let unshown = refund.known_ids();
        let unshown = unshown
            .into_iter()
            .filter(|id| !self.is_shown_to_move(refund, id));
        unshown.fold(0, |sum, _| sum.saturating_add(refund.amount))
    }

    fn is_shown_to_move(&self, refund: &Refund, id: &str) -> bool {
        let mut moved = self
            .ours(refund)
            .filter(|entry| entry.moved());
        moved.any(|entry| entry.id == Some(id))
    }

    /// What each refund keeps.
    pub(super) fn all_held(&self, undecided_count: bool) -> &[i64] {
        let [decided, all] = &self.once.held;
        let held = if undecided_count { all } else { decided };
        held.get_or_init(|| {
            let refunds = self.record.refunds.iter();
            refunds
                .map(|refund| self.held(refund, undecided_count))
                .collect()
        })
    }

    /// What one refund keeps: what is shown of it, or its amount while it may have moved, less what came back.
    pub(super) fn held(&self, refund: &Refund, undecided_count: bool) -> i64 {
        let taken = self.taken(refund, undecided_count);
        let came_back = self.came_back(refund, |entry| self.is_settled_return(refund, entry));
        taken.saturating_sub(came_back).max(0)
    }

    fn taken(&self, refund: &Refund, undecided_count: bool) -> i64 {
        let shown = self.shown(refund);
        let known = shown.saturating_add(self.known_beside(refund));
        let asked = refund.amount.max(known);
        match &refund.end {
            Some(end) if undecided_count && self.may_have_moved_after(refund, end) => asked,
            Some(end) if self.is_unpaid(refund, end) => shown,
            Some(_) if undecided_count => asked,
            Some(_) => refund
                .amount
                .max(self.proven_of(refund)),
            None if !self.was_sent(refund) => shown,
            None if undecided_count
                && self
                    .rules
                    .hold(Guard::UndecidedKeepsItsAmount) =>
            {
                asked
            }
            None => self.shown_as_moved(refund),
        }
    }

    /// Whether something says that a refund moved money which ended as one that did not, and no person has looked after that: a signed
    /// notification that announces it alone, its own late response, or another person.
    fn may_have_moved_after(&self, refund: &Refund, end: &End) -> bool {
        let says_so = || {
            let mut words = refund.decisions.iter();
            self.is_announced_alone(refund)
                || answers(refund).any(|answer| is_paid_after(answer, end))
                || words.any(|word| word.decision == RefundDecision::GivenBack)
        };
        end.status == RefundStatus::Declined && says_so() && !self.is_contradiction_settled(refund)
    }

    /// Whether nothing but what is shown of it went back: it was declined. Where people have said both, the last one counts once that
    /// is settled.
    fn is_unpaid(&self, refund: &Refund, end: &End) -> bool {
        match refund.last_word() {
            Some(word) if end.proof == Proof::Person && self.is_contradiction_settled(refund) => {
                word == RefundDecision::NotGivenBack
            }
            _ => end.status == RefundStatus::Declined,
        }
    }

    fn is_contradiction_settled(&self, refund: &Refund) -> bool {
        self.is_settled(AlertKind::Contradicted, |alert| alert.is_about(refund))
    }

    /// What came back of a refund by the entries that are meant. The copy of a request may still be with the payer.
    pub(super) fn came_back(&self, refund: &Refund, is_meant: impl Fn(&Entry<'_>) -> bool) -> i64 {
        let returned = self
            .returned(refund)
            .filter(|entry| is_meant(entry));
        returned
            .map(|entry| amount_of(refund, entry))
            .fold(0, i64::saturating_add)
    }

    /// Whether a person knows that an entry came back.
    fn is_settled_return(&self, refund: &Refund, entry: &Entry<'_>) -> bool {
        self.is_settled(AlertKind::ReturnedByBank, |alert| {
            let mut names = alert.evidence.iter();
            alert.is_about(refund) && names.any(|name| Some(name.as_str()) == entry.name())
        })
    }

    /// The entries of a refund that the payer's bank returned.
    pub(super) fn returned<'b>(
        &'b self,
        refund: &'b Refund,
    ) -> impl Iterator<Item = &'b Entry<'a>> {
        self.ours(refund)
            .filter(|entry| entry.status == RefundStatus::Reversed)
    }
}

/// An entry of which no message names an amount is all of the refund.
fn amount_of(refund: &Refund, entry: &Entry<'_>) -> i64 {
    match entry.amount {
        None => refund.amount,
        Some(_) => entry.whole().unwrap_or(0),
    }
}

/// Whether a response says that money moves, or is to move, although the refund had ended.
pub(super) fn is_paid_after(answer: &Answer, end: &End) -> bool {
    let is_late = answer.version > end.version;
    answer.said == Said::Succeeded || (is_late && answer.said == Said::Pending)
}

impl Refund {
    /// The ids of what it is known to have moved by its responses, or by the entry without a reference that it ended by.
    fn known_ids(&self) -> Vec<&str> {
        let succeeded = answers(self).filter(|answer| answer.said == Said::Succeeded);
        let mut ids: Vec<&str> = succeeded
            .filter_map(|answer| answer.id.as_deref())
            .chain(self.baseline_id())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The entry without a reference that it ended by, unless a response of its own names another one.
    pub(super) fn baseline_id(&self) -> Option<&str> {
        let end = self.end.as_ref()?;
        let id = end
            .id
            .as_deref()
            .filter(|_| end.proof == Proof::Baseline)?;
        let names_another = self
            .answered_ids()
            .any(|named| named != id);
        (!names_another).then_some(id)
    }
}
