//! What all facts together mean for one refund. Facts first, judged last.
//!
//! Nothing here depends on the order in which facts arrived, or on how often. Time alone never ends a refund.

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::provider::Said;
use super::record::{Answer, Attempt, Proof, Refund};
use super::total::Whole;
use crate::decision::outcome::{Problem, RefundStatus};

/// Where a refund stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Nothing of it is on its way.
    Planned,
    /// It was sent, and nothing proves what became of it.
    Undecided(Doubt),
    /// It is proven to have ended.
    Ended(Verdict),
}

/// Why a refund is undecided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No response, and it was not found.
    Lost,
    /// The provider has it and has not decided.
    Pending,
    /// Something that may be it is shown, without its reference.
    Ambiguous,
    /// A message about it contradicts itself or the refund.
    Contradicted(Problem),
    /// It was refused, and no later look confirms that nothing moved.
    Unconfirmed,
}

/// A proven end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) status: RefundStatus,
    pub(crate) proof: Proof,
    pub(crate) id: Option<String>,
    pub(crate) code: Option<String>,
}

impl Verdict {
    /// One that names no entry of the provider.
    pub(super) fn without_entry(status: RefundStatus, proof: Proof) -> Self {
        Self {
            status,
            proof,
            id: None,
            code: None,
        }
    }
}

