//! The column `summary`: the refunds of a capture for people.

use super::record::{Record, Refund};
use crate::decision::outcome::RefundStatus;
use crate::json::to_json;
use crate::ledger::{AlertKind, AuditNote};
use crate::providers::google::GoogleRefundResult;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::Serialize;

impl Record {
    /// The refunds for people, as JSON text.
    pub(super) fn summary(&self) -> Result<String, RefundError> {
        let lines: Vec<SummaryLine<'_>> = self
            .refunds
            .iter()
            .map(|refund| refund.line(&self.captured.currency))
            .collect();
        to_json(&lines)
    }
}

/// One line of the column `summary`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SummaryLine<'a> {
    reference: &'a str,
    status: RefundStatus,
    amount: Money,
    at_ms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<AlertKind>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refund_ids: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'a AuditNote>,
}

impl Refund {
    fn line(&self, currency: &str) -> SummaryLine<'_> {
        let status = match self.result() {
            Some(GoogleRefundResult::Refunded { .. }) => RefundStatus::Succeeded,
            Some(GoogleRefundResult::Declined { .. }) => RefundStatus::Declined,
            None => RefundStatus::Unknown,
        };
        SummaryLine {
            reference: &self.request_id,
            status,
            amount: Money::new(self.amount, currency),
            at_ms: self.at_ms,
            alert: self.alert(),
            refund_ids: self
                .alert()
                .map_or_else(Vec::new, |_| self.refund_ids()),
            settled: self.settled(),
        }
    }
}
