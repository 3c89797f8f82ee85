//! The simulator: every provider's own side behind one address, without sockets.
//!
//! A program puts it on an address: the one of `examples` in Rust, and those of the packages in their languages. Each provider
//! lives under a path of its own, such as `/tranzzo`. [`Simulator::handle`] says what else there is.

pub mod accounts;
pub mod cache;
pub mod details;
pub mod fault;
pub mod google;
pub mod ledger;
pub mod orders;
pub mod outbox;
pub mod providers;
pub mod scenario;
pub mod simulated_provider;

use fault::{Fault, Reaction};
use google::Ask;
use ledger::{Ledger, Payment};
use outbox::Outbox;
use providers::{PLACES, Place};
use refundkit::{HttpRequest, HttpResponse, Money, ReceivedRequest};
use scenario::{Scenario, Script};
use serde::de::DeserializeOwned;
use simulated_provider::SimulatedProvider;
use std::collections::BTreeMap;

/// All providers, and the faults that await the next refunds.
pub struct Simulator {
    providers: BTreeMap<&'static str, Box<dyn SimulatedProvider>>,
    webhook_base: String,
    asked: Vec<HttpRequest>,
    faults: BTreeMap<String, Script>,
    outboxes: BTreeMap<&'static str, Outbox>,
}

impl Simulator {
    /// A simulator without payments that announces refunds under `webhook_base`, one path for each provider.
    pub fn new(webhook_base: &str) -> Self {
        let simulated = |place: &Place| {
            let webhook_url = format!("{webhook_base}/{}", place.name);
            (place.name, (place.simulated)(webhook_url))
        };
        Self {
            providers: PLACES.iter().map(simulated).collect(),
            webhook_base: webhook_base.to_owned(),
            asked: Vec::new(),
            faults: BTreeMap::new(),
            outboxes: BTreeMap::new(),
        }
    }

    /// The same with ten payments at each provider: `00000000-0000-4000-8000-00000000000N`, N from 0 to 9, order `order-N`, of
    /// 100.00 each. Refunds of the odd ones are decided later.
    pub fn with_payments(webhook_base: &str) -> Self {
        let mut simulator = Self::new(webhook_base);
        for place in PLACES {
            for number in 0..10 {
                let id = format!("00000000-0000-4000-8000-{number:012x}");
                let order = format!("order-{number}");
                let captured = Money::new(10_000, place.currency);
                simulator.open(
                    place.name,
                    Payment::new(&id, &order, captured, number % 2 == 1),
                );
            }
        }
        simulator
    }

    /// One provider's money.
    pub fn ledger(&mut self, provider: &str) -> Option<&mut Ledger> {
        self.providers
            .get_mut(provider)
            .map(|simulated| simulated.ledger())
    }

    fn open(&mut self, provider: &str, payment: Payment) {
        if let Some(ledger) = self.ledger(provider) {
            ledger.open(payment);
        }
    }

    /// Lets a fault happen to a provider's next refund; several happen to the ones after it, in order.
    pub fn expect(&mut self, provider: &str, fault: Fault) {
        self.script(provider)
            .refunds
            .push_back(fault);
    }

    /// Opens the payments of a scenario, and adds its faults to those that await. An error names what is no provider.
    pub fn follow(&mut self, scenario: Scenario) -> Result<(), String> {
        let mut names = scenario.0.keys();
        if let Some(unknown) = names.find(|name| !is_known(name)) {
            return Err(format!("{unknown}: is no provider here"));
        }
        for (name, mut script) in scenario.0 {
            for payment in std::mem::take(&mut script.payments) {
                self.open(&name, payment.into());
            }
            self.script(&name).append(script);
        }
        Ok(())
    }

    fn script(&mut self, provider: &str) -> &mut Script {
        self.faults
            .entry(provider.to_owned())
            .or_default()
    }

    /// Responds to one request. `url` is its path and query, and begins with the provider's path.
    ///
    /// What is not a provider's: `POST /scenario` (payments, and what awaits the next requests), `POST /google` (a refund that
    /// Google asks the app for, together with the next webhooks), `GET /orders` (the payments, with what moved) and
    /// `GET /accounts` (what the merchant's classes are made with).
    pub fn handle(&mut self, mut request: ReceivedRequest, now_ms: i64) -> Reaction {
        if let Some(response) = self.control(&request, now_ms) {
            return Reaction::Response(response);
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
        let fault = if simulated.is_status(&request) {
            None
        } else {
            let script = self.faults.get_mut(provider);
            script.and_then(|script| script.refunds.pop_front())
        };
        simulated.serve(&request, now_ms, fault)
    }

    fn control(&mut self, request: &ReceivedRequest, now_ms: i64) -> Option<HttpResponse> {
        let done = match request.path() {
            "scenario" => read(request).and_then(|scenario| self.follow(scenario)),
            "google" => read(request).and_then(|ask| self.ask(&ask, now_ms)),
            "orders" => return Some(HttpResponse::json(200, orders::list(&mut self.providers))),
            "accounts" => return Some(HttpResponse::json(200, accounts::list(request))),
            _ => return None,
        };
        Some(match done {
            Ok(()) => HttpResponse::empty(204),
            Err(why) => HttpResponse::json(400, serde_json::json!({ "error": why }).to_string()),
        })
    }

    fn ask(&mut self, ask: &Ask, now_ms: i64) -> Result<(), String> {
        let request = ask.request(&self.webhook_base, now_ms);
        let request = request.map_err(|error| error.to_string())?;
        self.asked.push(request);
        Ok(())
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now_ms: i64) -> Vec<HttpRequest> {
        let mut posted: Vec<_> = self
            .providers
            .iter_mut()
            .map(|(name, simulated)| (*name, simulated.settle_pending(now_ms)))
            .collect();
        posted.push((GOOGLE, std::mem::take(&mut self.asked)));
        let mut delivered = Vec::new();
        for (name, webhooks) in posted {
            let outbox = self.outboxes.entry(name).or_default();
            let faults = self.faults.entry(name.to_owned());
            let faults = &mut faults.or_default().webhooks;
            delivered.extend(outbox.deliver(webhooks, || faults.pop_front()));
        }
        delivered
    }
}

/// Google asks, and has no path of its own.
const GOOGLE: &str = "google";

fn is_known(provider: &str) -> bool {
    provider == GOOGLE
        || PLACES
            .iter()
            .any(|place| place.name == provider)
}

fn read<T: DeserializeOwned>(request: &ReceivedRequest) -> Result<T, String> {
    serde_json::from_slice(&request.body).map_err(|error| error.to_string())
}

fn not_found() -> Reaction {
    Reaction::Response(HttpResponse::empty(404))
}
