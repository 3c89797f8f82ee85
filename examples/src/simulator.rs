//! The simulator: every provider's own side behind one door, without sockets.
//!
//! [`server`](crate::server) puts it on loopback. Each provider lives under a path of its own, such as `/tranzzo`.

pub mod desk;
pub mod fault;
pub mod google;
pub mod orders;
pub mod post;
pub mod scenario;

use crate::houses::HOUSES;
use crate::ledger::Ledger;
use desk::Desk;
use fault::{Fault, Reaction};
use google::Ask;
use post::PostOffice;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest};
use scenario::Scenario;
use std::collections::BTreeMap;

/// All providers, and the faults that await the next refunds.
pub struct Simulator {
    desks: BTreeMap<&'static str, Box<dyn Desk>>,
    webhook_base: String,
    asked: Vec<HttpRequest>,
    scenario: Scenario,
    post: BTreeMap<&'static str, PostOffice>,
}

impl Simulator {
    /// A simulator that announces refunds under `webhook_base`, one path a provider.
    pub fn new(webhook_base: &str) -> Self {
        let desks = HOUSES
            .iter()
            .map(|house| (house.name, house.desk_for(webhook_base)))
            .collect();
        let webhook_base = webhook_base.to_owned();
        Self {
            desks,
            webhook_base,
            asked: Vec::new(),
            scenario: Scenario::default(),
            post: BTreeMap::new(),
        }
    }

    /// One provider's money.
    pub fn ledger(&mut self, house: &str) -> Option<&mut Ledger> {
        self.desks.get_mut(house).map(|desk| desk.ledger())
    }

    /// Lets a fault happen to a provider's next refund; several happen to the ones after it, in order.
    pub fn expect(&mut self, house: &str, fault: Fault) {
        self.scenario.house(house).refunds.push_back(fault);
    }

    /// Adds a whole scenario to what awaits.
    pub fn follow(&mut self, scenario: Scenario) {
        self.scenario.append(scenario);
    }

    /// Answers one request. `url` begins with the provider's path.
    pub fn handle(&mut self, mut request: ReceivedRequest, now: i64) -> Reaction {
        if let Some(answer) = self.control(&request, now) {
            return Reaction::SendResult(answer);
        }
        let path = request.url.trim_start_matches('/').to_owned();
        let Some((house, rest)) = path.split_once('/') else {
            return not_found();
        };
        let Some(desk) = self.desks.get_mut(house) else {
            return not_found();
        };
        request.url = format!("/{rest}");
        let refund = !desk.is_status(&request);
        let fault = if refund {
            self.scenario.house(house).refunds.pop_front()
        } else {
            None
        };
        desk.serve(&request, now, fault)
    }

    /// What is not a provider's: `POST /scenario` (what awaits the next requests), `POST /google` (a refund that Google
    /// asks the app for, together with the next webhooks) and `GET /orders`.
    fn control(&mut self, request: &ReceivedRequest, now: i64) -> Option<HttpResponse> {
        let done = match request.path() {
            "scenario" => serde_json::from_slice(&request.body)
                .map(|scenario| self.follow(scenario))
                .is_ok(),
            "google" => self.ask(&request.body, now).is_some(),
            "orders" => return Some(HttpResponse::json(200, orders::list(&mut self.desks))),
            _ => return None,
        };
        Some(HttpResponse::empty(if done { 204 } else { 400 }))
    }

    fn ask(&mut self, body: &[u8], now: i64) -> Option<()> {
        let ask: Ask = serde_json::from_slice(body).ok()?;
        self.asked.push(ask.request(&self.webhook_base, now).ok()?);
        Some(())
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest> {
        let mut posted: Vec<_> = self
            .desks
            .iter_mut()
            .map(|(name, desk)| (*name, desk.settle_pending(now)))
            .collect();
        posted.push(("google", std::mem::take(&mut self.asked)));
        let mut delivered = Vec::new();
        for (name, webhooks) in posted {
            let faults = &mut self.scenario.house(name).webhooks;
            delivered.extend(
                self.post
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
