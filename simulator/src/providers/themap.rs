//! theMAP: no reference travels and the status tells no total.

mod details;

use super::known;
use crate::ledger::{ProviderRules, Refusal};
use crate::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::providers::themap::TheMapGoodsPrice;
use refundkit::server::{TheMapServer, TheMapServerConfig};
use serde_json::Value;

const RULES: ProviderRules = ProviderRules {
    excess: Refusal(200, "AMOUNT_EXCEED", ""),
    declined: Refusal(200, "INVALID_FORMAT", ""),
    credentials: Refusal(200, "INVALID_AUTHENTICATION", ""),
    unknown: Refusal(200, "NOT_FOUND", ""),
    repeated_key: None,
};

/// theMAP.
pub fn simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let mut config = TheMapServerConfig::default();
    config.goods_price = Some(TheMapGoodsPrice::Kopecks);
    let server =
        TheMapServer::new(config, known(credentials())).expect("the test credentials are good");
    Box::new(SimulatedServer::new(server, RULES, webhook_url))
}

/// What the merchant is given.
pub fn credentials() -> Value {
    serde_json::json!({ "key": "DemoTerminal", "signingKey": "demo-signing-key" })
}
