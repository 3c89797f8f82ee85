//! `names.json`: the words that changed in our own documents. The golden files still have the old words; read through the
//! map, they must equal what the code does with the new ones, so that nothing but names has changed.

use serde_json::{Map, Value};
use std::sync::LazyLock;

static NAMES: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../names.json")).expect("names.json is JSON")
});

/// A document with the new words, in its old order.
pub(crate) fn renamed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.into_iter().map(member).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(renamed).collect()),
        other => other,
    }
}

fn member((name, value): (String, Value)) -> (String, Value) {
    let new_value = value
        .as_str()
        .and_then(|word| NAMES["values"][&name][word].as_str());
    let value = new_value.map_or_else(|| renamed(value.clone()), Value::from);
    let map = match value {
        Value::Object(_) if NAMES["object_members"][&name].is_string() => "object_members",
        _ => "members",
    };
    let new_name = NAMES[map][&name].as_str();
    (new_name.map_or(name.clone(), str::to_owned), value)
}

/// A line `operation code field` with the new words.
pub(crate) fn renamed_line(line: &str) -> String {
    let words = line.split(' ').map(|word| {
        let parts = word.split('.').map(|part| {
            let operation = NAMES["values"]["operation"][part].as_str();
            operation
                .or(NAMES["members"][part].as_str())
                .unwrap_or(part)
        });
        parts.collect::<Vec<_>>().join(".")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What an expected file says with the new words.
pub(crate) fn renamed_text(name: &str, text: String) -> String {
    if name.ends_with(".txt") || name.ends_with(".http") {
        return text;
    }
    let value = serde_json::from_str(&text).expect("an expected document is JSON");
    format!("{:#}\n", renamed(value))
}

/// Whether a step's result is computed from the names themselves.
pub(crate) fn is_recomputed(step: &str) -> bool {
    NAMES["recomputed"]
        .as_array()
        .into_iter()
        .flatten()
        .any(|name| name == step)
}
