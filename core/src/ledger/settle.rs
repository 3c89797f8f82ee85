//! What becomes final, and what a person has to be told.
//!
//! An end is itself a stored fact. Nothing changes it afterwards: what contradicts it raises an alert.

use super::books::Books;
use super::entries::Entry;
use super::guards::Guard;
use super::judge::{Standing, Verdict};
use super::key::digest;
use super::provider::Said;
use super::record::{Alert, AlertKind, Decision, End, Proof, Record, Refund};
use super::settings::{EchoesReferences, Rules};
use super::total::{Whole, said_to_be_left};
use crate::decision::outcome::RefundStatus;

/// The version of the rules by which ends are judged.
const JUDGE: u32 = 1;

/// Three looks within this time that show less than the record proves raise an alert.
const STALE_WITHIN: i64 = 24 * 60 * 60 * 1000;

impl Record {
    /// Makes final what the facts prove, and raises every alert that follows from them.
    pub(crate) fn settle_all(&mut self, rules: &Rules) {
        // An end changes what is left and whose an entry is, so the ends are drawn one by one.
        for place in 0..self.refunds.len() {
            let end = self
                .refunds
                .get(place)
                .and_then(|refund| {
                    let books = Books::of(self, rules);
                    books.end(refund)
                });
            if let (Some(end), Some(refund)) = (end, self.refunds.get_mut(place)) {
                refund.end = Some(end);
                refund.request = format!("sha256:{}", refund.digest);
            }
        }
        let raised = Books::of(self, rules).alerts();
        for alert in raised {
            let is_known = self
                .alerts
                .iter()
                .any(|other| other.id() == alert.id());
            if !is_known {
                self.alerts.push(alert);
            }
        }
    }
}

impl Alert {
    /// What names the alert: its kind and what it is about.
    pub(crate) fn id(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<i64>| {
            value
                .map(|value| value.to_string())
                .unwrap_or_default()
        };
        digest(&format!(
            "{:?}\n{}\n{}\n{}\n{}",
            self.kind,
            text(&self.reference),
            text(&self.entry),
            number(self.expected),
            number(self.found)
        ))
    }
}

