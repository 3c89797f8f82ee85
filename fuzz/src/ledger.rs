//! The record that a story leaves, with some of its values changed or any text in its place.
//!
//! It is refused with an error, or read. What the ledger then stores, it reads again; storing comes to an end; and no record
//! makes it send money without a permit.

use crate::bounded;
use crate::dispatch::answered;
use crate::mutations::{Mutation, apply};
use arbitrary::{Arbitrary, Unstructured};
use refundkit_tests::ledger_documents::{ledger_records, with};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static RECORDS: LazyLock<Vec<(Value, Value)>> = LazyLock::new(ledger_records);

/// More steps than this in a row store nothing new.
const MOST_STORES: usize = 4;

/// Two bytes choose the record, two how many minutes later it is loaded; the rest says what to change.
pub(crate) fn run(data: &[u8]) {
    if let Some(document) = changed(data) {
        let length = document.to_string().len();
        bounded(&vec![0; length], |_| play(&document));
    }
}

fn changed(data: &[u8]) -> Option<Value> {
    let mut bytes = Unstructured::new(data);
    let index = usize::from(u16::arbitrary(&mut bytes).ok()?) % RECORDS.len();
    let minutes = i64::from(u16::arbitrary(&mut bytes).ok()?);
    let (mut document, mut record) = RECORDS[index].clone();
    let mutations: Vec<Mutation<'_>> = Vec::arbitrary_take_rest(bytes).ok()?;
    apply(&mutations, &mut record);
    let now_ms = document["nowMs"].as_i64()?;
    document["nowMs"] = json!(now_ms + minutes * 60_000);
    document["row"] = json!({"body": record.to_string(), "version": 40});
    Some(document)
}

fn play(document: &Value) {
    let mut document = document.clone();
    for _ in 0..MOST_STORES {
        let Some(step) = step(&document) else {
            return;
        };
        if step["kind"] != "store" {
            assert_ne!(step["money"], true, "money without a permit");
            return;
        }
        let version = step["expected"]
            .as_i64()
            .expect("a version")
            + 1;
        document["row"] = json!({"body": step["body"], "version": version});
        let view = asked(&document, "ledger_view", json!({})).expect("it reads what it wrote");
        let left = view["left"]["minorUnits"].as_i64();
        assert!(left.is_some_and(|left| left >= 0), "{view}");
    }
    panic!("it stores for ever");
}

fn step(document: &Value) -> Option<Value> {
    let seed = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
    asked(
        document,
        "ledger_step",
        json!({"nonce": "a nonce of one call", "seed": seed}),
    )
}

/// What an operation gives, unless it refuses.
fn asked(document: &Value, operation: &str, members: Value) -> Option<Value> {
    let document = with(document, operation, members);
    answered(&document.to_string())
        .get("ok")
        .cloned()
}

/// Every record unchanged, loaded at once, after an hour and after a month.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let indices = (0..=u16::MAX).zip(RECORDS.iter());
    let later = indices.flat_map(|(index, _)| [0_u16, 60, 43_200].map(|minutes| [index, minutes]));
    later
        .map(|pair| pair.map(u16::to_le_bytes).concat())
        .collect()
}

/// What is called.
pub(crate) fn reaches() -> BTreeSet<String> {
    let called = RECORDS
        .iter()
        .flat_map(|(document, _)| {
            let provider = document["provider"]
                .as_str()
                .unwrap_or_default();
            ["ledger_step", "ledger_view"].map(|operation| format!("{provider}/{operation}"))
        });
    called.collect()
}
