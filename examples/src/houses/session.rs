//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

use super::amount;
use crate::ledger::{HouseRules, Refusal};
use crate::merchant::{Plan, ProviderTill, Till};
use crate::simulator::desk::{Desk, ProviderDesk};
use refundkit::server::{
    Bank131Server, SessionServerConfig, SessionServerCredentials, SmartGlocalServer,
};
use refundkit::{Bank131, Endpoint, SessionConfig, SessionCredentials, SessionRefund, SmartGlocal};

const RULES: HouseRules = HouseRules {
    excess: Refusal(400, "invalid_request", "amount is larger than what is left"),
    unknown: Refusal(400, "invalid_request", "session not found"),
    repeated_key: Some(Refusal(
        400,
        "idempotency_key_already_exists",
        "already in progress or processed",
    )),
};

pub(super) fn bank131_desk(webhook_url: String) -> Box<dyn Desk> {
    let server = Bank131Server::new(SessionServerConfig::default(), server_credentials());
    Box::new(ProviderDesk::new(
        server.expect("the test credentials are good"),
        RULES,
        webhook_url,
    ))
}

pub(super) fn smart_glocal_desk(webhook_url: String) -> Box<dyn Desk> {
    let server = SmartGlocalServer::new(SessionServerConfig::default(), server_credentials());
    Box::new(ProviderDesk::new(
        server.expect("the test credentials are good"),
        RULES,
        webhook_url,
    ))
}

pub(super) fn bank131_till(endpoint: Endpoint) -> Box<dyn Till> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    Box::new(ProviderTill {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        refund,
    })
}

/// No refund of this merchant says whose it is.
pub(super) fn unmarked_till(endpoint: Endpoint) -> Box<dyn Till> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    let refund = |plan: &Plan| SessionRefund {
        metadata: None,
        ..refund(plan)
    };
    Box::new(ProviderTill {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        refund,
    })
}

pub(super) fn smart_glocal_till(endpoint: Endpoint) -> Box<dyn Till> {
    let provider = SmartGlocal::new(SessionConfig::at(endpoint), credentials());
    Box::new(ProviderTill {
        provider: provider.expect("the test credentials are good"),
        currency: "USD",
        refund,
    })
}

fn credentials() -> SessionCredentials {
    SessionCredentials {
        project: "demo-project".into(),
        private_key: Some(include_str!("../../../tests/keys/merchant_pkcs8.pem").into()),
        public_key: None,
        provider_keys: vec![include_str!("../../../tests/keys/provider_public.pem").into()],
        submerchant: None,
    }
}

fn server_credentials() -> SessionServerCredentials {
    SessionServerCredentials {
        project: "demo-project".into(),
        merchant_keys: vec![include_str!("../../../tests/keys/merchant_public.pem").into()],
        private_key: Some(include_str!("../../../tests/keys/provider_pkcs8.pem").into()),
    }
}

fn refund(plan: &Plan) -> SessionRefund {
    SessionRefund {
        session_id: plan.payment_id.clone(),
        amount: amount(plan),
        metadata: Some(format!("\"{}\"", plan.mark)),
        idempotency_key: Some(format!("{}-{}", plan.payment_id, plan.mark)),
        baseline: plan.baseline.clone(),
    }
}
