//! Tranzzo: the reference travels as `comment`, nothing replays.

mod details;

use crate::ledger::{ProviderRules, Refusal};
use crate::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::TranzzoCredentials;
use refundkit::server::{TranzzoServer, TranzzoServerConfig};
use serde_json::Value;

const POS_ID: &str = "dc728de1-51ef-4ef1-80f7-3b44b07b5667";
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
    let credentials = TranzzoCredentials {
        pos_id: POS_ID.into(),
        api_key: "demo-key".into(),
        api_secret: "demo-secret".into(),
        endpoints_key: "demo-endpoints-key".into(),
    };
    let server = TranzzoServer::new(TranzzoServerConfig::default(), credentials)
        .expect("the test credentials are good");
    SimulatedServer::new(server, RULES, webhook_url)
}

pub(super) fn credentials() -> Value {
    serde_json::json!({
        "posId": POS_ID,
        "apiKey": "demo-key",
        "apiSecret": "demo-secret",
        "endpointsKey": "demo-endpoints-key",
    })
}
