//! `metadata`: the merchant's own reference, any JSON value. It goes on the wire as it is, not as a string that holds JSON.

use crate::decision::snapshot::RefundEntry;
use crate::http::validate::require;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::wire::{JsonError, Text, any_from_json};
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::fmt;

/// No limit is documented; this is far above what a reference needs.
const MOST: usize = 4096;

/// 2^53 - 1. Beyond it, and in fractions, JSON readers round, and two references become one.
const LARGEST: u64 = crate::value::money::MAX_MINOR_UNITS.unsigned_abs();

const EMPTY: &str = "is a value that PHP takes for none (null, false, 0, \"0\" or an empty one): the provider would drop it";

const UNREADABLE: &str = "is not JSON, or has a number that others round. A text is JSON only with quotation marks as part of it: \"return-1\" is ten characters";

/// Checks the caller's metadata.
pub(super) fn check(json: &str) -> Result<(), RefundError> {
    require(
        json.chars().count() <= MOST,
        "metadata",
        "has more than 4096 characters",
    )?;
    match read(json) {
        Ok(exact) => require(exact.says_something(), "metadata", EMPTY),
        Err(JsonError::Duplicate) => Err(RefundError::new(
            code::DUPLICATE_FIELD,
            "metadata",
            "has a member that is there twice",
        )),
        Err(JsonError::Unreadable) => Err(RefundError::new(
            code::INVALID_FIELD,
            "metadata",
            UNREADABLE,
        )),
    }
}

/// What came back as a reference. A value without content counts as absent: PHP code echoes it for a refund that had no metadata.
pub(super) fn reference(json: &str) -> Option<String> {
    let nothing = read(json).is_ok_and(|exact| !exact.says_something());
    (!nothing).then(|| json.to_owned())
}

/// The entries, where those with our reference spell it as we do: as JSON, or as a string that holds it, they may not. The
/// SDK's mock echoes such strings. Ours is parsed once at most, however many there are.
pub(super) fn spelled_as(ours: &str, mut entries: Vec<RefundEntry>) -> Vec<RefundEntry> {
    let parsed = LazyCell::new(|| read(ours).ok());
    let equal = |theirs: &Exact<'_>| parsed.as_ref() == Some(theirs);
    let is_ours = |theirs: &str| {
        ours == theirs
            || read(theirs).is_ok_and(|theirs| match &theirs {
                Exact::Text(held) => equal(&theirs) || read(held).is_ok_and(|held| equal(&held)),
                _ => equal(&theirs),
            })
    };
    let references = entries
        .iter_mut()
        .filter_map(|entry| entry.reference.as_mut());
    for theirs in references {
        if is_ours(theirs) {
            ours.clone_into(theirs);
        }
    }
    entries
}

/// The text that a JSON string holds, also where that text is JSON once more. Objects and lists have one spelling, whoever wrote
/// them.
pub(super) fn text(json: &str) -> String {
    opened(&opened(json))
}

fn opened(json: &str) -> String {
    match read(json) {
        Ok(Exact::Text(held)) => held.into_owned(),
        Ok(value @ (Exact::List(_) | Exact::Object(_))) => {
            to_json(&value).unwrap_or_else(|_| json.to_owned())
        }
        _ => json.to_owned(),
    }
}

fn read(json: &str) -> Result<Exact<'_>, JsonError> {
    any_from_json(json.as_bytes())
}

/// JSON that every reader understands alike: no member twice, no number that is rounded.
#[derive(PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Exact<'a> {
    Null,
    Flag(bool),
    Integer(i64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    /// In any order.
    Object(BTreeMap<Text<'a>, Self>),
}

impl Exact<'_> {
    /// Not null, false, zero or empty: PHP code takes such values for absent.
    fn says_something(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Flag(flag) => *flag,
            Self::Integer(value) => *value != 0,
            Self::Text(text) => !matches!(text.as_ref(), "" | "0"),
            Self::List(items) => !items.is_empty(),
            Self::Object(members) => !members.is_empty(),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Exact<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Exact<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON without rounded numbers")
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Exact<'de>, E> {
        Ok(Exact::Flag(flag))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Exact<'de>, E> {
        Ok(Exact::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Exact<'de>, E> {
        Ok(Exact::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Exact<'de>, E> {
        Ok(Exact::Null)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Exact<'de>, E> {
        let is_exact = value.unsigned_abs() <= LARGEST;
        if is_exact {
            Ok(Exact::Integer(value))
        } else {
            Err(E::custom("a large number"))
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Exact<'de>, E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Exact<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Exact::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Exact<'de>, A::Error> {
        let mut read = BTreeMap::new();
        while let Some((name, value)) = members.next_entry()? {
            if read.insert(name, value).is_some() {
                return Err(A::Error::duplicate_field("metadata"));
            }
        }
        Ok(Exact::Object(read))
    }
}
