//! When a refund that was never sent ends by itself.

use super::books::Books;
use super::provider::Said;
use super::record::Refund;

impl Books<'_> {
    /// When a refund that was never sent expires.
    pub(super) fn expires(&self, refund: &Refund) -> i64 {
        refund
            .at_ms
            .saturating_add(self.rules.settings.plan_expires_ms)
    }

    /// Whether a refund that was never sent waited too long. Where looks tell, one of them has to confirm that nothing was sent: an
    /// older copy of the record may have been restored.
    pub(super) fn has_expired(&self, refund: &Refund, now_ms: i64) -> bool {
        let expires = self.expires(refund);
        if now_ms < expires {
            return false;
        }
        now_ms >= self.expires_unseen(refund)
            || self.shows_all_that_is_proven(|look| look.at_ms >= expires)
    }

    /// Whether a look confirms that no copy of a refund arrived, or nobody could look for long and a person has.
    pub(super) fn may_be_cancelled(&self, refund: &Refund) -> bool {
        self.is_seen_to_be_unsent(refund)
            || self.is_unseen_for_long(refund, self.record.now_ms)
            || (self.are_credentials_refused() && were_credentials_refused(refund))
    }

    /// When it expires also if nobody could look since then.
    pub(super) fn expires_unseen(&self, refund: &Refund) -> i64 {
        let patience = self.rules.settings.patience;
        let wait = if self.rules.terms.looks_tell() {
            patience.unreadable_ms
        } else {
            0
        };
        self.expires(refund)
            .saturating_add(wait)
    }

    /// When a planned refund ends by itself: where looks tell, it is looked for once it has expired.
    pub(super) fn expires_next(&self, refund: &Refund, now_ms: i64) -> i64 {
        let expires = self.expires(refund);
        if now_ms < expires {
            expires
        } else {
            self.expires_unseen(refund)
        }
    }
}

/// Whether each sending was refused for its credentials, with which every copy of it came, and with which nobody can look.
fn were_credentials_refused(refund: &Refund) -> bool {
    let mut sent = refund.sent_attempts();
    sent.all(|attempt| {
        let answer = attempt.answer.as_ref();
        answer.is_some_and(|answer| answer.said == Said::CredentialsRefused)
    })
}
