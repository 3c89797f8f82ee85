//! Documents of ledgers, made of the stories: what a host hands in first, and again with the row that it stored.

use refundkit::kit::decode;
use refundkit::{Provider, dispatch};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The clock of every story begins here.
pub const BEGIN: i64 = 1_800_000_000_000;

/// The fixture in which both sides of a provider talk to each other.
pub fn served(provider: &str) -> Value {
    let case = crate::folder().join(format!("{provider}/served"));
    read(&case, "case.json").unwrap_or_else(|| panic!("{provider} has no fixture `served`"))
}

/// The members of a document that name a provider of these, with its keys. Where nothing is said here, they are those of the
/// fixture `served`.
pub fn opening(provider: &str) -> Value {
    let (config, credentials) = match provider {
        "tranzzo" => (
            json!({}),
            json!({"posId": "pos-1", "apiKey": "apikey-1", "apiSecret": "s3cr3t-of-the-shop", "endpointsKey": "endpoint-key"}),
        ),
        "themap" => (
            json!({"endpoint": "demo"}),
            json!({"key": "TestTerminal", "signingKey": "haha"}),
        ),
        "sberbank_gateway" | "sberbank_legacy" => (
            json!({}),
            json!({"userName": "login", "password": "p4ssw0rd-of-the-shop"}),
        ),
        "bank131" | "smart_glocal" => (
            json!({}),
            json!({
                "project": "project",
                "privateKey": include_str!("../keys/merchant_pkcs8.pem"),
                "providerKeys": [include_str!("../keys/provider_public.pem")],
            }),
        ),
        other => (json!({}), served(other)["credentials"].clone()),
    };
    json!({"provider": provider, "config": config, "credentials": credentials})
}

/// The same as a story has it: with its configuration, and with the public key alone where the private one lives elsewhere.
pub fn opening_of(story: &Value) -> Value {
    let provider = story["provider"].as_str();
    let mut opening = opening(provider.unwrap_or_default());
    if !story["config"].is_null() {
        opening["config"] = story["config"].clone();
    }
    if story["keyElsewhere"] == true {
        opening["credentials"] = json!({
            "project": "project",
            "publicKey": include_str!("../keys/merchant_public.pem"),
            "providerKeys": [include_str!("../keys/provider_public.pem")],
        });
    }
    opening
}

/// The provider of a document.
pub fn made<P: Provider>(document: &Value) -> P {
    let read = |name: &str| document[name].to_string();
    let config = decode("config", &read("config")).expect("a configuration");
    let credentials = decode("credentials", &read("credentials")).expect("credentials");
    P::new(config, credentials).expect("good keys")
}

/// Documents of every ledger operation of every provider that a story is about.
pub fn ledger_documents() -> Vec<Value> {
    let mut stories: Vec<Value> = folders()
        .iter()
        .filter_map(|folder| read(folder, "story.json"))
        .collect();
    let provider = |story: &Value| story["provider"].to_string();
    stories.sort_by_key(|story| (provider(story), story["title"].to_string()));
    stories.dedup_by_key(|story| provider(story));
    stories
        .iter()
        .flat_map(documents_of)
        .chain(documents_of_google())
        .collect()
}

/// Documents about the ledger of a capture. Google asks, so it has no story.
fn documents_of_google() -> [Value; 2] {
    let google =
        json!({"provider": "google", "config": {"accountIds": ["shop"]}, "credentials": {}});
    let captured = json!({"minorUnits": 30000, "currency": "USD"});
    let capture = json!({"captureKey": "payment-1", "accountId": "shop", "captured": captured});
    let key = with(&google, "ledger_key", json!({"capture": capture}));
    let version = json!({"major": 1, "minor": 0, "revision": 0});
    let header = json!({"protocolVersion": version, "requestId": "request-1", "requestTimestamp": BEGIN.to_string()});
    let asked = json!({
        "requestHeader": header, "paymentIntegratorAccountId": "shop", "captureRequestId": "capture-1",
        "currencyCode": "USD", "refundAmount": "100000000",
    });
    let request =
        json!({"method": "POST", "url": "/v1/refund", "headers": [], "body": asked.to_string()});
    let parsed = with(
        &google,
        "parse_request",
        json!({"request": request, "nowMs": BEGIN}),
    );
    let parsed: Value =
        serde_json::from_str(&dispatch::call(&parsed.to_string())).expect("a document");
    let request_key = with(&google, "request_key", json!({"call": parsed["ok"]}));
    [key, request_key]
}

/// For every story, what names its payment, and the record that it leaves.
pub fn ledger_records() -> Vec<(Value, Value)> {
    let of = |folder: &PathBuf| {
        let story = read(folder, "story.json")?;
        Some((paid(&story), read(folder, "record.json")?))
    };
    folders()
        .iter()
        .filter_map(of)
        .collect()
}

/// The folders of the stories, in order.
pub fn folders() -> Vec<PathBuf> {
    let stories = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let folders = fs::read_dir(stories)
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = folders
        .map(|folder| folder.path())
        .collect();
    folders.sort();
    folders
}

fn read(folder: &Path, name: &str) -> Option<Value> {
    let text = fs::read_to_string(folder.join(name)).ok()?;
    serde_json::from_str(&text).ok()
}

/// What every document about the ledger of a story's account has.
pub(crate) fn named(story: &Value) -> Value {
    let mut settings = story["settings"].clone();
    settings["account"] = json!("shop");
    let mut named = opening_of(story);
    named["settings"] = settings;
    named
}

/// The same with the payment, when the story begins.
fn paid(story: &Value) -> Value {
    let mut paid = named(story);
    paid["payment"] = story["payment"].clone();
    paid["captured"] = story["captured"].clone();
    paid["nowMs"] = json!(BEGIN);
    paid
}

fn documents_of(story: &Value) -> [Value; 5] {
    let (named, paid) = (named(story), paid(story));
    let key = with(&named, "ledger_key", json!({"payment": story["payment"]}));
    let event = json!({"kind": "other", "providerType": "", "dedupeKey": "1", "acknowledgement": {"status": 200, "headers": [], "body": ""}});
    let keys_of = with(&named, "ledger_keys_of", json!({"event": event}));
    let call = json!({"nonce": "a nonce of one call", "seed": "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=", "inputs": [wish(story)]});
    let first = with(&paid, "ledger_step", call);
    let row = row_of(&first);
    let permitted = json!({"row": row, "permit": "a nonce of one call"});
    let again = with(&first, "ledger_step", permitted);
    let view = with(&paid, "ledger_view", json!({"row": row}));
    [key, keys_of, first, again, view]
}

/// The first refund that a story asks for.
fn wish(story: &Value) -> Value {
    let lines = story["script"]
        .as_array()
        .into_iter()
        .flatten();
    let mut wishes = lines.filter(|line| !line["request"].is_null());
    let line = wishes
        .next()
        .cloned()
        .unwrap_or_default();
    json!({"request": {"reference": line["request"], "refund": line["refund"]}})
}

/// The row that the first store of a document leaves.
fn row_of(document: &Value) -> Value {
    let told: Value =
        serde_json::from_str(&dispatch::call(&document.to_string())).unwrap_or_default();
    json!({"body": told["ok"]["body"], "version": 1})
}

/// A document of an operation, with these members beside those that it has.
pub fn with(document: &Value, operation: &str, members: Value) -> Value {
    let mut document = document.clone();
    document["operation"] = json!(operation);
    if let (Value::Object(all), Value::Object(more)) = (&mut document, members) {
        all.extend(more);
    }
    document
}
