//! The core's own reader and writer of JSON beside serde_json, as in `tests/safety/json.rs`: the same texts are JSON, mean
//! and are written the same. Where they differ on purpose: no number that is no 64-bit integer, no nesting beyond 128.

use crate::fixtures::documents;
use refundkit::kit::{decode, encode};
use refundkit::kit::{Scalar, any_from_json, from_json, from_json_text, list_from_json};
use refundkit_tests::outline::Outline;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeSet;

/// How deep the core reads.
const DEEPEST: usize = 128;

/// Reads one text in every way that there is.
pub(crate) fn run(data: &[u8]) {
    let theirs = read::<Value>(data);
    let ours = any_from_json::<Value>(data).ok();
    let is_taken =
        read::<Outline>(data).is_some_and(|outline| outline.is_exact && outline.depth <= DEEPEST);
    assert_eq!(ours, theirs.clone().filter(|_| is_taken));
    passed_over(data);
    written(ours.as_ref());
    shapes(data, theirs.as_ref());
}

/// Texts that are objects, and parts of them.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts = documents().flat_map(|document| [document.to_string(), format!("{document:#}")]);
    let bodies = documents().flat_map(|document| {
        let messages = [
            &document["answer"]["response"],
            &document["webhook"],
            &document["request"],
        ];
        messages
            .into_iter()
            .filter_map(|message| message["body"].as_str())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let short = texts.filter(|text| text.len() < 2000).chain(bodies);
    short
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(String::into_bytes)
        .collect()
}

fn read<'de, T: Deserialize<'de>>(data: &'de [u8]) -> Option<T> {
    let mut reader = serde_json::Deserializer::from_slice(data);
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}

/// What nothing reads may be anything that is JSON.
fn passed_over(data: &[u8]) {
    let is_json = serde_json::from_slice::<IgnoredAny>(data).is_ok();
    assert_eq!(any_from_json::<IgnoredAny>(data).is_ok(), is_json);
    let raw = any_from_json::<Scalar<'_>>(data).ok();
    let text = std::str::from_utf8(data)
        .ok()
        .filter(|_| is_json)
        .map(str::trim);
    assert_eq!(raw.map(Scalar::raw), text);
    if let Some(scalar) = raw {
        let value = read::<Value>(data);
        let unsigned = scalar.text().filter(|text| !text.starts_with(['+', '-']));
        assert_eq!(
            scalar.integer(),
            unsigned.and_then(|text| text.parse().ok())
        );
        let string = value.as_ref().and_then(Value::as_str);
        assert!(string.is_none() || string == scalar.text().as_deref());
        assert!(
            !matches!(value, Some(Value::Bool(_)))
                || scalar.flag() == value.as_ref().and_then(Value::as_bool)
        );
    }
}

/// What was read is written as serde_json writes it, and read strictly again unless a `null` is in it.
fn written(value: Option<&Value>) {
    let Some(value) = value else { return };
    let text = encode(value).expect("it was read");
    assert_eq!(text, value.to_string());
    assert_eq!(any_from_json::<Value>(text.as_bytes()).as_ref(), Ok(value));
}

/// Structures, lists of them and our own strict form: never a panic, and nothing that is no JSON.
fn shapes(data: &[u8], theirs: Option<&Value>) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let object = from_json::<Shape<'_>>(data);
    assert_eq!(object, from_json_text::<Shape<'_>>(text));
    assert!(object.is_err() || serde_json::from_str::<IgnoredAny>(text).is_ok());
    if let Ok(shape) = &object {
        assert_eq!(
            shape.name,
            theirs
                .and_then(|value| value["name"].as_str())
                .or(shape.name)
        );
    }
    let _ = list_from_json::<Shape<'_>>(text).is_ok();
    let strict = decode::<Value>("value", text);
    assert!(strict.is_err() || theirs.is_some());
}

/// Members that providers' messages have.
#[derive(Debug, PartialEq, Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    name: Option<&'a str>,
    amount: Option<i64>,
    status: Option<String>,
    refunds: Option<Vec<Inner>>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Inner {
    amount: Option<u64>,
    flag: Option<bool>,
    letter: Option<char>,
}
