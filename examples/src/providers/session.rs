//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

use crate::ledger::{Payment, ProviderRules, Refusal};
use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::signed_once::SignedOnce;
use crate::simulator::details::Detailed;
use crate::simulator::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::ledger::KeepsLedger;
use refundkit::providers::session::{SessionMerchant, SessionProvider};
use refundkit::server::{
    Bank131Server, SessionServerConfig, SessionServerCredentials, SmartGlocalServer,
};
use refundkit::{
    Bank131, Endpoint, PaymentSession, Provider, SessionConfig, SessionCredentials, SessionRequest,
    SmartGlocal,
};

const RULES: ProviderRules = ProviderRules {
    excess: Refusal(400, "invalid_request", "amount is larger than what is left"),
    declined: Refusal(400, "invalid_request", "the session cannot be refunded"),
    credentials: Refusal(401, "authentication_error", "signature is not valid"),
    unknown: Refusal(400, "invalid_request", "session not found"),
    repeated_key: Some(Refusal(
        400,
        "idempotency_key_already_exists",
        "already in progress or processed",
    )),
};

/// What webhooks tell of the time where equal ones are signed once.
const WEBHOOKS_AT_MS: i64 = 1_800_000_000_000;

pub(super) fn bank131_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(simulated::<Bank131Server>(webhook_url))
}

pub(super) fn smart_glocal_simulated(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(simulated::<SmartGlocalServer>(webhook_url))
}

/// Signs equal webhooks once.
pub(super) fn bank131_signing_once(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let simulated = simulated::<Bank131Server>(webhook_url);
    Box::new(simulated.with_webhooks_at(WEBHOOKS_AT_MS))
}

/// Signs equal webhooks once.
pub(super) fn smart_glocal_signing_once(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let simulated = simulated::<SmartGlocalServer>(webhook_url);
    Box::new(simulated.with_webhooks_at(WEBHOOKS_AT_MS))
}

/// Signs equal webhooks once, and gives no reference back.
pub(super) fn bank131_without_references(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let simulated = simulated::<Bank131Server>(webhook_url);
    let simulated = simulated.with_webhooks_at(WEBHOOKS_AT_MS);
    Box::new(simulated.without_references())
}

fn simulated<S>(webhook_url: String) -> SimulatedServer<S>
where
    S: Provider<Config = SessionServerConfig, Credentials = SessionServerCredentials>,
    S: Detailed<Call: Clone + Send> + Send,
{
    let server = S::new(SessionServerConfig::default(), server_credentials());
    let server = server.expect("the test credentials are good");
    SimulatedServer::new(server, RULES, webhook_url)
}

pub(super) fn bank131_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(bank131_ledgers(endpoint))
}

/// The ledgers of Bank 131.
pub fn bank131_ledgers(endpoint: Endpoint) -> ProviderLedger<Bank131> {
    ledgers(merchant(endpoint), "RUB")
}

/// The same, signing equal requests once.
pub(super) fn bank131_ledger_signing_once(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let bank: Bank131 = merchant(endpoint);
    Box::new(ledgers(SignedOnce::new(bank), "RUB"))
}

pub(super) fn smart_glocal_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(smart_glocal_ledgers(endpoint))
}

/// The ledgers of Smart Glocal.
pub fn smart_glocal_ledgers(endpoint: Endpoint) -> ProviderLedger<SmartGlocal> {
    ledgers(merchant(endpoint), "USD")
}

/// The same, signing equal requests once.
pub(super) fn smart_glocal_ledger_signing_once(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let glocal: SmartGlocal = merchant(endpoint);
    Box::new(ledgers(SignedOnce::new(glocal), "USD"))
}

fn merchant<P: SessionProvider>(endpoint: Endpoint) -> SessionMerchant<P> {
    let provider = SessionMerchant::<P>::new(SessionConfig::at(endpoint), credentials());
    provider.expect("the test credentials are good")
}

fn ledgers<P>(provider: P, currency: &'static str) -> ProviderLedger<P>
where
    P: KeepsLedger<Payment = PaymentSession, Request = SessionRequest>,
{
    ProviderLedger {
        provider,
        currency,
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
