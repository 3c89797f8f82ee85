//! Reading and writing a provider's JSON: liberal where documents contradict themselves, exact always.
//!
//! Not our own documents; those are strict and live in [`document`](crate::document). serde's error texts quote
//! values, so none is passed on.

use crate::error::{RefundError, code};
use crate::http::Answer;
use crate::outcome::Problem;
use crate::profile::Finding;
use crate::reading::Reading;
use memchr::memchr;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The largest body that is read: 4 MiB.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// Writes a wire structure as compact JSON, fields in the order of the structure.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, RefundError> {
    serde_json::to_string(value).map_err(|_| RefundError::new(code::INVALID_FIELD, "", "cannot be written as JSON"))
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
    any_from_json(body).map(|Object(value)| value)
}

/// Reads a JSON object within text that was read before. Text needs no second look at its UTF-8.
pub fn from_json_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, JsonFault> {
    read_text(text).map(|Object(value)| value)
}

/// The most items of a list that are read.
const MOST_ITEMS: usize = 10_000;

/// Reads a JSON array of at most 10,000 objects.
pub fn list_from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<Vec<T>, JsonFault> {
    read_text(text).map(|Objects(list)| list)
}

fn read_text<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, JsonFault> {
    if text.len() > MAX_BODY {
        return Err(JsonFault::Unreadable);
    }
    serde_json::from_str(text).map_err(|error| fault(&error))
}

/// Reads JSON of any kind. For structures use [`from_json`].
pub fn any_from_json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, JsonFault> {
    if body.len() > MAX_BODY {
        return Err(JsonFault::Unreadable);
    }
    match std::str::from_utf8(body) {
        Ok(text) => read_text(text),
        Err(_) => serde_json::from_slice(body).map_err(|error| fault(&error)),
    }
}

fn fault(error: &serde_json::Error) -> JsonFault {
    // serde has no category for this; a fixture with a duplicate key notices if the text ever changes.
    let duplicate = error.is_data() && error.to_string().starts_with("duplicate field");
    if duplicate { JsonFault::Duplicate } else { JsonFault::Unreadable }
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
    read(body).map(|document| (status, document)).map_err(|fault| unread(fault, status, body))
}

fn unread(fault: JsonFault, status: u16, body: &[u8]) -> Reading {
    let finding = match fault {
        JsonFault::Duplicate => Finding::Contradiction(Problem::DuplicateField),
        JsonFault::Unreadable if body.trim_ascii().is_empty() => Finding::Empty,
        JsonFault::Unreadable => Finding::Unreadable,
    };
    Reading::of(finding).at(status)
}

/// A JSON value whose type the provider's documents disagree about: kept as text, read as what is needed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(transparent)]
pub struct Scalar<'a>(#[serde(borrow)] &'a RawValue);

impl<'a> Scalar<'a> {
    /// The text of a string, or of a number or boolean as it was written. None for objects, arrays and null.
    pub fn text(self) -> Option<Cow<'a, str>> {
        let raw = self.0.get();
        match raw.bytes().next()? {
            b'"' => unquoted(raw),
            b'{' | b'[' | b'n' => None,
            _ => Some(Cow::Borrowed(raw)),
        }
    }

    /// Owned text.
    pub fn string(self) -> Option<String> {
        self.text().map(Cow::into_owned)
    }

    /// An integer, given as a number or as a string of digits.
    pub fn integer(self) -> Option<i64> {
        self.text()?.parse().ok()
    }

    /// A boolean, given as such or as a string in any case.
    pub fn flag(self) -> Option<bool> {
        let text = self.text()?;
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") { Some(true) } else { is("false").then_some(false) }
    }

    /// The JSON text itself.
    pub fn raw(self) -> &'a str {
        self.0.get()
    }
}

/// The text of a JSON string. Between its quotes it is the text already, unless something is escaped.
fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    if memchr(b'\\', raw.as_bytes()).is_some() {
        return serde_json::from_str(raw).ok().map(|Text(text)| text);
    }
    raw.strip_prefix('"')?.strip_suffix('"').map(Cow::Borrowed)
}

/// A JSON string, borrowed where nothing in it is escaped. serde's own `Cow` is always a copy.
#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// A JSON object and nothing else: serde by itself takes an array for a structure, member by member.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectOf(PhantomData)).map(Self)
    }
}

struct ObjectOf<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectOf<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// A list of at most 10,000 objects.
struct Objects<T>(Vec<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ObjectsOf(PhantomData)).map(Self)
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
        while let Some(Object(item)) = items.next_element()? {
            if list.len() == MOST_ITEMS {
                return Err(A::Error::invalid_length(MOST_ITEMS.saturating_add(1), &self));
            }
            list.push(item);
        }
        Ok(list)
    }
}

/// For `deserialize_with` of a nested structure: an object and nothing else.
pub(crate) fn object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Object::deserialize(deserializer).map(|Object(value)| value)
}

/// The same for one that may be absent or null; needs `default` as well.
pub(crate) fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer).map(|value| value.map(|Object(value)| value))
}

/// The same for a list of structures that may be absent or null; needs `default` as well.
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

/// The members of a JSON object, in their order and with their values as they were written.
pub struct Pairs<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(8);
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Pairs(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Minor units in our own documents: an integer or a string of digits, never a float or boolean; written as integer.
pub mod minor_units {
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
            i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Other("large number"), &self))
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<i64, E> {
            let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let value = if plain { text.parse().ok() } else { None };
            value.ok_or_else(|| E::invalid_value(Unexpected::Other("text"), &self))
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
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
        Option::<Units>::deserialize(deserializer).map(|units| units.map(|Units(value)| value))
    }

    /// Writes an integer.
    pub fn serialize<S: Serializer>(value: &Option<i64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }
}
