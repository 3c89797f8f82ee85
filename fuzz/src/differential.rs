//! The same provider with other secrets: what it takes, it takes from everybody.

use crate::fixtures::open;
use refundkit::Provider;
use serde_json::{Value, json};

/// Two published test keys, so that one is another.
const STRANGERS: [&str; 2] = [
    include_str!("../../tests/keys/sdk_public.pem"),
    include_str!("../../tests/keys/merchant_public.pem"),
];

/// Words in the names of members that hold secrets, or keys to verify with.
const SECRET: &[&str] = &["key", "secret", "password", "token"];

/// The provider of a document, had it other secrets. None where it has none, as where the transport was verified outside.
pub(crate) fn rival<P: Provider>(document: &Value) -> Option<P> {
    let mut document = document.clone();
    let mut changed = false;
    for (name, value) in document["credentials"].as_object_mut()? {
        let name = name.to_lowercase();
        if SECRET
            .iter()
            .any(|word| name.contains(word))
            && name != "privatekey"
        {
            change(value);
            changed = true;
        }
    }
    if changed { open(&document) } else { None }
}

fn change(secret: &mut Value) {
    match secret {
        Value::Array(list) => list.iter_mut().for_each(change),
        Value::String(pem) if pem.contains("-----") => {
            let other = STRANGERS
                .iter()
                .find(|stranger| stranger.trim() != pem.trim());
            *secret = json!(other);
        }
        Value::String(text) => *secret = json!(format!("{text}0")),
        _ => (),
    }
}
