//! What a support desk is shown of a record.

use super::books::Books;
use super::judge::{Doubt, Standing, answers};
use super::machine::Machine;
use super::plan::Start;
use super::provider::Said;
use super::reason::RefundReason;
use super::record::{Alert, Answer, End, Proof, Record, Refund};
use super::schedule::Wait;
use super::view::{AlertView, LedgerView, RefundStage, RefundView};
use super::word::AuditNote;
use crate::decision::outcome::{Problem, RefundStatus};
use crate::value::money::Money;

impl Machine {
    /// A refund as it is known now, what was heard and not stored yet included.
    pub(crate) fn refund(&self, reference: &str) -> Option<RefundView> {
        let current = self.current();
        let books = Books::of(&current, &self.rules);
        let refund = current.refund(reference)?;
        Some(books.view(refund, self.version, self.now_ms))
    }

    /// Every refund, in the order in which they were asked for.
    pub(crate) fn refunds(&self) -> Vec<RefundView> {
        let current = self.current();
        let books = Books::of(&current, &self.rules);
        books.views(self.version, self.now_ms)
    }

    /// All of it, judged once.
    pub(crate) fn view(&self) -> LedgerView {
        let current = self.current();
        let books = Books::of(&current, &self.rules);
        LedgerView {
            captured: Money::new(current.last_captured(), &current.currency),
            left: Money::new(books.left(), &current.currency),
            refunds: books.views(self.version, self.now_ms),
            alerts: books.open_alerts(),
            settled: current.settled_alerts(),
        }
    }

    /// What is left to give back.
    pub(crate) fn left(&self) -> Money {
        let current = self.current();
        let left = Books::of(&current, &self.rules).left();
        Money::new(left, &current.currency)
    }

    /// Every alert that nobody settled.
    pub(crate) fn alerts(&self) -> Vec<AlertView> {
        let current = self.current();
        Books::of(&current, &self.rules).open_alerts()
    }
}

impl Alert {
    fn view(&self) -> AlertView {
        AlertView {
            id: self.id(),
            kind: self.kind,
            reference: self.reference.clone(),
            entry: self.entry.clone(),
            expected: self.expected,
            found: self.found,
            at_ms: self.at_ms,
            settled: self.settled.clone(),
        }
    }
}

impl Record {
    fn settled_alerts(&self) -> Vec<AlertView> {
        let alerts = self.alerts.iter();
        let settled = alerts.filter(|alert| alert.settled.is_some());
        settled.map(Alert::view).collect()
    }
}

