//! Reading and writing a provider's JSON: liberal where documents contradict themselves, exact always.
//!
//! Our own documents are read strictly instead, by [`decode`](crate::json::decode).

mod raw;

use crate::http::MAX_BODY;
use crate::json::{Fault, Reader};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

pub use raw::Scalar;
pub(crate) use raw::{Pairs, RawJson, Text};

/// Why a JSON text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonFault {
    /// Not JSON, not UTF-8, cut short, too large, too deep, or not of the documented shape.
    Unreadable,
    /// One member twice: two readers could believe different ones.
    Duplicate,
}

/// Reads a JSON object into a wire structure. Unknown members are passed over, a member given twice is a fault.
pub fn from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, JsonFault> {
    object(body).and_then(|()| any_from_json(body))
}

/// Reads a JSON object within text that was read before.
pub fn from_json_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, JsonFault> {
    object(text.as_bytes()).and_then(|()| read(Reader::lenient(text)))
}

fn object(body: &[u8]) -> Result<(), JsonFault> {
    if body.trim_ascii_start().starts_with(b"{") {
        Ok(())
    } else {
        Err(JsonFault::Unreadable)
    }
}

/// The most items of a list that are read.
const MOST_ITEMS: usize = 10_000;

/// Reads a JSON array of at most 10,000 objects.
pub fn list_from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Vec<T>, JsonFault> {
    read(Reader::lenient(text)).map(|Objects(list)| list)
}

/// Reads JSON of any kind. For structures use [`from_json`].
pub fn any_from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, JsonFault> {
    read(Reader::of_bytes(body))
}

fn read<'a, T: Deserialize<'a>>(mut reader: Reader<'a>) -> Result<T, JsonFault> {
    if reader.len() > MAX_BODY {
        return Err(JsonFault::Unreadable);
    }
    reader.read().map_err(|fault| match fault {
        Fault::Doubled => JsonFault::Duplicate,
        Fault::Unfit | Fault::Missing(_) | Fault::Unknown => JsonFault::Unreadable,
    })
}

/// A list of at most 10,000 objects.
struct Objects<T>(Vec<T>);

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
