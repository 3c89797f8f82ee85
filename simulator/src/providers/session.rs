//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

mod details;

use crate::details::Detailed;
use crate::ledger::{ProviderRules, Refusal};
use crate::simulated_provider::{SimulatedProvider, SimulatedServer};
use refundkit::Provider;
use refundkit::server::{
    Bank131Server, SessionServerConfig, SessionServerCredentials, SmartGlocalServer,
};
use serde_json::Value;

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

const PROJECT: &str = "demo-project";

/// The test keys of a merchant and of a provider. Everybody knows them.
const MERCHANT_PRIVATE: &str = include_str!("../../keys/merchant.pem");
const MERCHANT_PUBLIC: &str = include_str!("../../keys/merchant_public.pem");
const PROVIDER_PRIVATE: &str = include_str!("../../keys/provider.pem");
const PROVIDER_PUBLIC: &str = include_str!("../../keys/provider_public.pem");

/// What webhooks tell of the time where equal ones are signed once.
const WEBHOOKS_AT_MS: i64 = 1_800_000_000_000;

/// Bank 131.
pub fn bank131(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at::<Bank131Server>(webhook_url))
}

/// Smart Glocal.
pub fn smart_glocal(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at::<SmartGlocalServer>(webhook_url))
}

/// Signs equal webhooks once.
pub fn bank131_signing_once(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at::<Bank131Server>(webhook_url).with_webhooks_at(WEBHOOKS_AT_MS))
}

/// Signs equal webhooks once.
pub fn smart_glocal_signing_once(webhook_url: String) -> Box<dyn SimulatedProvider> {
    Box::new(at::<SmartGlocalServer>(webhook_url).with_webhooks_at(WEBHOOKS_AT_MS))
}

/// Signs equal webhooks once, and gives no reference back.
pub fn bank131_without_references(webhook_url: String) -> Box<dyn SimulatedProvider> {
    let simulated = at::<Bank131Server>(webhook_url).with_webhooks_at(WEBHOOKS_AT_MS);
    Box::new(simulated.without_references())
}

fn at<S>(webhook_url: String) -> SimulatedServer<S>
where
    S: Provider<Config = SessionServerConfig, Credentials = SessionServerCredentials>,
    S: Detailed<Call: Clone + Send> + Send,
{
    let credentials = SessionServerCredentials {
        project: PROJECT.into(),
        merchant_keys: vec![MERCHANT_PUBLIC.into()],
        private_key: Some(PROVIDER_PRIVATE.into()),
    };
    let server = S::new(SessionServerConfig::default(), credentials);
    let server = server.expect("the test credentials are good");
    SimulatedServer::new(server, RULES, webhook_url)
}

/// What the merchant is given.
pub fn credentials() -> Value {
    serde_json::json!({
        "project": PROJECT,
        "privateKey": MERCHANT_PRIVATE,
        "providerKeys": [PROVIDER_PUBLIC],
    })
}
