//! What was captured: what the ledger was opened with, until a person corrects it.

use super::books::Books;
use super::facts::push;
use super::record::{Captured, Record};
use super::settings::Rules;

/// The most corrections that are kept: the last ones, with who made them.
const MOST_CORRECTIONS: usize = 16;

impl Books<'_> {
    /// What was captured, by the latest word of a person.
    pub(crate) fn captured(&self) -> i64 {
        let signed = |captured: &&Captured| captured.by.clone();
        let latest = self
            .record
            .captured
            .iter()
            .max_by_key(signed);
        latest.map_or(0, |captured| captured.amount)
    }
}

impl Record {
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
    /// either.
    pub(super) fn was_captured(&self, amount: i64, rules: &Rules) -> bool {
        let mut uncorrected = self
            .captured
            .iter()
            .filter(|captured| captured.by.is_none());
        let is_first = uncorrected.any(|captured| captured.amount == amount);
        is_first || Books::of(self, rules).captured() == amount
    }
}
