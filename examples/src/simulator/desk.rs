//! One provider's desk: the core's provider side in front, a ledger behind.

use super::Handled;
use crate::ledger::{HouseRules, Ledger};
use refundkit::{
    Ambient, BlindingSeed, HttpRequest, HttpResponse, PaymentSnapshot, ReceivedRequest, RefundError, SendsWebhooks,
    ServesStatus,
};

/// What the simulator needs of a provider, whichever it is.
pub trait Desk: Send {
    /// The money.
    fn ledger(&mut self) -> &mut Ledger;
    /// Answers a refund or a status query.
    fn serve(&mut self, request: &ReceivedRequest, now: i64) -> Handled;
    /// Decides what is pending and announces it.
    fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest>;
}

/// A provider's server object with its ledger.
pub struct ProviderDesk<S> {
    server: S,
    rules: HouseRules,
    webhook_url: String,
    ledger: Ledger,
}

impl<S: ServesStatus + SendsWebhooks> ProviderDesk<S> {
    /// Opens the desk. Webhooks go to `webhook_url` where the refund names no other address.
    pub fn new(server: S, rules: HouseRules, webhook_url: String) -> Self {
        Self { server, rules, webhook_url, ledger: Ledger::default() }
    }

    fn refund(&mut self, request: &ReceivedRequest, now: i64) -> Result<HttpResponse, RefundError> {
        let call = self.server.parse_request(request)?;
        let reply = self.ledger.refund(call.as_ref(), &self.rules);
        self.server.build_response(&call, &reply, &ambient(now))
    }

    fn status(&self, request: &ReceivedRequest, now: i64) -> Result<HttpResponse, RefundError> {
        let call = self.server.parse_status_request(request)?;
        let payment =
            self.ledger.payment(&call.payment).map_or_else(PaymentSnapshot::default, |payment| payment.snapshot());
        self.server.build_status_response(&payment, &ambient(now))
    }
}

impl<S: ServesStatus + SendsWebhooks + Send> Desk for ProviderDesk<S> {
    fn ledger(&mut self) -> &mut Ledger {
        &mut self.ledger
    }

    fn serve(&mut self, request: &ReceivedRequest, now: i64) -> Handled {
        let answer = match self.status(request, now) {
            Ok(response) => Ok(response),
            Err(_) => self.refund(request, now),
        };
        let response =
            answer.unwrap_or_else(|error| error.reply().cloned().unwrap_or_else(|| HttpResponse::empty(400)));
        Handled { response, webhooks: Vec::new() }
    }

    fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest> {
        let updates = self.ledger.settle_pending();
        let build = |update| self.server.build_webhook(&self.webhook_url, update, &ambient(now));
        updates.iter().filter_map(|update| build(update).ok()).collect()
    }
}

/// The simulator signs with published test keys, so its blinding need not be random.
fn ambient(now: i64) -> Ambient {
    Ambient { now, seed: BlindingSeed::new([0; 32]) }
}
