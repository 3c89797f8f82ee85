//! What a person has to be told of a request, and that somebody looked after it.

use super::ends::End;
use super::machine::GoogleCaptureLedger;
use super::record::{Fact, Refund};
use crate::api::context::CallContext;
use crate::json::word_of;
use crate::ledger::{AlertKind, AlertView, AuditNote, digest, unknown_alert};
use crate::providers::google::GoogleIntegrator;
use crate::value::error::RefundError;
use std::ops::Deref;

impl<H: Deref<Target = GoogleIntegrator>> GoogleCaptureLedger<H> {
    #[doc = text!(alerts)]
    pub fn alerts(&self) -> Vec<AlertView> {
        let current = self.current();
        let refunds = current.refunds.iter();
        refunds
            .filter_map(Refund::open_alert)
            .chain(current.clock_alert())
            .collect()
    }

    #[doc = text!(settle_alert)]
    pub fn settle_alert(
        &mut self,
        alert: &str,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let context = CallContext::at(now_ms);
        let at_ms = self.now_ms.max(context.now_ms()?);
        let signed = AuditNote::new(by, note, at_ms).checked()?;
        let current = self.current();
        let mut refunds = current.refunds.iter();
        let fact = refunds
            .find_map(|refund| refund.alert_settled(alert, &signed))
            .or_else(|| current.clock_settled(alert, &signed))
            .ok_or_else(unknown_alert)?;
        self.see_time(&context)?;
        self.facts.push(fact);
        Ok(())
    }
}

impl Refund {
    /// What a person has to be told of it, whether or not somebody looked after it.
    pub(super) fn alert(&self) -> Option<AlertKind> {
        self.kind_of(&self.ends)
    }

    /// Whether nobody looked after it, or something else was said since.
    pub(super) fn has_open_alert(&self) -> bool {
        let mut ends = self.ends.iter();
        self.alert().is_some() && ends.any(|end| end.settled.is_none())
    }

    /// Who looked after it last, where nothing else was said since.
    pub(super) fn settled(&self) -> Option<&AuditNote> {
        let words = self
            .ends
            .iter()
            .filter_map(|end| end.settled.as_ref());
        words
            .max()
            .filter(|_| !self.has_open_alert())
    }

    /// Marks what the alert was about, and nothing that the person has not seen. The first word stays.
    pub(super) fn settle(&mut self, seen: &[End], signed: &AuditNote) {
        for end in &mut self.ends {
            let is_seen = seen
                .iter()
                .any(|seen| seen.says_the_same(end));
            if is_seen && end.settled.is_none() {
                end.settled = Some(signed.clone());
            }
        }
    }

    fn open_alert(&self) -> Option<AlertView> {
        let kind = self
            .alert()
            .filter(|_| self.has_open_alert())?;
        let is_twice = kind == AlertKind::PaidTwice;
        Some(AlertView {
            id: self.alert_id(kind, &self.ends),
            kind,
            reference: Some(self.request_id.clone()),
            entry: None,
            expected: is_twice.then_some(self.amount),
            found: is_twice.then(|| self.gone()),
            at_ms: self.raised_ms(),
            settled: None,
        })
    }

    /// The fact that settles the alert with this id, if it is one of this request.
    fn alert_settled(&self, alert: &str, signed: &AuditNote) -> Option<Fact> {
        self.ends_of(alert)
            .map(|ends| Fact::AlertSettled {
                request_id: self.request_id.clone(),
                ends: ends.to_vec(),
                signed: signed.clone(),
            })
    }

    /// When the last end was said. Where the record does not have that, the time of the request.
    fn raised_ms(&self) -> i64 {
        self.ends
            .last()
            .and_then(|end| end.at_ms)
            .unwrap_or(self.at_ms)
    }

    /// The ends that the alert with this id is about: those of now, or those of before the last ones were said.
    fn ends_of(&self, alert: &str) -> Option<&[End]> {
        let counts = 1..=self.ends.len();
        let mut known = counts.filter_map(|count| self.ends.get(..count));
        known.find(|ends| {
            self.kind_of(ends)
                .map(|kind| self.alert_id(kind, ends))
                .is_some_and(|id| id == alert)
        })
    }

    /// What these ends of it say together.
    fn kind_of(&self, ends: &[End]) -> Option<AlertKind> {
        let moved = ends
            .iter()
            .filter_map(End::moved)
            .count();
        match (ends.len(), moved) {
            (0, _) => None,
            (1, _) if moved == 0 || !self.was_called_off() => None,
            (_, 0 | 1) => Some(AlertKind::Contradicted),
            _ => Some(AlertKind::PaidTwice),
        }
    }

    /// What names an alert: its kind, its request, and everything that was said.
    fn alert_id(&self, kind: AlertKind, ends: &[End]) -> String {
        let mut lines = vec![word_of(&kind), self.request_id.clone()];
        let said = ends
            .iter()
            .map(|end| format!("{} {}", word_of(&end.claim), word_of(&end.result)));
        lines.extend(said);
        digest(&lines.join("\n"))
    }
}

impl End {
    pub(super) fn says_the_same(&self, other: &Self) -> bool {
        self.claim == other.claim && self.result == other.result
    }
}
