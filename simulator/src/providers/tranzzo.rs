//! Tranzzo: the reference travels as `comment`, nothing replays.

mod details;

use super::known;
use crate::ledger::{ProviderRules, Refusal};
use crate::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::server::{TranzzoServer, TranzzoServerConfig};
use serde_json::Value;

const RULES: ProviderRules = ProviderRules {
    excess: Refusal(400, "P-400", "Refund amount exceeds the remaining amount"),
    declined: Refusal(400, "P-400", "Refund is not possible"),
    credentials: Refusal(401, "P-401", "Unauthorized"),
    unknown: Refusal(404, "P-404", "Payment not found"),
    repeated_key: None,
};

/// Tranzzo.
pub fn simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at(webhook_url))
}

/// Where `comment` does not come back.
pub fn without_references(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at(webhook_url).without_references())
}

fn at(webhook_url: String) -> SimulatedServer<TranzzoServer> {
    let server = TranzzoServer::new(TranzzoServerConfig::default(), known(credentials()))
        .expect("the test credentials are good");
    SimulatedServer::new(server, RULES, webhook_url)
}

/// What the merchant is given.
pub fn credentials() -> Value {
    serde_json::json!({
        "posId": "dc728de1-51ef-4ef1-80f7-3b44b07b5667",
        "apiKey": "demo-key",
        "apiSecret": "demo-secret",
        "endpointsKey": "demo-endpoints-key",
    })
}
