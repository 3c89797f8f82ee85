//! The core beside Rust written by hand for the same job, in one run. `cargo bench --bench comparison -- golden.json`;
//! `cargo xtask bench` does both. Prints a line of JSON a task: microseconds of every round, and bytes allocated by a call.

mod golden;

use golden::{Golden, Steps};
use hmac::{Hmac, KeyInit, Mac};
use refundkit::{
    Bank131, BlindingSeed, CallContext, Merchant, ReceivedRequest, SberbankLegacy, SendResult,
    TheMap, Tranzzo, VerifyWebhooks,
};
use rsa::pkcs8::DecodePrivateKey;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: usize = 25;
const ROUND: Duration = Duration::from_millis(8);

fn timed<T>(run: &impl Fn() -> T) -> f64 {
    let (mut count, start) = (0_u32, Instant::now());
    while start.elapsed() < ROUND {
        for _ in 0..32 {
            black_box(run());
        }
        count += 32;
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

fn bytes<T>(run: &impl Fn() -> T) -> usize {
    let region = Region::new(ALLOCATOR);
    black_box(run());
    region.change().bytes_allocated
}

fn task<A, B>(name: &str, ours: impl Fn() -> A, by_hand: impl Fn() -> B) {
    for _ in 0..3 {
        timed(&ours);
        timed(&by_hand);
    }
    let rounds: Vec<(f64, f64)> = (0..ROUNDS)
        .map(|_| (timed(&ours), timed(&by_hand)))
        .collect();
    let (one, other): (Vec<f64>, Vec<f64>) = rounds.into_iter().unzip();
    println!(
        "{}",
        json!({"task": name, "ours": one, "byHand": other, "bytes": [bytes(&ours), bytes(&by_hand)]})
    );
}

/// URL, headers and body of a request written by hand.
type Sent = (String, Vec<(&'static str, String)>, String);

/// Both are the bytes of the golden step.
fn sent(golden: &Golden, ours: &refundkit::HttpRequest, (url, headers, body): &Sent) {
    assert_eq!(serde_json::to_value(ours).unwrap(), golden.ok);
    assert_eq!(
        json!({"method": "POST", "url": url, "headers": headers, "body": body}),
        golden.ok
    );
}

fn json_header() -> (&'static str, String) {
    ("content-type", "application/json".to_owned())
}

/// Building a refund, beside the same bytes by hand.
fn build<P: Merchant>(
    name: &str,
    golden: &Golden,
    context: &CallContext,
    by_hand: impl Fn() -> Sent,
) where
    P::Refund: DeserializeOwned,
{
    let (ours, refund): (P, P::Refund) = (golden.provider(), golden.read("refund"));
    let build = |refund| {
        ours.build_request(refund, context)
            .unwrap()
    };
    sent(golden, &build(&refund), &by_hand());
    task(name, || build(black_box(&refund)), by_hand);
}

/// Reading a response that is a success for both.
fn parse<P: Merchant>(name: &str, golden: &Golden, by_hand: impl Fn() -> bool)
where
    P::Refund: DeserializeOwned,
{
    let (ours, refund): (P, P::Refund) = (golden.provider(), golden.read("refund"));
    let (response, context): (SendResult, _) = (golden.read("response"), CallContext::default());
    let read = |refund| {
        let parsed = ours.parse_response(refund, &response, &context);
        parsed.unwrap().outcome
    };
    assert!(read(&refund).is_final() && by_hand());
    task(name, || read(black_box(&refund)), by_hand);
}

fn build_themap(golden: &Golden) {
    build::<TheMap>("build theMAP", golden, &CallContext::default(), || {
        let (key, order) = (
            golden.text("/credentials/key"),
            golden.text("/refund/mapOrderId"),
        );
        let body = json!({"key": key, "map_order_id": order, "amount": golden.number("/refund/amount/minorUnits")});
        (
            "http://127.0.0.1:8080/Refund".to_owned(),
            vec![json_header()],
            body.to_string(),
        )
    });
}

fn parse_themap(golden: &Golden) {
    let body = golden.text("/response/response/body");
    parse::<TheMap>("parse theMAP", golden, || {
        let read: Value = serde_json::from_str(black_box(body)).unwrap();
        read["Success"] == true
            && read["OrderId"] == golden.text("/refund/merchantOrderId")
            && read["NewAmount"].is_u64()
    });
}

fn build_tranzzo(golden: &Golden) {
    build::<Tranzzo>("build Tranzzo", golden, &CallContext::default(), || {
        let key = |name: &str| {
            golden
                .text(&format!("/credentials/{name}"))
                .to_owned()
        };
        let body = json!({
            "pos_id": key("posId"),
            "order_id": golden.text("/refund/orderId"),
            "order_currency": golden.text("/refund/amount/partial/currency"),
            "refund_amount": golden.number("/refund/amount/partial/minorUnits") / 100,
            "comment": golden.text("/refund/reference"),
            "server_url": golden.text("/refund/serverUrl"),
        });
        let authorization = format!("CPAY {}:{}", key("apiKey"), key("apiSecret"));
        let headers = vec![
            json_header(),
            ("x-api-auth", authorization),
            ("x-api-key", key("endpointsKey")),
        ];
        (
            "https://cpay.tranzzo.com/api/v1/refund".to_owned(),
            headers,
            body.to_string(),
        )
    });
}

fn parse_tranzzo(golden: &Golden) {
    let body = golden.text("/response/response/body");
    parse::<Tranzzo>("parse Tranzzo", golden, || {
        let read: Value = serde_json::from_str(black_box(body)).unwrap();
        let whole = read["amount"]
            .as_i64()
            .map(|amount| amount * 100);
        let exact = whole == Some(golden.number("/refund/amount/full/expected/minorUnits"));
        read["status"] == "success" && read["order_id"] == golden.text("/refund/orderId") && exact
    });
}

fn pairs(body: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect()
}

fn mac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    hex::encode(mac.finalize().into_bytes())
}

fn verify<P: VerifyWebhooks>(name: &str, golden: &Golden, by_hand: impl Fn() -> bool) {
    let (ours, webhook): (P, ReceivedRequest) = (golden.provider(), golden.read("webhook"));
    assert!(ours.parse_webhook(&webhook).is_ok() && by_hand());
    task(
        name,
        || {
            ours.parse_webhook(black_box(&webhook))
                .unwrap()
        },
        by_hand,
    );
}

fn verify_themap(golden: &Golden) {
    verify::<TheMap>("verify theMAP (HMAC-SHA256)", golden, || {
        let mut pairs = pairs(golden.text("/webhook/body"));
        let signature = pairs.remove("Signature").unwrap();
        let text: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        mac(golden.text("/credentials/signingKey"), &text.join("&")) == signature
    });
}

fn verify_sberbank(golden: &Golden) {
    verify::<SberbankLegacy>("verify Sberbank (HMAC-SHA256)", golden, || {
        let mut pairs = pairs(golden.text("/webhook/body"));
        let checksum = pairs.remove("checksum").unwrap();
        let text: String = pairs
            .iter()
            .map(|(name, value)| format!("{name};{value};"))
            .collect();
        mac(golden.text("/credentials/callbackTokens/0"), &text).to_uppercase() == checksum
    });
}

fn verify_tranzzo(golden: &Golden) {
    use base64::Engine;
    use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
    verify::<Tranzzo>("verify Tranzzo (SHA-1)", golden, || {
        let pairs = pairs(golden.text("/webhook/body"));
        let (secret, data) = (golden.text("/credentials/apiSecret"), &pairs["data"]);
        let digest = Sha1::digest(format!("{secret}{data}{secret}"));
        let read: Value = serde_json::from_slice(
            &URL_SAFE_NO_PAD
                .decode(data.trim_end_matches('='))
                .unwrap(),
        )
        .unwrap();
        URL_SAFE.encode(digest) == pairs["signature"] && read["status"] == "success"
    });
}

fn build_bank131(golden: &Golden) {
    let key = rsa::PrivateKey::from_pkcs8_pem(golden.text("/credentials/privateKey")).unwrap();
    let context = CallContext::default().with_seed(BlindingSeed::new([7; 32]));
    build::<Bank131>("build Bank 131 (RSA-2048)", golden, &context, || {
        let currency = golden
            .text("/refund/amount/partial/currency")
            .to_lowercase();
        let amount = json!({"amount": golden.number("/refund/amount/partial/minorUnits"), "currency": currency});
        let metadata: Value = serde_json::from_str(golden.text("/refund/metadata")).unwrap();
        let body = json!({"session_id": golden.text("/refund/sessionId"), "amount_details": amount, "metadata": metadata});
        let body = body.to_string();
        let mut random: chacha20::ChaCha20Rng =
            chacha20::rand_core::SeedableRng::from_seed([7; 32]);
        let padding = rsa::Pkcs1v15Sign::new::<Sha256>();
        let signature = key
            .sign_with_rng(&mut random, padding, &Sha256::digest(&body))
            .unwrap();
        let signature =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, signature);
        let project = golden
            .text("/credentials/project")
            .to_owned();
        let repeat = golden
            .text("/refund/idempotencyKey")
            .to_owned();
        let headers = [
            ("x-partner-project", project),
            ("x-partner-idempotency-key", repeat),
            ("x-partner-sign", signature),
        ];
        let headers = std::iter::once(json_header())
            .chain(headers)
            .collect();
        (
            "http://127.0.0.1:8080/api/v1/session/refund".to_owned(),
            headers,
            body,
        )
    });
}

fn main() {
    let steps = Steps::read();
    build_themap(&steps.step("themap/served: build_request"));
    parse_themap(&steps.step("themap/served: parse_response"));
    build_tranzzo(&steps.step("tranzzo/partial: build_request"));
    parse_tranzzo(&steps.step("tranzzo/full_succeeded: parse_response"));
    verify_themap(&steps.step("themap/webhook_vector: parse_webhook"));
    verify_sberbank(&steps.step("sberbank_legacy/callback_refunded_with_id: parse_webhook"));
    verify_tranzzo(&steps.step("tranzzo/served: parse_webhook"));
    build_bank131(&steps.step("bank131/served: build_request"));
}
