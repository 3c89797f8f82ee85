//! Our own documents are read strictly at every depth: an object is no array, nothing is null, nothing is there twice.
//!
//! A JavaScript NaN becomes `null`; taken for an absent amount, it would become "everything".

use super::ask;
use refundkit::dispatch::call;
use refundkit_tests::steps;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A value below the top: its pointer, and the path that errors name.
struct Place {
    pointer: String,
    path: String,
}

fn places(value: &Value, pointer: &str, path: &str, found: &mut Vec<Place>) {
    let mut enter = |name: &str, path: String, child: &Value| {
        let pointer = format!(
            "{pointer}/{}",
            name.replace('~', "~0")
                .replace('/', "~1")
        );
        places(child, &pointer, &path, found);
        found.push(Place { pointer, path });
    };
    match value {
        Value::Object(members) => {
            let dot = if path.is_empty() { "" } else { "." };
            members
                .iter()
                .for_each(|(name, child)| enter(name, format!("{path}{dot}{name}"), child));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| {
                    enter(&index.to_string(), format!("{path}[{index}]"), item);
                });
        }
        _ => {}
    }
}

/// Documents that are answered, each once, with the steps' names.
fn documents() -> Vec<(String, Value)> {
    let mut distinct = BTreeMap::new();
    for step in steps() {
        let document = step.document();
        if ask(&document).get("ok").is_some() {
            distinct.insert(document.to_string(), (step.name, document));
        }
    }
    distinct.into_values().collect()
}

/// Changes every place that `change` does not pass over, and compares the refusal, `code field`.
fn each(change: impl Fn(&mut Value, &Place) -> Option<String>) -> usize {
    let mut changes = 0;
    for (name, document) in documents() {
        let mut found = Vec::new();
        places(&document, "", "", &mut found);
        for place in found {
            let mut changed = document.clone();
            let value = changed
                .pointer_mut(&place.pointer)
                .expect("the pointer was found");
            let Some(expected) = change(value, &place) else {
                continue;
            };
            changes += 1;
            let text = changed.to_string().replace(SECOND, "");
            assert_eq!(refusal(&call(&text)), expected, "{name}: {}", place.path);
        }
    }
    changes
}

/// Stands before the name of a member's double until the document is text, which no `Value` can hold twice.
const SECOND: &str = "the second ";

fn refusal(answered: &str) -> String {
    let found: Value = serde_json::from_str(answered).expect("the JSON interface returns JSON");
    let text = |name: &str| {
        found["error"][name]
            .as_str()
            .unwrap_or("none")
            .to_owned()
    };
    format!("{} {}", text("code"), text("field"))
}

/// Every variant in them that holds something; none holds a number, which a member of the same name may be.
const VARIANTS: &[&str] = &[
    "response",
    "custom",
    "loopback",
    "full",
    "partial",
    "accepted",
    "refused",
    "finished",
    "refunded",
    "declined",
    "replay",
    "noMoneyLeft",
    "unknownCapture",
];

/// An enum's variant is an object with one member, which no second one may join.
fn is_variant(object: &Value) -> bool {
    VARIANTS
        .iter()
        .any(|name| is_the_variant(object, name))
}

fn is_the_variant(object: &Value, name: &str) -> bool {
    let members = object
        .as_object()
        .filter(|members| members.len() == 1);
    members.is_some_and(|members| {
        members
            .get(name)
            .is_some_and(|held| !held.is_number())
    })
}

