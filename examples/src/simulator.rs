//! The simulator: every provider's own side behind one door, without sockets.
//!
//! [`server`](crate::server) puts it on loopback. Each provider lives under a path of its own, such as `/tranzzo`.

pub mod desk;
pub mod fault;
pub mod post;
pub mod scenario;

use crate::houses::HOUSES;
use crate::ledger::Ledger;
use desk::Desk;
use fault::{Fault, Reaction};
use post::PostOffice;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest};
use scenario::Scenario;
use std::collections::BTreeMap;

/// All providers, and the faults that await the next refunds.
pub struct Simulator {
    desks: BTreeMap<&'static str, Box<dyn Desk>>,
    scenario: Scenario,
    post: BTreeMap<&'static str, PostOffice>,
}

impl Simulator {
    /// A simulator that announces refunds under `webhook_base`, one path a provider.
    pub fn new(webhook_base: &str) -> Self {
        let desks = HOUSES.iter().map(|house| (house.name, house.desk_for(webhook_base))).collect();
        Self { desks, scenario: Scenario::default(), post: BTreeMap::new() }
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
        if let Some(answer) = self.control(&request) {
            return Reaction::Answer(answer);
        }
        let path = request.url.trim_start_matches('/').to_owned();
        let Some((house, rest)) = path.split_once('/') else { return not_found() };
        let Some(desk) = self.desks.get_mut(house) else { return not_found() };
        request.url = format!("/{rest}");
        let refund = !desk.is_status(&request);
        let fault = if refund { self.scenario.house(house).refunds.pop_front() } else { None };
        desk.serve(&request, now, fault)
    }

    /// `POST /scenario` with a scenario as its body: what awaits the next requests.
    fn control(&mut self, request: &ReceivedRequest) -> Option<HttpResponse> {
        if request.path() != "scenario" {
            return None;
        }
        let read = serde_json::from_slice(&request.body).map(|scenario| self.follow(scenario));
        Some(HttpResponse::empty(if read.is_ok() { 204 } else { 400 }))
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest> {
        let mut delivered = Vec::new();
        for (name, desk) in &mut self.desks {
            let faults = &mut self.scenario.house(name).webhooks;
            let office = self.post.entry(name).or_default();
            delivered.extend(office.deliver(desk.settle_pending(now), || faults.pop_front()));
        }
        delivered
    }
}

fn not_found() -> Reaction {
    Reaction::Answer(HttpResponse::empty(404))
}
