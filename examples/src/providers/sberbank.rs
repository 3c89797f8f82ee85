//! Sberbank's two gateways: the legacy one is looked up by total, the new one replays by `externalRefundId`.

use crate::ledger_client::{LedgerClient, ProviderLedger};
use refundkit::{
    Endpoint, SberbankGateway, SberbankGatewayConfig, SberbankGatewayRequest, SberbankLegacy,
    SberbankLegacyConfig, SberbankLegacyRequest, SberbankMethod, SberbankOrder,
};
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::providers::known;
use refundkit_simulator::providers::sberbank::{gateway_credentials, legacy_credentials};

fn legacy(config: SberbankLegacyConfig) -> SberbankLegacy {
    SberbankLegacy::new(config, known(legacy_credentials())).expect("the test credentials are good")
}

pub(super) fn legacy_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(legacy_ledgers(endpoint))
}

pub(super) fn gateway_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(gateway_ledgers(endpoint))
}

/// `refund.do` where the bank answers a repeated key again.
pub(super) fn keyed_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let mut config = SberbankLegacyConfig::at(endpoint);
    config.external_refund_id_replays = true;
    refund_ledger(config)
}

/// `refund.do` where the bank has confirmed nothing of its key.
pub(super) fn unconfirmed_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    refund_ledger(SberbankLegacyConfig::at(endpoint))
}

fn refund_ledger(config: SberbankLegacyConfig) -> Box<dyn LedgerClient> {
    Box::new(ProviderLedger {
        provider: legacy(config),
        currency: "RUB",
        payment,
        request: |amount| SberbankLegacyRequest::new(SberbankMethod::Refund, amount),
    })
}

/// The ledgers of `autoRefund.do`, which carries nothing of a refund's own.
pub fn legacy_ledgers(endpoint: Endpoint) -> ProviderLedger<SberbankLegacy> {
    ProviderLedger {
        provider: legacy(SberbankLegacyConfig::at(endpoint)),
        currency: "RUB",
        payment,
        request: |amount| SberbankLegacyRequest::new(SberbankMethod::AutoRefund, amount),
    }
}

/// The ledgers of `refund.do`, which replays by its key.
pub fn gateway_ledgers(endpoint: Endpoint) -> ProviderLedger<SberbankGateway> {
    ProviderLedger {
        provider: gateway(endpoint),
        currency: "RUB",
        payment,
        request: |amount| SberbankGatewayRequest::new(SberbankMethod::Refund, amount),
    }
}

/// `autoRefund`, whose key counts as one that replays only where the bank has confirmed it.
pub(super) fn auto_refund_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(ProviderLedger {
        request: |amount| SberbankGatewayRequest::new(SberbankMethod::AutoRefund, amount),
        ..gateway_ledgers(endpoint)
    })
}

fn payment(payment: &Payment) -> SberbankOrder {
    SberbankOrder {
        order_id: payment.id.clone(),
    }
}

fn gateway(endpoint: Endpoint) -> SberbankGateway {
    SberbankGateway::new(
        SberbankGatewayConfig::at(endpoint),
        known(gateway_credentials()),
    )
    .expect("the test credentials are good")
}
