//! When a provider is dropped, its secrets are nowhere in the memory of the process: not in freed memory, not on the stack.
//!
//! With the allocator that every Rust program has. What a program builds with a provider, it wipes itself; see `process.rs`.
#![cfg(target_os = "linux")]

use refundkit::kit::{KeySize, RsaHash, RsaSigner, decode};
use refundkit::{
    BlindingSeed, HttpMethod, Provider, ReceivedRequest, SberbankLegacy, Secret, TheMap, Tranzzo,
    VerifyWebhooks,
};
use refundkit_tests::SECRETS;
use refundkit_tests::image::{Sought, planted};
use refundkit_tests::ledger_documents::served;
use rsa::PrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;
use std::fs;
use std::path::Path;
use zeroize::Zeroizing;

/// Config and credentials of classes that take a text as secret, which stands where `@` does. What the fixture `served` of a provider
/// has is enough for any other class.
const CLASSES: &[(&str, &str, &str)] = &[
    (
        "sberbank_legacy",
        r#"{}"#,
        r#"{"userName":"@","password":"@","callbackTokens":["@"]}"#,
    ),
    (
        "sberbank_legacy_server",
        r#"{}"#,
        r#"{"userName":"@","password":"@","callbackToken":"@"}"#,
    ),
    (
        "sberbank_gateway",
        r#"{}"#,
        r#"{"userName":"@","password":"@"}"#,
    ),
    (
        "sberbank_gateway_server",
        r#"{}"#,
        r#"{"userName":"@","password":"@"}"#,
    ),
    (
        "themap",
        r#"{"endpoint":"demo"}"#,
        r#"{"key":"@","signingKey":"@"}"#,
    ),
    ("themap_server", r#"{}"#, r#"{"key":"@","signingKey":"@"}"#),
];

/// Those whose only secret is a private key, and Google's, which have none.
const WITHOUT_TEXT: [&str; 6] = [
    "bank131",
    "bank131_server",
    "smart_glocal",
    "smart_glocal_server",
    "google",
    "google_caller",
];

/// `template` with `secret` in it, written into one piece of memory that is wiped.
fn filled(template: &str, secret: &str) -> Zeroizing<String> {
    let places = template.matches('@').count();
    let mut text = Zeroizing::new(String::with_capacity(
        template.len() + secret.len() * places,
    ));
    for (index, part) in template.split('@').enumerate() {
        if index > 0 {
            text.push_str(secret);
        }
        text.push_str(part);
    }
    text
}

/// Config and credentials of a class.
fn made_with(name: &str) -> (String, String) {
    let row = CLASSES
        .iter()
        .find(|(class, ..)| *class == name);
    if let Some((_, config, template)) = row {
        return ((*config).to_owned(), (*template).to_owned());
    }
    let merchant = name
        .strip_suffix("_server")
        .unwrap_or(name);
    let case = served(merchant);
    let side = if merchant == name {
        &case
    } else {
        &case["server"]
    };
    let mut credentials = side["credentials"].clone();
    let members = credentials
        .as_object_mut()
        .expect("credentials");
    for (member, value) in members {
        if SECRETS.contains(&member.as_str()) {
            *value = "@".into();
        }
    }
    ("{}".to_owned(), credentials.to_string())
}

/// There while the object lives, gone with it.
fn forgotten<P: Provider>(name: &str, work: impl Fn(&P)) {
    let (config, template) = made_with(name);
    let (secret, sought) = planted();
    let text = filled(&template, &secret);
    drop(secret);
    let provider = P::new(
        decode("config", &config).unwrap(),
        decode("credentials", &text).unwrap(),
    )
    .unwrap();
    drop(text);
    work(&provider);
    assert!(sought.places() > 0, "{name}: the search finds nothing");
    drop(provider);
    assert_eq!(sought.places(), 0, "{name}");
}

macro_rules! every_class {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident $types:tt $traits:tt)* })*) => {
        #[test]
        fn no_provider_leaves_a_secret_behind() {
            $($(if !WITHOUT_TEXT.contains(&$name) {
                forgotten::<refundkit::providers::$module::$class>($name, |_| ());
            })*)*
        }
    };
}

refundkit::for_each_provider!(every_class);

fn webhook(body: &str) -> ReceivedRequest {
    ReceivedRequest {
        method: HttpMethod::Post,
        url: "/hook".into(),
        headers: Vec::new(),
        body: body.into(),
    }
}

fn verifies<P: VerifyWebhooks>(provider: &P, webhook: &ReceivedRequest) {
    let error = provider
        .parse_webhook(webhook)
        .unwrap_err()
        .error;
    assert_eq!(
        (error.code(), error.detail()),
        ("unverified", "does not match")
    );
}

#[test]
fn verifying_leaves_no_secret_behind() {
    let tranzzo = webhook("data=e30&signature=AAAAAAAAAAAAAAAAAAAAAAAAAAA");
    forgotten::<Tranzzo>("tranzzo", |provider| verifies(provider, &tranzzo));
    let themap = webhook(&format!(
        "OrderId=1&Success=true&Signature={}",
        "00".repeat(32)
    ));
    forgotten::<TheMap>("themap", |provider| verifies(provider, &themap));
    let callback = webhook(&format!(
        "mdOrder=1&operation=refunded&status=1&checksum={}",
        "00".repeat(32)
    ));
    forgotten::<SberbankLegacy>("sberbank_legacy", |provider| verifies(provider, &callback));
}

/// The primes are another matter: `rsa` leaves copies of them in freed memory. See `process.rs` and `SECURITY.md`.
#[test]
fn a_private_key_leaves_neither_its_text_nor_its_exponent_behind() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys/merchant_pkcs8.pem");
    let pem = Zeroizing::new(fs::read_to_string(path).unwrap());
    let mut sought = vec![Sought::new(pem.lines().nth(5).unwrap().as_bytes())];
    let key = PrivateKey::from_pkcs8_pem(&pem).unwrap();
    let mut exponent = Zeroizing::new(key.d().to_be_bytes());
    sought.push(Sought::new(&exponent[..32]));
    exponent.reverse();
    sought.push(Sought::new(&exponent[..32]));
    drop((key, exponent));
    let signer =
        RsaSigner::from_pem("privateKey", &Secret::new(pem.as_str()), KeySize::Safe).unwrap();
    drop(pem);
    signer
        .sign(RsaHash::Sha256, b"message", &BlindingSeed::new([7; 32]))
        .unwrap();
    assert!(
        sought
            .iter()
            .any(|number| number.places() > 0),
        "the search finds nothing"
    );
    drop(signer);
    let left: Vec<usize> = sought
        .iter()
        .map(Sought::places)
        .collect();
    assert_eq!(left, vec![0; left.len()]);
}
