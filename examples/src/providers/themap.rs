//! theMAP: no reference travels and the status tells no total, so what was left before comes from the merchant's books.

use crate::ledger_client::{LedgerClient, ProviderLedger};
use refundkit::{Endpoint, TheMap, TheMapConfig, TheMapPayment, TheMapRequest};
use refundkit_simulator::providers::{known, themap::credentials};

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
    TheMap::new(TheMapConfig::at(endpoint), known(credentials()))
        .expect("the test credentials are good")
}
