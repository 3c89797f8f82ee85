//! Sberbank's two gateways: the legacy one is looked up by total, the new one replays by `externalRefundId`.

use crate::ledger::{HouseRules, Refusal};
use crate::merchant::{Plan, ProviderTill, Till};
use crate::simulator::desk::{Desk, ProviderDesk};
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
    let credentials = SberbankLegacyServerCredentials {
        user_name: "demo-api".into(),
        password: "demo-password".into(),
        callback_token: Some("demo-token".into()),
        callback_key: None,
    };
    let server = SberbankLegacyServer::new(SberbankLegacyServerConfig::default(), credentials);
    Box::new(ProviderDesk::new(server.expect("the test credentials are good"), LEGACY_RULES, webhook_url))
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
    let credentials =
        SberbankGatewayServerCredentials { user_name: "demo-api".into(), password: "demo-password".into() };
    let server = SberbankGatewayServer::new(SberbankGatewayServerConfig::default(), credentials);
    Box::new(ProviderDesk::new(server.expect("the test credentials are good"), GATEWAY_RULES, webhook_url))
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
