//! A merchant with a ledger and what it has around it in these tests: a table in memory, a clock, and a way to send.

use refundkit::ledger::{LedgerSettings, SendStep};
use refundkit::{HttpRequest, Money, ReceivedRequest, SendResult};
use refundkit_examples::ledger_client::{OpenLedger, Wish};
use refundkit_examples::ledger_loop::Host;
use refundkit_examples::table::{Rows, Table};
use refundkit_simulator::fault::Reaction;
use refundkit_simulator::ledger::Payment;

/// Where the simulator would be, if it were behind HTTP.
pub(crate) const BASE: &str = "http://127.0.0.1:1";
/// The simulator's time, which stands still: the same refunds give the same messages.
pub(crate) const NOW: i64 = 1_700_000_000_000;
/// What was taken from the payer.
pub(crate) const CAPTURED: i64 = 10_000;

/// What is around a ledger. `send` sends one request.
pub(crate) struct Around<F> {
    pub(crate) rows: Rows,
    pub(crate) now_ms: i64,
    /// How many status queries were sent.
    pub(crate) questions: usize,
    send: F,
}

impl<F> Around<F> {
    pub(crate) fn new(send: F) -> Self {
        Self {
            rows: Rows::default(),
            now_ms: NOW,
            questions: 0,
            send,
        }
    }
}

impl<F: FnMut(&SendStep) -> SendResult> Host for Around<F> {
    fn table(&mut self) -> &mut dyn Table {
        &mut self.rows
    }

    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn send(&mut self, step: &SendStep) -> SendResult {
        self.questions += usize::from(!step.money);
        (self.send)(step)
    }
}

impl<F: FnMut(&SendStep) -> SendResult> Around<F> {
    /// Lets a ledger do what there is to do, and passes over at most so many pauses. Whether there will be work again.
    pub(crate) fn go_on(&mut self, ledger: &mut dyn OpenLedger, pauses: usize) -> bool {
        let mut due = ledger.run(self).unwrap();
        for _ in 0..pauses {
            let Some(until) = due else { break };
            self.now_ms = self.now_ms.max(until);
            due = ledger.run(self).unwrap();
        }
        due.is_some()
    }
}

/// An account whose payments nobody else refunds.
pub(crate) fn settings() -> LedgerSettings {
    let mut settings = LedgerSettings::new("shop");
    settings.no_other_refunds = true;
    settings
}

/// A payment with an id of the form that every provider takes: 36 characters.
pub(crate) fn payment(index: usize, currency: &str, asynchronous: bool) -> Payment {
    let id = format!("00000000-0000-4000-8000-{index:012x}");
    let captured = Money::new(CAPTURED, currency);
    Payment::new(&id, &format!("order-{index}"), captured, asynchronous)
}

pub(crate) fn wish(reference: &str, payment: &Payment, minor_units: i64) -> Wish {
    Wish {
        reference: reference.to_owned(),
        amount: Money::new(minor_units, &payment.captured.currency),
    }
}

/// The request as it arrives; its address begins behind `base`.
pub(crate) fn arriving(request: &HttpRequest, base: &str) -> ReceivedRequest {
    let mut arriving = ReceivedRequest::from(request.clone());
    let address = arriving.url.strip_prefix(base);
    arriving.url = address
        .expect("it is sent there")
        .to_owned();
    arriving
}

/// What a client sees of a reaction.
pub(crate) fn seen(reaction: Reaction) -> SendResult {
    match reaction {
        Reaction::Response(response) => SendResult::Response(response),
        Reaction::Drop | Reaction::Stall => SendResult::Lost,
    }
}