impl Books<'_> {
    pub(super) fn views(&self, version: i64, now_ms: i64) -> Vec<RefundView> {
        let refunds = self.record.refunds.iter();
        let views = refunds.map(|refund| self.view(refund, version, now_ms));
        views.collect()
    }

    fn open_alerts(&self) -> Vec<AlertView> {
        let alerts = self.record.alerts.iter();
        let open = alerts.filter(|alert| self.is_open(alert));
        open.map(Alert::view).collect()
    }

    fn view(&self, refund: &Refund, version: i64, now_ms: i64) -> RefundView {
        let standing = self.judge(refund);
        let (stage, start) = self.stage_of(refund, &standing, version, now_ms);
        let last = told(refund);
        let of_end = |end: &End| (end.id.clone(), end.code.clone());
        let (id, code) = refund
            .end
            .as_ref()
            .map(of_end)
            .unwrap_or_default();
        let id = id.or_else(|| last.and_then(|answer| answer.id.clone()));
        let shown = self
            .record
            .receipts_of(id.as_deref(), &refund.wire_reference);
        RefundView {
            reference: refund.reference.clone(),
            wire_reference: refund.wire_reference.clone(),
            amount: Money::new(refund.amount, &self.record.currency),
            stage,
            status: status_of(refund, &standing),
            reason: RefundReason::of(refund, &standing, start.as_ref()),
            problem: problem(refund, &standing),
            blocked_by: match start {
                Some(Start::BlockedBy(other)) => Some(other),
                _ => None,
            },
            refund_id: id,
            bank_reference: last
                .and_then(|answer| answer.bank_reference.clone())
                .or_else(|| shown.and_then(|shown| shown.bank_reference.clone())),
            receipt: last
                .and_then(|answer| answer.receipt.clone())
                .or_else(|| shown.and_then(|shown| shown.receipt.clone())),
            fee: last
                .and_then(|answer| answer.fee.clone())
                .or_else(|| shown.and_then(|shown| shown.fee.clone())),
            parts: last.and_then(|answer| answer.parts.clone()),
            completed_at: last
                .and_then(|answer| answer.completed_at.clone())
                .or_else(|| shown.and_then(|shown| shown.completed_at.clone())),
            code: code.or_else(|| code_of(refund)),
            asked_at_ms: refund.at_ms,
            sendings: refund.sendings(),
            ended_at_ms: refund
                .end
                .as_ref()
                .map(|end| end.at_ms),
            decided: decided(refund),
            alerts: self.alerts_about(refund),
        }
    }

    fn alerts_about(&self, refund: &Refund) -> Vec<AlertView> {
        let alerts = self.record.alerts.iter();
        let about = alerts.filter(|alert| self.is_open(alert) && alert.is_about(refund));
        about.map(Alert::view).collect()
    }

    pub(super) fn stage_of(
        &self,
        refund: &Refund,
        standing: &Standing,
        version: i64,
        now_ms: i64,
    ) -> (RefundStage, Option<Start>) {
        if refund.end.is_some() {
            return (RefundStage::Ended, None);
        }
        match standing {
            Standing::Ended(_) => (RefundStage::Ended, None),
            Standing::Undecided(doubt) => match self.wait(refund, *doubt, now_ms) {
                Wait::ForAPerson => (RefundStage::ManualReview, None),
                Wait::Until(_) => (RefundStage::InProgress, None),
            },
            Standing::Planned => match self.start_shown(refund, version, now_ms) {
                start if start.is_for_a_person() => (RefundStage::ManualReview, Some(start)),
                start => (RefundStage::Planned, Some(start)),
            },
        }
    }

    /// What keeps a planned refund from being sent, as a person is told it. Time alone, such as that its plan expires, makes no look readable.
    fn start_shown(&self, refund: &Refund, version: i64, now_ms: i64) -> Start {
        match self.start(refund, version, now_ms) {
            Start::Ready | Start::NeedsLook | Start::Until(_)
                if self.is_unseen_for_long(refund, now_ms) =>
            {
                Start::Unseen
            }
            Start::Ready | Start::NeedsLook | Start::Until(_)
                if self.is_unsent_for_long(refund, now_ms) =>
            {
                Start::Unsent
            }
            start => start,
        }
    }
}

/// The last response about a refund. Once it has ended, not one that contradicts it.
fn told(refund: &Refund) -> Option<&Answer> {
    let has_ended = refund.end.is_some();
    let is_told = |answer: &&Answer| !(has_ended && matches!(answer.said, Said::Contradiction(_)));
    answers(refund).filter(is_told).last()
}

/// What happened to the money. Only what is stored as an end is an end.
fn status_of(refund: &Refund, standing: &Standing) -> RefundStatus {
    match (&refund.end, standing) {
        (Some(end), _) => end.status,
        (None, Standing::Undecided(Doubt::Lost | Doubt::Ambiguous | Doubt::Contradicted(_))) => {
            RefundStatus::Unknown
        }
        (None, _) => RefundStatus::Pending,
    }
}

/// What contradicts a refund, and until it has ended also why nobody knows what became of it.
fn problem(refund: &Refund, standing: &Standing) -> Option<Problem> {
    let Standing::Undecided(doubt) = standing else {
        return None;
    };
    match doubt {
        Doubt::Contradicted(problem) => Some(*problem),
        _ if refund.end.is_some() => None,
        Doubt::Ambiguous => Some(Problem::Ambiguous),
        Doubt::Lost => Some(Problem::Lost),
        Doubt::Pending | Doubt::Unconfirmed => None,
    }
}

/// The code of the last response. A success shows none of a response that says otherwise.
fn code_of(refund: &Refund) -> Option<String> {
    let answer = told(refund)?;
    let end = refund.end.as_ref();
    let has_succeeded = end.is_some_and(|end| end.status != RefundStatus::Declined);
    let fits = matches!(
        answer.said,
        Said::Succeeded | Said::Pending | Said::Returned
    );
    (fits || !has_succeeded)
        .then(|| answer.code.clone())
        .flatten()
}

/// The person's word that ended a refund: the first one that says what its end says.
fn decided(refund: &Refund) -> Option<AuditNote> {
    let end = refund
        .end
        .as_ref()
        .filter(|end| end.proof == Proof::Person)?;
    let words = refund
        .decisions
        .iter()
        .filter(|word| word.decision.status() == end.status);
    words
        .map(|word| word.signed.clone())
        .min()
}
