//! The simulator: every provider's own side behind one address, without sockets.
//!
//! [`server`](crate::server) puts it on loopback. Each provider lives under a path of its own, such as `/tranzzo`.

pub mod connection;
pub mod details;
pub mod fault;
pub mod google;
pub mod orders;
pub mod outbox;
pub mod scenario;
pub mod simulated_provider;

use crate::ledger::Ledger;
use crate::providers::PROVIDERS;
use fault::{Fault, Reaction};
use google::Ask;
use outbox::Outbox;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest};
use scenario::Scenario;
use simulated_provider::SimulatedProvider;
use std::collections::BTreeMap;

/// All providers, and the faults that await the next refunds.
pub struct Simulator {
    providers: BTreeMap<&'static str, Box<dyn SimulatedProvider>>,
    webhook_base: String,
    asked: Vec<HttpRequest>,
    scenario: Scenario,
    outboxes: BTreeMap<&'static str, Outbox>,
}

impl Simulator {
    /// A simulator that announces refunds under `webhook_base`, one path for each provider.
    pub fn new(webhook_base: &str) -> Self {
        let providers = PROVIDERS
            .iter()
            .map(|provider| (provider.name, provider.simulated_for(webhook_base)))
            .collect();
        let webhook_base = webhook_base.to_owned();
        Self {
            providers,
            webhook_base,
            asked: Vec::new(),
            scenario: Scenario::default(),
            outboxes: BTreeMap::new(),
        }
    }

    /// One provider's money.
    pub fn ledger(&mut self, provider: &str) -> Option<&mut Ledger> {
        self.providers
            .get_mut(provider)
            .map(|simulated| simulated.ledger())
    }

    /// Lets a fault happen to a provider's next refund; several happen to the ones after it, in order.
    pub fn expect(&mut self, provider: &str, fault: Fault) {
        self.scenario
            .provider(provider)
            .refunds
            .push_back(fault);
    }

    /// Adds a whole scenario to what awaits.
    pub fn follow(&mut self, scenario: Scenario) {
        self.scenario.append(scenario);
    }

    /// Answers one request. `url` begins with the provider's path.
    pub fn handle(&mut self, mut request: ReceivedRequest, now_ms: i64) -> Reaction {
        if let Some(response) = self.control(&request, now_ms) {
            return Reaction::SendResult(response);
        }
        let path = request
            .url
            .trim_start_matches('/')
            .to_owned();
        let Some((provider, rest)) = path.split_once('/') else {
            return not_found();
        };
        let Some(simulated) = self.providers.get_mut(provider) else {
            return not_found();
        };
        request.url = format!("/{rest}");
        let refund = !simulated.is_status(&request);
        let fault = if refund {
            self.scenario
                .provider(provider)
                .refunds
                .pop_front()
        } else {
            None
        };
        simulated.serve(&request, now_ms, fault)
    }

    /// What is not a provider's: `POST /scenario` (what awaits the next requests), `POST /google` (a refund that Google
    /// asks the app for, together with the next webhooks) and `GET /orders`.
    fn control(&mut self, request: &ReceivedRequest, now_ms: i64) -> Option<HttpResponse> {
        let done = match request.path() {
            "scenario" => serde_json::from_slice(&request.body)
                .map(|scenario| self.follow(scenario))
                .is_ok(),
            "google" => self
                .ask(&request.body, now_ms)
                .is_some(),
            "orders" => return Some(HttpResponse::json(200, orders::list(&mut self.providers))),
            _ => return None,
        };
        Some(HttpResponse::empty(if done { 204 } else { 400 }))
    }

    fn ask(&mut self, body: &[u8], now_ms: i64) -> Option<()> {
        let ask: Ask = serde_json::from_slice(body).ok()?;
        self.asked.push(
            ask.request(&self.webhook_base, now_ms)
                .ok()?,
        );
        Some(())
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now_ms: i64) -> Vec<HttpRequest> {
        let mut posted: Vec<_> = self
            .providers
            .iter_mut()
            .map(|(name, simulated)| (*name, simulated.settle_pending(now_ms)))
            .collect();
        posted.push(("google", std::mem::take(&mut self.asked)));
        let mut delivered = Vec::new();
        for (name, webhooks) in posted {
            let faults = &mut self.scenario.provider(name).webhooks;
            delivered.extend(
                self.outboxes
                    .entry(name)
                    .or_default()
                    .deliver(webhooks, || faults.pop_front()),
            );
        }
        delivered
    }
}

fn not_found() -> Reaction {
    Reaction::SendResult(HttpResponse::empty(404))
}
