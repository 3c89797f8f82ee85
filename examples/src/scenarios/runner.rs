//! One provider's scenarios as they are lived through, and what the simulator counted of them.

use super::{DemoScenario, Environment, Report};
use crate::host::lock;
use crate::ledger_client::LedgerClient;
use crate::table::Rows;
use refundkit::RefundStatus;
use refundkit_simulator::ledger::Payment;
use std::collections::BTreeMap;

/// The provider, what was told so far, and the merchant's own books.
pub(super) struct Runner<'a> {
    pub(super) environment: &'a Environment,
    pub(super) provider: &'static str,
    merchant: &'a dyn LedgerClient,
    report: Report,
    pub(super) sent: BTreeMap<String, usize>,
    pub(super) rows: Rows,
    given_back: BTreeMap<String, i64>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        environment: &'a Environment,
        provider: &'static str,
        merchant: &'a dyn LedgerClient,
    ) -> Self {
        let (sent, given_back) = (BTreeMap::new(), BTreeMap::new());
        Self {
            environment,
            provider,
            merchant,
            report: Report::default(),
            rows: Rows::default(),
            sent,
            given_back,
        }
    }

    /// One refund from the wish to the end.
    pub(super) fn play(&mut self, scenario: &DemoScenario, payment: &Payment) {
        match self.follow_ledger(self.merchant, scenario, payment) {
            Ok((row, believed)) => {
                if (believed == RefundStatus::Succeeded) != scenario.moves {
                    self.report.faults.push(format!(
                        "{}, {}: believed {believed:?}",
                        self.provider, scenario.name
                    ));
                }
                self.report.rows.push(row);
            }
            Err(error) => self
                .report
                .faults
                .push(format!("{}, {}: {error}", self.provider, scenario.name)),
        }
        if scenario.moves {
            *self
                .given_back
                .entry(payment.id.clone())
                .or_default() += scenario.minor_units;
        }
    }

    /// Holds the simulator's own count of money and of arrivals against what was asked and sent.
    pub(super) fn audited(mut self, payments: &[Payment]) -> Report {
        let mut simulator = lock(&self.environment.simulator);
        let Some(ledger) = simulator.ledger(self.provider) else {
            return self.report;
        };
        for payment in payments {
            let asked = self
                .given_back
                .get(&payment.id)
                .copied()
                .unwrap_or_default();
            let sent = self
                .sent
                .get(&payment.id)
                .copied()
                .unwrap_or_default();
            let (moved, arrived) = (ledger.moved(&payment.id), ledger.arrivals(payment));
            if (moved, arrived) != (asked, sent) {
                let counts =
                    format!("asked {asked}, moved {moved}; sent {sent}, arrived {arrived}");
                self.report.faults.push(format!(
                    "{}, {}: {counts}",
                    self.provider, payment.merchant_order
                ));
            }
        }
        self.report
    }
}

/// The last segment of a URL's path.
pub(super) fn last_segment(url: &str) -> &str {
    url.split('?')
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default()
}
