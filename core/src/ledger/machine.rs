//! The state machine: what was loaded, what was heard since, and the one step that is outstanding.
//!
//! Facts are put into whatever row is current; decisions (arming an attempt) hold only for the version on which they were
//! made and are made again after a reload.

use super::books::Books;
use super::facts::Fact;
use super::guards::Guard;
use super::record::{Record, Refund};
use super::settings::{Rules, do_clocks_differ};
use super::signature::Signature;
use super::steps::{LedgerRow, Refusals, record_lost, step_outstanding, unknown_step};
use super::wish::{check_alone, reference_taken};
use crate::http::HttpResponse;
use crate::signature::prepared::Prepared;
use crate::value::error::{RefundError, code};
use std::ops::Range;

/// The times that are taken for times: 2020 to 2100, in milliseconds. Seconds are not.
const TIMES: Range<i64> = 1_577_836_800_000..4_102_444_800_000;

/// A permission to send, of this object alone. It is never written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Armed {
    pub(super) reference: String,
    pub(super) armed: i64,
    /// When it may be sent, by the clock of this host.
    pub(super) window: Range<i64>,
}

/// A response for a webhook's sender, owed once the fact of the webhook is in the record.
#[derive(Clone, Debug)]
pub(crate) struct Owed {
    pub(super) response: HttpResponse,
    /// The digest of the webhook's dedupe key; nothing where the message holds no fact.
    pub(super) key: Option<String>,
}

/// The step whose result the host has not given yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outstanding {
    None,
    Store {
        id: u64,
        draft: Box<Record>,
        facts: usize,
        armed: Option<Armed>,
    },
    Signature {
        id: u64,
        prepared: Box<Prepared>,
    },
    Money {
        id: u64,
        armed: Armed,
    },
    Query {
        id: u64,
        version: i64,
        asked_ms: i64,
    },
}

/// The ledger of one payment, without the provider's types.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(super) rules: Rules,
    /// The record as it is stored at `version`.
    pub(super) record: Record,
    pub(super) version: i64,
    pub(super) facts: Vec<Fact>,
    /// The largest time that was seen, also by other hosts.
    pub(super) now_ms: i64,
    /// What the clock of this host said last.
    pub(super) clock_ms: i64,
    pub(super) step: Outstanding,
    pub(super) permission: Option<Armed>,
    pub(super) signature: Option<Signature>,
    pub(super) acknowledgements: Vec<Owed>,
    pub(super) last_id: u64,
    pub(super) refusals: Refusals,
    pub(super) listens: bool,
    /// The digest of the nonce of a call, for hosts that keep no object.
    pub(super) nonce: Option<String>,
}

impl Machine {
    /// From now on it stores facts and never sends.
    pub(crate) fn listen(&mut self) {
        self.listens = true;
    }

    /// The record with everything that was heard, judged.
    pub(super) fn current(&self) -> Record {
        self.current_and(|_| ()).0
    }

