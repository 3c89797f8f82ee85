//! What was captured: what the ledger was opened with, until a person corrects it.

use super::moment::Moment;
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
    pub(super) fn correct(&mut self, captured: &Captured, version: i64) {
        let is_it = |known: &Captured| known.amount == captured.amount && known.by == captured.by;
        if !self.captured.iter().any(is_it) {
            self.captured.push(Captured {
                version,
                ..captured.clone()
            });
        }
        let corrections = self.captured.iter();
        let by = corrections.filter_map(|captured| captured.by.clone());
        let is_full = by.clone().count() > MOST_CORRECTIONS;
        if let Some(first) = by.min().filter(|_| is_full) {
            self.captured
                .retain(|captured| captured.by.as_ref() != Some(&first));
        }
    }

    /// When a person last corrected what was captured.
    pub(super) fn corrected(&self) -> Option<Moment> {
        let words = self.captured.iter();
        let moments = words.filter_map(|captured| {
            let signed = captured.by.as_ref()?;
            Some(Moment {
                version: captured.version,
                at_ms: signed.at_ms,
            })
        });
        moments.max()
    }

    /// Whether something was heard after a person last corrected what was captured.
    pub(super) fn is_after_correction(&self, heard: Moment) -> bool {
        Some(heard) > self.corrected()
    }

    /// Whether an amount is what was captured, or what counted as that before a person corrected it: a host's own table may say
    /// any of these.
    pub(super) fn was_captured(&self, amount: i64) -> bool {
        let mut words = self.captured.iter();
        words.any(|captured| captured.amount == amount)
    }
}
