//! Texts that stand for something: forms, decimals, hosts, keys, encodings. The first byte chooses which.
//!
//! What is read is written back the same, or another implementation reads it the same.

mod addresses;
mod decimals;
mod keys;
mod texts;

use crate::fixtures::documents;
use serde_json::Value;
use std::collections::BTreeSet;

const READERS: &[fn(&str)] = &[
    texts::form_pairs,
    decimals::decimal,
    decimals::json_decimal,
    decimals::amounts,
    addresses::host,
    addresses::loopback,
    texts::base64,
    texts::hex,
    texts::fields,
    addresses::address,
    texts::scrubbed,
    decimals::numbers,
];

const BYTES: &[fn(&[u8])] = &[keys::public_key, keys::private_key];

/// Reads one text.
pub(crate) fn run(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let index = usize::from(*choice) % (READERS.len() + BYTES.len());
    let Some(read) = READERS.get(index) else {
        let read = BYTES[index - READERS.len()];
        return read(rest);
    };
    if let Ok(text) = std::str::from_utf8(rest) {
        read(text);
    }
}

/// The texts of the fixtures, for each reader that may take them.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut texts = BTreeSet::new();
    for document in documents() {
        leaves(document, &mut texts);
    }
    let readers = u8::try_from(READERS.len() + BYTES.len()).expect("a few");
    let mut seeds = Vec::new();
    for text in texts {
        for choice in 0..readers {
            seeds.push([&[choice], text.as_bytes()].concat());
        }
    }
    seeds
}

fn leaves(value: &Value, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            texts.insert(text.clone());
        }
        Value::Number(number) => {
            texts.insert(number.to_string());
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| leaves(item, texts)),
        Value::Object(members) => members
            .values()
            .for_each(|member| leaves(member, texts)),
        Value::Null | Value::Bool(_) => (),
    }
}
