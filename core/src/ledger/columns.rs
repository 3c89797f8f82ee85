//! What the columns of a row say beside the record: when there is work, whether a person has to look, and the refunds.

use super::books::Books;
use super::machine::Machine;
use super::plan::Plan;
use super::reason::RefundReason;
use super::record::{Alert, AlertKind};
use super::steps::Attention;
use super::view::RefundStage;
use crate::decision::outcome::RefundStatus;
use crate::value::money::Money;
use serde::Serialize;

impl Machine {
    /// Whether the row says that there is work, time has passed, and there is none. Nothing but time changed, so that the record says
    /// the same, but the row would be loaded again and again. What a row says follows from its record and the time of its store.
    pub(super) fn is_due_too_early(&self, books: &Books<'_>, plan: &Plan) -> bool {
        if self.version == 0 || self.listens || !matches!(plan, Plan::Rest(_)) {
            return false;
        }
        let is_over = |due: Option<i64>| due.is_some_and(|due| due <= self.now_ms);
        let next = self.version.saturating_add(1);
        is_over(books.due(self.version, self.record.now_ms))
            && !is_over(books.due(next, self.now_ms))
    }
}

/// One line of the column `summary`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SummaryLine {
    reference: String,
    stage: RefundStage,
    status: RefundStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<RefundReason>,
    amount: Money,
    at_ms: i64,
    /// The kinds of its alerts that nobody settled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alerts: Vec<AlertKind>,
}

impl Books<'_> {
    /// When a sending ledger has work again.
    pub(crate) fn due(&self, version: i64, now_ms: i64) -> Option<i64> {
        match self.plan(version, now_ms) {
            Plan::Rest(until) => until,
            Plan::Arm(_) | Plan::Ask => Some(now_ms),
        }
    }

    /// Whether a person has to look, as the record itself says.
    pub(crate) fn attention(&self) -> Attention {
        let mut alerts = self.record.alerts.iter();
        if alerts.any(|alert| self.is_open(alert)) {
            Attention::Alert
        } else if self.record.waits {
            Attention::ManualReview
        } else {
            Attention::None
        }
    }

    /// Whether a refund waits for a person.
    pub(super) fn waits(&self, version: i64, now_ms: i64) -> bool {
        let refunds = self.record.refunds.iter();
        let mut open = refunds.filter(|refund| refund.end.is_none());
        open.any(|refund| {
            let standing = self.judge(refund);
            let (stage, _) = self.stage_of(refund, &standing, version, now_ms);
            stage == RefundStage::ManualReview
        })
    }

    /// Whether nobody settled it. Refused credentials are settled by new ones.
    pub(super) fn is_open(&self, alert: &Alert) -> bool {
        let is_answered =
            alert.kind == AlertKind::CredentialsRefused && !self.is_still_refused(alert);
        alert.settled.is_none() && !is_answered
    }

    pub(crate) fn summary(&self, version: i64, now_ms: i64) -> Vec<SummaryLine> {
        let views = self.views(version, now_ms).into_iter();
        let lines = views.map(|refund| SummaryLine {
            at_ms: refund
                .ended_at_ms
                .unwrap_or(refund.asked_at_ms),
            reference: refund.reference,
            stage: refund.stage,
            status: refund.status,
            reason: refund.reason,
            amount: refund.amount,
            alerts: refund
                .alerts
                .iter()
                .map(|alert| alert.kind)
                .collect(),
        });
        lines.collect()
    }
}
