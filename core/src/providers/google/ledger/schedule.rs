//! When a payout without a result is asked about, and from when on it is believed that nothing moved.

use super::opening::GoogleCaptureOpening;
use super::record::{Claim, Refund};
use crate::ledger::CLOCKS_DIFFER;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// How long a result may be missing before a person has to look, and how long questions go on by themselves.
pub(super) const PATIENCE: i64 = 24 * HOUR;

impl GoogleCaptureOpening {
    /// From this time on a payout is over, if the clock by which its claim was made is right.
    pub(super) fn over_from(&self, claim: &Claim) -> i64 {
        claim
            .before_ms
            .saturating_add(self.payout_timeout_ms)
    }

    /// From this time on what a check does not find never moved. Before that the check may have been too early.
    ///
    /// It is an hour after the first question, with a question between its halves: a clock that is far ahead makes up one half
    /// at most.
    pub(super) fn certain_from(claim: &Claim) -> Option<i64> {
        let between = half_after(*claim.asked.first()?);
        let mut asked = claim.asked.iter();
        asked
            .find(|asked| **asked >= between)
            .map(|asked| half_after(*asked))
    }

    /// The next question about a claim; none when patience is over.
    pub(super) fn question(&self, claim: &Claim) -> Option<i64> {
        let (Some(first), Some(last)) = (claim.asked.first(), claim.asked.last()) else {
            return Some(self.over_from(claim));
        };
        let next = last.saturating_add(pause(claim.asked.len()));
        // The first answer that counts either way is not waited for longer than it must be.
        let counts = Self::certain_from(claim).unwrap_or_else(|| half_after(*first));
        let next = if *last < counts {
            next.min(counts)
        } else {
            next
        };
        (next < first.saturating_add(PATIENCE)).then_some(next)
    }

    /// When there is something to do about a refund without a request of Google's.
    pub(super) fn due(&self, refund: &Refund) -> Option<i64> {
        if refund.result().is_some() {
            return None;
        }
        let question = refund
            .open_claim()
            .and_then(|claim| self.question(claim));
        let patience = (!refund.waits).then(|| refund.at_ms.saturating_add(PATIENCE));
        question
            .into_iter()
            .chain(patience)
            .min()
    }
}

fn half_after(asked_ms: i64) -> i64 {
    asked_ms.saturating_add(CLOCKS_DIFFER / 2)
}

/// The pause doubles with each question, up to an hour.
fn pause(asked: usize) -> i64 {
    let doubled = u32::try_from(asked.saturating_sub(1)).unwrap_or(u32::MAX);
    MINUTE
        .saturating_mul(1 << doubled.min(6))
        .min(HOUR)
}
