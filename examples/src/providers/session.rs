//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

use crate::ledger::{Payment, ProviderRules, Refusal};
use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::simulator::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::server::{
    Bank131Server, SessionServerConfig, SessionServerCredentials, SmartGlocalServer,
};
use refundkit::{
    Bank131, Endpoint, PaymentSession, SessionConfig, SessionCredentials, SessionRequest,
    SmartGlocal,
};

const RULES: ProviderRules = ProviderRules {
    excess: Refusal(400, "invalid_request", "amount is larger than what is left"),
    unknown: Refusal(400, "invalid_request", "session not found"),
    repeated_key: Some(Refusal(
        400,
        "idempotency_key_already_exists",
        "already in progress or processed",
    )),
};

pub(super) fn bank131_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let server = Bank131Server::new(SessionServerConfig::default(), server_credentials());
    Box::new(SimulatedServer::new(
        server.expect("the test credentials are good"),
        RULES,
        webhook_url,
    ))
}

pub(super) fn smart_glocal_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let server = SmartGlocalServer::new(SessionServerConfig::default(), server_credentials());
    Box::new(SimulatedServer::new(
        server.expect("the test credentials are good"),
        RULES,
        webhook_url,
    ))
}

pub(super) fn bank131_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(bank131_ledgers(endpoint))
}

/// The ledgers of Bank 131.
pub fn bank131_ledgers(endpoint: Endpoint) -> ProviderLedger<Bank131> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    ProviderLedger {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        payment,
        request: SessionRequest::new,
    }
}

pub(super) fn smart_glocal_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(smart_glocal_ledgers(endpoint))
}

/// The ledgers of Smart Glocal.
pub fn smart_glocal_ledgers(endpoint: Endpoint) -> ProviderLedger<SmartGlocal> {
    let provider = SmartGlocal::new(SessionConfig::at(endpoint), credentials());
    ProviderLedger {
        provider: provider.expect("the test credentials are good"),
        currency: "USD",
        payment,
        request: SessionRequest::new,
    }
}

fn payment(payment: &Payment) -> PaymentSession {
    PaymentSession {
        session_id: payment.id.clone(),
    }
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
