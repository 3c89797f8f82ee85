//! theMAP: no reference travels and the status tells no total, so what was left before comes from the merchant's books.

use crate::ledger::{ProviderRules, Refusal};
use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::simulator::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::providers::themap::TheMapGoodsPrice;
use refundkit::server::{TheMapServer, TheMapServerConfig};
use refundkit::{Endpoint, TheMap, TheMapConfig, TheMapCredentials, TheMapPayment, TheMapRequest};

const RULES: ProviderRules = ProviderRules {
    excess: Refusal(200, "AMOUNT_EXCEED", ""),
    declined: Refusal(200, "INVALID_FORMAT", ""),
    credentials: Refusal(200, "INVALID_AUTHENTICATION", ""),
    unknown: Refusal(200, "NOT_FOUND", ""),
    repeated_key: None,
};

pub(super) fn simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let credentials = TheMapCredentials {
        key: "DemoTerminal".into(),
        signing_key: Some("demo-signing-key".into()),
    };
    let mut config = TheMapServerConfig::default();
    config.goods_price = Some(TheMapGoodsPrice::Kopecks);
    let server = TheMapServer::new(config, credentials).expect("the test credentials are good");
    Box::new(SimulatedServer::new(server, RULES, webhook_url))
}

pub(super) fn ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(ledgers(endpoint))
}

/// The ledgers of this merchant.
pub fn ledgers(endpoint: Endpoint) -> ProviderLedger<TheMap> {
    ProviderLedger {
        provider: provider(endpoint),
        currency: "RUB",
        payment: |payment| TheMapPayment {
            map_order_id: payment.id.clone(),
            merchant_order_id: payment.merchant_order.clone(),
        },
        request: TheMapRequest::new,
    }
}

fn provider(endpoint: Endpoint) -> TheMap {
    let credentials = TheMapCredentials {
        key: "DemoTerminal".into(),
        signing_key: Some("demo-signing-key".into()),
    };
    let config = TheMapConfig::at(endpoint);
    TheMap::new(config, credentials).expect("the test credentials are good")
}
