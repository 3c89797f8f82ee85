//! Sberbank's two gateways: the legacy one is looked up by total, the new one replays by `externalRefundId`.

use crate::ledger::{HouseRules, Refusal};
use crate::merchant::{Plan, ProviderTill, Till};
use crate::simulator::desk::{Desk, ProviderDesk};
use crate::simulator::fault::FOREIGN;
use refundkit::{
    Endpoint, Provider, SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials, SberbankGatewayRefund,
    SberbankGatewayServer, SberbankGatewayServerConfig, SberbankGatewayServerCredentials, SberbankLegacy,
    SberbankLegacyConfig, SberbankLegacyCredentials, SberbankLegacyRefund, SberbankLegacyServer,
    SberbankLegacyServerConfig, SberbankLegacyServerCredentials, SberbankMethod,
};

const LEGACY_RULES: HouseRules = HouseRules {
    excess: Refusal(200, "7", "Refund amount exceeds deposited amount"),
    unknown: Refusal(200, "6", "Заказ не найден"),
    repeated_key: None,
};
const GATEWAY_RULES: HouseRules = HouseRules {
    excess: Refusal(200, "5", "Общая сумма возвратов превышает сумму заказа"),
    unknown: Refusal(200, "6", "Неверный номер заказа"),
    repeated_key: None,
};

pub(super) fn legacy_desk(webhook_url: String) -> Box<dyn Desk> {
    let desk = ProviderDesk::new(legacy_server("RUB"), LEGACY_RULES, webhook_url);
    Box::new(desk.lying_as(legacy_server(FOREIGN)))
}

fn legacy_server(currency: &str) -> SberbankLegacyServer {
    let credentials = SberbankLegacyServerCredentials {
        user_name: "demo-api".into(),
        password: "demo-password".into(),
        callback_token: Some("demo-token".into()),
        callback_key: None,
    };
    let config = SberbankLegacyServerConfig { currency: currency.to_owned(), ..SberbankLegacyServerConfig::default() };
    SberbankLegacyServer::new(config, credentials).expect("the test credentials are good")
}

pub(super) fn legacy_till(endpoint: Endpoint) -> Box<dyn Till> {
    let credentials = SberbankLegacyCredentials {
        user_name: "demo-api".into(),
        password: "demo-password".into(),
        callback_tokens: vec!["demo-token".into()],
        callback_keys: Vec::new(),
    };
    let config = SberbankLegacyConfig { endpoint, ..SberbankLegacyConfig::default() };
    let provider = SberbankLegacy::new(config, credentials).expect("the test credentials are good");
    let refund = |plan: &Plan| SberbankLegacyRefund {
        method: SberbankMethod::AutoRefund,
        order_id: plan.payment_id.clone(),
        amount: plan.amount.clone(),
        refund_items: Vec::new(),
        expected_deposited_amount: None,
        external_refund_id: None,
        language: None,
        baseline: plan.baseline.clone(),
    };
    Box::new(ProviderTill { provider, currency: "RUB", refund })
}

pub(super) fn gateway_desk(webhook_url: String) -> Box<dyn Desk> {
    let desk = ProviderDesk::new(gateway_server("RUB"), GATEWAY_RULES, webhook_url);
    Box::new(desk.lying_as(gateway_server(FOREIGN)))
}

fn gateway_server(currency: &str) -> SberbankGatewayServer {
    let credentials =
        SberbankGatewayServerCredentials { user_name: "demo-api".into(), password: "demo-password".into() };
    let config = SberbankGatewayServerConfig { currency: currency.to_owned() };
    SberbankGatewayServer::new(config, credentials).expect("the test credentials are good")
}

pub(super) fn gateway_till(endpoint: Endpoint) -> Box<dyn Till> {
    let credentials = SberbankGatewayCredentials { user_name: "demo-api".into(), password: "demo-password".into() };
    let config = SberbankGatewayConfig { endpoint, ..SberbankGatewayConfig::default() };
    let provider = SberbankGateway::new(config, credentials).expect("the test credentials are good");
    let refund = |plan: &Plan| SberbankGatewayRefund {
        method: SberbankMethod::AutoRefund,
        order_id: plan.payment_id.clone(),
        amount: plan.amount.clone(),
        external_refund_id: plan.mark.clone(),
        order_bundle: None,
        language: None,
        baseline: plan.baseline.clone(),
    };
    Box::new(ProviderTill { provider, currency: "RUB", refund })
}
