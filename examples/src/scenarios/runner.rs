//! One provider's scenarios as they are lived through: every step is the one that the outcome calls safe.

use super::{
    CAPTURED, DemoMerchant, DemoScenario, Environment, Report, Row, came_back, said, word,
};
use crate::host::{lock, now_ms};
use crate::ledger::Payment;
use crate::merchant_client::{Attempt, MerchantClient, RefundIntent};
use crate::table::Rows;
use crate::transport::deliver;
use refundkit::{
    HttpRequest, Money, NextAction, RefundError, RefundOutcome, RefundStatus, SendResult,
};
use std::collections::BTreeMap;

/// The provider, what was told so far, and the merchant's own books.
pub(super) struct Runner<'a> {
    pub(super) environment: &'a Environment,
    pub(super) provider: &'static str,
    merchant: &'a DemoMerchant,
    report: Report,
    pub(super) sent: BTreeMap<String, usize>,
    pub(super) rows: Rows,
    given_back: BTreeMap<String, i64>,
}

impl<'a> Runner<'a> {
    pub(super) fn new(
        environment: &'a Environment,
        provider: &'static str,
        merchant: &'a DemoMerchant,
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

    /// One refund from the first look at the payment to the end.
    pub(super) fn play(&mut self, scenario: &DemoScenario, payment: &Payment) {
        let refunded = match self.merchant {
            DemoMerchant::Ledger(merchant) => {
                self.follow_ledger(merchant.as_ref(), scenario, payment)
            }
            DemoMerchant::Messages(merchant) => self.refund(merchant.as_ref(), scenario, payment),
        };
        match refunded {
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

    fn refund(
        &mut self,
        merchant: &dyn MerchantClient,
        scenario: &DemoScenario,
        payment: &Payment,
    ) -> Result<(Row, RefundStatus), RefundError> {
        let intent = self.intent(merchant, scenario, payment)?;
        let attempt = merchant.attempt(&intent);
        if let Some(fault) = scenario.fault {
            lock(&self.environment.simulator).expect(self.provider, fault);
        }
        let request = attempt.request()?;
        let response = self.send(&request, payment);
        let outcome = attempt.parse(&response)?;
        let (then, believed) = self.follow(attempt.as_ref(), &request, payment, outcome.clone())?;
        let row = Row {
            provider: self.provider,
            name: scenario.name,
            sent: format!(
                "POST {} {}",
                last_segment(&request.url),
                intent.amount.format()?
            ),
            came_back: came_back(&response, said(&outcome)),
            outcome: word(&outcome.status),
            next_action: word(&outcome.next_action),
            then,
        };
        Ok((row, believed.status))
    }

    /// The intent with its baseline: what the provider says, and what only the merchant's books know.
    fn intent(
        &self,
        merchant: &dyn MerchantClient,
        scenario: &DemoScenario,
        payment: &Payment,
    ) -> Result<RefundIntent, RefundError> {
        let mut intent = RefundIntent {
            payment_id: payment.id.clone(),
            merchant_order: payment.merchant_order.clone(),
            amount: Money::new(scenario.minor_units, merchant.currency()),
            full: scenario.full,
            reference: format!("{} {}", payment.merchant_order, scenario.name).replace(' ', "-"),
            baseline: None,
        };
        let before = merchant.attempt(&intent);
        let snapshot = before.snapshot(
            &self
                .environment
                .client
                .send(&before.status_request()?),
        )?;
        intent.baseline = snapshot.baseline().map(|mut baseline| {
            let given_back = self
                .given_back
                .get(&payment.id)
                .copied()
                .unwrap_or_default();
            // Known to be too much, the refund would be refused here; this scenario is about the provider refusing it.
            baseline.remaining = scenario
                .moves
                .then_some(CAPTURED - given_back);
            baseline
        });
        Ok(intent)
    }

    fn send(&mut self, request: &HttpRequest, payment: &Payment) -> SendResult {
        *self
            .sent
            .entry(payment.id.clone())
            .or_default() += 1;
        self.environment.client.send(request)
    }

    /// Does what the outcome says is safe: waits for the webhook, asks, or sends again.
    fn follow(
        &mut self,
        attempt: &dyn Attempt,
        request: &HttpRequest,
        payment: &Payment,
        outcome: RefundOutcome,
    ) -> Result<(String, RefundOutcome), RefundError> {
        let (what, learnt) = match outcome.next_action {
            NextAction::Wait => self.wait(attempt)?,
            NextAction::QueryStatus => ("asked", self.ask(attempt)?),
            NextAction::ResendSame => ("sent again", attempt.parse(&self.send(request, payment))?),
            _ => return Ok((String::new(), outcome)),
        };
        Ok((
            format!("{what}: {}", word(&learnt.status)),
            outcome.merge(&learnt),
        ))
    }

    fn wait(&self, attempt: &dyn Attempt) -> Result<(&'static str, RefundOutcome), RefundError> {
        deliver(
            &self.environment.simulator,
            &self.environment.client,
            now_ms(),
        );
        let received = std::mem::take(&mut *lock(&self.environment.inbox));
        for webhook in received
            .iter()
            .filter(|webhook| webhook.path() == self.provider)
        {
            if let Some(outcome) = attempt
                .receive(webhook)?
                .filter(RefundOutcome::is_final)
            {
                return Ok(("webhook", outcome));
            }
        }
        Ok(("webhook, asked", self.ask(attempt)?))
    }

    fn ask(&self, attempt: &dyn Attempt) -> Result<RefundOutcome, RefundError> {
        let response = self
            .environment
            .client
            .send(&attempt.status_request()?);
        attempt.resolve(&attempt.snapshot(&response)?)
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
