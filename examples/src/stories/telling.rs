//! One provider's stories as they are lived through: every step is the one that the outcome calls safe.

use super::{Act, CAPTURED, Row, Stage, Told, came_back, word};
use crate::courier::deliver;
use crate::host::{lock, now};
use crate::ledger::Payment;
use crate::merchant::{Attempt, Plan, Till};
use refundkit::{
    HttpRequest, Money, NextStep, RefundError, RefundOutcome, RefundStatus, SendResult,
};
use std::collections::BTreeMap;

/// The provider, what was told so far, and the merchant's own books.
pub(super) struct Telling<'a> {
    stage: &'a Stage,
    house: &'static str,
    till: &'a dyn Till,
    told: Told,
    sent: BTreeMap<String, usize>,
    given_back: BTreeMap<String, i64>,
}

impl<'a> Telling<'a> {
    pub(super) fn new(stage: &'a Stage, house: &'static str, till: &'a dyn Till) -> Self {
        let (sent, given_back) = (BTreeMap::new(), BTreeMap::new());
        Self {
            stage,
            house,
            till,
            told: Told::default(),
            sent,
            given_back,
        }
    }

    /// One refund from the first look at the payment to the end.
    pub(super) fn play(&mut self, act: &Act, payment: &Payment) {
        match self.refund(act, payment) {
            Ok((row, believed)) => {
                if (believed.status == RefundStatus::Succeeded) != act.moves {
                    self.told.faults.push(format!(
                        "{}, {}: believed {:?}",
                        self.house, act.story, believed.status
                    ));
                }
                self.told.rows.push(row);
            }
            Err(error) => self
                .told
                .faults
                .push(format!("{}, {}: {error}", self.house, act.story)),
        }
        if act.moves {
            *self.given_back.entry(payment.id.clone()).or_default() += act.minor_units;
        }
    }

    fn refund(
        &mut self,
        act: &Act,
        payment: &Payment,
    ) -> Result<(Row, RefundOutcome), RefundError> {
        let plan = self.plan(act, payment)?;
        let attempt = self.till.attempt(&plan);
        if let Some(fault) = act.fault {
            lock(&self.stage.simulator).expect(self.house, fault);
        }
        let request = attempt.request()?;
        let answer = self.send(&request, payment);
        let outcome = attempt.understand(&answer)?;
        let (then, believed) = self.follow(attempt.as_ref(), &request, payment, outcome.clone())?;
        let row = Row {
            house: self.house,
            story: act.story,
            sent: format!(
                "POST {} {}",
                last_segment(&request.url),
                plan.amount.format()?
            ),
            came_back: came_back(&answer, &outcome),
            outcome: word(&outcome.status),
            next_step: word(&outcome.next_step),
            then,
        };
        Ok((row, believed))
    }

    /// The plan with its baseline: what the provider says, and what only the merchant's books know.
    fn plan(&self, act: &Act, payment: &Payment) -> Result<Plan, RefundError> {
        let mut plan = Plan {
            payment_id: payment.id.clone(),
            merchant_order: payment.merchant_order.clone(),
            amount: Money::new(act.minor_units, self.till.currency()),
            full: act.full,
            mark: format!("{} {}", payment.merchant_order, act.story).replace(' ', "-"),
            baseline: None,
        };
        let before = self.till.attempt(&plan);
        let snapshot = before.snapshot(&self.stage.client.send(&before.status_request()?))?;
        plan.baseline = snapshot.baseline().map(|mut baseline| {
            let given_back = self
                .given_back
                .get(&payment.id)
                .copied()
                .unwrap_or_default();
            // Known to be too much, the refund would be refused here; this story is about the provider refusing it.
            baseline.remaining = act.moves.then_some(CAPTURED - given_back);
            baseline
        });
        Ok(plan)
    }

    fn send(&mut self, request: &HttpRequest, payment: &Payment) -> SendResult {
        *self.sent.entry(payment.id.clone()).or_default() += 1;
        self.stage.client.send(request)
    }

    /// Does what the outcome says is safe: waits for the webhook, asks, or sends again.
    fn follow(
        &mut self,
        attempt: &dyn Attempt,
        request: &HttpRequest,
        payment: &Payment,
        outcome: RefundOutcome,
    ) -> Result<(String, RefundOutcome), RefundError> {
        let (what, learnt) = match outcome.next_step {
            NextStep::Wait => self.wait(attempt)?,
            NextStep::Ask => ("asked", self.ask(attempt)?),
            NextStep::RetrySame => (
                "sent again",
                attempt.understand(&self.send(request, payment))?,
            ),
            _ => return Ok((String::new(), outcome)),
        };
        Ok((
            format!("{what}: {}", word(&learnt.status)),
            outcome.merge(&learnt),
        ))
    }

    fn wait(&self, attempt: &dyn Attempt) -> Result<(&'static str, RefundOutcome), RefundError> {
        deliver(&self.stage.simulator, &self.stage.client, now());
        let received = std::mem::take(&mut *lock(&self.stage.inbox));
        for webhook in received
            .iter()
            .filter(|webhook| webhook.path() == self.house)
        {
            if let Some(outcome) = attempt.hear(webhook)?.filter(RefundOutcome::is_final) {
                return Ok(("webhook", outcome));
            }
        }
        Ok(("webhook, asked", self.ask(attempt)?))
    }

    fn ask(&self, attempt: &dyn Attempt) -> Result<RefundOutcome, RefundError> {
        let answer = self.stage.client.send(&attempt.status_request()?);
        attempt.resolve(&attempt.snapshot(&answer)?)
    }

    /// Holds the simulator's own count of money and of arrivals against what was asked and sent.
    pub(super) fn audited(mut self, payments: &[Payment]) -> Told {
        let mut simulator = lock(&self.stage.simulator);
        let Some(ledger) = simulator.ledger(self.house) else {
            return self.told;
        };
        for payment in payments {
            let asked = self
                .given_back
                .get(&payment.id)
                .copied()
                .unwrap_or_default();
            let sent = self.sent.get(&payment.id).copied().unwrap_or_default();
            let (moved, arrived) = (ledger.moved(&payment.id), ledger.arrivals(payment));
            if (moved, arrived) != (asked, sent) {
                let counts =
                    format!("asked {asked}, moved {moved}; sent {sent}, arrived {arrived}");
                self.told.faults.push(format!(
                    "{}, {}: {counts}",
                    self.house, payment.merchant_order
                ));
            }
        }
        self.told
    }
}

/// The last segment of a URL's path.
fn last_segment(url: &str) -> &str {
    url.split('?')
        .next()
        .and_then(|path| path.rsplit('/').next())
        .unwrap_or_default()
}
