//! What a person has to be told.

use super::books::{Books, has_succeeded_without_id};
use super::credentials::LOOKS;
use super::entries::Entry;
use super::key::digest;
use super::record::{Alert, AlertKind, Attempt, Proof, Refund};
use crate::decision::outcome::RefundStatus;
use crate::json::word_of;

/// Three looks within this time that show less than the record proves raise an alert.
const STALE_WITHIN: i64 = 24 * 60 * 60 * 1000;

impl Alert {
    /// What names the alert: its kind, what it is about, and what was seen.
    pub(crate) fn id(&self) -> String {
        let mut lines = vec![self.subject()];
        lines.extend(self.evidence.iter().cloned());
        digest(&lines.join("\n"))
    }

    /// Its kind and what it is about.
    pub(super) fn subject(&self) -> String {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<i64>| {
            value
                .map(|value| value.to_string())
                .unwrap_or_default()
        };
        format!(
            "{}\n{}\n{}\n{}\n{}",
            word_of(&self.kind),
            text(&self.reference),
            text(&self.entry),
            number(self.expected),
            number(self.found)
        )
    }

    pub(super) fn is_about(&self, refund: &Refund) -> bool {
        self.reference.as_deref() == Some(&refund.reference)
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
            .flat_map(|entry| self.alerts_of_entry(entry));
        about_refunds
            .chain(about_entries)
            .chain(self.stale_alert())
            .chain(self.refused_look_alert())
            .chain(self.clocks_alert())
            .chain(self.full_alert())
            .chain(self.unexplained_alerts())
            .collect()
    }

    fn alerts_of(&self, refund: &Refund) -> impl Iterator<Item = Alert> {
        let alerts = [
            self.paid_twice(refund),
            self.returned_by_bank(refund),
            self.contradicted(refund),
            self.refused_credentials_alert(refund),
            self.record_behind(refund),
            self.rest_alert(refund),
            self.expired(refund),
        ];
        alerts.into_iter().flatten()
    }

    pub(super) fn about(&self, refund: &Refund, kind: AlertKind) -> Alert {
        Alert {
            reference: Some(refund.reference.clone()),
            ..self.alert(kind)
        }
    }

    fn paid_twice(&self, refund: &Refund) -> Option<Alert> {
        let beside = self.known_beside(refund);
        let shown = self
            .shown_as_moved(refund)
            .saturating_add(beside);
        let pieces = self
            .ours(refund)
            .map(|entry| entry.count)
            .sum::<i64>();
        let is_more = shown > refund.amount && (pieces > 1 || beside > 0);
        is_more.then(|| Alert {
            expected: Some(refund.amount),
            found: Some(shown),
            ..self.about(refund, AlertKind::PaidTwice)
        })
    }

    fn returned_by_bank(&self, refund: &Refund) -> Option<Alert> {
        let returned = self.returned(refund);
        let evidence: Vec<String> = returned
            .filter_map(|entry| entry.name().map(str::to_owned))
            .collect();
        (!evidence.is_empty()).then(|| Alert {
            evidence,
            ..self.about(refund, AlertKind::ReturnedByBank)
        })
    }

    fn contradicted(&self, refund: &Refund) -> Option<Alert> {
        let evidence = self.contradictions(refund);
        (!evidence.is_empty()).then(|| Alert {
            evidence,
            ..self.about(refund, AlertKind::Contradicted)
        })
    }

    /// A refund that was taken over from a look, and not from an older program.
    fn record_behind(&self, refund: &Refund) -> Option<Alert> {
        let mut attempts = refund.attempts.iter();
        let is_behind = attempts.any(|attempt| attempt.taken_over && attempt.digest.is_empty());
        is_behind.then(|| self.about(refund, AlertKind::RecordBehind))
    }

    fn alerts_of_entry(&self, entry: &Entry<'_>) -> Vec<Alert> {
        let what = match (self.is_forgotten(entry), entry.chargeback && entry.moved()) {
            (true, _) => Some(AlertKind::RecordBehind),
            (false, true) => Some(AlertKind::ChargedBack),
            (false, false) => None,
        };
        let alert = |kind| Alert {
            entry: entry.name().map(str::to_owned),
            found: entry.amount,
            ..self.alert(kind)
        };
        let about_copies = |kind| Alert {
            evidence: entry.copies(),
            ..alert(kind)
        };
        let is_returned = entry.status == RefundStatus::Reversed && self.is_external(entry);
        let returned = is_returned.then(|| about_copies(AlertKind::ReturnedByBank));
        let unreadable = self
            .is_unreadable(entry)
            .then(|| about_copies(AlertKind::UnreadableEntry));
        what.map(about_copies)
            .into_iter()
            .chain(returned)
            .chain(unreadable)
            .collect()
    }

