//! The providers of the simulator: test credentials and what is particular to each one's money.

use super::desk::{Desk, ProviderDesk};
use crate::ledger::{HouseRules, Refusal};
use refundkit::{Provider, TranzzoServer, TranzzoServerConfig, TranzzoServerCredentials};
use std::collections::BTreeMap;

/// Every provider's desk, by its path.
pub fn all(webhook_base: &str) -> BTreeMap<&'static str, Box<dyn Desk>> {
    let url = |house: &str| format!("{webhook_base}/{house}");
    BTreeMap::from([("tranzzo", tranzzo(url("tranzzo")))])
}

fn tranzzo(webhook_url: String) -> Box<dyn Desk> {
    let credentials = TranzzoServerCredentials {
        pos_id: "dc728de1-51ef-4ef1-80f7-3b44b07b5667".into(),
        api_key: "demo-key".into(),
        api_secret: "demo-secret".into(),
        endpoints_key: "demo-endpoints-key".into(),
    };
    let rules = HouseRules {
        excess: Refusal(400, "P-400", "Refund amount exceeds the remaining amount"),
        unknown: Refusal(404, "P-404", "Payment not found"),
        repeated_key: None,
    };
    let server = TranzzoServer::new(TranzzoServerConfig {}, credentials).expect("the test credentials are good");
    Box::new(ProviderDesk::new(server, rules, webhook_url))
}
