//! When a refund that may have arrived is sent again: only where its own key makes a second arrival harmless.

use super::books::Books;
use super::guards::Guard;
use super::judge::{Doubt, answers};
use super::key::digest;
use super::provider::{LedgerOrder, LedgerProvider, Said};
use super::record::{Attempt, Record, Refund};
use super::settings::SEND_WITHIN;
use crate::decision::profile::Idempotency;
use crate::http::HttpRequest;

impl Books<'_> {
    /// Whether an undecided refund is sent again now.
    pub(super) fn repeats(&self, refund: &Refund, doubt: Doubt, version: i64, now_ms: i64) -> bool {
        self.may_repeat(refund, doubt)
            && self.next_sending(refund) <= now_ms
            && self.key_allows(refund, doubt, version, now_ms)
    }

    /// When a refund is sent again whose key gives the first response, whatever looks show.
    pub(super) fn repeats_at(&self, refund: &Refund, doubt: Doubt) -> Option<i64> {
        let replays = refund.all_carry(Idempotency::SameResponse);
        (replays && self.may_repeat(refund, doubt)).then(|| self.next_sending(refund))
    }

    fn may_repeat(&self, refund: &Refund, doubt: Doubt) -> bool {
        // Another arrival would be refused for another reason, and would teach nothing.
        let fits = refund.amount <= self.left_without(refund);
        matches!(doubt, Doubt::Lost | Doubt::Ambiguous)
            && fits
            && !self.sendings_are_used_up(refund)
            && !self.is_unbuildable(refund)
    }

    fn key_allows(&self, refund: &Refund, doubt: Doubt, version: i64, now_ms: i64) -> bool {
        if refund.all_carry(Idempotency::SameResponse) {
            return true;
        }
        if !refund.all_carry(Idempotency::Rejects) {
            return !self.rules.hold(Guard::OnlyKeysRepeat);
        }
        doubt == Doubt::Lost
            && !was_decided_once(refund)
            && self.key_is_remembered(refund, now_ms)
            && self.has_current_look(version, now_ms)
    }

    /// Whether the provider still knows the key when the last of all sendings may arrive, if the first one arrived at once.
    /// Half of the time that the provider named is kept for clocks that differ.
    fn key_is_remembered(&self, refund: &Refund, now_ms: i64) -> bool {
        let Some(lifetime) = self.rules.settings.key_lifetime_ms else {
            return !self.rules.hold(Guard::OnlyKeysRepeat);
        };
        let first = refund
            .live_attempts()
            .map(|attempt| attempt.at_ms)
            .min();
        let first = first.unwrap_or(now_ms);
        // By clocks of which one is known to be wrong nobody knows the key's age.
        let clocks_differed = self.record.clocks_differ_ms >= Some(first);
        let last = self
            .rules
            .settings
            .quiet_after(now_ms.saturating_add(SEND_WITHIN));
        let is_young = now_ms.saturating_sub(first) <= lifetime / 2;
        (is_young && !clocks_differed && last.saturating_sub(first) <= lifetime)
            || !self.rules.hold(Guard::KeyIsRemembered)
    }

    /// Whether a look of this very version, which holds the end of every sending, can be used.
    fn has_current_look(&self, version: i64, now_ms: i64) -> bool {
        let looks = self.readable_looks();
        let is_current = looks.iter().any(|look| {
            look.version == version && self.is_of_now(look, now_ms) && !self.is_stale(look)
        });
        is_current || !self.rules.hold(Guard::RepeatAfterLook)
    }
}

/// Whether some request with the refund's key arrived before, or was refused: from then on only the list tells.
fn was_decided_once(refund: &Refund) -> bool {
    answers(refund).any(|answer| matches!(answer.said, Said::KeyTaken | Said::Refused))
}

/// The request of a refund without credentials, if it can be built, and again as it was sent: the same request, with a key that
/// still does what it did. A host may have learned that it does not.
pub(super) fn request_to_arm(
    provider: &dyn LedgerProvider,
    draft: &Record,
    refund: &Refund,
) -> Option<HttpRequest> {
    let known = draft.sightings.len();
    draft.with_order(refund, known, |order| {
        let request = provider.build_unsigned(order).ok()?;
        let is_the_same = refund.was_sent_as(&request) && refund.was_sent_by(provider, order);
        is_the_same.then_some(request)
    })
}

pub(super) fn request_digest(request: &HttpRequest) -> String {
    let body = request.body.as_deref();
    digest(&format!("{}\n{}", request.url, body.unwrap_or_default()))
}

impl Refund {
    /// Whether everything that may have arrived was sent from here and with such a key.
    fn all_carry(&self, key: Idempotency) -> bool {
        let last = self.attempts.last();
        let mut live = self.live_attempts();
        last.is_some_and(|attempt| attempt.replay == key)
            && live.all(|attempt| !attempt.taken_over && attempt.replay == key)
    }

    /// Whether nothing may have arrived, or what was sent last is this request.
    fn was_sent_as(&self, request: &HttpRequest) -> bool {
        let last: Option<&Attempt> = self.live_attempts().last();
        last.is_none_or(|attempt| attempt.digest == request_digest(request))
    }

    /// Whether sending it again still does what it did by the profile of each sending that may have arrived.
    fn was_sent_by(&self, provider: &dyn LedgerProvider, order: &LedgerOrder<'_>) -> bool {
        let replay = provider.profile_of(order).replay;
        let mut live = self.live_attempts();
        live.all(|attempt| attempt.replay == replay)
    }
}
