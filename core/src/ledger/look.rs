//! A look at the payment, and when it was asked.

use super::record::Look;
use super::settings::MOST_PATIENCE;
use crate::decision::outcome::Problem;
use serde::{Deserialize, Serialize};

/// The most questions that one look keeps: the first ones count as well as the last ones.
const MOST_QUESTIONS: usize = 2 * MOST_PATIENCE as usize;

/// A question that a look answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(i64, i64, i64)", into = "(i64, i64, i64)")]
pub(crate) struct Question {
    /// The version on which it was asked: the provider read its books after that version was stored.
    pub(crate) version: i64,
    /// When it was asked. Its answer may have waited.
    pub(crate) at_ms: i64,
    /// The version that stored the answer: the provider read its books before that one was.
    pub(crate) stored: i64,
}

impl From<(i64, i64, i64)> for Question {
    fn from((version, at_ms, stored): (i64, i64, i64)) -> Self {
        Self {
            version,
            at_ms,
            stored,
        }
    }
}

impl From<Question> for (i64, i64, i64) {
    fn from(question: Question) -> Self {
        (question.version, question.at_ms, question.stored)
    }
}

impl Look {
    pub(super) fn unusable(problem: Problem) -> Self {
        Self {
            problem: Some(problem),
            ..Self::default()
        }
    }

    pub(super) fn shows_the_same(&self, other: &Self) -> bool {
        self.problem == other.problem
            && self.seen == other.seen
            && self.state == other.state
            && self.open_amount == other.open_amount
            && self.total == other.total
    }

    /// Adds a question. What was asked twice on one version is one question: the books were read at once, or the same answer was
    /// handed in again.
    pub(super) fn ask(&mut self, asked: Question) {
        let mut known = self.asked.iter_mut();
        if let Some(same) = known.find(|other| other.version == asked.version) {
            same.at_ms = same.at_ms.min(asked.at_ms);
            same.stored = same.stored.min(asked.stored);
            return;
        }
        if self.asked.len() >= MOST_QUESTIONS {
            self.asked.remove(MOST_QUESTIONS / 2);
        }
        self.asked.push(asked);
    }
}
