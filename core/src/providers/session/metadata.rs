//! `metadata`: the merchant's mark, any JSON value. It goes on the wire as it is, not as a string that holds JSON.

use crate::error::{RefundError, code};
use crate::field::require;
use crate::snapshot::RefundEntry;
use crate::wire::{JsonFault, Text, any_from_json};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt;

/// No limit is documented; this is far above what a mark needs.
const MOST: usize = 4096;

/// 2^53 - 1. Beyond it, and in fractions, JSON readers round, and two marks become one.
const LARGEST: u64 = crate::money::MAX_MINOR_UNITS.unsigned_abs();

/// Checks the caller's metadata.
pub(super) fn check(json: &str) -> Result<(), RefundError> {
    require(json.chars().count() <= MOST, "metadata", "has more than 4096 characters")?;
    match any_from_json::<Exact>(json.as_bytes()) {
        Ok(exact) => require(exact.says_something, "metadata", "says nothing"),
        Err(JsonFault::Duplicate) => {
            Err(RefundError::new(code::DUPLICATE_FIELD, "metadata", "has a member that is there twice"))
        }
        Err(JsonFault::Unreadable) => {
            Err(RefundError::new(code::INVALID_FIELD, "metadata", "is no JSON, or has a number that others round"))
        }
    }
}

/// What came back as a mark. What says nothing is none: PHP code echoes it for a refund that had no metadata.
pub(super) fn mark(json: &str) -> Option<String> {
    let nothing = any_from_json::<Exact>(json.as_bytes()).is_ok_and(|exact| !exact.says_something);
    (!nothing).then(|| json.to_owned())
}

/// The entries, where those with our mark spell it as we do: as JSON, or as a string that holds it, they may not. The
/// SDK's mock echoes such strings. Ours is parsed once, however many there are.
pub(super) fn spelled_as(ours: &str, entries: &[RefundEntry]) -> Vec<RefundEntry> {
    let parsed = serde_json::from_str::<Value>(ours).ok();
    let equal = |theirs: &str| {
        any_from_json::<Exact>(theirs.as_bytes()).is_ok()
            && (ours == theirs || parsed.is_some() && serde_json::from_str::<Value>(theirs).ok() == parsed)
    };
    let is_ours = |theirs: &str| equal(theirs) || serde_json::from_str::<String>(theirs).is_ok_and(|held| equal(&held));
    let spelled = |entry: &RefundEntry| {
        let mark = entry.mark.as_deref().map(|theirs| if is_ours(theirs) { ours } else { theirs });
        RefundEntry { mark: mark.map(str::to_owned), ..entry.clone() }
    };
    entries.iter().map(spelled).collect()
}

/// JSON that every reader understands alike: no member twice, no number that is rounded.
#[derive(Default)]
struct Exact {
    /// Not null and not empty: PHP code takes such values for absent.
    says_something: bool,
}

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self::default())
    }
}

impl<'de> Visitor<'de> for Exact {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without rounded numbers")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self, E> {
        Ok(Self { says_something: true })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self, E> {
        Ok(Self { says_something: !text.is_empty() })
    }

    fn visit_unit<E: Error>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self, E> {
        self.visit_u64(value.unsigned_abs())
    }

    fn visit_u64<E: Error>(self, size: u64) -> Result<Self, E> {
        if size <= LARGEST { Ok(Self { says_something: true }) } else { Err(E::custom("a large number")) }
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<Self>()?.is_some() {
            self.says_something = true;
        }
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = members.next_key::<Text<'de>>()? {
            if !names.insert(name) {
                return Err(A::Error::duplicate_field("metadata"));
            }
            members.next_value::<Self>()?;
        }
        Ok(Self { says_something: !names.is_empty() })
    }
}