#[test]
fn every_variant_is_in_a_document() {
    let mut missing = BTreeSet::from_iter(VARIANTS);
    for (_, document) in documents() {
        let mut found = Vec::new();
        places(&document, "", "", &mut found);
        let objects: Vec<&Value> = found
            .iter()
            .filter_map(|place| document.pointer(&place.pointer))
            .collect();
        missing.retain(|name| {
            !objects
                .iter()
                .any(|object| is_the_variant(object, name))
        });
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn null_is_never_taken_for_absent() {
    let changes = each(|value, place| {
        *value = Value::Null;
        Some(format!("invalid_field {}", place.path))
    });
    assert!(changes > 10_000, "{changes}");
}

#[test]
fn an_array_is_never_taken_for_an_object() {
    let changes = each(|value, place| {
        let values = value
            .as_object()?
            .values()
            .cloned()
            .collect();
        *value = Value::Array(values);
        Some(format!("invalid_field {}", place.path))
    });
    assert!(changes > 2_000, "{changes}");
}

#[test]
fn no_member_is_there_twice() {
    let changes = each(|value, place| {
        let is_variant = is_variant(value);
        let members = value.as_object_mut()?;
        let (name, child) = members
            .iter()
            .next()
            .map(|(name, child)| (name.clone(), child.clone()))?;
        members.insert(format!("{SECOND}{name}"), child);
        let doubled = format!("duplicate_field {}.{name}", place.path);
        Some(if is_variant {
            format!("invalid_field {}", place.path)
        } else {
            doubled
        })
    });
    assert!(changes > 2_000, "{changes}");
}

#[test]
fn no_member_is_unknown() {
    let changes = each(|value, place| {
        let is_variant = is_variant(value);
        value
            .as_object_mut()?
            .insert("surprise".into(), json!(1));
        let unknown = format!("unknown_field {}.surprise", place.path);
        Some(if is_variant {
            format!("invalid_field {}", place.path)
        } else {
            unknown
        })
    });
    assert!(changes > 2_000, "{changes}");
}

#[test]
fn a_missing_member_is_named_where_it_should_be() {
    let mut named = 0;
    for (name, document) in documents() {
        let mut found = Vec::new();
        places(&document, "", "", &mut found);
        for place in found.iter().filter(|place| {
            document
                .pointer(&place.pointer)
                .is_some_and(Value::is_object)
        }) {
            let members = document
                .pointer(&place.pointer)
                .and_then(Value::as_object)
                .expect("an object");
            for member in members.keys() {
                let mut changed = document.clone();
                changed
                    .pointer_mut(&place.pointer)
                    .and_then(Value::as_object_mut)
                    .expect("an object")
                    .remove(member);
                let refused = refusal(&call(&changed.to_string()));
                let at_its_place = format!("missing_field {}.{member}", place.path);
                let is_of_reading =
                    refused.starts_with(&format!("missing_field {}.", top(&place.path)));
                named += usize::from(is_of_reading);
                // A provider's own check may name the structure that is not whole without the member.
                let is_of_check = at_its_place.starts_with(&format!("{refused}."));
                assert!(
                    !is_of_reading || refused == at_its_place || is_of_check,
                    "{name}: {refused}, not {at_its_place}"
                );
            }
        }
    }
    assert!(named > 2_000, "{named}");
}

/// The document's own member that a path begins with.
fn top(path: &str) -> &str {
    path.split(['.', '['])
        .next()
        .unwrap_or_default()
}

#[test]
fn what_a_structure_refuses_as_a_whole_is_its_own_fault() {
    for (name, document) in documents()
        .iter()
        .filter(|(_, document)| document["webhook"]["method"] == "POST")
    {
        let mut changed = document.clone();
        let webhook = changed["webhook"]
            .as_object_mut()
            .expect("an object");
        webhook.insert("body".to_owned(), json!(""));
        webhook.insert("bodyBase64".to_owned(), json!(""));
        assert_eq!(
            refusal(&call(&changed.to_string())),
            "invalid_field webhook",
            "{name}"
        );
    }
}

#[test]
fn nothing_that_is_answered_holds_null() {
    for (name, document) in documents() {
        let answered = ask(&document);
        let mut found = Vec::new();
        places(&answered, "", "", &mut found);
        let null = found
            .iter()
            .find(|place| answered.pointer(&place.pointer) == Some(&Value::Null));
        assert!(
            null.is_none(),
            "{name}: {}",
            null.map_or("", |place| &place.path)
        );
    }
}

#[test]
fn a_document_may_have_4_mib() {
    let detail = |length: usize| {
        let answered: Value = serde_json::from_str(&call(&" ".repeat(length))).unwrap();
        answered["error"]["detail"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(detail(4 * 1024 * 1024), "is not a JSON object");
    assert_eq!(detail(4 * 1024 * 1024 + 1), "is larger than 4 MiB");
    assert_eq!(detail(5 * 1024 * 1024), "is larger than 4 MiB");
}
