//! When there is something to do, and when patience ends. Times are milliseconds since 1970 (UTC).

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::judge::Doubt;
use super::record::Refund;
use crate::decision::profile::Lookup;

/// What an undecided refund waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// The next question.
    Until(i64),
    /// A person, or a webhook.
    ForAPerson,
}

/// The questions about a refund since it was sent or asked about again.
#[derive(Clone, Copy, Debug, Default)]
struct Questions {
    readable: u32,
    unreadable: u32,
    last_ms: Option<i64>,
    last_was_readable: bool,
    /// The first one that could not be read since the last one that could.
    silent_since: Option<i64>,
}

/// The questions about a refund that came on time: not those that a notice brought forward. Else whoever knows the payment and
/// may send notices would use up the patience.
#[derive(Clone, Copy, Debug)]
struct OnTime {
    asked: u32,
    readable: u32,
    last_ms: i64,
}

/// What was asked about a refund since it was sent, or since a person said to ask again.
#[derive(Clone, Copy, Debug)]
struct Asked {
    since: i64,
    questions: Questions,
    on_time: OnTime,
}

impl Questions {
    /// Of all questions in their order, those from a time on.
    fn since(all: &[(i64, bool)], since: i64) -> Self {
        let mut questions = Self::default();
        let later = all
            .iter()
            .filter(|(at_ms, _)| *at_ms >= since);
        for &(at_ms, is_readable) in later {
            if is_readable {
                questions.readable = questions.readable.saturating_add(1);
                questions.silent_since = None;
            } else {
                questions.unreadable = questions.unreadable.saturating_add(1);
                questions.silent_since = questions.silent_since.or(Some(at_ms));
            }
            questions.last_ms = Some(at_ms);
            questions.last_was_readable = is_readable;
        }
        questions
    }

    /// Whether something was asked, and the last response could not be read.
    fn is_silent(self) -> bool {
        self.unreadable > 0 && !self.last_was_readable
    }

    /// For how long looks were asked for and could not be read.
    fn silent_ms(self) -> i64 {
        let since = self.silent_since.or(self.last_ms);
        let asked = self.last_ms.zip(since);
        asked.map_or(0, |(last, since)| last.saturating_sub(since))
    }
}

