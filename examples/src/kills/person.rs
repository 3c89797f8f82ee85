//! The person who looks where the ledger asks for one, and says what the provider's books say.

use super::bank::Bank;
use super::orders::{Standing, Task};
use crate::person::found_out;
use std::collections::BTreeSet;

/// A person, and the refunds that waited for a word.
#[derive(Debug, Default)]
pub(super) struct Person {
    asked: BTreeSet<String>,
}

impl Person {
    /// The word about a refund that waits for one.
    pub(super) fn word(&mut self, refunds: &[Standing], bank: &Bank) -> Option<Task> {
        let waiting = refunds
            .iter()
            .filter(|standing| standing.waits_for_person);
        let references = waiting.map(|standing| standing.reference.clone());
        self.asked.extend(references.clone());
        let reference = references.min()?;
        let decision = found_out(bank.times_moved(&reference));
        Some(Task::Decide {
            reference,
            decision,
        })
    }

    pub(super) fn was_asked(&self, reference: &str) -> bool {
        self.asked.contains(reference)
    }
}
