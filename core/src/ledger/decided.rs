//! A person's word about a refund: when it may be said, and when it counts.

use super::books::Books;
use super::guards::Guard;
use super::judge::{Doubt, Verdict};
use super::record::{End, Proof, Refund, SignedDecision};
use super::schedule::Wait;
use super::word::RefundDecision;
use crate::value::error::{RefundError, code};

impl Books<'_> {
    /// "Not given back" is said too early while something may be on its way, and where a look tells, before one came after that.
    /// Where nobody can look, or the ledger has asked for long enough, the person's word is all there is.
    pub(super) fn check_denial(
        &self,
        refund: &Refund,
        doubt: Doubt,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let too_early = |detail: &str| Err(RefundError::new(code::TOO_EARLY, "decision", detail));
        let quiet = self.quiet_from(refund);
        if now_ms < quiet {
            return too_early(&format!(
                "something of the refund may still be on its way until {quiet}, in milliseconds since 1970"
            ));
        }
        let end = refund.last_end().unwrap_or(0);
        let was_looked_at =
            self.shows_all_that_is_proven(|look| look.at_ms >= quiet && look.version >= end);
        let must_look = self.rules.terms.looks_tell()
            && !self.are_credentials_refused()
            && self.wait(refund, doubt, now_ms) != Wait::ForAPerson;
        if must_look && !was_looked_at {
            return too_early("the payment has to be looked at first: run the ledger");
        }
        Ok(())
    }

    /// A person's word, where nothing else ends the refund. The first word counts; another one is an alert.
    pub(super) fn decided(&self, refund: &Refund) -> Option<End> {
        let first = refund
            .decisions
            .iter()
            .filter(|word| self.counts(refund, word))
            .min_by_key(|word| word.signed.clone())?;
        let status = first.decision.status();
        Some(self.ended(Verdict::without_entry(status, Proof::Person)))
    }

    /// "Not given back" counts only where nothing that was sent could still be on its way when it was said: another worker may
    /// have sent again meanwhile.
    fn counts(&self, refund: &Refund, word: &SignedDecision) -> bool {
        let quiet = self.quiet_from(refund);
        word.decision == RefundDecision::GivenBack
            || word.signed.at_ms >= quiet
            || !self.rules.hold(Guard::QuietTime)
    }

    /// From when on nothing of a refund can be on its way any more.
    pub(super) fn quiet_from(&self, refund: &Refund) -> i64 {
        let deadlines = refund
            .live_attempts()
            .map(|attempt| attempt.before_ms);
        let last = deadlines.max().unwrap_or(0);
        self.rules.settings.quiet_after(last)
    }
}

impl Refund {
    /// What a person said last of it.
    pub(super) fn last_word(&self) -> Option<RefundDecision> {
        let words = self.decisions.iter();
        let last = words.max_by_key(|word| word.signed.at_ms)?;
        Some(last.decision)
    }
}
