//! What the reader makes of these texts, text by text: which it takes, what it refuses, and where. Each row of `observations.txt`
//! is a text, then what is said of it as a document of our own, then as a provider's message.
//!
//! The table was written once, before the reader became a crate of its own, and is not written again by a test.

use refundkit::kit::{decode, from_json};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Own {
    name: String,
    amount: Option<i64>,
    #[serde(default)]
    goods: Vec<Good>,
    choice: Choice,
    #[serde(default)]
    map: BTreeMap<String, u8>,
    two: Option<Two>,
    letter: Option<char>,
    flag: Option<bool>,
    text: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Good {
    price: u32,
    tax: Option<Box<Choice>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Two(u8, String);

#[derive(Deserialize)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Text(String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it is read counts")]
enum Choice {
    Plain,
    Held(String),
    Pair(u8, i64),
    Full { expected: Good },
    Opt(Option<u8>),
}

#[test]
fn every_text_is_read_or_refused_as_in_the_table() {
    let table: Vec<&str> = include_str!("observations.txt")
        .lines()
        .collect();
    assert!(table.len() > 200 && table.len().is_multiple_of(3));
    for row in table.chunks(3) {
        let text = row[0];
        let strict = match decode::<Own>("value", text) {
            Ok(_) => "read".to_owned(),
            Err(error) => format!("{} {}", error.code(), error.field()),
        };
        let lenient = match from_json::<Own>(text.as_bytes()) {
            Ok(_) => "read".to_owned(),
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(
            [strict.as_str(), &lenient],
            [row[1].trim(), row[2].trim()],
            "{text}"
        );
    }
}
