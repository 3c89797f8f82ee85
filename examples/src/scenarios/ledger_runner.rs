//! One provider's scenarios where a ledger keeps the order.

use super::course::{Course, follow};
use super::runner::Runner;
use super::{DemoScenario, Row, came_back, word};
use crate::host::{lock, now_ms};
use crate::ledger_client::{LedgerClient, Wish};
use crate::transport::deliver;
use refundkit::ledger::RefundView;
use refundkit::{Money, ReceivedRequest, RefundError, RefundStatus};
use refundkit_simulator::ledger::Payment;

impl Runner<'_> {
    /// The webhooks that came since the last call.
    pub(super) fn webhooks(&self) -> Vec<ReceivedRequest> {
        let environment = self.environment;
        deliver(&environment.simulator, &environment.client, now_ms());
        let received = std::mem::take(&mut *lock(&environment.inbox));
        received
            .into_iter()
            .filter(|webhook| webhook.path() == self.provider)
            .collect()
    }

    /// One refund from the wish to the end.
    pub(super) fn follow_ledger(
        &mut self,
        merchant: &dyn LedgerClient,
        scenario: &DemoScenario,
        payment: &Payment,
    ) -> Result<(Row, RefundStatus), RefundError> {
        if let Some(fault) = scenario.fault {
            lock(&self.environment.simulator).expect(self.provider, fault);
        }
        let wish = Wish {
            reference: scenario.name.replace(' ', "-"),
            amount: Money::new(scenario.minor_units, merchant.currency()),
        };
        let course = follow(self, merchant, payment, &wish)?;
        *self
            .sent
            .entry(payment.id.clone())
            .or_default() += course.sent.len();
        let last = course.last.as_ref();
        let status = last.map_or(RefundStatus::Unknown, |view| view.status);
        let row = Row {
            provider: self.provider,
            name: scenario.name,
            sent: sent(&course, &wish)?,
            came_back: response(&course),
            outcome: shown(course.first.as_ref().or(last)),
            next_action: course
                .first
                .as_ref()
                .or(last)
                .map_or_else(String::new, |view| word(&view.stage)),
            then: then(&course),
        };
        Ok((row, status))
    }
}

fn sent(course: &Course, wish: &Wish) -> Result<String, RefundError> {
    let amount = wish.amount.format()?;
    Ok(match course.sent.first() {
        Some(request) => format!(
            "POST {} {amount}",
            super::runner::last_segment(&request.url)
        ),
        None => format!("nothing of {amount}"),
    })
}

fn response(course: &Course) -> String {
    let code = course
        .first
        .as_ref()
        .and_then(|view| view.code.as_deref());
    course
        .response
        .as_ref()
        .map_or_else(String::new, |response| came_back(response, code))
}

/// The status, and why it is so.
fn shown(view: Option<&RefundView>) -> String {
    view.map_or_else(String::new, |view| {
        let reason = view.reason.as_ref().map(word);
        let reason = reason.unwrap_or_default();
        format!("{} ({reason})", word(&view.status))
    })
}

/// How the merchant learned more, and what that was.
fn then(course: &Course) -> String {
    match course.learned_by.last() {
        Some(how) if !course.sent.is_empty() => format!("{how}: {}", shown(course.last.as_ref())),
        _ => String::new(),
    }
}
