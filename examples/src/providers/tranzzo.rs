//! Tranzzo: the reference travels as `comment`, nothing replays.

use crate::ledger_client::{LedgerClient, ProviderLedger};
use refundkit::{Endpoint, Tranzzo, TranzzoConfig, TranzzoPayment, TranzzoRequest};
use refundkit_simulator::providers::{known, tranzzo::credentials};

pub(super) fn ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(ledgers(endpoint))
}

/// The ledgers of this merchant.
pub fn ledgers(endpoint: Endpoint) -> ProviderLedger<Tranzzo> {
    ProviderLedger {
        provider: provider(endpoint),
        currency: "UAH",
        payment: |payment| TranzzoPayment {
            order_id: payment.merchant_order.clone(),
        },
        request: TranzzoRequest::new,
    }
}

fn provider(endpoint: Endpoint) -> Tranzzo {
    Tranzzo::new(TranzzoConfig::at(endpoint), known(credentials()))
        .expect("the test credentials are good")
}