impl Books<'_> {
    /// The end of a refund, where it has none and the facts prove one.
    fn end(&self, refund: &Refund) -> Option<End> {
        if refund.end.is_some() && self.rules.hold(Guard::FinalStays) {
            return None;
        }
        match self.judge(refund) {
            Standing::Ended(verdict) => Some(self.ended(verdict)),
            Standing::Undecided(_) => self.decided(refund),
            Standing::Planned => self.given_up(refund),
        }
    }

    fn ended(&self, verdict: Verdict) -> End {
        End {
            status: verdict.status,
            proof: verdict.proof,
            at_ms: self.record.now_ms,
            judge: JUDGE,
            id: verdict.id,
            code: verdict.code,
            left: None,
        }
    }

    /// A person's word, where nothing else ends the refund. The first word counts; another one is an alert.
    fn decided(&self, refund: &Refund) -> Option<End> {
        let first = refund
            .decisions
            .iter()
            .filter(|decision| self.counts(refund, decision))
            .min_by_key(|decision| decision.signed.clone())?;
        let status = if first.given_back {
            RefundStatus::Succeeded
        } else {
            RefundStatus::Declined
        };
        Some(self.unsent(status, Proof::Person, None))
    }

    /// "Not given back" counts only where nothing that was sent could still be on its way when it was said: another worker may
    /// have sent again meanwhile.
    fn counts(&self, refund: &Refund, decision: &Decision) -> bool {
        let quiet = self.quiet_from(refund);
        decision.given_back || decision.signed.at_ms >= quiet || !self.rules.hold(Guard::QuietTime)
    }

    /// From when on nothing of a refund can be on its way any more.
    pub(super) fn quiet_from(&self, refund: &Refund) -> i64 {
        let deadlines = refund
            .live_attempts()
            .map(|attempt| attempt.before_ms);
        let last = deadlines.max().unwrap_or(0);
        self.rules.settings.quiet_after(last)
    }

    /// A refund that was never sent ends by being cancelled, by waiting too long, or by not fitting what was captured.
    fn given_up(&self, refund: &Refund) -> Option<End> {
        let expires = self.expires(refund);
        let most = self.left_at_most();
        let proof = if refund.cancelled.is_some() {
            Proof::Cancelled
        } else if self.record.now_ms >= expires {
            Proof::Expired
        } else if refund.amount > most && self.rules.hold(Guard::FitsWhatIsLeft) {
            Proof::ExceedsWhatIsLeft
        } else {
            return None;
        };
        let left = (proof == Proof::ExceedsWhatIsLeft).then_some(most);
        Some(self.unsent(RefundStatus::Declined, proof, left))
    }

    fn unsent(&self, status: RefundStatus, proof: Proof, left: Option<i64>) -> End {
        End {
            status,
            proof,
            at_ms: self.record.now_ms,
            judge: JUDGE,
            id: None,
            code: None,
            left,
        }
    }

    /// Every alert that the facts raise, whether or not it is in the record already.
    fn alerts(&self) -> Vec<Alert> {
        let refunds = self.record.refunds.iter();
        let about_refunds = refunds.flat_map(|refund| self.alerts_of(refund));
        let about_entries = self
            .entries
            .iter()
            .flat_map(|entry| self.alert_of(entry));
        about_refunds
            .chain(about_entries)
            .chain(self.stale_alert())
            .collect()
    }

    fn alerts_of(&self, refund: &Refund) -> Vec<Alert> {
        let about = |kind| Alert {
            reference: Some(refund.reference.clone()),
            ..self.alert(kind)
        };
        let mut alerts = Vec::new();
        let shown = self.shown_as_moved(refund);
        let pieces = self
            .ours(refund)
            .map(|entry| entry.count)
            .sum::<i64>();
        if shown > refund.amount && pieces > 1 {
            alerts.push(Alert {
                expected: Some(refund.amount),
                found: Some(shown),
                ..about(AlertKind::PaidTwice)
            });
        }
        if self
            .ours(refund)
            .any(|entry| entry.status == RefundStatus::Reversed)
        {
            alerts.push(about(AlertKind::ReturnedByBank));
        }
        if self.is_contradicted(refund) {
            alerts.push(about(AlertKind::Contradicted));
        }
        if let Some((version, _)) = self.refused_credentials(refund) {
            alerts.push(Alert {
                found: Some(version),
                ..about(AlertKind::CredentialsRefused)
            });
        }
        if refund
            .attempts
            .iter()
            .any(|attempt| attempt.taken_over && attempt.digest.is_empty())
        {
            alerts.push(about(AlertKind::RecordBehind));
        }
        alerts.extend(self.rest_alert(refund));
        alerts
    }

    /// Whether what is final says the opposite of what the provider shows, or of what a person said.
    fn is_contradicted(&self, refund: &Refund) -> bool {
        let Some(end) = &refund.end else {
            return false;
        };
        let against = |given_back: bool| {
            let mut decisions = refund.decisions.iter();
            decisions.any(|decision| decision.given_back != given_back)
        };
        match end.status {
            RefundStatus::Declined => {
                let moved = self.ours(refund).any(Entry::moved);
                let answered =
                    super::judge::answers(refund).any(|answer| answer.said == Said::Succeeded);
                moved || answered || self.appears_late(refund) || against(false)
            }
            _ => {
                let refused = self.refused_after_end(refund, end);
                refused || against(true)
            }
        }
    }

    /// Whether something that may be the refund is shown, although it ended as declined while an attempt was never closed. It
    /// may be somebody else's, which a person has to see.
    fn appears_late(&self, refund: &Refund) -> bool {
        refund.is_open_ended()
            && (self.candidates(refund).next().is_some() || self.whole(refund) == Whole::Moved)
    }

    /// A success that the provider now calls refused.
    fn refused_after_end(&self, refund: &Refund, end: &End) -> bool {
        let named = |entry: &&Entry<'_>| end.id.is_some() && entry.id == end.id.as_deref();
        let mut ours = self.ours(refund).filter(named);
        let denied = ours.any(|entry| entry.contradicts || !entry.moved());
        let refused = super::judge::answers(refund).any(|answer| answer.said == Said::Refused);
        let listed = || {
            self.ours(refund)
                .any(|entry| !entry.moved())
        };
        denied || (end.proof == Proof::Person && (refused || listed()))
    }

    fn alert_of(&self, entry: &Entry<'_>) -> Option<Alert> {
        let kind = if self.is_forgotten(entry) {
            AlertKind::RecordBehind
        } else if entry.chargeback && entry.moved() {
            AlertKind::ChargedBack
        } else if self.is_unreadable(entry) {
            AlertKind::UnreadableEntry
        } else {
            return None;
        };
        let name = entry.id.or(entry.reference);
        Some(Alert {
            entry: name.map(str::to_owned),
            found: entry.amount,
            ..self.alert(kind)
        })
    }

    /// A response whose rest is not the one that the record expects.
    fn rest_alert(&self, refund: &Refund) -> Option<Alert> {
        let (_, found) = said_to_be_left(refund)?;
        let expected = self
            .left_without(refund)
            .saturating_sub(refund.amount);
        let is_last = |other: &Refund| {
            let armed = |refund: &Refund| {
                refund
                    .live_attempts()
                    .map(|attempt| attempt.armed)
                    .max()
            };
            armed(other) <= armed(refund)
        };
        let nothing_later = self.record.refunds.iter().all(is_last);
        (nothing_later && expected != found).then(|| Alert {
            reference: Some(refund.reference.clone()),
            expected: Some(expected),
            found: Some(found),
            ..self.alert(AlertKind::RestDiffers)
        })
    }

    /// The version and time of the last refusal of the credentials that no later change answers.
    fn refused_credentials(&self, refund: &Refund) -> Option<(i64, i64)> {
        let refused = super::judge::answers(refund)
            .filter(|answer| answer.said == Said::CredentialsRefused)
            .map(|answer| (answer.version, answer.at_ms))
            .max()?;
        let changed = self
            .record
            .credentials_changed
            .iter()
            .max();
        changed
            .is_none_or(|changed| *changed < refused.1)
            .then_some(refused)
    }

    /// Whether nothing may be sent because the credentials were refused.
    pub(crate) fn are_credentials_refused(&self) -> bool {
        let mut refunds = self.record.refunds.iter();
        self.rules.hold(Guard::CredentialsStop)
            && refunds.any(|refund| self.refused_credentials(refund).is_some())
    }

    /// Whether a look shows less than the record proves: a refund of ours that succeeded is missing.
    pub(super) fn is_stale(&self, seen: &[usize]) -> bool {
        let mut refunds = self.record.refunds.iter();
        refunds.any(|refund| self.is_proven_by_name(refund) && !self.is_shown(refund, seen))
    }

    /// Whether a refund succeeded under an id, or under a reference that comes back.
    fn is_proven_by_name(&self, refund: &Refund) -> bool {
        let end = refund.end.as_ref();
        let by_name = |end: &End| match end.proof {
            Proof::Answer => end.id.is_some() || self.echoes == EchoesReferences::Yes,
            Proof::Reference | Proof::Baseline => true,
            _ => false,
        };
        end.is_some_and(|end| end.status == RefundStatus::Succeeded && by_name(end))
    }

    fn is_shown(&self, refund: &Refund, seen: &[usize]) -> bool {
        let id = refund
            .end
            .as_ref()
            .and_then(|end| end.id.as_deref());
        let mut sightings = seen
            .iter()
            .filter_map(|place| self.record.sightings.get(*place));
        sightings.any(|sighting| {
            let named = id.is_some() && sighting.id.as_deref() == id;
            named || refund.carries(sighting.reference.as_deref())
        })
    }

    /// The third stale look within a day.
    fn stale_alert(&self) -> Option<Alert> {
        if !self.rules.terms.lists_refunds {
            return None;
        }
        let looks = self.readable_looks();
        let stale: Vec<i64> = looks
            .iter()
            .filter(|look| self.is_stale(&look.look.seen) && self.is_after_all_ends(look.version))
            .map(|look| look.at_ms)
            .collect();
        let close = |times: &[i64]| match times {
            [first, _, third] => third.saturating_sub(*first) <= STALE_WITHIN,
            _ => false,
        };
        let entry = Some("looks".to_owned());
        stale
            .windows(3)
            .any(close)
            .then(|| Alert {
                entry,
                ..self.alert(AlertKind::Contradicted)
            })
    }

    pub(super) fn is_after_all_ends(&self, version: i64) -> bool {
        let attempts = self
            .record
            .refunds
            .iter()
            .flat_map(|refund| &refund.attempts);
        let ends = attempts.filter_map(super::record::Attempt::end_version);
        ends.max()
            .is_none_or(|end| version >= end)
    }

    fn alert(&self, kind: AlertKind) -> Alert {
        Alert {
            kind,
            reference: None,
            entry: None,
            expected: None,
            found: None,
            at_ms: self.record.now_ms,
            settled: None,
        }
    }
}
