//! Sberbank's two gateways: the legacy one is looked up by total, the new one replays by `externalRefundId`.

use crate::ledger::{Payment, ProviderRules, Refusal};
use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::simulator::fault::FOREIGN;
use crate::simulator::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::server::{
    SberbankGatewayServer, SberbankGatewayServerConfig, SberbankLegacyServer,
    SberbankLegacyServerConfig, SberbankLegacyServerCredentials,
};
use refundkit::{
    Endpoint, SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials,
    SberbankGatewayRequest, SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials,
    SberbankLegacyRequest, SberbankMethod, SberbankOrder,
};

const DECLINED: Refusal = Refusal(200, "5", "Неверная сумма");
const ACCESS_DENIED: Refusal = Refusal(200, "5", "Доступ запрещён");

const LEGACY_RULES: ProviderRules = ProviderRules {
    excess: Refusal(200, "7", "Refund amount exceeds deposited amount"),
    declined: DECLINED,
    credentials: ACCESS_DENIED,
    unknown: Refusal(200, "6", "Заказ не найден"),
    repeated_key: None,
};
const GATEWAY_RULES: ProviderRules = ProviderRules {
    excess: Refusal(200, "5", "Общая сумма возвратов превышает сумму заказа"),
    declined: DECLINED,
    credentials: ACCESS_DENIED,
    unknown: Refusal(200, "6", "Неверный номер заказа"),
    repeated_key: None,
};

pub(super) fn legacy_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(legacy_at(webhook_url))
}

/// Without the list of `refunds`.
pub(super) fn legacy_totals(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(legacy_at(webhook_url).with_totals_only())
}

fn legacy_at(webhook_url: String) -> SimulatedServer<SberbankLegacyServer> {
    SimulatedServer::new(legacy_server("RUB"), LEGACY_RULES, webhook_url)
        .lying_as(legacy_server(FOREIGN))
}

fn legacy_server(currency: &str) -> SberbankLegacyServer {
    let credentials = SberbankLegacyServerCredentials {
        callback_token: Some("demo-token".into()),
        ..SberbankLegacyServerCredentials::with_password("demo-api", "demo-password")
    };
    let mut config = SberbankLegacyServerConfig::default();
    config.currency = currency.to_owned();
    SberbankLegacyServer::new(config, credentials).expect("the test credentials are good")
}

fn legacy(config: SberbankLegacyConfig) -> SberbankLegacy {
    let credentials = SberbankLegacyCredentials {
        callback_tokens: vec!["demo-token".into()],
        ..SberbankLegacyCredentials::with_password("demo-api", "demo-password")
    };
    SberbankLegacy::new(config, credentials).expect("the test credentials are good")
}

pub(super) fn gateway_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(gateway_at(webhook_url))
}

/// Without the list of `operations`.
pub(super) fn gateway_totals(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(gateway_at(webhook_url).with_totals_only())
}

fn gateway_at(webhook_url: String) -> SimulatedServer<SberbankGatewayServer> {
    SimulatedServer::new(gateway_server("RUB"), GATEWAY_RULES, webhook_url)
        .lying_as(gateway_server(FOREIGN))
}

fn gateway_server(currency: &str) -> SberbankGatewayServer {
    let credentials = SberbankGatewayCredentials::with_password("demo-api", "demo-password");
    let mut config = SberbankGatewayServerConfig::default();
    config.currency = currency.to_owned();
    SberbankGatewayServer::new(config, credentials).expect("the test credentials are good")
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
    let credentials = SberbankGatewayCredentials::with_password("demo-api", "demo-password");
    let config = SberbankGatewayConfig::at(endpoint);
    SberbankGateway::new(config, credentials).expect("the test credentials are good")
}
