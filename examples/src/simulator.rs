//! The simulator: every provider's own side behind one door, without sockets.
//!
//! [`server`](crate::server) puts it on loopback. Each provider lives under a path of its own, such as `/tranzzo`.

pub mod desk;
pub mod houses;

use crate::ledger::Ledger;
use desk::Desk;
use refundkit::{HttpRequest, HttpResponse, ReceivedRequest};
use std::collections::BTreeMap;

/// What came of a request: the answer, and webhooks to deliver.
#[derive(Debug)]
pub struct Handled {
    /// What to answer.
    pub response: HttpResponse,
    /// What to send to the merchant, after the answer.
    pub webhooks: Vec<HttpRequest>,
}

/// All providers.
pub struct Simulator {
    desks: BTreeMap<&'static str, Box<dyn Desk>>,
}

impl Simulator {
    /// A simulator that announces refunds under `webhook_base`, one path a provider.
    pub fn new(webhook_base: &str) -> Self {
        Self { desks: houses::all(webhook_base) }
    }

    /// One provider's money.
    pub fn ledger(&mut self, house: &str) -> Option<&mut Ledger> {
        self.desks.get_mut(house).map(|desk| desk.ledger())
    }

    /// Answers one request. `url` begins with the provider's path.
    pub fn handle(&mut self, mut request: ReceivedRequest, now: i64) -> Handled {
        let not_found = || Handled { response: HttpResponse::empty(404), webhooks: Vec::new() };
        let path = request.url.trim_start_matches('/').to_owned();
        let Some((house, rest)) = path.split_once('/') else { return not_found() };
        let Some(desk) = self.desks.get_mut(house) else { return not_found() };
        request.url = format!("/{rest}");
        desk.serve(&request, now)
    }

    /// Decides everything that is pending, and gives the webhooks that announce it.
    pub fn settle_pending(&mut self, now: i64) -> Vec<HttpRequest> {
        self.desks.values_mut().flat_map(|desk| desk.settle_pending(now)).collect()
    }
}
