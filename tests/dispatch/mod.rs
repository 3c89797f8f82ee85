//! The JSON interface under hostile documents: every step of every fixture, changed in every place.
//!
//! No change may panic. A document that is no longer what an operation reads is refused with a code and a path; a document
//! that is still one gives the same bytes every time.

mod page;
mod strict;

use refundkit::dispatch::{call, operations};
use refundkit_tests::ledger_documents::ledger_documents;
use refundkit_tests::{Step, steps};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a leaf is replaced with. None of these is a valid amount, enum word or object of ours.
fn wrong_values() -> [Value; 9] {
    [
        json!(null),
        json!(true),
        json!(-5),
        json!(10.5),
        json!(9_007_199_254_740_993_i64),
        json!("\r\n"),
        json!([]),
        json!({"surprise": 1}),
        json!(""),
    ]
}

fn ask(document: &Value) -> Value {
    let text = call(&document.to_string());
    assert_eq!(
        text,
        call(&document.to_string()),
        "the same document gives the same bytes"
    );
    serde_json::from_str(&text).expect("the JSON interface returns JSON")
}

/// Paths of all members below the ones that hold the wire's own bytes.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let below = |key: &str, child: &Value| {
        let pointer = format!(
            "{at}/{}",
            key.replace('~', "~0")
                .replace('/', "~1")
        );
        let deeper = pointers(child, &pointer);
        std::iter::once(pointer)
            .chain(deeper)
            .collect::<Vec<_>>()
    };
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(key, child)| below(key, child))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, child)| below(&index.to_string(), child))
            .collect(),
        _ => Vec::new(),
    }
}

/// Steps that are answered, at most two of each operation of each provider: more would only say the same again.
fn working_steps() -> Vec<Step> {
    let mut seen: BTreeMap<String, u8> = BTreeMap::new();
    let mut is_fresh = |step: &Step| {
        let document = step.document();
        let count = seen
            .entry(format!(
                "{} {}",
                document["provider"], document["operation"]
            ))
            .or_default();
        *count += u8::from(*count < 3);
        *count < 3
    };
    let answered = steps().into_iter().filter(|step| {
        ask(&step.document())
            .get("ok")
            .is_some()
    });
    answered
        .filter(|step| is_fresh(step))
        .collect()
}

fn assert_typed(found: &Value, what: &str) {
    let typed = found.get("ok").is_some()
        || found["error"]["code"]
            .as_str()
            .is_some_and(|code| !code.is_empty());
    assert!(typed, "{what}: {found}");
}

#[test]
fn every_operation_has_an_example() {
    let (steps, ledgers) = (working_steps(), ledger_documents());
    for row in operations() {
        for operation in row.operations() {
            let is_shown = |document: &Value| {
                document["provider"] == row.provider
                    && document["operation"] == operation.name
                    && ask(document)["ok"] != Value::Null
            };
            let shown = operation.inputs.is_empty()
                || ledgers.iter().any(is_shown)
                || steps
                    .iter()
                    .any(|step| step.is(row.provider, operation.name));
            let place = match operation.name.starts_with("ledger_") {
                true => "story below tests/stories/",
                false => "fixture below tests/fixtures/",
            };
            assert!(
                shown,
                "no {place} shows {} of {}",
                operation.name, row.provider
            );
        }
    }
}

#[test]
fn wrong_values_are_refused_or_understood_but_never_panic() {
    let steps = working_steps();
    let documents = steps
        .iter()
        .map(|step| (step.name.clone(), step.document()));
    let ledgers = ledger_documents();
    let ledgers = ledgers
        .into_iter()
        .map(|document| (document["provider"].to_string(), document));
    for (name, document) in documents.chain(ledgers) {
        for pointer in pointers(&document, "") {
            for wrong in wrong_values() {
                let mut changed = document.clone();
                *changed
                    .pointer_mut(&pointer)
                    .expect("the pointer was found") = wrong.clone();
                assert_typed(&ask(&changed), &format!("{name}: {pointer} = {wrong}"));
            }
        }
    }
}

#[test]
fn an_amount_is_never_guessed() {
    let amounts = [
        json!(null),
        json!(true),
        json!(10.5),
        json!(-5),
        json!(0),
        json!("10.50"),
        json!(1_u64 << 53),
        json!(""),
    ];
    for step in working_steps() {
        let document = step.document();
        let builds = document["operation"] == "build_request" || document["operation"] == "prepare";
        for pointer in pointers(&document, "")
            .iter()
            .filter(|pointer| builds && pointer.ends_with("/minorUnits"))
        {
            for wrong in &amounts {
                let mut changed = document.clone();
                *changed
                    .pointer_mut(pointer)
                    .expect("the pointer was found") = wrong.clone();
                let found = ask(&changed);
                assert!(
                    found["error"]["field"]
                        .as_str()
                        .is_some_and(|field| !field.is_empty()),
                    "{pointer} {wrong}: {found}"
                );
            }
        }
    }
}

#[test]
fn missing_and_surplus_members_are_named() {
    for step in working_steps() {
        let document = step.document();
        for name in document
            .as_object()
            .expect("an object")
            .keys()
            .filter(|name| !["config", "details"].contains(&name.as_str()))
        {
            let mut changed = document.clone();
            changed
                .as_object_mut()
                .expect("an object")
                .remove(name);
            assert_eq!(
                ask(&changed)["error"]["field"],
                json!(name),
                "{} without {name}",
                step.name
            );
        }
        let mut changed = document.clone();
        changed["surprise"] = json!(1);
        assert_eq!(
            ask(&changed)["error"],
            json!({"code": "unknown_field", "field": "surprise", "detail": "is not read by this operation"})
        );
    }
}

#[test]
fn a_misspelt_member_is_named_with_its_path() {
    for step in working_steps()
        .iter()
        .filter(|step| step.document().get("refund").is_some())
    {
        let mut changed = step.document();
        changed["refund"]["ammount"] = json!(1);
        let error = &ask(&changed)["error"];
        assert_eq!(
            (&error["code"], &error["field"]),
            (&json!("unknown_field"), &json!("refund.ammount")),
            "{}",
            step.name
        );
    }
}

#[test]
fn doubled_members_and_other_texts_are_no_documents() {
    let code = |text: &str| {
        serde_json::from_str::<Value>(&call(text)).expect("JSON")["error"]["code"].clone()
    };
    assert_eq!(
        code(r#"{"provider":"tranzzo","provider":"tranzzo"}"#),
        "duplicate_field"
    );
    assert_eq!(code(r#"{"provider":"tranzzo"}"#), "missing_field");
    assert_eq!(
        code(r#"{"provider":"acme","operation":"build_request"}"#),
        "unsupported"
    );
    for text in [
        "",
        "null",
        "[]",
        "{",
        "{} {}",
        &"[".repeat(1_000_000),
        &" ".repeat(5_000_000),
    ] {
        assert_eq!(code(text), "invalid_document");
    }
}

#[test]
fn no_error_repeats_a_value() {
    for step in working_steps() {
        let document = step.document();
        for pointer in pointers(&document, "") {
            let mut changed = document.clone();
            *changed
                .pointer_mut(&pointer)
                .expect("the pointer was found") = json!("s3cr3t-value\n");
            let found = ask(&changed);
            let error = found["error"].to_string();
            assert!(
                !error.contains("s3cr3t"),
                "{}: {pointer}: {error}",
                step.name
            );
        }
    }
}
