//! What a person has to be told.

use super::books::Books;
use super::entries::Entry;
use super::judge::answers;
use super::key::digest;
use super::provider::Said;
use super::record::{Alert, AlertKind, Attempt, End, Proof, Refund};
use super::total::{Whole, said_to_be_left};
use crate::decision::outcome::RefundStatus;

/// Three looks within this time that show less than the record proves raise an alert.
const STALE_WITHIN: i64 = 24 * 60 * 60 * 1000;

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
    /// Every alert that the facts raise, whether or not it is in the record already.
    pub(super) fn alerts(&self) -> Vec<Alert> {
        let refunds = self.record.refunds.iter();
        let about_refunds = refunds.flat_map(|refund| self.alerts_of(refund));
        let about_entries = self
            .entries
            .iter()
            .flat_map(|entry| self.alert_of(entry));
        about_refunds
            .chain(about_entries)
            .chain(self.stale_alert())
            .chain(self.unexplained_alerts())
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
                let answered = answers(refund).any(|answer| answer.said == Said::Succeeded);
                moved || answered || self.appears_late(refund) || against(false)
            }
            _ => {
                let refused = self.refused_after_end(refund, end);
                refused || self.entry_problem(refund).is_some() || against(true)
            }
        }
    }

    /// Whether something that may be the refund is shown, although it ended as declined while an attempt was never closed. It
    /// may be somebody else's, which a person has to see.
    fn appears_late(&self, refund: &Refund) -> bool {
        let for_good = || answers(refund).any(|answer| answer.said == Said::Refused);
        if self.moved_since(refund) == Some(refund.amount) {
            return refund.is_open_ended() || !for_good();
        }
        refund.is_open_ended()
            && (self
                .candidates(refund)
                .next()
                .is_some()
                || self.whole(refund) == Whole::Moved)
    }

    /// A success that the provider now calls refused.
    fn refused_after_end(&self, refund: &Refund, end: &End) -> bool {
        let named = |entry: &&Entry<'_>| end.id.is_some() && entry.id == end.id.as_deref();
        let mut ours = self.ours(refund).filter(named);
        let denied = ours.any(|entry| entry.contradicts || !entry.moved());
        let refused = answers(refund).any(|answer| answer.said == Said::Refused);
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

    /// The third stale look within a day.
    fn stale_alert(&self) -> Option<Alert> {
        if !self.rules.terms.looks_tell() {
            return None;
        }
        let looks = self.readable_looks();
        let stale: Vec<i64> = looks
            .iter()
            .filter(|look| self.shows_less(look))
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

    /// Money that went back since our first refund and that none of ours explains, although nobody else refunds: a request
    /// may have arrived twice. Without a look before that refund nobody knows what was there already.
    fn unexplained_alerts(&self) -> Vec<Alert> {
        if !self.rules.settings.no_other_refunds {
            return Vec::new();
        }
        let first = self.first_sending();
        let Some(first) = first.filter(|first| self.was_looked_at_before(first)) else {
            return Vec::new();
        };
        let entries = self.entries.iter();
        let unexplained = entries.filter(|entry| self.is_unexplained(entry, first));
        let mut alerts: Vec<Alert> = unexplained
            .map(|entry| Alert {
                entry: entry.id.map(str::to_owned),
                found: entry.amount,
                ..self.alert(AlertKind::Contradicted)
            })
            .collect();
        let risen = self.risen_since(first.armed);
        alerts.extend((risen > 0).then(|| Alert {
            entry: Some("total".to_owned()),
            found: Some(risen),
            ..self.alert(AlertKind::Contradicted)
        }));
        alerts
    }

    /// The first attempt of all.
    fn first_sending(&self) -> Option<&Attempt> {
        let refunds = self.record.refunds.iter();
        refunds
            .flat_map(Refund::sent_attempts)
            .min_by_key(|attempt| attempt.armed)
    }

    fn was_looked_at_before(&self, first: &Attempt) -> bool {
        let looks = self.readable_looks();
        let mut looks = looks.iter();
        !first.taken_over && looks.any(|look| look.version < first.armed)
    }

    /// Whether an entry appeared since then, moved money for certain, and is nobody's. What a person said was given back may be
    /// any entry of its amount.
    fn is_unexplained(&self, entry: &Entry<'_>, first: &Attempt) -> bool {
        let mut refunds = self.record.refunds.iter();
        let by_person = refunds
            .any(|refund| refund.ended_by(Proof::Person) && entry.amount == Some(refund.amount));
        entry.first >= first.known
            && entry.is_proven()
            && self.is_external(entry)
            && !self.is_declared_external(entry)
            && !by_person
            && self.alert_of(entry).is_none()
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
