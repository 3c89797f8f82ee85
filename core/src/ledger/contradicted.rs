//! What says the opposite of an end. Each sign has a name: what a person has settled is told from what came later.

use super::books::Books;
use super::entries::Entry;
use super::held::is_paid_after;
use super::judge::answers;
use super::provider::Said;
use super::record::{Answer, Attempt, End, Proof, Refund};
use super::total::Whole;
use crate::decision::outcome::RefundStatus;
use crate::json::word_of;

impl Books<'_> {
    /// What says the opposite of what is final, by the provider or by a person.
    pub(super) fn contradictions(&self, refund: &Refund) -> Vec<String> {
        let Some(end) = &refund.end else {
            return Vec::new();
        };
        let is_declined = end.status == RefundStatus::Declined;
        let mut found = match is_declined {
            true => self.signs_of_money(refund, end),
            false => self.signs_of_refusal(refund, end),
        };
        let decisions = refund.decisions.iter();
        let against = decisions.filter(|word| word.decision.status() != end.status);
        found.extend(against.map(|word| format!("person {}", word.signed.at_ms)));
        found
    }

    fn signs_of_money(&self, refund: &Refund, end: &End) -> Vec<String> {
        let moved = self
            .ours(refund)
            .filter(|entry| entry.moved());
        let mut found: Vec<String> = moved.map(evidence_of).collect();
        let answered = answers(refund).filter(|answer| is_paid_after(answer, end));
        found.extend(answered.map(|answer| format!("answer {}", answer.version)));
        if self.appears_late(refund) {
            let candidates = self
                .candidates(refund)
                .map(evidence_of);
            found.push("late".to_owned());
            found.extend(candidates);
        }
        found
    }

    /// Whether something that may be the refund is shown, although it ended as declined while an attempt was never closed, or was
    /// turned away. It may be somebody else's, which a person has to see.
    fn appears_late(&self, refund: &Refund) -> bool {
        if self.is_announced_alone(refund) {
            return true;
        }
        let moved = self.moved_since(refund);
        if refund.is_open_ended() {
            return moved >= Some(refund.amount)
                || self
                    .candidates(refund)
                    .next()
                    .is_some()
                || self.whole(refund) == Whole::Moved;
        }
        let for_good = answers(refund).any(|answer| answer.said == Said::Refused);
        let is_shown = || moved == Some(refund.amount) || self.may_be_listed_since(refund);
        !for_good && is_shown() && !self.has_a_twin(refund)
    }

    /// What calls a success refused, or shows it otherwise than it is.
    fn signs_of_refusal(&self, refund: &Refund, end: &End) -> Vec<String> {
        let denied = self
            .entry_of(end.id.as_deref())
            .filter(|entry| {
                let is_baseline = end.proof == Proof::Baseline;
                let is_denied = entry.contradicts || !entry.moved();
                is_denied || (is_baseline && self.is_anothers(refund, entry))
            });
        let mut found: Vec<String> = denied
            .map(evidence_of)
            .into_iter()
            .collect();
        if is_of_all_entries(refund, end) {
            let unmoved = self
                .ours(refund)
                .filter(|entry| !entry.moved());
            found.extend(unmoved.map(evidence_of));
        }
        if is_denied_by_a_refusal(refund, end) {
            let refused = answers(refund).filter(|answer| answer.said == Said::Refused);
            found.extend(refused.map(|answer| format!("answer {}", answer.version)));
        }
        let denials = answers(refund).filter(|answer| denies(answer, end));
        found.extend(denials.map(|answer| format!("answer {}", answer.version)));
        let problem = self.entry_problem(refund);
        found.extend(problem.as_ref().map(word_of));
        found.extend(has_left_nothing(refund, end).then(|| "not sent".to_owned()));
        found
    }

    /// Whether an entry without a reference, which a refund ended by, has got another one's since then, or a person says that it
    /// is not ours.
    fn is_anothers(&self, refund: &Refund, entry: &Entry<'_>) -> bool {
        let has_another_name = entry.reference.is_some() && !refund.carries(entry.reference);
        has_another_name || self.record.declares_external(entry)
    }
}

/// Whether a response that came after the end is about something else, or refuses the very refund by which it ended. An entry without a
/// reference was taken for the refund while nothing else told, so it gives way to whatever the response says otherwise.
fn denies(answer: &Answer, end: &End) -> bool {
    let is_by_baseline = end.proof == Proof::Baseline;
    let is_denial = match answer.said {
        Said::Contradiction(_) => true,
        Said::Refused if is_by_baseline => true,
        Said::Refused => answer.id.is_some() && answer.id == end.id,
        _ => is_by_baseline && answer.id.is_some() && answer.id != end.id,
    };
    is_denial && answer.version > end.version
}

/// Whether every sending turned out to have moved nothing after the refund had ended by something else than its own evidence: no byte
/// left, or it was turned away unread.
fn has_left_nothing(refund: &Refund, end: &End) -> bool {
    let is_weak = matches!(end.proof, Proof::Person | Proof::Total | Proof::Baseline);
    let known = refund
        .attempts
        .iter()
        .filter_map(Attempt::end_version)
        .max();
    is_weak && refund.live_attempts().next().is_none() && known > Some(end.version)
}

/// Whether our own refusal denies an end: a person's word, or what the payment as a whole showed of the only sending.
fn is_denied_by_a_refusal(refund: &Refund, end: &End) -> bool {
    let is_by_total = end.proof == Proof::Total && is_sent_once(refund);
    end.proof == Proof::Person || is_by_total
}

fn is_sent_once(refund: &Refund) -> bool {
    refund.live_attempts().count() == 1
}

/// Whether nothing names the entry that a refund ended by, and no other sending may have left one.
fn is_of_all_entries(refund: &Refund, end: &End) -> bool {
    end.proof == Proof::Person || (end.id.is_none() && is_sent_once(refund))
}

/// What an alert says of an entry that contradicts an end.
fn evidence_of(entry: &Entry<'_>) -> String {
    let name = entry.name().unwrap_or_default();
    format!("{name} {}", word_of(&entry.status))
}
