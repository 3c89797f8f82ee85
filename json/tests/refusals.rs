//! Each refusal that the documentation of the crate lists, with its kind and place.
#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use refundkit_json::{
    Error, ErrorKind, from_slice, from_str, from_str_strict, members, raw, string, to_string,
};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Order {
    name: String,
    amount: Option<i64>,
    #[serde(default)]
    goods: Vec<Good>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Good {
    price: u32,
    kind: Option<Kind>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "only whether it is read counts")]
enum Kind {
    Plain,
    Named(String),
}

fn refused(text: &str) -> (ErrorKind, String) {
    let error = from_str_strict::<Order>(text).unwrap_err();
    assert!(
        from_str::<Order>(text).is_err_and(|lenient| lenient == error),
        "{text}"
    );
    (error.kind(), error.into_path())
}

#[test]
fn the_kind_and_the_place_are_named() {
    for (text, kind, path) in [
        ("[]", ErrorKind::Invalid, ""),
        (r#"["x",null,[]]"#, ErrorKind::Invalid, ""),
        ("{}", ErrorKind::Missing, "name"),
        (r#"{"name":"x","amount":1.0}"#, ErrorKind::Invalid, "amount"),
        (r#"{"name":"x","amount":1e2}"#, ErrorKind::Invalid, "amount"),
        (r#"{"name":"x","amount":-0}"#, ErrorKind::Invalid, "amount"),
        (
            r#"{"name":"x","amount":9223372036854775808}"#,
            ErrorKind::Invalid,
            "amount",
        ),
        (r#"{"name":"x","name":"x"}"#, ErrorKind::Duplicate, "name"),
        (r#"{"name":"x","other":1}"#, ErrorKind::Unknown, "other"),
        (
            r#"{"name":"x","goods":[{"price":1},{}]}"#,
            ErrorKind::Missing,
            "goods[1].price",
        ),
        (
            r#"{"name":"x","goods":[{"price":1},[1]]}"#,
            ErrorKind::Invalid,
            "goods[1]",
        ),
        (
            r#"{"goods":[{"price":[1,[]],"kind":1}]}"#,
            ErrorKind::Invalid,
            "goods[0].price",
        ),
        (
            r#"{"name":"x","goods":[{"price":1,"kind":{"plain":1}}]}"#,
            ErrorKind::Invalid,
            "goods[0].kind",
        ),
        (
            r#"{"name":"x","goods":[{"price":1,"kind":"named"}]}"#,
            ErrorKind::Invalid,
            "goods[0].kind",
        ),
        (r#"{"name":"x"} 1"#, ErrorKind::Invalid, ""),
        (r#"{"name":"\ud83d"}"#, ErrorKind::Invalid, "name"),
        (
            r#" { "name" : "x" , "goods" : [ "#,
            ErrorKind::Invalid,
            "goods[0]",
        ),
    ] {
        assert_eq!(refused(text), (kind, path.to_owned()), "{text}");
    }
}

#[test]
fn null_is_absent_only_where_reading_is_lenient() {
    let text = r#"{"name":"x","amount":null}"#;
    assert!(from_str::<Order>(text).is_ok());
    assert_eq!(
        from_str_strict::<Order>(text)
            .unwrap_err()
            .path(),
        "amount"
    );
    assert!(from_str::<Order>(r#"{"name":null}"#).is_err());
}

#[test]
fn what_is_passed_over_hides_no_place_behind_it() {
    let deep = "[".repeat(1000) + &"]".repeat(1000);
    let passed = [r#"{"\ud83d":[{}]}"#, r#"[{"a":1,"b":[]},"c"]"#, &deep];
    for value in passed {
        let text = format!(r#"{{"other":{value},"price":"x"}}"#);
        let error = from_str::<Price>(&text).unwrap_err();
        assert_eq!(error.path(), "price", "{text}");
    }
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only whether it is read counts")]
struct Price {
    price: u32,
}

#[test]
fn an_error_prints_its_place_and_no_value() {
    let error = from_str::<Order>(r#"{"name":"secret","goods":[{"price":"secret"}]}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "goods[0].price: must be an integer from 0 to 4294967295"
    );
    assert!(!format!("{error:?}").contains("secret"));
    assert_eq!(
        from_str::<Order>("1")
            .unwrap_err()
            .to_string(),
        "must be an object"
    );
}

/// What is expected is said in words of JSON, for each way in which a value can be another one.
#[test]
fn an_error_says_what_is_expected() {
    let expected = |text: &str| {
        let error = from_str_strict::<Everything>(text).unwrap_err();
        format!("{} {}", error.path(), error.expected().unwrap_or("nothing"))
    };
    for (text, wanted) in [
        (r#"{"flag":1}"#, "flag true or false"),
        (r#"{"small":70000}"#, "small an integer from 0 to 65535"),
        (r#"{"small":1.5}"#, "small an integer from 0 to 65535"),
        (r#"{"small":"1"}"#, "small an integer from 0 to 65535"),
        (r#"{"list":{}}"#, "list a list"),
        (r#"{"list":["a",5]}"#, "list[1] a string"),
        (r#"{"pair":[1,2,3]}"#, "pair a list of fewer items"),
        (r#"{"inner":[]}"#, "inner an object"),
        (r#"{"inner":null}"#, "inner left out, instead of null"),
        (r#"{"choice":"big"}"#, "choice one of none, some"),
        (r#"{"choice":5}"#, "choice one of none, some"),
        (r#"{"choice":{}}"#, "choice one of none, some"),
        (
            r#"{"choice":"some"}"#,
            "choice an object whose one member has this name",
        ),
        (
            r#"{"choice":{"none":1}}"#,
            "choice this name alone, as a string",
        ),
        (
            r#"{"choice":{"some":1,"none":2}}"#,
            "choice an object with one member",
        ),
    ] {
        assert_eq!(expected(text), wanted, "{text}");
    }
    assert_eq!(
        from_str::<u8>("")
            .unwrap_err()
            .expected(),
        Some("an integer from 0 to 255")
    );
    assert_eq!(
        from_str::<u8>("1 2")
            .unwrap_err()
            .expected(),
        None
    );
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Everything {
    flag: bool,
    small: u16,
    list: Vec<String>,
    pair: (u8, u8),
    inner: Option<Box<Everything>>,
    choice: Choice,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "only whether it is read counts")]
enum Choice {
    #[default]
    None,
    Some(u8),
}

#[test]
fn a_place_128_levels_deep_is_found() {
    let text = "[".repeat(128) + &"1,".repeat(100_000) + "x";
    let error = from_str::<Nested>(&text).unwrap_err();
    assert!(error.path().ends_with("[0][100000]"));
    assert_eq!(error.path().matches("[0]").count(), 127);
}

/// Arrays within each other, of numbers.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Nested(#[serde(deserialize_with = "nested")] ());

fn nested<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    deserializer.deserialize_any(Any)
}

struct Any;

impl<'de> serde::de::Visitor<'de> for Any {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("arrays of numbers")
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items
            .next_element::<Nested>()?
            .is_some()
        {}
        Ok(())
    }
}

#[test]
fn nesting_is_limited_where_it_is_kept() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(from_str::<Nested>(&nested(128)).is_ok());
    assert!(from_str::<Nested>(&nested(129)).is_err());
    assert!(from_str::<IgnoredAny>(&nested(100_000)).is_ok());
}

#[test]
fn values_are_given_as_they_were_written() {
    assert_eq!(raw(" {\"a\": 1.50} "), Ok("{\"a\": 1.50}"));
    assert!(raw("\u{c}1").is_err() && raw("\u{a0}1").is_err());
    assert!(raw("1 2").is_err() && raw("").is_err() && raw("{\"a\":01}").is_err());
    assert_eq!(string(r#""\u0078y""#).as_deref(), Ok("xy"));
    assert!(string("1").is_err() && string(r#""x" 1"#).is_err());
    let all = members(r#"{"a":1.50,"b":[ ],"a":null}"#).unwrap();
    let all: Vec<(&str, &str)> = all
        .iter()
        .map(|(name, value)| (name.as_ref(), *value))
        .collect();
    assert_eq!(all, [("a", "1.50"), ("b", "[ ]"), ("a", "null")]);
    assert!(members("[]").is_err() && members("{} 1").is_err());
}

#[test]
fn what_is_passed_over_need_not_be_utf_8() {
    assert!(from_slice::<IgnoredAny>(b"[\"\xff\"]").is_ok());
    assert!(from_slice::<Vec<String>>(b"[\"\xff\"]").is_err());
}

#[test]
fn no_float_is_written() {
    #[derive(Serialize)]
    struct Price(f64);
    assert!(to_string(&Price(1.0)).is_err());
    let written = to_string(&BTreeMap::from([
        ("a", [i64::MIN, 0]),
        ("b\n", [1, i64::MAX]),
    ]));
    let expected = r#"{"a":[-9223372036854775808,0],"b\n":[1,9223372036854775807]}"#;
    assert_eq!(written.as_deref(), Ok(expected));
}

#[test]
fn an_error_is_one_for_every_library() {
    let boxed: Box<dyn std::error::Error + Send + Sync> =
        Box::new(from_str::<u8>("256").unwrap_err());
    assert!(boxed.downcast_ref::<Error>().is_some());
}
