//! Facts, and how they become part of a record.
//!
//! A fact is true whoever knows it. Putting it into a record twice, or after others, changes nothing, so a fact survives an
//! overtaken store.

use super::key::digest;
use super::provider::{Reading, Said, Shown};
use super::record::{
    Answer, Attempt, Captured, Decision, External, Look, Record, Refund, Signed, Webhook,
};
use crate::decision::outcome::Problem;

/// Something that was heard and is not stored yet.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    Wished(Box<Refund>),
    Answered {
        reference: String,
        armed: i64,
        at_ms: i64,
        reading: Box<Reading>,
    },
    Lost {
        reference: String,
        armed: i64,
    },
    NotSent {
        reference: String,
        armed: i64,
    },
    Looked {
        version: i64,
        at_ms: i64,
        /// Whether it shows no total where one is what it is asked for: it proves nothing that is absent.
        lacks_total: bool,
        shown: Result<Shown, Problem>,
    },
    Heard {
        key: String,
        at_ms: i64,
        shown: Shown,
    },
    Noticed {
        at_ms: i64,
    },
    MustWait {
        until_ms: i64,
    },
    Decided {
        reference: String,
        decision: Decision,
    },
    DeclaredExternal(External),
    Cancelled {
        reference: String,
        at_ms: i64,
    },
    AskedAgain {
        reference: String,
        at_ms: i64,
    },
    Unbuildable {
        reference: String,
        at_ms: i64,
    },
    Unsigned {
        reference: String,
        at_ms: i64,
    },
    TakenOver {
        reference: String,
        attempt: Box<Attempt>,
    },
    AlertSettled {
        alert: String,
        signed: Signed,
    },
    CapturedCorrected(Captured),
    ClocksDiffer {
        seen_ms: i64,
    },
    CredentialsChanged {
        at_ms: i64,
    },
}

/// The most webhooks and different looks of one ledger that are kept.
const MOST_MESSAGES: usize = 256;

/// The most entries of one message, and of all. A message with more is one that cannot be read.
const MOST_ENTRIES: usize = 1000;
const MOST_ENTRIES_OF_ALL: usize = 4 * MOST_ENTRIES;

/// The longest text of a provider that is kept; a longer one becomes its beginning and its digest.
const LONGEST_TEXT: usize = 100;

impl Record {
    /// Adds a fact. `version` is the version that the next store makes.
    pub(crate) fn add(&mut self, fact: &Fact, version: i64) {
        match fact {
            Fact::Wished(refund) => self.wish(refund),
            Fact::Answered {
                reference,
                armed,
                at_ms,
                reading,
            } => {
                let answer = self.answer(reading, version, *at_ms);
                self.with_attempt(reference, *armed, |attempt| {
                    keep(&mut attempt.answer, answer)
                });
            }
            Fact::Lost { reference, armed } => {
                self.with_attempt(reference, *armed, |attempt| {
                    keep(&mut attempt.lost, version)
                });
            }
            Fact::NotSent { reference, armed } => {
                self.with_attempt(reference, *armed, |attempt| {
                    keep(&mut attempt.not_sent, version)
                });
            }
            Fact::Looked {
                version,
                at_ms,
                shown,
                lacks_total,
            } => {
                let look = self.look(shown);
                let problem = lacks_total.then_some(Problem::Unanswered);
                let look = Look {
                    problem: look.problem.or(problem),
                    ..look
                };
                self.keep_look(look, (*version, *at_ms));
            }
            Fact::Heard { key, at_ms, shown } => self.hear(key, version, *at_ms, shown),
            other => self.add_word(other),
        }
    }

    /// What hosts and people say.
    fn add_word(&mut self, fact: &Fact) {
        match fact {
            Fact::Noticed { at_ms } => self.noticed_ms = self.noticed_ms.max(Some(*at_ms)),
            Fact::MustWait { until_ms } => {
                self.not_before_ms = self.not_before_ms.max(Some(*until_ms));
            }
            Fact::Decided {
                reference,
                decision,
            } => self.with_refund(reference, |refund| push(&mut refund.decisions, decision)),
            Fact::DeclaredExternal(external) => push(&mut self.externals, external),
            Fact::Cancelled { reference, at_ms } => {
                self.with_refund(reference, |refund| keep(&mut refund.cancelled, *at_ms));
            }
            Fact::AskedAgain { reference, at_ms } => {
                self.with_refund(reference, |refund| {
                    keep_last(&mut refund.asked_again, *at_ms)
                });
            }
            Fact::Unbuildable { reference, at_ms } => self.with_refund(reference, |refund| {
                refund.unbuildable = refund.unbuildable.max(Some(*at_ms));
            }),
            Fact::Unsigned { reference, at_ms } => {
                self.with_refund(reference, |refund| refund.was_not_signed(*at_ms));
            }
            Fact::TakenOver { reference, attempt } => self.with_refund(reference, |refund| {
                if refund.live_attempts().next().is_none() {
                    refund
                        .attempts
                        .push((**attempt).clone());
                }
            }),
            Fact::AlertSettled { alert, signed } => self.settle(alert, signed),
            Fact::ClocksDiffer { seen_ms } => {
                self.clocks_differ_ms = self
                    .clocks_differ_ms
                    .max(Some(*seen_ms));
            }
            Fact::CapturedCorrected(captured) => self.correct(captured),
            Fact::CredentialsChanged { at_ms } => {
                keep_last(&mut self.credentials_changed, *at_ms);
            }
            Fact::Wished(_)
            | Fact::Answered { .. }
            | Fact::Lost { .. }
            | Fact::NotSent { .. }
            | Fact::Looked { .. }
            | Fact::Heard { .. } => {}
        }
    }

