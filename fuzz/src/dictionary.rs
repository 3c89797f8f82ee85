//! The dictionary: names and short words of the fixtures, and what has a meaning in JSON.

use crate::fixtures::documents;
use serde_json::Value;
use std::collections::BTreeSet;

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u0041",
    "\\ud83d",
    "\\ude00",
    "\\/",
    "-0",
    "1e2",
    "1.50",
    "null",
    "true",
    "false",
    "9007199254740991",
    "9223372036854775808",
    "%20",
    "%ff",
    "+",
    "&",
    "=",
    "\n\n",
    ": ",
    "GET ",
    "POST ",
];

/// libFuzzer's dictionary: a quoted word a line.
pub fn dictionary() -> String {
    let mut found: BTreeSet<String> = PIECES
        .iter()
        .map(|piece| (*piece).to_owned())
        .collect();
    documents().for_each(|document| collect(document, &mut found));
    found
        .iter()
        .filter(|word| (1..=40).contains(&word.len()))
        .map(|word| quoted(word))
        .collect()
}

fn collect(value: &Value, dictionary: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => collect(&inner, dictionary),
            _ => drop(dictionary.insert(text.clone())),
        },
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect(item, dictionary)),
        Value::Object(members) => members
            .iter()
            .for_each(|(name, member)| {
                dictionary.insert(format!("\"{name}\":"));
                collect(member, dictionary);
            }),
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

fn quoted(word: &str) -> String {
    let escaped: String = word
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("\\x{byte:02x}")
            }
        })
        .collect();
    format!("\"{escaped}\"\n")
}
