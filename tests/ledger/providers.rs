//! The providers of the stories, and how each signs its webhooks.

use base64::{Engine, engine::general_purpose::URL_SAFE};
use hmac::{Hmac, KeyInit, Mac};
use refundkit::providers::session::{SessionMerchant, SessionProvider};
use refundkit::{
    BlindingSeed, CallContext, Endpoint, HttpMethod, Money, Provider, ReceivedRequest,
    RefundAmount, SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials,
    SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials, SessionConfig,
    SessionCredentials, SessionRefund, SignElsewhere, TheMap, TheMapConfig, TheMapCredentials,
    Tranzzo, TranzzoConfig, TranzzoCredentials,
};
use serde_json::Value;
use sha1::{Digest, Sha1};

const POS_ID: &str = "pos-1";

pub(super) fn tranzzo() -> Tranzzo {
    let credentials = TranzzoCredentials {
        pos_id: POS_ID.into(),
        api_key: "apikey-1".into(),
        api_secret: "s3cr3t-of-the-shop".into(),
        endpoints_key: "endpoint-key".into(),
    };
    Tranzzo::new(TranzzoConfig::default(), credentials).unwrap()
}

pub(super) fn themap() -> TheMap {
    let config = TheMapConfig::at(Endpoint::Demo);
    let credentials = TheMapCredentials {
        key: "TestTerminal".into(),
        signing_key: Some("haha".into()),
    };
    TheMap::new(config, credentials).unwrap()
}

pub(super) fn gateway() -> SberbankGateway {
    let credentials = SberbankGatewayCredentials::with_password("login", "p4ssw0rd-of-the-shop");
    SberbankGateway::new(SberbankGatewayConfig::default(), credentials).unwrap()
}

/// Sberbank's older gateway; `config` is what a story says of the account, if anything.
pub(super) fn legacy(config: &Value) -> SberbankLegacy {
    let config: Option<SberbankLegacyConfig> =
        serde_json::from_value(config.clone()).expect("a configuration");
    let mut credentials = SberbankLegacyCredentials::with_password("login", "p4ssw0rd-of-the-shop");
    credentials.callback_tokens = vec![CALLBACK_TOKEN.into()];
    SberbankLegacy::new(config.unwrap_or_default(), credentials).unwrap()
}

const CALLBACK_TOKEN: &str = "t0ken-of-the-callbacks";

/// A callback of Sberbank's older gateway: HMAC-SHA256 over `name;value;` of the pairs, which the story writes in order.
pub(super) fn legacy_webhook(pairs: &str) -> ReceivedRequest {
    let signed: String = pairs
        .split('&')
        .map(|pair| format!("{};", pair.replacen('=', ";", 1)))
        .collect();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(CALLBACK_TOKEN.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let checksum = hex::encode_upper(mac.finalize().into_bytes());
    form(format!("{pairs}&checksum={checksum}"))
}

/// Bank 131 or Smart Glocal, with published test keys.
pub(super) fn session<P: SessionProvider>() -> SessionMerchant<P> {
    session_with(include_str!("../keys/merchant_pkcs8.pem"))
}

fn session_with<P: SessionProvider>(private_key: &str) -> SessionMerchant<P> {
    let credentials = SessionCredentials {
        project: "project".into(),
        private_key: Some(private_key.into()),
        public_key: None,
        provider_keys: vec![include_str!("../keys/provider_public.pem").into()],
        submerchant: None,
    };
    <SessionMerchant<P> as Provider>::new(SessionConfig::default(), credentials).unwrap()
}

/// What a signature needs. It is the same for any seed.
pub(super) fn context(now_ms: i64) -> CallContext {
    CallContext::new(now_ms, BlindingSeed::new([7; 32]))
}

fn form(body: String) -> ReceivedRequest {
    ReceivedRequest {
        method: HttpMethod::Post,
        url: "/webhook".into(),
        headers: Vec::new(),
        body: body.into_bytes(),
    }
}

/// Tranzzo's form: SHA-1 over the data between two copies of the secret.
pub(super) fn tranzzo_webhook(data: &str) -> ReceivedRequest {
    let data = URL_SAFE.encode(data);
    let secret = "s3cr3t-of-the-shop";
    let signature = URL_SAFE.encode(Sha1::digest(format!("{secret}{data}{secret}")));
    let escaped = |text: &str| text.replace('=', "%3D");
    form(format!(
        "data={}&signature={}",
        escaped(&data),
        escaped(&signature)
    ))
}

/// theMAP's form: HMAC-SHA256 over the pairs, which the story writes in order.
pub(super) fn themap_webhook(pairs: &str) -> ReceivedRequest {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"haha").unwrap();
    mac.update(pairs.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    form(format!("{pairs}&Signature={signature}"))
}

/// A session's JSON with the provider's signature over it. Both directions are signed alike, so the provider's key signs it
/// here as a merchant's would.
pub(super) fn session_webhook<P: SessionProvider>(body: &str) -> ReceivedRequest {
    let provider: SessionMerchant<P> = session_with(include_str!("../keys/provider_pkcs8.pem"));
    let any = SessionRefund::new("ps_1", RefundAmount::Partial(Money::new(1, "RUB")));
    let context = context(1_800_000_000_000);
    let mut prepared = provider
        .prepare(&any, &context)
        .unwrap();
    body.clone_into(&mut prepared.to_sign);
    prepared.request.body = Some(body.to_owned());
    provider
        .sign(&prepared, &context)
        .unwrap()
        .into()
}
