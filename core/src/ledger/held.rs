//! What one refund keeps of the payment: what is shown of it, what it may have moved, and what came back.

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::judge::answers;
use super::provider::Said;
use super::record::{AlertKind, Proof, Refund};
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
        let named = moving
            .filter_map(Entry::whole)
            .fold(self.known_beside(refund), i64::saturating_add);
        named.max(self.shown_as_moved(refund))
    }

    /// The same without what is under way.
    fn proven_of(&self, refund: &Refund) -> i64 {
        self.shown_as_moved(refund)
            .saturating_add(self.known_beside(refund))
    }

    /// The amount of a success beside others of its reference that are shown: its request arrived more than once. Its response named
    /// a refund that nothing shows, or it ended by an entry without a reference.
    pub(super) fn known_beside(&self, refund: &Refund) -> i64 {
        let Some(id) = id_in_response(refund).or_else(|| id_of_baseline(refund)) else {
            return 0;
        };
        let mut moved = self
            .ours(refund)
            .filter(|entry| entry.moved())
            .peekable();
        let is_beside = moved.peek().is_some() && moved.all(|entry| is_another(entry, id));
        if is_beside { refund.amount } else { 0 }
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
        let asked = refund.amount.max(shown);
        match &refund.end {
            Some(end)
                if end.status == RefundStatus::Declined
                    && undecided_count
                    && self.is_announced_unsettled(refund) =>
            {
                asked
            }
            Some(end) if end.status == RefundStatus::Declined => shown,
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

    /// Whether a signed notification announces it, which no entry shows, and no person has looked after that.
    fn is_announced_unsettled(&self, refund: &Refund) -> bool {
        self.is_announced_alone(refund)
            && !self.is_settled(AlertKind::Contradicted, |alert| alert.is_about(refund))
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

fn id_in_response(refund: &Refund) -> Option<&str> {
    let succeeded = answers(refund).find(|answer| answer.said == Said::Succeeded)?;
    succeeded.id.as_deref()
}

fn id_of_baseline(refund: &Refund) -> Option<&str> {
    let end = refund.end.as_ref()?;
    end.id
        .as_deref()
        .filter(|_| end.proof == Proof::Baseline)
}

fn is_another(entry: &Entry<'_>, id: &str) -> bool {
    entry
        .id
        .is_some_and(|other| other != id)
}
