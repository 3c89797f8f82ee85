//! Our reader and writer of JSON beside two others: [`plain_json`], which follows the grammar alone, and serde_json. The same
//! texts are JSON, and mean and are written the same.
//!
//! Ours refuses on purpose what is not exact: numbers that are not 64-bit integers, and nesting beyond 128 levels in what is kept.

use proptest::prelude::*;
use refundkit::kit::{
    JsonError, RawValue, any_from_json, from_json, from_json_text, list_from_json, to_json,
};
use refundkit_tests::plain_json;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[ -~]{0,12}",
        any::<char>().prop_map(String::from),
        prop::sample::select(
            &[
                "\"",
                "\\",
                "\n",
                "\t\r",
                "\u{8}\u{c}",
                "\u{1f}\u{7f}",
                "\u{2028}",
                "😀",
                "/",
                "ї"
            ][..]
        )
        .prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((text(), inner), 0..4)
                .prop_map(|members| Value::Object(Map::from_iter(members))),
        ]
    })
}

/// What has a meaning in JSON, and what almost has.
const PIECES: &[&str] = &[
    "",
    " ",
    "\n",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83d",
    "\\ude00",
    "\\u0041",
    "\\u00zz",
    "\\/",
    "-",
    "-0",
    "0",
    "01",
    "1.5",
    "1e2",
    "1E+",
    ".",
    "18446744073709551616",
    "-9223372036854775809",
    "null",
    "nul",
    "true",
    "false",
    "\"a\"",
    "\u{1}",
    "\u{c}",
    "\u{a0}",
    "é",
    "/**/",
    "NaN",
];

