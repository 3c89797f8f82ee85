//! What was captured: what the ledger was opened with, until a person corrects it.

use super::facts::push;
use super::record::{Captured, Record};

/// The most corrections that are kept: the last ones, with who made them.
const MOST_CORRECTIONS: usize = 16;

impl Record {
    /// What was captured, by the latest word of a person.
    pub(super) fn last_captured(&self) -> i64 {
        let words = self.captured.iter();
        let latest = words.max_by(|one, other| one.by.cmp(&other.by));
        latest.map_or(0, |captured| captured.amount)
    }

    /// Adds a correction. What was captured at the opening stays, since a host's own table may say it for ever.
    pub(super) fn correct(&mut self, captured: &Captured) {
        push(&mut self.captured, captured);
        let corrections = self.captured.iter();
        let by = corrections.filter_map(|captured| captured.by.clone());
        let is_full = by.clone().count() > MOST_CORRECTIONS;
        if let Some(first) = by.min().filter(|_| is_full) {
            self.captured
                .retain(|captured| captured.by.as_ref() != Some(&first));
        }
    }

    /// When a person last corrected what was captured.
    pub(super) fn corrected_ms(&self) -> Option<i64> {
        let words = self.captured.iter();
        words
            .filter_map(|captured| captured.by.as_ref())
            .map(|signed| signed.at_ms)
            .max()
    }

    /// Whether an amount is what was captured, or what counted as that before a person corrected it: a host's own table may say
    /// any of these.
    pub(super) fn was_captured(&self, amount: i64) -> bool {
        let mut words = self.captured.iter();
        words.any(|captured| captured.amount == amount)
    }
}
