//! Tranzzo: the reference travels as `comment`, nothing replays.

use crate::ledger_client::{LedgerClient, ProviderLedger};
use refundkit::{
    Endpoint, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoPayment, TranzzoRequest,
};

const POS_ID: &str = "dc728de1-51ef-4ef1-80f7-3b44b07b5667";

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
    let credentials = TranzzoCredentials {
        pos_id: POS_ID.into(),
        api_key: "demo-key".into(),
        api_secret: "demo-secret".into(),
        endpoints_key: "demo-endpoints-key".into(),
    };
    Tranzzo::new(TranzzoConfig::at(endpoint), credentials).expect("the test credentials are good")
}