/// JSON, pretty or compact, with pieces put in its place here and there; also bytes that are no UTF-8.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let damage = (
        any::<prop::sample::Index>(),
        0..3_usize,
        prop::sample::select(PIECES),
        any::<bool>(),
    );
    (value(), any::<bool>(), prop::collection::vec(damage, 0..3)).prop_map(
        |(value, pretty, damages)| {
            let mut bytes = if pretty {
                format!("{value:#}")
            } else {
                value.to_string()
            }
            .into_bytes();
            for (at, length, piece, is_invalid) in damages {
                let start = at.index(bytes.len() + 1);
                let end = (start + length).min(bytes.len());
                let invalid: &[u8] = if is_invalid && length == 2 {
                    &[0xff]
                } else {
                    &[]
                };
                bytes.splice(
                    start..end,
                    piece
                        .bytes()
                        .chain(invalid.iter().copied()),
                );
            }
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn the_same_texts_are_json_and_mean_the_same(bytes in damaged()) {
        let ours = any_from_json::<Value>(&bytes).ok();
        let plain = plain_json::read(&bytes).and_then(|observation| observation.value);
        let shown = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(&ours, &plain, "{}", shown);
        let theirs = serde_json::from_slice::<Value>(&bytes).ok();
        prop_assert!(ours.is_none() || ours == theirs, "{}", shown);
    }

    #[test]
    fn the_same_texts_are_passed_over(bytes in damaged()) {
        let is_json = plain_json::read(&bytes).is_some();
        let shown = String::from_utf8_lossy(&bytes);
        prop_assert_eq!(serde_json::from_slice::<IgnoredAny>(&bytes).is_ok(), is_json, "{}", shown);
        prop_assert_eq!(any_from_json::<IgnoredAny>(&bytes).is_ok(), is_json, "{}", shown);
        let raw = any_from_json::<RawValue<'_>>(&bytes).ok().map(|value| value.raw().to_owned());
        let trimmed = std::str::from_utf8(&bytes).ok().filter(|_| is_json).map(|text| text.trim().to_owned());
        prop_assert_eq!(raw, trimmed);
    }

    #[test]
    fn what_is_written_is_the_same_to_the_byte(value in value()) {
        prop_assert_eq!(to_json(&value).unwrap(), value.to_string());
    }

    #[test]
    fn every_shape_is_written_and_read_the_same(
        (name, size, flag) in (text(), any::<i64>(), prop::option::of(any::<bool>())),
        (letter, small, pairs) in (any::<char>(), any::<u8>(), prop::collection::vec((text(), any::<i16>()), 0..3)),
    ) {
        let all = Shapes {
            one: One(size), two: Two(small, name.clone()), flag, letter, pairs, nothing: (),
            words: vec![Word::Plain, Word::Held(name.clone()), Word::Pair(small, size), Word::Open { name, size }],
        };
        let written = to_json(&all).unwrap();
        prop_assert_eq!(&written, &serde_json::to_string(&all).unwrap());
        prop_assert_eq!(from_json::<Shapes>(written.as_bytes()), Ok(all));
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shapes {
    one: One,
    two: Two,
    flag: Option<bool>,
    letter: char,
    pairs: Vec<(String, i16)>,
    nothing: (),
    words: Vec<Word>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct One(i64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Two(u8, String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Word {
    Plain,
    Held(String),
    Pair(u8, i64),
    Open { name: String, size: i64 },
}

#[test]
fn a_fraction_is_refused_even_where_another_member_takes_its_place() {
    assert!(any_from_json::<Value>(br#"{"a":1.5,"a":1}"#).is_err());
    assert_eq!(
        any_from_json::<Value>(br#"{"a":1,"a":2}"#),
        Ok(json!({"a": 2}))
    );
}

#[test]
fn what_is_passed_over_may_be_deep_and_what_is_kept_may_not() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(any_from_json::<IgnoredAny>(nested(1_000_000).as_bytes()).is_ok());
    assert!(any_from_json::<Value>(nested(128).as_bytes()).is_ok());
    assert_eq!(
        any_from_json::<Value>(nested(129).as_bytes()),
        Err(JsonError::Unreadable)
    );
}

#[test]
fn a_structure_is_an_object_at_every_depth() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: One,
        again: Option<Inner>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: i64,
    }
    let read = |text: &str| from_json_text::<Outer>(text);
    assert_eq!(
        read(r#"{"inner":1,"again":{"a":2}}"#),
        Ok(Outer {
            inner: One(1),
            again: Some(Inner { a: 2 })
        })
    );
    assert_eq!(
        read(r#"{"inner":1,"again":null}"#),
        Ok(Outer {
            inner: One(1),
            again: None
        })
    );
    assert_eq!(
        read(r#"{"inner":1,"again":[2]}"#),
        Err(JsonError::Unreadable)
    );
    assert_eq!(read(r#"[1,{"a":2}]"#), Err(JsonError::Unreadable));
    assert_eq!(
        read(r#"{"inner":1,"again":{"a":2,"a":2}}"#),
        Err(JsonError::Duplicate)
    );
    assert_eq!(list_from_json::<Inner>("[[1]]"), Err(JsonError::Unreadable));
    assert_eq!(
        from_json_text::<IgnoredAny>("[]").err(),
        Some(JsonError::Unreadable)
    );
}

#[test]
fn no_float_is_written() {
    assert!(to_json(&json!({"amount": 10.5})).is_err());
    assert_eq!(
        to_json(&json!({"size": u64::MAX, "least": i64::MIN})).unwrap(),
        r#"{"size":18446744073709551615,"least":-9223372036854775808}"#
    );
}

#[test]
fn a_scalar_is_the_text_of_a_value_and_of_nothing_else() {
    let text = |json: &str| {
        any_from_json::<RawValue<'_>>(json.as_bytes())
            .unwrap()
            .string()
    };
    for (json, expected) in [
        (r#""x""#, "x"),
        (r#""\u0078""#, "x"),
        ("1.50", "1.50"),
        ("true", "true"),
        ("-1", "-1"),
    ] {
        assert_eq!(text(json).as_deref(), Some(expected), "{json}");
    }
    for json in ["null", "{}", r#"{"a":1}"#, "[]", "[1]"] {
        assert_eq!(text(json), None, "{json}");
    }
}

#[test]
fn a_number_has_one_sign_before_its_exponent() {
    let is_number = |text: &str| any_from_json::<RawValue<'_>>(text.as_bytes()).is_ok();
    for number in ["1e5", "1E5", "1e+5", "1e-5", "1.0E-5", "-1e+5"] {
        assert!(is_number(number), "{number}");
    }
    for text in ["1e+-5", "1e-+5", "1e++5", "1e+", "1e", "+1e5", "1e5.0"] {
        assert!(!is_number(text), "{text}");
    }
}

#[test]
fn a_choice_without_content_has_none() {
    let read = |text: &str| refundkit::kit::decode::<refundkit::Endpoint>("endpoint", text).is_ok();
    assert!(read(r#""live""#) && read(r#"{"custom":"https://pay.example"}"#));
    for text in [r#"{"live":1}"#, r#"{"live":null}"#, r#""custom""#, "{}"] {
        assert!(!read(text), "{text}");
    }
}