    /// The same, and what `read` finds in its books.
    pub(super) fn current_and<T>(&self, read: impl FnOnce(&Books<'_>) -> T) -> (Record, T) {
        let version = self.version.saturating_add(1);
        let mut draft = self.record.clone();
        draft.now_ms = self.now_ms.max(draft.now_ms);
        for fact in &self.facts {
            draft.add(fact, version);
        }
        draft.take_over(&self.rules, version);
        let found = draft.settle_all(&self.rules, version, read);
        (draft, found)
    }

    /// A smaller time counts as the largest one that was seen; one that is no time in milliseconds is refused.
    pub(super) fn see_time(&mut self, now_ms: i64) -> Result<(), RefundError> {
        check_time("nowMs", now_ms)?;
        self.compare_clocks(now_ms);
        self.clock_ms = now_ms;
        self.now_ms = self.now_ms.max(now_ms);
        let now_ms = self.now_ms;
        for fact in &mut self.facts {
            match fact {
                Fact::Wished(wish) if wish.at_ms == 0 => wish.at_ms = now_ms,
                _ => {}
            }
        }
        Ok(())
    }

    /// Notes that a clock is ahead, once for each time that was the largest.
    fn compare_clocks(&mut self, now_ms: i64) {
        let seen_ms = self.now_ms;
        let is_told = self.record.clocks_differ_ms == Some(seen_ms);
        let fact = Fact::ClocksDiffer { seen_ms };
        if do_clocks_differ(seen_ms, now_ms) && !is_told && !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }

    /// The write was committed.
    pub(crate) fn stored(&mut self, step: u64) -> Result<(), RefundError> {
        match std::mem::replace(&mut self.step, Outstanding::None) {
            Outstanding::Store {
                id,
                draft,
                facts,
                armed,
                ..
            } if id == step => {
                self.record = *draft;
                self.version = self.version.saturating_add(1);
                self.facts
                    .drain(..facts.min(self.facts.len()));
                self.permission = armed;
                Ok(())
            }
            other => {
                self.step = other;
                Err(unknown_step())
            }
        }
    }

    /// Somebody else wrote first: this is what is there now.
    pub(crate) fn reload(&mut self, row: Option<LedgerRow>) -> Result<(), RefundError> {
        if !matches!(self.step, Outstanding::None | Outstanding::Store { .. }) {
            // Else what comes of it could not be told any more.
            return Err(step_outstanding());
        }
        let row = row.ok_or_else(|| record_lost("is not there any more"))?;
        let stored = Record::read(&row.body).map_err(|error| error.within("row"))?;
        let outstanding = std::mem::replace(&mut self.step, Outstanding::None);
        self.permission = None;
        self.signature = None;
        if matches!(outstanding, Outstanding::Store { .. }) {
            self.refusals
                .count(self.version, &row)?;
        }
        self.take(stored, row.version)?;
        if !self.rules.hold(Guard::FactsSurvive) {
            self.facts
                .retain(|fact| matches!(fact, Fact::Wished(_)));
        }
        if let Outstanding::Store { draft, armed, .. } = outstanding
            && !self.rules.hold(Guard::DecideAgain)
        {
            self.carry_decision_over(&draft, armed);
        }
        self.drop_taken_wishes()
    }

    pub(super) fn take(&mut self, stored: Record, version: i64) -> Result<(), RefundError> {
        if stored.key != self.record.key || stored.currency != self.record.currency {
            return Err(record_lost("is another ledger's"));
        }
        if (version < self.version || version < 1) && self.rules.hold(Guard::RecordStays) {
            return Err(record_lost("went back to an older version"));
        }
        if !knows_every_sending(&stored, &self.record) && self.rules.hold(Guard::RecordStays) {
            return Err(record_lost("lacks a sending: an older copy went on"));
        }
        self.now_ms = self.now_ms.max(stored.now_ms);
        self.record = stored;
        self.version = version;
        Ok(())
    }

    /// The mistake that the guard prevents: a decision that was made on another version.
    fn carry_decision_over(&mut self, draft: &Record, armed: Option<Armed>) {
        let Some(armed) = armed else {
            return;
        };
        let decided = draft.refund(&armed.reference).cloned();
        if let Some(decided) = decided {
            self.record
                .with_refund(&armed.reference, |refund| *refund = decided);
        }
        self.permission = Some(armed);
    }

    /// A wish whose reference somebody else took meanwhile is dropped, and so is the adoption of a refund that was sent meanwhile. Both
    /// are said to be.
    fn drop_taken_wishes(&mut self) -> Result<(), RefundError> {
        let record = &self.record;
        let before = self.facts.len();
        self.facts.retain(|fact| match fact {
            Fact::Wished(wish) => match record.refund(&wish.reference) {
                Some(refund) => refund.digest == wish.digest,
                None => check_alone(record, wish).is_ok(),
            },
            Fact::TakenOver { reference, .. } => {
                let refund = record.refund(reference);
                refund.is_none_or(Refund::may_be_adopted)
            }
            _ => true,
        });
        if self.facts.len() == before {
            Ok(())
        } else {
            Err(reference_taken())
        }
    }
}

/// Whether a record has every sending of an earlier one: none is ever taken out.
fn knows_every_sending(later: &Record, earlier: &Record) -> bool {
    let mut refunds = earlier.refunds.iter();
    refunds.all(|refund| {
        let known = later.refund(&refund.reference);
        let mut attempts = refund.attempts.iter();
        attempts.all(|attempt| known.is_some_and(|known| known.has_armed(attempt)))
    })
}

/// A time in milliseconds, and not in seconds.
pub(super) fn check_time(field: &str, time: i64) -> Result<(), RefundError> {
    if TIMES.contains(&time) {
        return Ok(());
    }
    let detail = "must be milliseconds since 1970, in the years 2020 to 2099";
    Err(RefundError::new(code::INVALID_FIELD, field, detail))
}