    /// Clocks that differ, once for each time that was the largest one.
    fn clocks_alert(&self) -> Option<Alert> {
        let seen_ms = self.record.clocks_differ_ms?;
        Some(Alert {
            evidence: vec![seen_ms.to_string()],
            ..self.alert(AlertKind::ClocksDiffer)
        })
    }

    /// A record that keeps no more webhooks. The next one is not acknowledged either.
    fn full_alert(&self) -> Option<Alert> {
        let is_full = self.record.is_full_of_webhooks();
        is_full.then(|| self.alert(AlertKind::RecordFull))
    }

    /// A response whose rest is not the one that the record expects.
    fn rest_alert(&self, refund: &Refund) -> Option<Alert> {
        let (_, found) = self.said_to_be_left(refund)?;
        if self.last_armed() > refund.last_armed() {
            return None;
        }
        let expected = self
            .left_without(refund)
            .saturating_sub(refund.amount);
        (expected != found).then(|| Alert {
            expected: Some(expected),
            found: Some(found),
            ..self.about(refund, AlertKind::RestDiffers)
        })
    }

    /// The version that armed the last sending of all that may have moved money.
    fn last_armed(&self) -> Option<i64> {
        let last = || {
            let refunds = self.record.refunds.iter();
            refunds
                .filter_map(Refund::last_armed)
                .max()
        };
        *self.once.last_armed.get_or_init(last)
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
        let evidence = three_within_a_day(&stale);
        (!evidence.is_empty()).then(|| Alert {
            entry: Some(LOOKS.to_owned()),
            evidence,
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
        let mut unexplained: Vec<&Entry<'_>> = entries
            .filter(|entry| self.is_unexplained(entry, first))
            .collect();
        // Not in the order in which they were heard of.
        unexplained.sort_by_key(|entry| entry.id);
        let mut own = self.unlisted_amounts();
        let beyond = unexplained
            .into_iter()
            .filter(|entry| take_own(entry, &mut own));
        let mut alerts: Vec<Alert> = beyond
            .map(|entry| Alert {
                entry: entry.id.map(str::to_owned),
                found: entry.amount,
                evidence: entry.copies(),
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
        !first.taken_over && looks.any(|look| look.stored <= first.armed)
    }

    /// The amounts of our refunds that may have left an entry without their name: what a person decided, and what succeeded without
    /// an id.
    fn unlisted_amounts(&self) -> Vec<i64> {
        let refunds = self.record.refunds.iter();
        let unnamed = refunds
            .filter(|refund| refund.ended_by(Proof::Person) || has_succeeded_without_id(refund))
            .filter(|refund| refund.answered_ids().next().is_none())
            .filter(|refund| !self.is_listed(refund));
        unnamed
            .map(|refund| refund.amount)
            .collect()
    }

    /// Whether an entry appeared since then, moved money for certain, and is nobody's.
    fn is_unexplained(&self, entry: &Entry<'_>, first: &Attempt) -> bool {
        self.record.is_new_since(entry, first)
            && entry.is_proven()
            && self.is_external(entry)
            && !self.record.declares_external(entry)
            && self.alerts_of_entry(entry).is_empty()
    }

    pub(super) fn alert(&self, kind: AlertKind) -> Alert {
        Alert {
            kind,
            reference: None,
            entry: None,
            expected: None,
            found: None,
            evidence: Vec::new(),
            at_ms: self.record.now_ms,
            settled: None,
        }
    }
}

/// Whether more copies of an entry are there than refunds of its amount explain, each of which explains one.
fn take_own(entry: &Entry<'_>, own: &mut Vec<i64>) -> bool {
    let mut rest = entry.count;
    while rest > 0
        && let Some(place) = own
            .iter()
            .position(|amount| entry.amount == Some(*amount))
    {
        own.swap_remove(place);
        rest = rest.saturating_sub(1);
    }
    rest > 0
}

/// The first of each three stale looks within a day.
fn three_within_a_day(times: &[i64]) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = times;
    while let [first, _, third, ..] = rest {
        let is_close = third.saturating_sub(*first) <= STALE_WITHIN;
        if is_close {
            found.push(first.to_string());
        }
        rest = rest
            .get(if is_close { 3 } else { 1 }..)
            .unwrap_or_default();
    }
    found
}
