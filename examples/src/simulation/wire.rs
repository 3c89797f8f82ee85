//! The wire of a history: requests with faults, and webhooks that get lost, doubled, late, shuffled or forged.

use super::worker::Worker;
use super::{ORDER, PAYMENT};
use crate::simulator::connection::Connection;
use crate::simulator::fault::Fault;
use crate::simulator::simulated_provider::SimulatedProvider;
use fastrand::Rng;
use refundkit::{HttpRequest, ReceivedRequest, SendResult};

/// The simulated time of every history.
const NOW: i64 = 1_700_000_000_000;

/// One history's connection to the provider.
pub(super) struct Wire<'a> {
    pub(super) line: Connection<'a>,
    outbox: Vec<ReceivedRequest>,
    pub(super) forgeries: u64,
    pub(super) lies: u64,
}

impl<'a> Wire<'a> {
    pub(super) fn new(
        path: &'static str,
        simulated: &'a mut dyn SimulatedProvider,
        rng: Rng,
        arrives_once: bool,
    ) -> Self {
        Self {
            line: Connection {
                path,
                simulated,
                arrives_once,
                rng,
                now_ms: NOW,
            },
            outbox: Vec::new(),
            forgeries: 0,
            lies: 0,
        }
    }

    /// Sends a request; two in five meet a fault. What arrives is attributed to `origin`.
    pub(super) fn send(&mut self, request: HttpRequest, origin: usize) -> SendResult {
        let (request, fault) = (self.line.local(request), self.line.fault());
        self.line.serve(&request, origin, fault)
    }

    /// Sends a status query, and tells whether the response lies about something that was asked for.
    pub(super) fn ask(&mut self, request: HttpRequest, origin: usize) -> (SendResult, bool) {
        let (query, fault) = (self.line.local(request), self.line.fault());
        let response = self.line.serve(&query, origin, fault);
        let lies = fault.is_some_and(|fault| can_be_known(fault, &query))
            && response != self.line.serve(&query, origin, None);
        (response, lies)
    }

    /// Now and then the provider decides what is pending, and some of the webhooks are delivered.
    pub(super) fn post_office(&mut self, workers: &mut [Worker<'_>]) {
        if self.line.rng.u8(0..4) == 0 {
            let webhooks = self.line.simulated.settle_pending(NOW);
            self.outbox.extend(
                webhooks
                    .into_iter()
                    .map(ReceivedRequest::from),
            );
            self.line.rng.shuffle(&mut self.outbox);
        }
        if self.outbox.is_empty() || self.line.rng.bool() {
            return;
        }
        let webhook = self.outbox.swap_remove(0);
        match self.line.rng.u8(0..5) {
            1 => self.forge(&webhook, workers),
            2 => self.outbox.push(webhook.clone()),
            _ => {}
        }
        if self.line.rng.u8(0..5) > 0 {
            workers
                .iter_mut()
                .for_each(|worker| worker.receive(&webhook));
        }
    }

    /// One byte of the body changed. Nothing may come of it.
    fn forge(&mut self, webhook: &ReceivedRequest, workers: &mut [Worker<'_>]) {
        let mut forged = webhook.clone();
        let at = self
            .line
            .rng
            .usize(0..forged.body.len());
        forged.body[at] ^= 1;
        let believed = |worker: &&mut Worker<'_>| worker.believes(&forged);
        self.forgeries += workers
            .iter_mut()
            .filter(believed)
            .count() as u64;
    }

    /// Decides all that is left, so that the count is final.
    pub(super) fn settle_everything(&mut self) {
        self.line.simulated.settle_pending(NOW);
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
