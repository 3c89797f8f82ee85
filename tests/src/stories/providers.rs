//! The providers of the stories, and how each signs its webhooks.

use crate::ledger_documents::{made, opening, opening_of};
use base64::{Engine, engine::general_purpose::URL_SAFE};
use hmac::{Hmac, KeyInit, Mac};
use refundkit::providers::session::{SessionMerchant, SessionProvider};
use refundkit::{
    BlindingSeed, CallContext, HttpMethod, Money, Provider, ReceivedRequest, RefundAmount,
    SberbankGateway, SberbankLegacy, SessionRefund, SignElsewhere, TheMap, Tranzzo,
};
use rsa::pkcs8::DecodePrivateKey;
use rsa::{Pkcs1v15Sign, PrivateKey};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// A provider with the keys of its documents.
fn provider<P: Provider>(name: &str) -> P {
    made(&opening(name))
}

pub fn tranzzo() -> Tranzzo {
    provider("tranzzo")
}

pub fn themap() -> TheMap {
    provider("themap")
}

pub fn gateway() -> SberbankGateway {
    provider("sberbank_gateway")
}

/// Sberbank's legacy gateway, with what a story says of the account, if anything.
pub fn legacy(story: &Value) -> SberbankLegacy {
    let mut document = opening_of(story);
    document["credentials"]["callbackTokens"] = json!([CALLBACK_TOKEN]);
    made(&document)
}

const CALLBACK_TOKEN: &str = "t0ken-of-the-callbacks";

/// A callback of Sberbank's legacy gateway: HMAC-SHA256 over `name;value;` of the pairs, which the story writes in order.
pub fn legacy_webhook(pairs: &str) -> ReceivedRequest {
    let signed: String = pairs
        .split('&')
        .map(|pair| format!("{};", pair.replacen('=', ";", 1)))
        .collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(CALLBACK_TOKEN.as_bytes()).unwrap();
    mac.update(signed.as_bytes());
    let checksum = hex::encode_upper(mac.finalize().into_bytes());
    form(format!("{pairs}&checksum={checksum}"))
}

/// Bank 131 or Smart Glocal, with published test keys.
pub fn session<P: SessionProvider>(story: &Value) -> SessionMerchant<P> {
    made(&opening_of(story))
}

/// What a key store of the merchant's gives.
pub fn merchant_signature(text: &str) -> Vec<u8> {
    let pem = include_str!("../../keys/merchant_pkcs8.pem");
    let key = PrivateKey::from_pkcs8_pem(pem).unwrap();
    key.sign(
        Pkcs1v15Sign::new::<Sha256>(),
        &Sha256::digest(text.as_bytes()),
    )
    .unwrap()
}

/// What a signature needs. It is the same for any seed.
pub fn context(now_ms: i64) -> CallContext {
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
pub fn tranzzo_webhook(data: &str) -> ReceivedRequest {
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
pub fn themap_webhook(pairs: &str) -> ReceivedRequest {
    let mut mac = Hmac::<Sha256>::new_from_slice(b"haha").unwrap();
    mac.update(pairs.as_bytes());
    let signature = hex::encode(mac.finalize().into_bytes());
    form(format!("{pairs}&Signature={signature}"))
}

/// A session's JSON with the provider's signature over it. Both directions are signed alike, so the provider's key signs it
/// here as a merchant's would.
pub fn session_webhook<P: SessionProvider>(body: &str) -> ReceivedRequest {
    let mut document = opening("bank131");
    document["credentials"]["privateKey"] = json!(include_str!("../../keys/provider_pkcs8.pem"));
    let provider: SessionMerchant<P> = made(&document);
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
