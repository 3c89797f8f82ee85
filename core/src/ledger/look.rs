//! A look at the payment, and when it was asked.

use super::provider::{PaymentState, RefundedTotal};
use super::settings::MOST_PATIENCE;
use crate::decision::outcome::Problem;
use serde::{Deserialize, Serialize};
use std::cell::OnceCell;

/// The most questions that one look keeps: the first ones count as well as the last ones.
const MOST_QUESTIONS: usize = 2 * MOST_PATIENCE as usize;

/// What status responses showed. Looks with the same content are one, with the time and version of each question.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Look {
    /// `[version on which it was asked, time, version that stored the answer]` of each question.
    pub(crate) asked: Vec<Question>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) problem: Option<Problem>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) seen: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<PaymentState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) open_amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) total: Option<RefundedTotal>,
}

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

/// A look that could be read, at one of its questions.
#[derive(Debug)]
pub(super) struct Readable<'a> {
    pub(super) version: i64,
    pub(super) at_ms: i64,
    /// The version that stored its answer.
    pub(super) stored: i64,
    pub(super) look: &'a Look,
    pub(super) is_stale: OnceCell<bool>,
}

/// A total, and the look that showed it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SeenTotal {
    pub(super) version: i64,
    pub(super) at_ms: i64,
    /// The version that stored it. What was armed by an earlier one may be in it, whenever it was asked for.
    pub(super) stored: i64,
    pub(super) total: RefundedTotal,
}

impl SeenTotal {
    /// Money and points together.
    pub(super) fn whole(self) -> i64 {
        self.total.whole()
    }
}

/// Every question that was answered readably, by version and time.
pub(super) fn readable(looks: &[Look]) -> Vec<Readable<'_>> {
    let readable = looks
        .iter()
        .filter(|look| look.problem.is_none());
    let mut found: Vec<Readable<'_>> = readable
        .flat_map(|look| {
            let asked = look.asked.iter();
            asked.map(|question| Readable {
                version: question.version,
                at_ms: question.at_ms,
                stored: question.stored,
                look,
                is_stale: OnceCell::new(),
            })
        })
        .collect();
    found.sort_by_key(|readable| (readable.version, readable.at_ms));
    found
}
