//! The wire of a history: requests with faults, and webhooks that get lost, doubled, late, shuffled or forged.

use super::worker::Worker;
use super::{ORDER, PAYMENT};
use crate::simulator::fault::{Fault, Reaction};
use crate::simulator::simulated_provider::SimulatedProvider;
use fastrand::Rng;
use refundkit::{HttpRequest, ReceivedRequest, SendResult};

/// The simulated time of every history.
const NOW: i64 = 1_700_000_000_000;

/// One history's connection to the provider.
pub(super) struct Wire<'a> {
    provider: &'static str,
    simulated: &'a mut dyn SimulatedProvider,
    arrives_once: bool,
    outbox: Vec<ReceivedRequest>,
    pub(super) rng: Rng,
    pub(super) forgeries: u64,
    pub(super) lies: u64,
}

impl<'a> Wire<'a> {
    /// Nothing can protect a request from arriving twice that the provider does not know again and lets through each time.
    pub(super) fn new(
        provider: &'static str,
        simulated: &'a mut dyn SimulatedProvider,
        rng: Rng,
        arrives_once: bool,
    ) -> Self {
        Self {
            provider,
            simulated,
            arrives_once,
            outbox: Vec::new(),
            rng,
            forgeries: 0,
            lies: 0,
        }
    }

    /// Sends a request; two in five meet a fault. What arrives is attributed to `origin`.
    pub(super) fn send(&mut self, request: HttpRequest, origin: usize) -> SendResult {
        let fault = self.fault();
        self.serve(&self.local(request), origin, fault)
    }

    /// Sends a status query, and tells whether the response lies about something that was asked for.
    pub(super) fn ask(&mut self, request: HttpRequest, origin: usize) -> (SendResult, bool) {
        let (query, fault) = (self.local(request), self.fault());
        let response = self.serve(&query, origin, fault);
        let lies = fault.is_some_and(|fault| can_be_known(fault, &query))
            && response != self.serve(&query, origin, None);
        (response, lies)
    }

    fn fault(&mut self) -> Option<Fault> {
        let fault =
            (self.rng.u8(0..5) < 2).then(|| Fault::ALL[self.rng.usize(0..Fault::ALL.len())]);
        fault.filter(|fault| self.arrives_once || *fault != Fault::Twice)
    }

    fn serve(
        &mut self,
        request: &ReceivedRequest,
        origin: usize,
        fault: Option<Fault>,
    ) -> SendResult {
        self.simulated
            .ledger()
            .attribute(origin);
        match self
            .simulated
            .serve(request, NOW, fault)
        {
            Reaction::SendResult(response) => SendResult::Response(response),
            // Nothing was read: a client may know that it could not even connect.
            Reaction::Drop if fault == Some(Fault::DropBefore) && self.rng.bool() => {
                SendResult::NotSent
            }
            Reaction::Drop | Reaction::Stall => SendResult::Lost,
        }
    }

    /// The request as the simulated provider sees it: the path below the provider's own.
    fn local(&self, request: HttpRequest) -> ReceivedRequest {
        let mut received = ReceivedRequest::from(request);
        let below = received
            .url
            .split_once(self.provider)
            .map(|(_, path)| path.to_owned());
        received.url = below.unwrap_or_default();
        received
    }

    /// Now and then the provider decides what is pending, and some of the webhooks are delivered.
    pub(super) fn post_office(&mut self, workers: &mut [Worker<'_>]) {
        if self.rng.u8(0..4) == 0 {
            let webhooks = self.simulated.settle_pending(NOW);
            self.outbox.extend(
                webhooks
                    .into_iter()
                    .map(ReceivedRequest::from),
            );
            self.rng.shuffle(&mut self.outbox);
        }
        if self.outbox.is_empty() || self.rng.bool() {
            return;
        }
        let webhook = self.outbox.swap_remove(0);
        match self.rng.u8(0..5) {
            1 => self.forge(&webhook, workers),
            2 => self.outbox.push(webhook.clone()),
            _ => {}
        }
        if self.rng.u8(0..5) > 0 {
            workers
                .iter_mut()
                .for_each(|worker| worker.receive(&webhook));
        }
    }

    /// One byte of the body changed. Nothing may come of it.
    fn forge(&mut self, webhook: &ReceivedRequest, workers: &mut [Worker<'_>]) {
        let mut forged = webhook.clone();
        let at = self.rng.usize(0..forged.body.len());
        forged.body[at] ^= 1;
        let believed = |worker: &&mut Worker<'_>| worker.believes(&forged);
        self.forgeries += workers
            .iter_mut()
            .filter(believed)
            .count() as u64;
    }

    /// Decides all that is left, so that the count is final.
    pub(super) fn settle_everything(&mut self) {
        self.simulated.settle_pending(NOW);
    }

    pub(super) fn times_moved(&mut self, origin: usize) -> usize {
        self.simulated
            .ledger()
            .times_moved(origin)
    }
}

/// Whether a lie is about money, or about the id that was asked by: another id is one that the merchant never knew.
fn can_be_known(lie: Fault, query: &ReceivedRequest) -> bool {
    let asked_by = |id| query.url.contains(id) || String::from_utf8_lossy(&query.body).contains(id);
    match lie {
        Fault::LyingAmount | Fault::LyingCurrency => true,
        Fault::LyingOrder => asked_by(ORDER),
        Fault::LyingPayment => asked_by(PAYMENT),
        _ => false,
    }
}
