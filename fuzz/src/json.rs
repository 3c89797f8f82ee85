//! The core's reading of JSON beside a second, small reader of the tests, as in `tests/safety/json.rs`: the same texts are JSON
//! and mean the same. Both keep only numbers that are 64-bit integers and at most 128 levels.

use crate::fixtures::documents;
use refundkit::kit::{
    RawValue, any_from_json, decode, encode, from_json, from_json_text, list_from_json,
};
use refundkit_tests::plain_json;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use std::collections::BTreeSet;

/// Reads one text in every way that there is.
pub(crate) fn run(data: &[u8]) {
    let observation = plain_json::read(data);
    let plain = observation
        .as_ref()
        .and_then(|observation| observation.value.clone());
    let ours = any_from_json::<Value>(data).ok();
    assert_eq!(ours, plain);
    passed_over(data, observation.is_some(), plain.as_ref());
    written(ours.as_ref());
    shapes(data, observation.is_some(), plain.as_ref());
}

/// Texts that are objects, and parts of them.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts = documents().flat_map(|document| [document.to_string(), format!("{document:#}")]);
    let bodies = documents().flat_map(|document| {
        let messages = [
            &document["response"]["response"],
            &document["webhook"],
            &document["request"],
        ];
        messages
            .into_iter()
            .filter_map(|message| message["body"].as_str())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let short = texts
        .filter(|text| text.len() < 2000)
        .chain(bodies);
    short
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(String::into_bytes)
        .collect()
}

/// What nothing reads may be anything that is JSON.
fn passed_over(data: &[u8], is_json: bool, value: Option<&Value>) {
    assert_eq!(any_from_json::<IgnoredAny>(data).is_ok(), is_json);
    let raw = any_from_json::<RawValue<'_>>(data).ok();
    let text = std::str::from_utf8(data)
        .ok()
        .filter(|_| is_json)
        .map(|text| {
            text.strip_prefix(plain_json::MARK)
                .unwrap_or(text)
                .trim()
        });
    assert_eq!(raw.map(RawValue::raw), text);
    if let Some(scalar) = raw {
        if let Some(text) = scalar.text() {
            integers(scalar, &text);
        }
        let string = value.and_then(Value::as_str);
        assert!(string.is_none() || string == scalar.text().as_deref());
        assert!(
            !matches!(value, Some(Value::Bool(_)))
                || scalar.flag() == value.and_then(Value::as_bool)
        );
    }
}

/// Digits are read as Rust reads them, and what has a fraction or an exponent, a string or not, as the integer that it is
/// exactly.
fn integers(scalar: RawValue<'_>, text: &str) {
    let integer = scalar.integer();
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit())
    {
        let digits = text.parse().ok();
        assert_eq!(integer, digits.filter(|value| *value < 1_i64 << 53));
    } else if let Some(integer) = integer {
        assert_eq!(text.parse::<f64>(), Ok(integer as f64));
    }
}

/// What was read is written as serde_json writes it, and means the same.
fn written(value: Option<&Value>) {
    let Some(value) = value else { return };
    let text = encode(value).expect("it was read");
    assert_eq!(text, value.to_string());
    let observation = plain_json::read(text.as_bytes()).expect("it is JSON");
    assert_eq!(observation.value.as_ref(), Some(value));
    assert_eq!(any_from_json::<Value>(text.as_bytes()).as_ref(), Ok(value));
}

/// Structures, lists of them and our own strict form: never a panic, and nothing that is no JSON.
fn shapes(data: &[u8], is_json: bool, theirs: Option<&Value>) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let object = from_json::<Shape<'_>>(data);
    let text = text
        .strip_prefix(plain_json::MARK)
        .unwrap_or(text);
    assert_eq!(object, from_json_text::<Shape<'_>>(text));
    assert!(object.is_err() || is_json);
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
