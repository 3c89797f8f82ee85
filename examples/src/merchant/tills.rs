//! The merchant's tills: credentials of the simulator, and how a plan reads in each provider's terms.

use super::{Plan, ProviderTill, Till};
use refundkit::{Endpoint, Provider, RefundAmount, Secret, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoRefund};
use std::collections::BTreeMap;

/// Every provider's till, by the simulator's path. `base` is the simulator's address.
pub fn all(base: &str) -> BTreeMap<&'static str, Box<dyn Till>> {
    let endpoint = |house: &str| Endpoint::Loopback(format!("{base}/{house}"));
    BTreeMap::from([("tranzzo", tranzzo(endpoint("tranzzo")))])
}

fn amount(plan: &Plan) -> RefundAmount {
    match plan.full {
        true => RefundAmount::Full { expected: plan.amount.clone() },
        false => RefundAmount::Partial(plan.amount.clone()),
    }
}

fn tranzzo(endpoint: Endpoint) -> Box<dyn Till> {
    let credentials = TranzzoCredentials {
        pos_id: "dc728de1-51ef-4ef1-80f7-3b44b07b5667".into(),
        api_key: "demo-key".into(),
        api_secret: Secret::new("demo-secret"),
        endpoints_key: Secret::new("demo-endpoints-key"),
    };
    let provider = Tranzzo::new(TranzzoConfig { endpoint }, credentials).expect("the test credentials are good");
    let refund = |plan: &Plan| TranzzoRefund {
        order_id: plan.merchant_order.clone(),
        amount: amount(plan),
        mark: Some(plan.mark.clone()),
        server_url: None,
        split: Vec::new(),
        baseline: plan.baseline.clone(),
    };
    Box::new(ProviderTill { provider, currency: "UAH", refund })
}
