//! Contradictions, and what releases them.
//!
//! A contradiction is about a message, not about the refund: it keeps the refund open, and two clean looks release it.

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::judge::{Verdict, answers};
use super::look::{Readable, readable};
use super::provider::Said;
use super::record::{Proof, Refund, Sighting};
use crate::decision::outcome::{Problem, RefundStatus};

impl<'a> Books<'a> {
    /// Every question that was answered readably, by version and time.
    pub(super) fn readable_looks(&self) -> &[Readable<'a>] {
        self.once
            .looks
            .get_or_init(|| readable(&self.record.looks))
    }

    /// Whether the payment was looked at on this version or a later one, by a look that shows all that is proven: one that shows
    /// less comes from an older copy of the provider's books.
    pub(super) fn was_looked_at_since(&self, version: i64) -> bool {
        self.shows_all_that_is_proven(|look| look.version >= version)
    }

    /// Whether some look of those that are meant shows it.
    pub(super) fn shows_all_that_is_proven(
        &self,
        is_meant: impl Fn(&Readable<'_>) -> bool,
    ) -> bool {
        let looks = self.readable_looks();
        looks
            .iter()
            .any(|look| is_meant(look) && !self.is_behind(look))
    }

    fn is_behind(&self, look: &Readable<'_>) -> bool {
        self.rules.hold(Guard::StaleLook) && self.is_stale(look)
    }

    /// What contradicts a refund, if anything does.
    pub(super) fn contradiction(&self, refund: &Refund) -> Option<Problem> {
        let by_answer = answers(refund).find_map(|answer| match answer.said {
            Said::Contradiction(problem) => Some(problem),
            _ => None,
        });
        by_answer
            .or_else(|| self.entry_problem(refund))
            .or_else(|| self.answer_against_entry(refund))
    }

    /// What is wrong with the entries of a refund: another currency, reference or amount, or two entries that exclude each other.
    pub(super) fn entry_problem(&self, refund: &Refund) -> Option<Problem> {
        self.ours(refund)
            .find_map(|entry| entry_fault(refund, entry))
            .or_else(|| self.lone_amount(refund))
    }

    /// An entry that our own response named says the opposite of that response.
    fn answer_against_entry(&self, refund: &Refund) -> Option<Problem> {
        let contradicted = answers(refund).any(|answer| {
            let named = self.entry_of(answer.id.as_deref());
            named.is_some_and(|entry| match answer.said {
                Said::Succeeded => entry.status == RefundStatus::Declined,
                Said::Refused => entry.is_proven(),
                _ => false,
            })
        });
        contradicted.then_some(Problem::Conflict)
    }

    /// Money that moved under our reference in one piece, and in another amount than ours. Less may be a part of it, unless our
    /// response named this one for all.
    fn lone_amount(&self, refund: &Refund) -> Option<Problem> {
        let ours: Vec<&Entry<'_>> = self.ours(refund).collect();
        let [only] = ours.as_slice() else {
            return None;
        };
        let is_named = answers(refund).any(|answer| {
            answer.said == Said::Succeeded && answer.id.is_some() && answer.id.as_deref() == only.id
        });
        let is_wrong = |amount| amount > refund.amount || (is_named && amount != refund.amount);
        let differs = only.whole().is_some_and(is_wrong);
        (only.moved() && only.count == 1 && differs).then_some(Problem::AmountMismatch)
    }

    /// What two clean looks, or one and a webhook, say of a contradicted refund.
    pub(super) fn released(&self, refund: &Refund) -> Option<Verdict> {
        let unexplained = self
            .candidates(refund)
            .next()
            .is_some();
        let copies = self
            .ours(refund)
            .map(|entry| entry.count);
        if unexplained || copies.sum::<i64>() != 1 {
            return None;
        }
        let looks = self.readable_looks();
        let last = looks.last()?;
        let clean = self.clean(refund, &last.look.seen)?;
        let confirmed =
            self.is_seen_before(refund, looks, last, clean) || self.is_announced(refund, clean);
        let is_still_open =
            clean.status == RefundStatus::Declined && !self.is_each_sending_listed(refund);
        (confirmed && !is_still_open).then(|| Verdict {
            status: clean.status,
            proof: Proof::Reference,
            id: clean.id.clone(),
            code: None,
        })
    }

    /// Whether the look before the last one, on another version and long enough before, shows the same.
    fn is_seen_before(
        &self,
        refund: &Refund,
        looks: &[Readable<'_>],
        last: &Readable<'_>,
        clean: &Sighting,
    ) -> bool {
        let apart = self.rules.terms.profile.ask_after_ms;
        let mut earlier = looks.iter().rev().skip(1);
        let first = earlier.find(|look| {
            look.version != last.version && last.at_ms.saturating_sub(look.at_ms) >= apart
        });
        first.is_some_and(|look| self.clean(refund, &look.look.seen) == Some(clean))
    }

    fn is_announced(&self, refund: &Refund, clean: &Sighting) -> bool {
        let mut webhooks = self.record.webhooks.iter();
        webhooks.any(|webhook| self.clean(refund, &webhook.seen) == Some(clean))
    }

    /// The one sighting of a refund in a message, if everything about it is right and decided.
    fn clean(&self, refund: &Refund, seen: &[usize]) -> Option<&Sighting> {
        let sightings = seen
            .iter()
            .filter_map(|place| self.record.sightings.get(*place));
        let mut ours = sightings.filter(|sighting| is_sighting_of(refund, sighting));
        let (first, second) = (ours.next()?, ours.next());
        let decided = matches!(
            first.status,
            RefundStatus::Succeeded | RefundStatus::Declined
        );
        let right = first.amount == Some(refund.amount) && first.currency.is_none();
        (second.is_none() && decided && right).then_some(first)
    }
}

fn is_sighting_of(refund: &Refund, sighting: &Sighting) -> bool {
    let named = |id: &str| {
        refund
            .answered_ids()
            .any(|own| own == id)
    };
    refund.carries(sighting.reference.as_deref())
        || sighting
            .id
            .as_deref()
            .is_some_and(named)
}

fn entry_fault(refund: &Refund, entry: &Entry<'_>) -> Option<Problem> {
    let other = entry.reference.is_some() && !refund.carries(entry.reference);
    match entry {
        entry if entry.is_in_another_currency() => Some(Problem::CurrencyMismatch),
        entry if entry.contradicts => Some(Problem::Conflict),
        _ if other => Some(Problem::RefundMismatch),
        _ => None,
    }
}
