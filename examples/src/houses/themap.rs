//! theMAP: no mark travels and the status tells no total, so what was left before comes from the merchant's books.

use crate::ledger::{HouseRules, Refusal};
use crate::merchant::{Plan, ProviderTill, Till};
use crate::simulator::desk::{Desk, ProviderDesk};
use refundkit::providers::themap::TheMapGoodsPrice;
use refundkit::server::{TheMapServer, TheMapServerConfig};
use refundkit::{Endpoint, TheMap, TheMapConfig, TheMapCredentials, TheMapRefund};

const RULES: HouseRules = HouseRules {
    excess: Refusal(200, "AMOUNT_EXCEED", ""),
    unknown: Refusal(200, "NOT_FOUND", ""),
    repeated_key: None,
};

pub(super) fn desk(webhook_url: String) -> Box<dyn Desk> {
    let credentials = TheMapCredentials {
        key: "DemoTerminal".into(),
        signing_key: Some("demo-signing-key".into()),
    };
    let mut config = TheMapServerConfig::default();
    config.goods_price = Some(TheMapGoodsPrice::Kopecks);
    let server = TheMapServer::new(config, credentials).expect("the test credentials are good");
    Box::new(ProviderDesk::new(server, RULES, webhook_url))
}

pub(super) fn till(endpoint: Endpoint) -> Box<dyn Till> {
    let credentials = TheMapCredentials {
        key: "DemoTerminal".into(),
        signing_key: Some("demo-signing-key".into()),
    };
    let config = TheMapConfig::at(endpoint);
    let provider = TheMap::new(config, credentials).expect("the test credentials are good");
    Box::new(ProviderTill {
        provider,
        currency: "RUB",
        refund,
    })
}

fn refund(plan: &Plan) -> TheMapRefund {
    TheMapRefund {
        map_order_id: plan.payment_id.clone(),
        merchant_order_id: plan.merchant_order.clone(),
        amount: plan.amount.clone(),
        params: Vec::new(),
        split: Vec::new(),
        goods: Vec::new(),
        baseline: plan.baseline.clone(),
    }
}
