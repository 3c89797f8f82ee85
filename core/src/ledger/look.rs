//! A look at the payment, and when it was asked.

use super::record::Look;
use super::settings::MOST_PATIENCE;
use crate::decision::outcome::Problem;

/// The most questions that one look keeps: the first ones count as well as the last ones.
const MOST_QUESTIONS: usize = 2 * MOST_PATIENCE as usize;

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

    pub(super) fn ask(&mut self, asked: (i64, i64)) {
        if self.asked.contains(&asked) {
            return;
        }
        if self.asked.len() >= MOST_QUESTIONS {
            self.asked.remove(MOST_QUESTIONS / 2);
        }
        self.asked.push(asked);
    }
}
