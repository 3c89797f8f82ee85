//! With the allocator of the layers, which wipes what is freed, nothing of a secret is left once a program has dropped what
//! it used: neither the document that held it, nor the request, nor what grew while they were written.
#![cfg(target_os = "linux")]

use refundkit::dispatch::call;
use refundkit::kit::{KeySize, RsaHash, RsaSigner};
use refundkit::{BlindingSeed, Secret};
use refundkit_tests::image::{Sought, planted};
use refundkit_tests::{SECRETS, steps};
use rsa::PrivateKey;
use rsa::pkcs8::DecodePrivateKey;
use rsa::traits::PrivateKeyParts;
use serde_json::Value;
use std::alloc::System;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// One test at a time: the fixtures hold the same private key.
static IN_TURN: Mutex<()> = Mutex::new(());

/// The document with fresh secrets in it, and what to look for. Keys in PEM stay what they are.
fn planted_into(document: &mut Value) -> Vec<Sought> {
    let members = document["credentials"]
        .as_object_mut()
        .into_iter()
        .flatten();
    let secrets = members
        .filter(|(name, _)| SECRETS.contains(&name.as_str()))
        .map(|(_, value)| value);
    secrets
        .flat_map(texts)
        .map(plant)
        .collect()
}

fn texts(value: &mut Value) -> Vec<&mut Value> {
    if value.is_array() {
        value
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .collect()
    } else {
        vec![value]
    }
}

fn plant(value: &mut Value) -> Sought {
    let text = value.as_str().unwrap();
    if let Some(line) = text.lines().nth(5) {
        return Sought::new(line.as_bytes());
    }
    let (secret, sought) = planted();
    *value = Value::String(secret.to_string());
    sought
}

/// The name of one step of each operation of each provider.
fn operations() -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut is_new = |document: Value| {
        let operation = ["provider", "operation"].map(|member| document[member].to_string());
        document["credentials"].is_object() && seen.insert(operation)
    };
    steps()
        .iter()
        .filter(|step| is_new(step.document()))
        .map(|step| step.name.clone())
        .collect()
}

/// Read afresh: what is kept of a fixture keeps its keys.
fn document(name: &str) -> Value {
    steps()
        .iter()
        .find(|step| step.name == name)
        .unwrap()
        .document()
}

/// How many secrets there were, and how many of them are still there when everything is dropped.
fn run(name: &str) -> (usize, usize) {
    let mut document = document(name);
    let sought = planted_into(&mut document);
    let text = document.to_string();
    drop(document);
    let printed = call(&text);
    assert!(
        sought
            .iter()
            .all(|secret| secret.places() > 0),
        "{name}: the search finds nothing"
    );
    drop((text, printed));
    (
        sought.len(),
        sought
            .iter()
            .filter(|secret| secret.places() > 0)
            .count(),
    )
}

#[test]
fn no_operation_leaves_a_secret_in_the_process() {
    let _alone = IN_TURN.lock();
    let found: Vec<_> = operations()
        .into_iter()
        .map(|name| (run(&name), name))
        .collect();
    assert!(
        found
            .iter()
            .map(|((secrets, _), _)| secrets)
            .sum::<usize>()
            > 50,
        "{}",
        found.len()
    );
    let left: Vec<_> = found
        .iter()
        .filter(|((_, left), _)| *left > 0)
        .collect();
    assert!(left.is_empty(), "{left:#?}");
}

/// Both byte orders of the primes and the private exponent.
fn numbers(pem: &str) -> Vec<Sought> {
    let key = PrivateKey::from_pkcs8_pem(pem).unwrap();
    let mut sought = Vec::new();
    for number in key
        .primes()
        .iter()
        .map(AsRef::as_ref)
        .chain([key.d()])
    {
        let mut bytes = number.to_be_bytes();
        sought.push(Sought::new(&bytes[..32]));
        bytes.reverse();
        sought.push(Sought::new(&bytes[..32]));
    }
    sought
}

#[test]
fn a_private_key_is_gone_with_its_object() {
    let _alone = IN_TURN.lock();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("keys/merchant_pkcs8.pem");
    let pem = fs::read_to_string(path).unwrap();
    let sought = numbers(&pem);
    let signer = RsaSigner::from_pem("privateKey", &Secret::new(&pem), KeySize::Safe).unwrap();
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
