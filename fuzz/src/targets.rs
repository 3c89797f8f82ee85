//! Targets: a provider's method with everything ready but the message, which the fuzzer makes.
//!
//! An input begins with two bytes that choose the target; the rest is the message.

use crate::fixtures::{documents, operation, text, without};
use serde_json::Value;
use std::collections::BTreeMap;

/// Makes a target of a document, if the document is for this provider and operation.
pub(crate) type Maker<S> = fn(&Value) -> Option<S>;

/// The targets of one target, and the first inputs for them.
pub(crate) struct Targets<S> {
    all: Vec<(String, S)>,
    seeds: Vec<Vec<u8>>,
}

impl<S> Targets<S> {
    /// One target for all documents that differ in nothing but the message; `made` are the members that the fuzzer makes.
    pub(crate) fn new(
        make: impl Fn(&Value) -> Option<S>,
        made: &[&str],
        seed: fn(&Value) -> Option<Vec<u8>>,
    ) -> Self {
        let mut all: Vec<(String, S)> = Vec::new();
        let mut seeds = Vec::new();
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for document in documents() {
            let key = without(document, made);
            let index = known
                .get(&key)
                .copied()
                .unwrap_or(all.len());
            if index == all.len() {
                let Some(target) = make(document) else {
                    continue;
                };
                known.insert(key, index);
                all.push((operation(document), target));
            }
            if let Some(message) = seed(document) {
                seeds.extend(first_inputs(index, message));
            }
        }
        assert!(!all.is_empty(), "no target");
        Self { all, seeds }
    }

    /// The target that an input chooses, and the message.
    pub(crate) fn choose<'d>(&self, data: &'d [u8]) -> Option<(&S, &'d [u8])> {
        let ([low, high], message) = data.split_first_chunk()?;
        let index = usize::from(u16::from_le_bytes([*low, *high])) % self.all.len();
        Some((&self.all[index].1, message))
    }

    /// The first inputs.
    pub(crate) fn seeds(&self) -> Vec<Vec<u8>> {
        self.seeds.clone()
    }

    /// `provider/operation` of each.
    pub(crate) fn names(&self) -> impl Iterator<Item = String> {
        self.all
            .iter()
            .map(|(name, _)| name.clone())
    }
}

fn chosen(index: usize, message: &[u8]) -> Vec<u8> {
    let index = u16::try_from(index).expect("fewer than 65536 targets");
    [&index.to_le_bytes(), message].concat()
}

/// The message for a target, last and whole.
fn first_inputs(index: usize, message: Vec<u8>) -> Vec<Vec<u8>> {
    let mut messages = shorter(&message);
    messages.push(message);
    messages
        .iter()
        .map(|message| chosen(index, message))
        .collect()
}

/// The message with one value after another left empty, or a single character: what byte changes seldom come to.
fn shorter(message: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for (index, byte) in message.iter().enumerate() {
        let (before, rest) = message.split_at(index + 1);
        let value = length_of_value(rest);
        let is_before_space = *byte == b':' && rest.first() == Some(&b' ');
        if b"=: \"".contains(byte) && value > 0 && !is_before_space {
            let after = &rest[value..];
            found.push([before, after].concat());
            found.push([before, b"0", after].concat());
        }
    }
    found
}

/// How far it is to the end of the value that a text begins with.
fn length_of_value(text: &[u8]) -> usize {
    let end = text
        .iter()
        .position(|byte| b"\"&,}\n".contains(byte));
    end.unwrap_or(text.len())
}

/// What `maker!` of the calling module gives for each capability of each class of the core's list.
macro_rules! rows {
    ($(
        $module:ident {
            $(
                $(#[doc = $doc:literal])*
                $name:literal $class:ident $types:tt [$($trait:ident)*]
            )*
        }
    )*) => {
        &[$($($(($name, maker!($trait refundkit::providers::$module::$class)),)*)*)*]
    };
}
pub(crate) use rows;

/// A maker with its provider's name; none where the target has nothing to do with a trait.
pub(crate) type Row<S> = (&'static str, Option<Maker<S>>);

/// The target of a document, by the maker that takes it.
pub(crate) fn make<S>(rows: &[Row<S>], document: &Value) -> Option<S> {
    let provider = text(document, "provider");
    rows.iter()
        .filter(|(name, _)| *name == provider)
        .find_map(|(_, maker)| maker.as_ref()?(document))
}
