//! Clocks of workers that differ: the largest time that was seen counts, a person hears of one that is far ahead, and Google
//! hears the time of whoever answers.

use super::machine::GoogleCaptureLedger;
use super::record::{Fact, Record};
use crate::api::context::CallContext;
use crate::json::word_of;
use crate::ledger::{AlertKind, AlertView, AuditNote, digest, do_clocks_differ};
use crate::providers::google::GoogleIntegrator;
use crate::value::error::RefundError;
use serde::{Deserialize, Serialize};
use std::ops::Deref;

/// A clock that was ahead of another one by more than an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ClockAhead {
    /// The time that it said.
    pub(super) seen_ms: i64,
    /// Who looked after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settled: Option<AuditNote>,
}

impl<H: Deref<Target = GoogleIntegrator>> GoogleCaptureLedger<H> {
    /// A smaller time counts as the largest one that was seen, also by other workers.
    pub(super) fn see_time(&mut self, context: &CallContext) -> Result<(), RefundError> {
        let now_ms = context.now_ms()?;
        self.compare_clocks(now_ms);
        self.clock_ms = now_ms;
        self.now_ms = self.now_ms.max(now_ms);
        Ok(())
    }

    /// Notes that a clock is ahead, once for each time that was the largest.
    fn compare_clocks(&mut self, now_ms: i64) {
        let seen_ms = self.now_ms;
        let fact = Fact::ClocksDiffer { seen_ms };
        let differ = do_clocks_differ(seen_ms, now_ms);
        if differ && !self.record.has_clock(seen_ms) && !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }
}

impl Record {
    fn has_clock(&self, seen_ms: i64) -> bool {
        let known = self.clock_ahead.as_ref();
        known.is_some_and(|clock| clock.seen_ms >= seen_ms)
    }

    pub(super) fn clocks_differ(&mut self, seen_ms: i64) {
        if !self.has_clock(seen_ms) {
            self.clock_ahead = Some(ClockAhead {
                seen_ms,
                settled: None,
            });
        }
    }

    /// The first word stays, and settles no clock that the person has not seen.
    pub(super) fn settle_clock(&mut self, seen_ms: i64, signed: &AuditNote) {
        let clock = self.clock_ahead.as_mut();
        if let Some(clock) = clock.filter(|clock| clock.seen_ms == seen_ms) {
            clock
                .settled
                .get_or_insert_with(|| signed.clone());
        }
    }

    /// The fact that settles the alert with this id, if it is one of a clock.
    pub(super) fn clock_settled(&self, alert: &str, signed: &AuditNote) -> Option<Fact> {
        let clock = self.clock_ahead.as_ref()?;
        (clock.alert_id() == alert).then(|| Fact::ClockSettled {
            seen_ms: clock.seen_ms,
            signed: signed.clone(),
        })
    }

    pub(super) fn clock_alert(&self) -> Option<AlertView> {
        let clock = self.clock_ahead.as_ref()?;
        clock
            .settled
            .is_none()
            .then(|| AlertView {
                id: clock.alert_id(),
                kind: AlertKind::ClocksDiffer,
                reference: None,
                entry: None,
                expected: None,
                found: None,
                at_ms: clock.seen_ms,
                settled: None,
            })
    }
}

impl ClockAhead {
    fn alert_id(&self) -> String {
        digest(&format!(
            "{}\n{}",
            word_of(&AlertKind::ClocksDiffer),
            self.seen_ms
        ))
    }
}
