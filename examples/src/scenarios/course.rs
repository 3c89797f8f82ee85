//! A refund from the wish to the end, and what happens on the way.

use super::runner::Runner;
use crate::host::now_ms;
use crate::ledger_client::{LedgerClient, OpenLedger, Wish};
use crate::ledger_loop::Host;
use crate::table::Table;
use refundkit::ledger::{LedgerSettings, LedgerView, RefundStage, RefundView, SendStep};
use refundkit::{HttpRequest, RefundError, SendResult};
use refundkit_simulator::ledger::Payment;

/// What happened to a refund from the wish to the end.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// The refund requests that were sent.
    pub(super) sent: Vec<HttpRequest>,
    /// What came back for the first of them.
    pub(super) response: Option<SendResult>,
    /// The refund after that response.
    pub(super) first: Option<RefundView>,
    /// How the merchant learned more.
    pub(super) learned_by: Vec<&'static str>,
    /// The refund at the end.
    pub(super) last: Option<RefundView>,
}

/// Makes a refund and follows it until it ends, or until only a person can help. Pauses are passed over.
pub(super) fn follow(
    runner: &mut Runner<'_>,
    merchant: &dyn LedgerClient,
    payment: &Payment,
    wish: &Wish,
) -> Result<Course, RefundError> {
    // Nobody else refunds payments of the demo.
    let mut settings = LedgerSettings::new("demo");
    settings.no_other_refunds = true;
    let mut ledger = merchant.open(payment, settings, &mut runner.rows)?;
    ledger.request(wish)?;
    let mut visit = Visit {
        runner,
        reference: &wish.reference,
        course: Course::default(),
        now_ms: now_ms(),
    };
    visit.follow(ledger.as_mut())?;
    Ok(visit.course)
}

/// What the refund's host does, and what it writes down.
struct Visit<'a, 'b> {
    runner: &'a mut Runner<'b>,
    reference: &'a str,
    course: Course,
    now_ms: i64,
}

impl Host for Visit<'_, '_> {
    fn table(&mut self) -> &mut dyn Table {
        &mut self.runner.rows
    }

    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn send(&mut self, step: &SendStep) -> SendResult {
        self.runner
            .environment
            .client
            .send(&step.request)
    }

    fn heard(&mut self, view: &LedgerView, step: &SendStep, result: SendResult) {
        let course = &mut self.course;
        if step.money {
            course.sent.push(step.request.clone());
            course.response.get_or_insert(result);
            let mut refunds = view.refunds.iter();
            let ours = refunds.find(|refund| refund.reference == self.reference);
            course.first = course.first.take().or(ours.cloned());
        } else if course.first.is_some() {
            course.learned_by.push("asked");
        }
    }
}

impl Visit<'_, '_> {
    fn follow(&mut self, ledger: &mut dyn OpenLedger) -> Result<(), RefundError> {
        // The endpoint answered each webhook already, so nobody waits for a response.
        while let Some(until) = ledger.run(self)? {
            if self.is_over(ledger) {
                break;
            }
            if self.listen(ledger)? == 0 {
                self.now_ms = self.now_ms.max(until);
            }
        }
        self.course.last = ledger.refund(self.reference);
        Ok(())
    }

    /// Gives the ledger what came meanwhile, and says how much that was.
    fn listen(&mut self, ledger: &mut dyn OpenLedger) -> Result<usize, RefundError> {
        let webhooks = self.runner.webhooks();
        for webhook in &webhooks {
            ledger.hear(webhook, self.now_ms)?;
            self.course.learned_by.push("webhook");
        }
        Ok(webhooks.len())
    }

    fn is_over(&self, ledger: &dyn OpenLedger) -> bool {
        let view = ledger.refund(self.reference);
        view.is_none_or(|view| view.stage == RefundStage::Ended)
    }
}
