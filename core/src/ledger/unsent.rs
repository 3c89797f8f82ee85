//! Refunds of which nothing could leave: a person is told while they are tried, and of every one that has expired.

use super::books::Books;
use super::record::{Alert, AlertKind, Attempt, Proof, Refund};

impl Refund {
    /// When the first of the sendings was armed of which, one after another up to the last one, no byte left, since a person said to
    /// go on.
    fn unsent_since(&self) -> Option<i64> {
        let again = self
            .asked_again_ms
            .iter()
            .copied()
            .max();
        let attempts = self.attempts.iter().rev();
        let unsent =
            attempts.take_while(|attempt| attempt.left_nothing() && Some(attempt.at_ms) > again);
        unsent
            .last()
            .map(|attempt| attempt.at_ms)
    }
}

impl Attempt {
    fn left_nothing(&self) -> bool {
        self.not_sent_version.is_some() && self.answer.is_none()
    }
}

impl Books<'_> {
    /// Whether no sending could leave in the time for which a host is patient.
    pub(super) fn is_unsent_for_long(&self, refund: &Refund, now_ms: i64) -> bool {
        let patience = self.rules.settings.patience;
        let since = refund.unsent_since();
        since.is_some_and(|since| now_ms.saturating_sub(since) >= patience.unreadable_ms)
    }

    /// Somebody asked for a refund, and nothing was given back.
    pub(super) fn expired(&self, refund: &Refund) -> Option<Alert> {
        refund
            .ended_by(Proof::Expired)
            .then(|| self.about(refund, AlertKind::Expired))
    }
}
