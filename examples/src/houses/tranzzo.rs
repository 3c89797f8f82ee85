//! Tranzzo: the mark travels as `comment`, nothing replays.

use super::amount;
use crate::ledger::{HouseRules, Refusal};
use crate::merchant::{Plan, ProviderTill, Till};
use crate::simulator::desk::{Desk, ProviderDesk};
use refundkit::server::{TranzzoServer, TranzzoServerConfig};
use refundkit::{Endpoint, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoRefund};

const POS_ID: &str = "dc728de1-51ef-4ef1-80f7-3b44b07b5667";
const RULES: HouseRules = HouseRules {
    excess: Refusal(400, "P-400", "Refund amount exceeds the remaining amount"),
    unknown: Refusal(404, "P-404", "Payment not found"),
    repeated_key: None,
};

pub(super) fn desk(webhook_url: String) -> Box<dyn Desk> {
    let credentials = TranzzoCredentials {
        pos_id: POS_ID.into(),
        api_key: "demo-key".into(),
        api_secret: "demo-secret".into(),
        endpoints_key: "demo-endpoints-key".into(),
    };
    let server = TranzzoServer::new(TranzzoServerConfig::default(), credentials)
        .expect("the test credentials are good");
    Box::new(ProviderDesk::new(server, RULES, webhook_url))
}

pub(super) fn till(endpoint: Endpoint) -> Box<dyn Till> {
    Box::new(ProviderTill {
        provider: provider(endpoint),
        currency: "UAH",
        refund,
    })
}

/// No refund of this merchant says whose it is.
pub(super) fn unmarked_till(endpoint: Endpoint) -> Box<dyn Till> {
    let refund = |plan: &Plan| TranzzoRefund {
        mark: None,
        ..refund(plan)
    };
    Box::new(ProviderTill {
        provider: provider(endpoint),
        currency: "UAH",
        refund,
    })
}

fn provider(endpoint: Endpoint) -> Tranzzo {
    let credentials = TranzzoCredentials {
        pos_id: POS_ID.into(),
        api_key: "demo-key".into(),
        api_secret: "demo-secret".into(),
        endpoints_key: "demo-endpoints-key".into(),
    };
    Tranzzo::new(TranzzoConfig::at(endpoint), credentials).expect("the test credentials are good")
}

fn refund(plan: &Plan) -> TranzzoRefund {
    TranzzoRefund {
        order_id: plan.merchant_order.clone(),
        amount: amount(plan),
        mark: Some(plan.mark.clone()),
        server_url: None,
        split: Vec::new(),
        baseline: plan.baseline.clone(),
    }
}
