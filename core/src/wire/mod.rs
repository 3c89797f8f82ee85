//! Reading and writing a provider's JSON: liberal where documents contradict themselves, exact always.
//!
//! Our own documents are read strictly instead, by [`decode`](crate::json::decode).

pub(crate) mod details;
mod extra;
mod nested;
pub(crate) mod printed;
mod raw;

use crate::http::MAX_BODY;
use crate::json::{self, ErrorKind};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

pub(crate) use extra::{extra, rest};
pub(crate) use nested::{Nested, NestedList};
pub use raw::RawValue;
pub(crate) use raw::{Pairs, RawJson, Text, amount, present};

/// Why a JSON text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Not JSON, not UTF-8, cut short, too large, too deep, or not of the documented shape.
    Unreadable,
    /// One member twice: two readers could believe different ones.
    Duplicate,
}

impl JsonError {
    fn of(error: json::Error) -> Self {
        match error.kind() {
            ErrorKind::Duplicate => Self::Duplicate,
            ErrorKind::Invalid | ErrorKind::Missing | ErrorKind::Unknown => Self::Unreadable,
        }
    }
}

/// Reads a JSON object into a wire structure. Unknown members are passed over, a member given twice is a fault.
pub fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, JsonError> {
    object(body).and_then(|()| any_from_json(body))
}

/// Reads a JSON object within text that was read before.
pub fn from_json_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, JsonError> {
    object(text.as_bytes())?;
    read_text(text)
}

/// The byte order mark that some servers write before UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A body without the byte order mark, which RFC 8259 (section 8.1) lets a reader pass over.
pub(crate) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(BYTE_ORDER_MARK.as_bytes())
        .unwrap_or(body)
}

fn object(body: &[u8]) -> Result<(), JsonError> {
    if without_byte_order_mark(body)
        .trim_ascii_start()
        .starts_with(b"{")
    {
        Ok(())
    } else {
        Err(JsonError::Unreadable)
    }
}

/// The most items of a list that are read.
const MOST_ITEMS: usize = 10_000;

/// Reads a JSON array of at most 10,000 objects.
pub fn list_from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Vec<T>, JsonError> {
    read_text(text).map(|Objects(list)| list)
}

/// Reads JSON of any kind. For structures use [`from_json`].
pub fn any_from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, JsonError> {
    within_limit(body)?;
    json::from_slice(without_byte_order_mark(body)).map_err(JsonError::of)
}

fn read_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, JsonError> {
    within_limit(text.as_bytes())?;
    json::from_str(text).map_err(JsonError::of)
}

fn within_limit(body: &[u8]) -> Result<(), JsonError> {
    if body.len() > MAX_BODY {
        return Err(JsonError::Unreadable);
    }
    Ok(())
}

/// A list of at most 10,000 objects.
pub(crate) struct Objects<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(ObjectsOf(PhantomData))
            .map(Self)
    }
}

struct ObjectsOf<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectsOf<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of at most 10000 objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            if list.len() == MOST_ITEMS {
                return Err(A::Error::invalid_length(
                    MOST_ITEMS.saturating_add(1),
                    &self,
                ));
            }
            list.push(item);
        }
        Ok(list)
    }
}

/// For `deserialize_with` of a list of structures that may be absent or null; needs `default` as well.
pub(crate) fn optional_objects<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Vec<T>>, D::Error> {
    Option::deserialize(deserializer).map(|list| list.map(|Objects(list)| list))
}