impl Books<'_> {
    /// When to ask about an undecided refund.
    pub(crate) fn wait(&self, refund: &Refund, doubt: Doubt, now_ms: i64) -> Wait {
        let asked = self.asked_about(refund);
        if self.is_patience_over(refund, doubt, asked, now_ms) {
            let again = self.repeats_at(refund, doubt);
            return again.map_or(Wait::ForAPerson, Wait::Until);
        }
        let last = asked
            .questions
            .last_ms
            .unwrap_or(asked.since);
        let apart = last.saturating_add(self.pause(0));
        let next = self
            .next_on_time(asked.on_time)
            .max(apart);
        let next = self.noticed(next, last);
        let next = match asked.questions.is_silent() {
            true => self.brought_forward(refund, next, last),
            false => next,
        };
        Wait::Until(next.max(self.floor()))
    }

    fn next_on_time(&self, on_time: OnTime) -> i64 {
        let pause = self.pause(on_time.asked);
        on_time.last_ms.saturating_add(pause)
    }

    fn asked_about(&self, refund: &Refund) -> Asked {
        let since = refund.patience_begins(refund.live_attempts());
        let all = self.questions_in_order();
        Asked {
            since,
            // A look that was asked in the very millisecond of the sending was asked before it.
            questions: Questions::since(all, since.saturating_add(1)),
            on_time: self.on_time_since(all, since),
        }
    }

    fn on_time_since(&self, all: &[(i64, bool)], since: i64) -> OnTime {
        let mut on_time = OnTime {
            asked: 0,
            readable: 0,
            last_ms: since,
        };
        for &(at_ms, is_readable) in all {
            if at_ms >= self.next_on_time(on_time) {
                on_time.asked = on_time.asked.saturating_add(1);
                on_time.readable = on_time
                    .readable
                    .saturating_add(u32::from(is_readable));
                on_time.last_ms = at_ms;
            }
        }
        on_time
    }

    /// The time of each question, and whether its response could be read.
    fn questions_in_order(&self) -> &[(i64, bool)] {
        self.once.questions.get_or_init(|| {
            let looks = self.record.looks.iter();
            let mut questions: Vec<(i64, bool)> = looks
                .flat_map(|look| {
                    let is_readable = look.problem.is_none();
                    let asked = look.asked.iter();
                    asked.map(move |question| (question.at_ms, is_readable))
                })
                .collect();
            questions.sort_unstable();
            questions
        })
    }

    /// When to ask before a refund is sent: at once, and after an unusable response with growing pauses.
    pub(crate) fn wait_for_look(&self, refund: &Refund) -> i64 {
        let questions = self.questions_since(refund.at_ms);
        match (questions.last_ms, questions.last_was_readable) {
            (Some(last), false) => {
                let next = last.saturating_add(self.pause(questions.unreadable));
                self.brought_forward(refund, next, last)
                    .max(self.floor())
            }
            _ => self.floor(),
        }
    }

    /// When to look again after looks that showed less than the record proves, with growing pauses; 0 where the last one did not.
    pub(crate) fn wait_after_stale(&self) -> i64 {
        *self
            .once
            .after_stale
            .get_or_init(|| self.find_wait_after_stale())
    }

    fn find_wait_after_stale(&self) -> i64 {
        let looks = self.readable_looks();
        let stale = looks
            .iter()
            .rev()
            .take_while(|look| self.shows_less(look))
            .count();
        let Some(last) = self
            .questions_since(0)
            .last_ms
            .filter(|_| stale > 0)
        else {
            return 0;
        };
        let pause = self.pause(u32::try_from(stale).unwrap_or(u32::MAX));
        last.saturating_add(pause)
            .max(self.floor())
    }

    fn floor(&self) -> i64 {
        self.record.not_before_ms.unwrap_or(0)
    }

    /// The pause doubles with each question, up to the longest one.
    pub(super) fn pause(&self, asked: u32) -> i64 {
        let doubled = asked.saturating_sub(1);
        let factor = 1_i64
            .checked_shl(doubled.min(40))
            .unwrap_or(i64::MAX);
        let pause = self
            .rules
            .terms
            .profile
            .ask_after_ms
            .saturating_mul(factor);
        pause.min(self.rules.settings.patience.longest_ms)
    }

    /// A notice moves a question forward, at most once in the time after which asking makes sense.
    fn noticed(&self, next: i64, last: i64) -> i64 {
        match self.record.noticed_ms {
            Some(noticed) if noticed > last => next.min(noticed),
            _ => next,
        }
    }

    /// New credentials, and a person who says to ask again, end the pause after a question that was not answered.
    fn brought_forward(&self, refund: &Refund, next: i64, last: i64) -> i64 {
        let changed = self.record.credentials_changed;
        let again = refund.asked_again_ms.iter().copied();
        let said = changed
            .map(|changed| changed.at_ms)
            .max(again.max());
        match said {
            Some(said) if said > last => next.min(said),
            _ => next,
        }
    }

    fn questions_since(&self, since: i64) -> Questions {
        Questions::since(self.questions_in_order(), since)
    }

    /// Whether no look could be read in the time for which a host is patient, so that a refund is not sent. Of one that was turned
    /// away another copy may have arrived.
    pub(super) fn is_unseen_for_long(&self, refund: &Refund, now_ms: i64) -> bool {
        let since = refund.patience_begins(refund.sent_attempts());
        let questions = self.questions_since(since);
        let since = (!self.is_seen_to_be_unsent(refund)).then_some(since);
        self.rules.terms.looks_tell() && self.is_silent_for_long(questions, since, now_ms)
    }

    fn is_patience_over(&self, refund: &Refund, doubt: Doubt, asked: Asked, now_ms: i64) -> bool {
        if self.rules.terms.profile.lookup == Lookup::None {
            return true;
        }
        if !self.rules.hold(Guard::Patience) {
            return false;
        }
        let waited = now_ms.saturating_sub(asked.since);
        // What was sent elsewhere could not be asked about before it was taken over.
        let since = (!refund.was_taken_over()).then_some(asked.since);
        let silent = self.is_silent_for_long(asked.questions, since, now_ms);
        let unclear = doubt == Doubt::Ambiguous && self.ambiguous_looks(refund, asked.since) >= 2;
        silent || unclear || self.has_asked_enough(asked, waited)
    }

    /// Whether no look could be read in the time for which a host is patient: since then, or else since looks were asked for.
    fn is_silent_for_long(&self, questions: Questions, since: Option<i64>, now_ms: i64) -> bool {
        let patience = self.rules.settings.patience;
        let silent_ms = since.map_or_else(
            || questions.silent_ms(),
            |since| now_ms.saturating_sub(since),
        );
        questions.is_silent() && silent_ms >= patience.unreadable_ms
    }

    /// Whether enough questions came on time. A record forgets those in between, so the time that they take is enough as well.
    fn has_asked_enough(&self, asked: Asked, waited: i64) -> bool {
        let enough = self.rules.settings.patience.questions;
        let pauses = (0..enough).map(|asked| self.pause(asked));
        let takes = pauses.fold(0, i64::saturating_add);
        let readable = if waited >= takes {
            asked.questions.readable
        } else {
            asked.on_time.readable
        };
        readable >= enough
    }

    /// How often a look since then showed what may be the refund (once more before a person).
    fn ambiguous_looks(&self, refund: &Refund, since: i64) -> usize {
        let candidates: Vec<&Entry<'_>> = self.candidates(refund).collect();
        let is_candidate = |place: &usize| {
            let sighting = self.record.sightings.get(*place);
            sighting.is_some_and(|sighting| {
                candidates
                    .iter()
                    .any(|entry| entry.is_shown_by(sighting))
            })
        };
        let looks = self.record.looks.iter();
        let showing = looks.filter(|look| {
            look.state.is_some()
                || look
                    .total
                    .is_some_and(|total| self.shows_movement(refund, total))
                || look.seen.iter().any(is_candidate)
        });
        let asked = showing.flat_map(|look| &look.asked);
        asked
            .filter(|question| question.at_ms >= since)
            .count()
    }
}
