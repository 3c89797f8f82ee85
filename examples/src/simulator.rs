//! The simulator: every provider's own side behind one door, without sockets.
//!
//! [`server`](crate::server) puts it on loopback. Each provider lives under a path of its own, such as `/tranzzo`.

pub mod desk;
pub mod fault;

use crate::houses::HOUSES;
use crate::ledger::Ledger;
use desk::Desk;
use fault::{Fault, Reaction};
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest};
use std::collections::{BTreeMap, VecDeque};

/// All providers, and the faults that await the next refunds.
pub struct Simulator {
    desks: BTreeMap<&'static str, Box<dyn Desk>>,
    scenario: BTreeMap<String, VecDeque<Fault>>,
}

impl Simulator {
    /// A simulator that announces refunds under `webhook_base`, one path a provider.
    pub fn new(webhook_base: &str) -> Self {
        let desks = HOUSES.iter().map(|house| (house.name, house.desk_for(webhook_base))).collect();
        Self { desks, scenario: BTreeMap::new() }
    }

    /// One provider's money.
    pub fn ledger(&mut self, house: &str) -> Option<&mut Ledger> {
        self.desks.get_mut(house).map(|desk| desk.ledger())
    }

    /// Lets a fault happen to a provider's next refund; several happen to the ones after it, in order.
    pub fn expect(&mut self, house: &str, fault: Fault) {
        self.scenario.entry(house.to_owned()).or_default().push_back(fault);
    }

    /// Answers one request. `url` begins with the provider's path.
    pub fn handle(&mut self, mut request: ReceivedRequest, now: i64) -> Reaction {
        let path = request.url.trim_start_matches('/').to_owned();
        let Some((house, rest)) = path.split_once('/') else { return not_found() };
        let Some(desk) = self.desks.get_mut(house) else { return not_found() };
        request.url = format!("/{rest}");
        let faults = self.scenario.get_mut(house).filter(|_| !desk.is_status(&request));
        desk.serve(&request, now, faults.and_then(VecDeque::pop_front))
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest> {
        self.desks.values_mut().flat_map(|desk| desk.settle_pending(now)).collect()
    }
}

fn not_found() -> Reaction {
    Reaction::Answer(HttpResponse::empty(404))
}
