//! Any text as a document of the JSON interface, and every document of the fixtures with some of its values changed.
//!
//! The response is JSON with `ok` or `error`, an error has a code, and the same document has the same response.

use crate::bounded;
use crate::fixtures::{DOCUMENTS, documents, operation};
use crate::mutations::{Mutation, apply};
use arbitrary::{Arbitrary, Unstructured};
use refundkit::dispatch::call;
use serde_json::Value;
use std::collections::BTreeSet;

/// Runs one document: a text that begins with `{`, or changes to a fixture's.
pub(crate) fn run(data: &[u8]) {
    let asked = match std::str::from_utf8(data) {
        Ok(text) if text.starts_with(['{', ' ']) => text.to_owned(),
        _ => match changed(data) {
            Some(document) => document.to_string(),
            None => return,
        },
    };
    bounded(asked.as_bytes(), |_| drop(answered(&asked)));
}

/// What a document gives: `ok`, or an error with a code.
pub(crate) fn answered(asked: &str) -> Value {
    let answered = call(asked);
    let read: Value = serde_json::from_str(&answered).expect("JSON");
    let members = read.as_object().expect("an object");
    assert_eq!(members.len(), 1);
    assert!(
        members.contains_key("ok")
            || read["error"]["code"]
                .as_str()
                .is_some_and(|code| !code.is_empty())
    );
    read
}

/// Two bytes choose the document; the rest says what to change.
fn changed(data: &[u8]) -> Option<Value> {
    let mut bytes = Unstructured::new(data);
    let index = usize::from(u16::arbitrary(&mut bytes).ok()?) % DOCUMENTS.len();
    let mutations: Vec<Mutation<'_>> = Vec::arbitrary_take_rest(bytes).ok()?;
    let mut document = DOCUMENTS[index].1.clone();
    apply(&mutations, &mut document);
    Some(document)
}

/// One document of every operation and outcome as text, and all of them unchanged.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut known = BTreeSet::new();
    let first = documents().filter(|document| {
        known.insert((operation(document), call(&document.to_string()).len() / 64))
    });
    let texts: Vec<Vec<u8>> = first
        .map(|document| document.to_string().into_bytes())
        .collect();
    let indices = (0..=u16::MAX).zip(DOCUMENTS.iter());
    indices
        .map(|(index, _)| index.to_le_bytes().to_vec())
        .chain(texts)
        .collect()
}

/// What is called: whatever a fixture calls.
pub(crate) fn reaches() -> BTreeSet<String> {
    documents().map(operation).collect()
}
