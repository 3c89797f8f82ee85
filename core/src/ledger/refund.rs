//! What a refund's own part of the record says: its attempts, and which entries it names.

use super::entries::Entry;
use super::key::kept_reference;
use super::provider::Said;
use super::record::{Attempt, Proof, Refund};
use super::settings::SEND_WITHIN;
use crate::decision::profile::Idempotency;
use std::ops::Range;

impl Attempt {
    /// An attempt that was never armed here, found at `version`: a lost response.
    pub(crate) fn taken_over(version: i64, at_ms: i64, digest: &str) -> Self {
        Self {
            armed: version,
            at_ms,
            before_ms: at_ms,
            clock_ms: None,
            digest: digest.to_owned(),
            replay: Idempotency::None,
            known: 0,
            permit: None,
            lost_version: Some(version),
            not_sent_version: None,
            answer: None,
            taken_over: true,
        }
    }

    /// When it may be sent, by the clock of the host that armed it.
    pub(super) fn window(&self) -> Range<i64> {
        let from_ms = self.clock_ms.unwrap_or(self.at_ms);
        from_ms..from_ms.saturating_add(SEND_WITHIN)
    }

    /// Whether it is proven that this attempt moved nothing: no byte left, or it was turned away unread.
    pub(crate) fn did_nothing(&self) -> bool {
        let turned_away = |said| matches!(said, Said::CredentialsRefused | Said::TurnedAway);
        let answered = self.answer.as_ref();
        match answered {
            Some(answer) => turned_away(answer.said),
            None => self.not_sent_version.is_some(),
        }
    }

    /// The version that holds its end, whatever the end was.
    pub(crate) fn end_version(&self) -> Option<i64> {
        let answered = self
            .answer
            .as_ref()
            .map(|answer| answer.version);
        answered
            .or(self.not_sent_version)
            .or(self.lost_version)
    }

    /// Whether the provider did nothing since an earlier sending with the same key had arrived.
    pub(super) fn found_its_key_taken(&self) -> bool {
        let answered = self.answer.as_ref();
        answered.is_some_and(|answer| answer.said == Said::KeyTaken)
    }

    /// Whether a response of the provider closed it.
    pub(crate) fn is_closed(&self) -> bool {
        let decisive = |said| {
            !matches!(
                said,
                Said::Nothing | Said::KeyTaken | Said::Contradiction(_)
            )
        };
        let answered = self.answer.as_ref();
        self.not_sent_version.is_some() || answered.is_some_and(|answer| decisive(answer.said))
    }
}

impl Refund {
    /// How often it was armed.
    pub(super) fn armings(&self) -> u32 {
        u32::try_from(self.attempts.len()).unwrap_or(u32::MAX)
    }

    /// Whether it was armed at the version and the time of an attempt.
    pub(super) fn has_armed(&self, attempt: &Attempt) -> bool {
        let mut attempts = self.attempts.iter();
        attempts.any(|known| (known.armed, known.at_ms) == (attempt.armed, attempt.at_ms))
    }

    /// How often some byte of it may have left.
    pub(super) fn sendings(&self) -> u32 {
        u32::try_from(self.sent_attempts().count()).unwrap_or(u32::MAX)
    }

    /// The same without those that the credentials were refused to: a person changes them before it goes out again.
    pub(super) fn counted_sendings(&self) -> u32 {
        let is_refused = |attempt: &&Attempt| {
            let answer = attempt.answer.as_ref();
            answer.is_some_and(|answer| answer.said == Said::CredentialsRefused)
        };
        let counted = self
            .sent_attempts()
            .filter(|attempt| !is_refused(attempt))
            .count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }

    /// Whether something of it was sent elsewhere: nobody knows what was listed before.
    pub(super) fn was_taken_over(&self) -> bool {
        let mut attempts = self.attempts.iter();
        attempts.any(|attempt| attempt.taken_over)
    }

    /// Attempts of which some byte may have left.
    pub(super) fn sent_attempts(&self) -> impl Iterator<Item = &Attempt> {
        let attempts = self.attempts.iter();
        attempts.filter(|attempt| attempt.not_sent_version.is_none())
    }

    /// Attempts that may have moved money.
    pub(crate) fn live_attempts(&self) -> impl Iterator<Item = &Attempt> {
        self.attempts
            .iter()
            .filter(|attempt| !attempt.did_nothing())
    }

    /// The version that armed the last attempt that may have moved money.
    pub(super) fn last_armed(&self) -> Option<i64> {
        self.live_attempts()
            .map(|attempt| attempt.armed)
            .max()
    }

    /// The version that holds the end of every sending that may have moved money; where there is none, of those that were turned
    /// away. Nothing while one is open.
    pub(super) fn last_end(&self) -> Option<i64> {
        let live: Option<Vec<i64>> = self
            .live_attempts()
            .map(Attempt::end_version)
            .collect();
        live?
            .into_iter()
            .max()
            .or_else(|| self.last_closed())
    }

    /// The version that holds the last known end of a sending.
    pub(super) fn last_closed(&self) -> Option<i64> {
        self.sent_attempts()
            .filter_map(Attempt::end_version)
            .max()
    }

    /// From when on these sendings are asked about: since the last of them, or since a person said to ask again.
    pub(super) fn patience_begins<'a>(&self, sent: impl Iterator<Item = &'a Attempt>) -> i64 {
        let sent = sent.map(|attempt| attempt.at_ms);
        let again = self.asked_again_ms.iter().copied();
        sent.chain(again)
            .max()
            .unwrap_or(self.at_ms)
    }

    /// The ids that the responses to this refund named.
    pub(super) fn answered_ids(&self) -> impl Iterator<Item = &str> {
        self.attempts
            .iter()
            .filter_map(|attempt| attempt.answer.as_ref())
            .filter(|answer| !matches!(answer.said, Said::Contradiction(_)))
            .filter_map(|answer| answer.id.as_deref())
    }

    /// Whether a kept reference is this refund's.
    pub(super) fn carries(&self, reference: Option<&str>) -> bool {
        reference.is_some_and(|kept| {
            kept == self.wire_reference
                || (kept.starts_with('~') && kept == kept_reference(&self.wire_reference))
        })
    }

    /// Whether the entry was listed before this refund was first sent. Of two that cannot be told apart one may be new.
    pub(super) fn knew(&self, entry: &Entry<'_>) -> bool {
        let is_alone = entry.id.is_some() || entry.count <= 1;
        let first = self.sent_attempts().next();
        is_alone && first.is_some_and(|attempt| entry.first < attempt.known)
    }

    /// Whether some attempt was never closed by a response and nothing of the provider's proves where it ended.
    pub(super) fn is_open_ended(&self) -> bool {
        let proofs = [
            Proof::Answer,
            Proof::Reference,
            Proof::Baseline,
            Proof::Total,
        ];
        let proven = |proof| proofs.contains(&proof);
        let settled = self
            .end
            .as_ref()
            .is_some_and(|end| proven(end.proof));
        !settled
            && self
                .live_attempts()
                .any(|attempt| !attempt.is_closed())
    }
}
