//! Sberbank's two gateways: the legacy one is looked up by total, the new one replays by `externalRefundId`.

mod details;

use super::known;
use crate::fault::FOREIGN;
use crate::ledger::{ProviderRules, Refusal};
use crate::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::server::{
    SberbankGatewayServer, SberbankGatewayServerConfig, SberbankLegacyServer,
    SberbankLegacyServerConfig, SberbankLegacyServerCredentials,
};
use serde_json::Value;

const LOGIN: &str = "demo-api";
const PASSWORD: &str = "demo-password";
const TOKEN: &str = "demo-token";

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

/// The legacy gateway.
pub fn legacy(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(legacy_at(webhook_url))
}

/// The same without the list of `refunds`.
pub fn legacy_totals(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(legacy_at(webhook_url).with_totals_only())
}

fn legacy_at(webhook_url: String) -> SimulatedServer<SberbankLegacyServer> {
    SimulatedServer::new(legacy_server("RUB"), LEGACY_RULES, webhook_url)
        .lying_as(legacy_server(FOREIGN))
}

fn legacy_server(currency: &str) -> SberbankLegacyServer {
    let credentials = SberbankLegacyServerCredentials {
        callback_token: Some(TOKEN.into()),
        ..SberbankLegacyServerCredentials::with_password(LOGIN, PASSWORD)
    };
    let mut config = SberbankLegacyServerConfig::default();
    config.currency = currency.to_owned();
    SberbankLegacyServer::new(config, credentials).expect("the test credentials are good")
}

/// The new gateway.
pub fn gateway(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(gateway_at(webhook_url))
}

/// The same without the list of `operations`.
pub fn gateway_totals(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(gateway_at(webhook_url).with_totals_only())
}

fn gateway_at(webhook_url: String) -> SimulatedServer<SberbankGatewayServer> {
    SimulatedServer::new(gateway_server("RUB"), GATEWAY_RULES, webhook_url)
        .lying_as(gateway_server(FOREIGN))
}

fn gateway_server(currency: &str) -> SberbankGatewayServer {
    let mut config = SberbankGatewayServerConfig::default();
    config.currency = currency.to_owned();
    SberbankGatewayServer::new(config, known(gateway_credentials()))
        .expect("the test credentials are good")
}

/// What the merchant of the legacy gateway is given.
pub fn legacy_credentials() -> Value {
    serde_json::json!({ "userName": LOGIN, "password": PASSWORD, "callbackTokens": [TOKEN] })
}

/// What the merchant of the new gateway is given.
pub fn gateway_credentials() -> Value {
    serde_json::json!({ "userName": LOGIN, "password": PASSWORD })
}
