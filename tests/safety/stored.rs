//! Stored data: what was written once is read for ever, and what is not exactly that is refused.
//!
//! `tests/stored/v1/<kind>.json` and `<kind>.<case>.json` were written by version 1, one line each. They are never
//! changed; a new kind adds a file with every field filled.

mod words;

use refundkit::dispatch::{call, kinds};
use refundkit::{NextAction, PaymentSnapshot, Problem, RefundOutcome, RefundStatus, Stored};
use refundkit_tests::with;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

/// A document in the folder.
pub(crate) struct Golden {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Golden {
    pub(crate) fn kind(&self) -> &str {
        self.name
            .split('.')
            .next()
            .expect("a kind")
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }
}

pub(crate) fn golden() -> Vec<Golden> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stored/v1");
    let paths = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| Golden {
        name: path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned(),
        text: std::fs::read_to_string(&path)
            .expect("text")
            .trim_end_matches('\n')
            .to_owned(),
    };
    paths.map(read).collect()
}

/// The text of `ok`, byte for byte, or the error.
fn ask(operation: &str, kind: &str, member: &str, text: &str) -> Result<String, Value> {
    let document = format!(
        r#"{{"provider":"refundkit","operation":"{operation}","kind":"{kind}","{member}":{text}}}"#
    );
    let answered = call(&document);
    let ok = answered
        .strip_prefix(r#"{"ok":"#)
        .and_then(|rest| rest.strip_suffix('}'));
    ok.map(str::to_owned)
        .ok_or_else(|| serde_json::from_str::<Value>(&answered).expect("JSON")["error"].clone())
}

fn load(kind: &str, stored: &str) -> Result<String, Value> {
    ask("from_stored", kind, "stored", stored)
}

fn refusal(kind: &str, stored: &str) -> String {
    let error = load(kind, stored).expect_err(stored);
    format!(
        "{} {}",
        error["code"].as_str().expect("a code"),
        error["field"]
            .as_str()
            .expect("a field")
    )
}

#[test]
fn every_kind_has_a_document_and_every_document_a_kind() {
    let plain: BTreeSet<String> = golden()
        .into_iter()
        .map(|document| document.name)
        .collect();
    for kind in kinds() {
        assert!(
            plain.contains(&format!("{kind}.json")),
            "tests/stored/v1/{kind}.json is missing"
        );
    }
    assert!(
        golden()
            .iter()
            .all(|document| kinds().contains(document.kind())),
        "{plain:?}"
    );
}

#[test]
fn what_was_written_once_is_read_and_written_again_to_the_byte() {
    for document in golden() {
        let data = load(document.kind(), &document.text).expect(&document.name);
        assert_eq!(
            ask("to_stored", document.kind(), "data", &data).expect(&document.name),
            document.text
        );
    }
}

#[test]
fn another_version_is_refused_whatever_it_holds() {
    for document in golden() {
        for version in [json!(0), json!(2), json!(4_294_967_295_u32)] {
            let mut changed = document.value();
            changed["version"] = version;
            assert_eq!(
                refusal(document.kind(), &changed.to_string()),
                "unsupported stored.version"
            );
            changed["data"] = json!({"shape": "of tomorrow"});
            assert_eq!(
                refusal(document.kind(), &changed.to_string()),
                "unsupported stored.version"
            );
        }
    }
}

#[test]
fn another_kind_is_refused_even_where_the_data_would_fit() {
    for document in golden() {
        for kind in kinds()
            .into_iter()
            .filter(|kind| *kind != document.kind())
        {
            assert_eq!(
                refusal(kind, &document.text),
                "invalid_field stored.kind",
                "{}",
                document.name
            );
        }
    }
}

/// Every object of a document, by pointer and by the path that errors name. Lists of pairs hold none.
fn objects(value: &Value, pointer: &str, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            found.push((pointer.to_owned(), path.to_owned()));
            for (name, child) in members {
                objects(
                    child,
                    &format!("{pointer}/{name}"),
                    &format!("{path}.{name}"),
                    found,
                );
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                objects(
                    child,
                    &format!("{pointer}/{index}"),
                    &format!("{path}[{index}]"),
                    found,
                );
            }
        }
        _ => {}
    }
}

fn objects_of(document: &Golden) -> Vec<(String, String)> {
    let mut found = Vec::new();
    objects(&document.value(), "", "stored", &mut found);
    found
}

/// An enum's variant is an object with one member, which no second one may join.
fn is_variant(object: &Value) -> bool {
    let names = ["full", "partial", "refunded", "declined"];
    object
        .as_object()
        .is_some_and(|members| {
            members.len() == 1
                && names
                    .iter()
                    .any(|name| members.contains_key(*name))
        })
}

#[test]
fn an_unknown_member_is_refused_wherever_it_is() {
    for document in golden() {
        for (pointer, path) in objects_of(&document) {
            let mut changed = document.value();
            let object = changed
                .pointer_mut(&pointer)
                .expect("the pointer was found");
            let variant = is_variant(object);
            object["surprise"] = json!(1);
            let expected = if variant {
                format!("invalid_field {path}")
            } else {
                format!("unknown_field {path}.surprise")
            };
            assert_eq!(
                refusal(document.kind(), &changed.to_string()),
                expected,
                "{}",
                document.name
            );
        }
    }
}

#[test]
fn a_doubled_member_is_refused_wherever_it_is() {
    let mut doubled = 0;
    for document in golden() {
        for (pointer, path) in objects_of(&document) {
            let object = document
                .value()
                .pointer(&pointer)
                .expect("the pointer was found")
                .clone();
            for (name, value) in object.as_object().expect("an object") {
                let mut changed = document.value();
                changed
                    .pointer_mut(&pointer)
                    .expect("the pointer was found")["a second time"] = value.clone();
                let text = changed
                    .to_string()
                    .replace("a second time", name);
                let expected = if is_variant(&object) {
                    format!("invalid_field {path}")
                } else {
                    format!("duplicate_field {path}.{name}")
                };
                assert_eq!(
                    refusal(document.kind(), &text),
                    expected,
                    "{}",
                    document.name
                );
                doubled += 1;
            }
        }
    }
    assert!(doubled > 200, "{doubled}");
}

fn outcome() -> RefundOutcome {
    with!(
        RefundOutcome::new(RefundStatus::Unknown, NextAction::QueryStatus),
        ask_after_ms = Some(30_000),
        problem = Some(Problem::Lost)
    )
}

#[test]
fn what_is_stored_is_read_back() {
    let text = outcome().to_stored().unwrap();
    assert_eq!(
        text,
        r#"{"version":1,"kind":"outcome","data":{"status":"unknown","nextAction":"query_status","askAfterMs":30000,"problem":"lost"}}"#
    );
    assert_eq!(RefundOutcome::from_stored(&text).unwrap(), outcome());
    assert_eq!(
        PaymentSnapshot::from_stored(&text)
            .unwrap_err()
            .field(),
        "stored.kind"
    );
}
