//! What looks and webhooks leave in the record, and how many of them it keeps.

use super::look::{Look, Question};
use super::provider::Shown;
use super::record::{Record, Webhook};
use crate::decision::outcome::Problem;

/// The most webhooks and different looks of one ledger that are kept.
const MOST_MESSAGES: usize = 256;

/// The most entries of one message, and of all. A message with more is one that cannot be read.
const MOST_ENTRIES: usize = 1000;
const MOST_ENTRIES_OF_ALL: usize = 4 * MOST_ENTRIES;

impl Record {
    /// Keeps the answer of a question. One that lacks its total proves nothing that is absent.
    pub(super) fn looked(
        &mut self,
        question: Question,
        lacks_total: bool,
        shown: &Result<Shown, Problem>,
    ) {
        let look = self.look(shown);
        let problem = lacks_total.then_some(Problem::Unanswered);
        let look = Look {
            problem: look.problem.or(problem),
            ..look
        };
        self.keep_look(look, question);
    }

    fn look(&mut self, shown: &Result<Shown, Problem>) -> Look {
        match shown {
            Ok(shown) if shown.listed.len() > MOST_ENTRIES => Look::unusable(Problem::Unreadable),
            Ok(shown) if self.is_full_for(shown) => Look::unusable(Problem::Unanswered),
            Ok(shown) => Look {
                seen: self.see(&shown.listed),
                state: shown.state,
                open_amount: shown.open_amount,
                total: shown.total,
                ..Look::default()
            },
            Err(problem) => Look::unusable(*problem),
        }
    }

    /// Whether a message shows something new where no more fits.
    fn is_full_for(&self, shown: &Shown) -> bool {
        self.is_full() && !self.has_seen(&shown.listed)
    }

    fn is_full(&self) -> bool {
        self.looks.len() >= MOST_MESSAGES || self.sightings.len() >= MOST_ENTRIES_OF_ALL
    }

    pub(super) fn is_full_of_webhooks(&self) -> bool {
        self.webhooks.len() >= MOST_MESSAGES
    }

    /// One look too many counts as a question that taught nothing, so that the patience ends.
    fn keep_look(&mut self, look: Look, asked: Question) {
        let is_full = look.problem.is_none() && self.is_full();
        let mut looks = self.looks.iter_mut();
        match looks.find(|other| other.shows_the_same(&look)) {
            Some(same) => same.ask(asked),
            None if is_full => self.keep_look(Look::unusable(Problem::Unanswered), asked),
            None => self.looks.push(Look {
                asked: vec![asked],
                ..look
            }),
        }
    }

    /// Whether a webhook is in the record, by the digest of its dedupe key.
    pub(super) fn has_heard(&self, key: &str) -> bool {
        self.webhooks
            .iter()
            .any(|webhook| webhook.key == key)
    }

    pub(super) fn hear(&mut self, key: &str, version: i64, at_ms: i64, shown: &Shown) {
        if self.has_heard(key) || self.is_full_of_webhooks() {
            return;
        }
        let is_too_much = shown.listed.len() > MOST_ENTRIES || self.is_full_for(shown);
        let seen = if is_too_much {
            // A reason to ask, and no more.
            self.noticed_ms = self.noticed_ms.max(Some(at_ms));
            Vec::new()
        } else {
            self.see(&shown.listed)
        };
        self.webhooks.push(Webhook {
            key: key.to_owned(),
            version,
            at_ms,
            seen,
            state: shown.state,
            open_amount: shown.open_amount,
        });
    }
}
