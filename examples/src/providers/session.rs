//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

use super::amount;
use crate::ledger::{Payment, ProviderRules, Refusal};
use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::merchant_client::{MerchantClient, ProviderClient, RefundIntent};
use crate::simulator::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::server::{
    Bank131Server, SessionServerConfig, SessionServerCredentials, SmartGlocalServer,
};
use refundkit::{
    Bank131, Endpoint, PaymentSession, SessionConfig, SessionCredentials, SessionRefund,
    SessionRequest, SmartGlocal,
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

pub(super) fn bank131_merchant(endpoint: Endpoint) -> Box<dyn MerchantClient> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    Box::new(ProviderClient {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        refund,
    })
}

pub(super) fn bank131_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(bank131_ledgers(endpoint))
}

pub(crate) fn bank131_ledgers(endpoint: Endpoint) -> ProviderLedger<Bank131> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    ProviderLedger {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        payment,
        request: SessionRequest::new,
    }
}

pub(super) fn smart_glocal_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let provider = SmartGlocal::new(SessionConfig::at(endpoint), credentials());
    Box::new(ProviderLedger {
        provider: provider.expect("the test credentials are good"),
        currency: "USD",
        payment,
        request: SessionRequest::new,
    })
}

fn payment(payment: &Payment) -> PaymentSession {
    PaymentSession {
        session_id: payment.id.clone(),
    }
}

/// No refund of this merchant says whose it is.
pub(super) fn no_reference_merchant(endpoint: Endpoint) -> Box<dyn MerchantClient> {
    let provider = Bank131::new(SessionConfig::at(endpoint), credentials());
    let refund = |intent: &RefundIntent| SessionRefund {
        metadata: None,
        ..refund(intent)
    };
    Box::new(ProviderClient {
        provider: provider.expect("the test credentials are good"),
        currency: "RUB",
        refund,
    })
}

pub(super) fn smart_glocal_merchant(endpoint: Endpoint) -> Box<dyn MerchantClient> {
    let provider = SmartGlocal::new(SessionConfig::at(endpoint), credentials());
    Box::new(ProviderClient {
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

fn refund(intent: &RefundIntent) -> SessionRefund {
    SessionRefund {
        session_id: intent.payment_id.clone(),
        amount: amount(intent),
        metadata: Some(format!("\"{}\"", intent.reference)),
        idempotency_key: Some(format!("{}-{}", intent.payment_id, intent.reference)),
        baseline: intent.baseline.clone(),
    }
}