    /// The refund with the host's own id.
    pub(crate) fn refund(&self, reference: &str) -> Option<&Refund> {
        let mut refunds = self.refunds.iter();
        refunds.find(|refund| refund.reference == reference)
    }

    pub(super) fn with_refund(&mut self, reference: &str, change: impl FnOnce(&mut Refund)) {
        let mut refunds = self.refunds.iter_mut();
        if let Some(refund) = refunds.find(|refund| refund.reference == reference) {
            change(refund);
        }
    }

    fn with_attempt(&mut self, reference: &str, armed: i64, change: impl FnOnce(&mut Attempt)) {
        self.with_refund(reference, |refund| {
            let mut attempts = refund.attempts.iter_mut();
            if let Some(attempt) = attempts.find(|attempt| attempt.armed == armed) {
                change(attempt);
            }
        });
    }

    /// What a response says, with everything in another currency taken for a contradiction.
    fn answer(&self, reading: &Reading, version: i64, at_ms: i64) -> Answer {
        let other = reading
            .amount
            .as_ref()
            .is_some_and(|amount| amount.currency != self.currency);
        let amount = reading
            .amount
            .as_ref()
            .filter(|_| !other);
        let said = if other {
            Said::Contradiction(Problem::CurrencyMismatch)
        } else {
            reading.said
        };
        Answer {
            version,
            at_ms,
            said,
            id: reading.refund_id.as_deref().map(short),
            amount: amount.map(|amount| amount.minor_units),
            remaining: reading.remaining,
            bank_reference: reading
                .bank_reference
                .as_deref()
                .map(short),
            receipt: reading.receipt.as_deref().map(short),
            code: reading.code.as_deref().map(short),
            http_status: reading.http_status,
        }
    }

    fn look(&mut self, shown: &Result<Shown, Problem>) -> Look {
        match shown {
            Ok(shown) if shown.listed.len() > MOST_ENTRIES => Look::unusable(Problem::Unreadable),
            Ok(shown) if self.is_full_for(shown) => Look::unusable(Problem::Unanswered),
            Ok(shown) => Look {
                seen: self.see(&shown.listed),
                state: shown.state,
                open_amount: shown.open_amount,
                total: shown.total,
                ..Look::default()
            },
            Err(problem) => Look::unusable(*problem),
        }
    }

    /// Whether a message shows something new where no more fits.
    fn is_full_for(&self, shown: &Shown) -> bool {
        self.is_full() && !self.has_seen(&shown.listed)
    }

    fn is_full(&self) -> bool {
        self.looks.len() >= MOST_MESSAGES || self.sightings.len() >= MOST_ENTRIES_OF_ALL
    }

    pub(super) fn is_full_of_webhooks(&self) -> bool {
        self.webhooks.len() >= MOST_MESSAGES
    }

    /// One look too many counts as a question that taught nothing, so that the patience ends.
    fn keep_look(&mut self, look: Look, asked: (i64, i64)) {
        let is_full = look.problem.is_none() && self.is_full();
        let mut looks = self.looks.iter_mut();
        match looks.find(|other| other.shows_the_same(&look)) {
            Some(same) => same.ask(asked),
            None if is_full => self.keep_look(Look::unusable(Problem::Unanswered), asked),
            None => self.looks.push(Look {
                asked: vec![asked],
                ..look
            }),
        }
    }

    /// Whether a webhook is in the record, by the digest of its dedupe key.
    pub(super) fn has_heard(&self, key: &str) -> bool {
        self.webhooks
            .iter()
            .any(|webhook| webhook.key == key)
    }

    fn hear(&mut self, key: &str, version: i64, at_ms: i64, shown: &Shown) {
        if self.has_heard(key) || self.is_full_of_webhooks() {
            return;
        }
        let is_too_much = shown.listed.len() > MOST_ENTRIES || self.is_full_for(shown);
        let seen = if is_too_much {
            // A reason to ask, and no more.
            self.noticed_ms = self.noticed_ms.max(Some(at_ms));
            Vec::new()
        } else {
            self.see(&shown.listed)
        };
        self.webhooks.push(Webhook {
            key: key.to_owned(),
            version,
            at_ms,
            seen,
            state: shown.state,
            open_amount: shown.open_amount,
        });
    }

    fn settle(&mut self, id: &str, signed: &Signed) {
        let mut alerts = self.alerts.iter_mut();
        if let Some(alert) = alerts.find(|alert| alert.id() == id) {
            keep(&mut alert.settled, signed.clone());
        }
    }
}

/// The first value stays.
fn keep<T>(place: &mut Option<T>, value: T) {
    if place.is_none() {
        *place = Some(value);
    }
}

/// Only the last of such times counts. An older record has all of them.
fn keep_last(times: &mut Vec<i64>, time: i64) {
    let all = times.iter().copied();
    let last = all.max().max(Some(time));
    *times = last.into_iter().collect();
}

pub(super) fn push<T: Clone + PartialEq>(list: &mut Vec<T>, value: &T) {
    if !list.contains(value) {
        list.push(value.clone());
    }
}

/// A text of a provider, or its beginning and its digest where it is long.
pub(crate) fn short(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let beginning: String = text
        .chars()
        .take(LONGEST_TEXT / 2)
        .collect();
    format!("{beginning}~{}", digest(text))
}
