//! With the allocator of the layers, which wipes what is freed, nothing of a secret is left once a program has dropped what
//! it used: neither the document that held it, nor the request, nor what grew while they were written.
#![cfg(target_os = "linux")]

use refundkit::dispatch::answer;
use refundkit_tests::image::{Sought, planted};
use refundkit_tests::{SECRETS, steps};
use serde_json::Value;
use std::alloc::System;
use std::collections::BTreeSet;
use zeroizing_alloc::ZeroAlloc;

#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// The document with fresh secrets in it, and what to look for. Keys in PEM stay what they are.
fn planted_into(document: &mut Value) -> Vec<Sought> {
    let members = document["credentials"]
        .as_object_mut()
        .into_iter()
        .flatten();
    let secrets = members
        .filter(|(name, _)| SECRETS.contains(&name.as_str()))
        .map(|(_, value)| value);
    secrets.flat_map(texts).map(plant).collect()
}

fn texts(value: &mut Value) -> Vec<&mut Value> {
    if value.is_array() {
        value.as_array_mut().unwrap().iter_mut().collect()
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
    let printed = answer(&text);
    assert!(
        sought.iter().all(|secret| secret.places() > 0),
        "{name}: the search finds nothing"
    );
    drop((text, printed));
    (
        sought.len(),
        sought.iter().filter(|secret| secret.places() > 0).count(),
    )
}

#[test]
fn no_operation_leaves_a_secret_in_the_process() {
    let found: Vec<_> = operations()
        .into_iter()
        .map(|name| (run(&name), name))
        .collect();
    assert!(
        found.iter().map(|((secrets, _), _)| secrets).sum::<usize>() > 50,
        "{}",
        found.len()
    );
    let left: Vec<_> = found.iter().filter(|((_, left), _)| *left > 0).collect();
    assert!(left.is_empty(), "{left:#?}");
}
