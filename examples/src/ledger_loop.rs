//! The loop of the README, over any table and any HTTP client.

use crate::host::fresh;
use crate::table::Table;
use refundkit::ledger::{KeepsLedger, Ledger, LedgerStep, LedgerView, SendStep};
use refundkit::{HttpResponse, RefundError, SendResult};

/// What a program has around its ledgers.
pub trait Host {
    /// The table of ledgers.
    fn table(&mut self) -> &mut dyn Table;
    /// Now, in milliseconds since 1970.
    fn now_ms(&self) -> i64;
    /// Sends a request once.
    fn send(&mut self, step: &SendStep) -> SendResult;
    /// Looks at the payment after the ledger took in what came back.
    fn heard(&mut self, _view: &LedgerView, _step: &SendStep, _result: SendResult) {}
    /// Responds to the sender of a webhook.
    fn respond(&mut self, _response: HttpResponse) {}
}

/// Does what the ledger says, and returns when there is work again.
pub fn run<P: KeepsLedger>(
    ledger: &mut Ledger<&P>,
    host: &mut dyn Host,
) -> Result<Option<i64>, RefundError> {
    loop {
        match ledger.next_with(&fresh().with_time(host.now_ms()))? {
            LedgerStep::Store(row) if host.table().store(&row) => ledger.stored(row.id)?,
            LedgerStep::Store(row) => ledger.reload(host.table().load(&row.key))?,
            LedgerStep::Send(send) => exchange(ledger, host, &send)?,
            LedgerStep::Acknowledge(webhook) => host.respond(webhook.response),
            LedgerStep::Rest(rest) => return Ok(rest.until),
            step => panic!("this program does not know {step:?}"),
        }
    }
}

fn exchange<P: KeepsLedger>(
    ledger: &mut Ledger<&P>,
    host: &mut dyn Host,
    send: &SendStep,
) -> Result<(), RefundError> {
    let result = host.send(send);
    ledger.received(send.id, &result, host.now_ms())?;
    host.heard(&ledger.view(), send, result);
    Ok(())
}
