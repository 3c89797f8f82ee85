//! Reading and writing a provider's JSON: liberal where documents contradict themselves, exact always.
//!
//! Not our own documents; those are strict and live in [`document`](crate::document).

mod raw;

use crate::error::{RefundError, code};
use crate::http::Answer;
use crate::json::{Fault, Reader, write};
use crate::outcome::Problem;
use crate::profile::Finding;
use crate::reading::Reading;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use std::marker::PhantomData;

pub use raw::Scalar;
pub(crate) use raw::{Pairs, RawJson, Text};

/// The largest body that is read: 4 MiB.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// Writes a wire structure as compact JSON, fields in the order of the structure.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, RefundError> {
    write(value).map_err(|_| RefundError::new(code::INVALID_FIELD, "", "cannot be written as JSON"))
}

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

/// Reads the JSON object of an answer, or says what stood in the way. A redirect is never read.
pub fn read_answer<'a, T: Deserialize<'a>>(answer: &'a Answer) -> Result<(u16, T), Reading> {
    read_answer_as(answer, from_json)
}

/// Reads an answer that may be something else than an object.
pub fn read_answer_as<'a, T>(
    answer: &'a Answer,
    read: impl Fn(&'a [u8]) -> Result<T, JsonFault>,
) -> Result<(u16, T), Reading> {
    let response = match answer {
        Answer::NotSent => return Err(Reading::of(Finding::NotSent)),
        Answer::Lost => return Err(Reading::of(Finding::Lost)),
        Answer::Response(response) => response,
    };
    let body = response.body.as_slice();
    let status = response.status;
    if status == 0 || (300..400).contains(&status) {
        return Err(Reading::of(Finding::Redirected).at(status));
    }
    read(body)
        .map(|document| (status, document))
        .map_err(|fault| unread(fault, status, body))
}

fn unread(fault: JsonFault, status: u16, body: &[u8]) -> Reading {
    let finding = match fault {
        JsonFault::Duplicate => Finding::Contradiction(Problem::DuplicateField),
        JsonFault::Unreadable if body.trim_ascii().is_empty() => Finding::Empty,
        JsonFault::Unreadable => Finding::Unreadable,
    };
    Reading::of(finding).at(status)
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

/// The value of one of two names for the same field; two different values are a contradiction.
pub fn either<T: PartialEq>(first: Option<T>, second: Option<T>) -> Result<Option<T>, Problem> {
    match (first, second) {
        (Some(first), Some(second)) if first != second => Err(Problem::DuplicateField),
        (first, second) => Ok(first.or(second)),
    }
}

/// Minor units in our own documents: an integer or a string of digits, never a float or boolean; written as integer.
pub mod minor_units {
    use crate::money::parse_digits;
    use serde::de::{Error, Unexpected, Visitor};
    use serde::{Deserializer, Serializer};
    use std::fmt;

    struct Units;

    impl Visitor<'_> for Units {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an integer or a string of digits")
        }

        fn visit_i64<E: Error>(self, value: i64) -> Result<i64, E> {
            Ok(value)
        }

        fn visit_u64<E: Error>(self, value: u64) -> Result<i64, E> {
            i64::try_from(value)
                .map_err(|_| E::invalid_value(Unexpected::Other("large number"), &self))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
            parse_digits(text).ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
        }
    }

    /// Reads an integer or a string of digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        deserializer.deserialize_any(Units)
    }

    /// Writes an integer.
    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*value)
    }
}

/// The same for a field that may be absent.
pub mod optional_minor_units {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    struct Units(#[serde(with = "super::minor_units")] i64);

    /// Reads an integer, a string of digits, or null.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<i64>, D::Error> {
        Option::<Units>::deserialize(deserializer).map(|units| units.map(|Units(value)| value))
    }

    /// Writes an integer.
    pub fn serialize<S: Serializer>(value: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}