impl Books<'_> {
    /// Where a refund stands by the facts alone, whatever was made final before.
    pub(crate) fn judge(&self, refund: &Refund) -> Standing {
        if !self.was_sent(refund) {
            return Standing::Planned;
        }
        match self.contradiction(refund) {
            Some(problem)
                if self
                    .rules
                    .hold(Guard::ContradictionBinds) =>
            {
                let released = self
                    .released(refund)
                    .map(Standing::Ended);
                released.unwrap_or(Standing::Undecided(Doubt::Contradicted(problem)))
            }
            _ => self.judge_plainly(refund),
        }
    }

    /// Whether anything of it may have reached the provider: an attempt that may have arrived, or an entry of ours.
    pub(super) fn was_sent(&self, refund: &Refund) -> bool {
        let open_counts = self
            .rules
            .hold(Guard::ArmedMayHaveArrived);
        let listed_counts = self.rules.hold(Guard::TakeOver);
        let mut live = refund.live_attempts();
        live.any(|attempt| open_counts || attempt.end_version().is_some())
            || (listed_counts && self.is_listed(refund))
            || self.moved_all_the_same(refund)
    }

    fn judge_plainly(&self, refund: &Refund) -> Standing {
        if let Some(verdict) = self.success(refund) {
            return Standing::Ended(verdict);
        }
        if self.is_pending(refund) {
            return Standing::Undecided(Doubt::Pending);
        }
        let unexplained = self
            .candidates(refund)
            .next()
            .is_some()
            || self.moves_a_total(refund)
            || self.is_announced_by_amount(refund);
        match self.refusal(refund) {
            Some(_) if unexplained => Standing::Undecided(Doubt::Ambiguous),
            Some(verdict) if self.is_confirmed(refund) => Standing::Ended(verdict),
            Some(_) => Standing::Undecided(Doubt::Unconfirmed),
            None => self.without_reference(refund),
        }
    }

    /// A success that our own response or our reference proves.
    fn success(&self, refund: &Refund) -> Option<Verdict> {
        if let Some(answer) = answers(refund).find(|answer| answer.said == Said::Succeeded) {
            return Some(verdict(RefundStatus::Succeeded, Proof::Answer, answer));
        }
        let shown = self.shown_as_moved(refund);
        let proven = self
            .ours(refund)
            .filter(|entry| entry.is_proven());
        let first = first_by_id(proven)?;
        let kept = shown.saturating_sub(self.came_back(refund, |_| true));
        let status = if kept < refund.amount {
            RefundStatus::Reversed
        } else {
            RefundStatus::Succeeded
        };
        (shown >= refund.amount).then(|| Verdict {
            status,
            proof: Proof::Reference,
            id: first.id.map(str::to_owned),
            code: None,
        })
    }

    fn is_pending(&self, refund: &Refund) -> bool {
        let open = |entry: &Entry<'_>| {
            matches!(entry.status, RefundStatus::Pending | RefundStatus::Unknown)
        };
        let named = self
            .ours(refund)
            .any(|entry| open(entry) || entry.is_proven());
        let taken = answers(refund).any(|answer| answer.said == Said::Pending);
        named || (taken && !self.is_listed(refund) && !self.has_whole(refund))
    }

    fn has_whole(&self, refund: &Refund) -> bool {
        matches!(self.whole(refund), Whole::Moved | Whole::Unclear)
    }

    /// A refusal of every sending, by its response or by an entry that carries our reference.
    fn refusal(&self, refund: &Refund) -> Option<Verdict> {
        let refused = answers(refund).find(|answer| self.is_refusal(refund, answer));
        let all_listed = self.is_each_sending_listed(refund);
        let listed = first_by_id(self.ours(refund)).filter(|_| all_listed);
        let by_entry = listed.map(|entry| Verdict {
            status: RefundStatus::Declined,
            proof: Proof::Refusal,
            id: entry.id.map(str::to_owned),
            code: self.code_of_refusal(refund, entry),
        });
        let all_closed = refund
            .live_attempts()
            .all(Attempt::is_closed);
        let by_answer = refused.filter(|_| all_closed || listed.is_some());
        by_answer
            .map(|answer| verdict(RefundStatus::Declined, Proof::Refusal, answer))
            .or(by_entry)
    }

    /// Whether as many entries of a refund are shown as there are sendings of it, so that none is on its way. The entry of one that a
    /// response closed is not told from that of a lost one. One that found its key taken left none.
    pub(super) fn is_each_sending_listed(&self, refund: &Refund) -> bool {
        let entries = self
            .ours(refund)
            .map(|entry| entry.count);
        let sendings = refund
            .live_attempts()
            .filter(|attempt| !attempt.found_its_key_taken())
            .count();
        entries.sum::<i64>() >= i64::try_from(sendings).unwrap_or(i64::MAX)
    }

    /// The code that was listed beside an entry that carries our reference.
    fn code_of_refusal(&self, refund: &Refund, entry: &Entry<'_>) -> Option<String> {
        let shown = self
            .record
            .receipts_of(entry.id, &refund.wire_reference)?;
        shown.code.clone()
    }

    /// "Exceeds what is left" is a refusal only where what is proven to have gone back says so too: otherwise an earlier arrival of
    /// this refund explains it.
    fn is_refusal(&self, refund: &Refund, answer: &Answer) -> bool {
        match answer.said {
            Said::Refused => true,
            Said::RefusedOrRepeated => {
                self.left_for_certain(refund) < refund.amount
                    || self.is_unmoved_by_refusals(refund)
                    || !self
                        .rules
                        .hold(Guard::ExplainedRefusal)
            }
            _ => false,
        }
    }

    /// Whether a look that is later than every sending shows no trace of the refund. Where nothing is listed, a look tells
    /// nothing, and the refusal of the only sending stands by itself.
    fn is_confirmed(&self, refund: &Refund) -> bool {
        if !self.rules.terms.looks_tell()
            || !self
                .rules
                .hold(Guard::RefusalIsConfirmed)
        {
            return true;
        }
        let Some(end) = refund.last_end() else {
            return false;
        };
        let strict = self
            .rules
            .hold(Guard::LaterHoldsTheEnd);
        let end = if strict { end } else { 0 };
        let unmoved = !self.rules.terms.shows_total() || self.is_unmoved(refund, end);
        unmoved && self.was_looked_at_since(end)
    }

    /// Whether the total rose in a way that may be the refund.
    fn moves_a_total(&self, refund: &Refund) -> bool {
        self.rules.terms.shows_total() && self.has_whole(refund)
    }

    /// Whether two later looks show that neither a refusal nor what it may stand for moved the total.
    fn is_unmoved_by_refusals(&self, refund: &Refund) -> bool {
        let end = refund.last_end();
        end.is_some_and(|end| self.is_unmoved_twice(refund, end))
    }

    /// What is left where neither a response nor a reference tells: a candidate, the payment as a whole, or nothing.
    fn without_reference(&self, refund: &Refund) -> Standing {
        let alone = self.rules.settings.no_other_refunds || !self.rules.hold(Guard::NoOtherRefunds);
        let candidates: Vec<&Entry<'_>> = self.candidates(refund).collect();
        let decides = self.echoes == Some(false)
            || !self
                .rules
                .hold(Guard::ReferenceDecides);
        match candidates.as_slice() {
            [] => self.by_whole(refund, alone),
            [entry] if decides && alone && self.is_plainly(refund, entry) => {
                Standing::Ended(by_baseline(entry))
            }
            _ => Standing::Undecided(Doubt::Ambiguous),
        }
    }

    /// Whether the only candidate is a success of our amount that nothing else explains. Of a refund that an older program sent
    /// nobody knows that.
    fn is_plainly(&self, refund: &Refund, entry: &Entry<'_>) -> bool {
        let elsewhere =
            self.rules.hold(Guard::OneExplanation) && self.is_explained_elsewhere(refund, entry);
        !refund.was_taken_over()
            && entry.status == RefundStatus::Succeeded
            && entry.count == 1
            && entry.id.is_some()
            && entry.amount == Some(refund.amount)
            && !entry.contradicts
            && !elsewhere
            && !self.explains_an_end(entry)
    }

    fn by_whole(&self, refund: &Refund, alone: bool) -> Standing {
        match self.whole(refund) {
            Whole::Moved if alone => {
                let verdict = Verdict::without_entry(RefundStatus::Succeeded, Proof::Total);
                Standing::Ended(verdict)
            }
            Whole::Moved | Whole::Unclear => Standing::Undecided(Doubt::Ambiguous),
            Whole::UnderWay => Standing::Undecided(Doubt::Pending),
            Whole::Silent => Standing::Undecided(Doubt::Lost),
        }
    }
}

/// The entry that names the refund, where several do: not the one that was heard first.
fn first_by_id<'b, 'a>(entries: impl Iterator<Item = &'b Entry<'a>>) -> Option<&'b Entry<'a>> {
    entries.min_by_key(|entry| (entry.id.is_none(), entry.id))
}

fn by_baseline(entry: &Entry<'_>) -> Verdict {
    Verdict {
        status: RefundStatus::Succeeded,
        proof: Proof::Baseline,
        id: entry.id.map(str::to_owned),
        code: None,
    }
}

fn verdict(status: RefundStatus, proof: Proof, answer: &Answer) -> Verdict {
    Verdict {
        status,
        proof,
        id: answer.id.clone(),
        code: answer.code.clone(),
    }
}

/// Every response to a refund.
pub(super) fn answers(refund: &Refund) -> impl Iterator<Item = &Answer> {
    let attempts = refund.attempts.iter();
    attempts.filter_map(|attempt| attempt.answer.as_ref())
}
