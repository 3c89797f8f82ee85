//! Facts, and how they become part of a record.
//!
//! A fact is true whoever knows it. Putting it into a record twice, or after others, changes nothing, so a fact survives an
//! overtaken store.

use super::key::short;
use super::look::Question;
use super::moment::Moment;
use super::provider::{Reading, Said, Shown};
use super::record::{Answer, Attempt, Captured, External, Record, Refund, SignedDecision};
use super::word::AuditNote;
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
        asked_ms: i64,
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
        decision: SignedDecision,
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
        signed: AuditNote,
    },
    CapturedCorrected(Captured),
    ClocksDiffer {
        seen_ms: i64,
    },
    CredentialsChanged {
        /// The version on which it was said.
        said_on: i64,
        at_ms: i64,
    },
}

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
                    keep(&mut attempt.lost_version, version)
                });
            }
            Fact::NotSent { reference, armed } => {
                self.with_attempt(reference, *armed, |attempt| {
                    keep(&mut attempt.not_sent_version, version)
                });
            }
            Fact::Looked {
                version: asked,
                asked_ms,
                shown,
                lacks_total,
            } => {
                let question = Question {
                    version: *asked,
                    at_ms: *asked_ms,
                    stored: version,
                };
                self.looked(question, *lacks_total, shown);
            }
            Fact::Heard { key, at_ms, shown } => self.hear(key, version, *at_ms, shown),
            other => self.add_word(other, version),
        }
    }

    /// What hosts and people say.
    fn add_word(&mut self, fact: &Fact, version: i64) {
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
                self.with_refund(reference, |refund| keep(&mut refund.cancelled_ms, *at_ms));
            }
            Fact::AskedAgain { reference, at_ms } => {
                self.with_refund(reference, |refund| {
                    keep_last(&mut refund.asked_again_ms, *at_ms)
                });
            }
            Fact::Unbuildable { reference, at_ms } => self.with_refund(reference, |refund| {
                refund.unbuildable_ms = refund.unbuildable_ms.max(Some(*at_ms));
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
            Fact::CapturedCorrected(captured) => self.correct(captured, version),
            Fact::CredentialsChanged { said_on, at_ms } => {
                let changed = Moment {
                    version: *said_on,
                    at_ms: *at_ms,
                };
                self.credentials_changed = self
                    .credentials_changed
                    .max(Some(changed));
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
            fee: reading.fee.clone(),
            parts: reading.parts.clone(),
            completed_at: reading
                .completed_at
                .as_deref()
                .map(short),
            code: reading.code.as_deref().map(short),
            http_status: reading.http_status,
        }
    }

    fn settle(&mut self, id: &str, signed: &AuditNote) {
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
