//! JSON as it was written: values that are read later, or passed through byte for byte.
//!
//! JSON has no byte strings. If one of these types asks our reader or writer for bytes, it gets or gives the text of a value.

use crate::json;
use crate::value::error::{RefundError, code};
use crate::value::money::read_amount;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// A JSON value whose type the provider's documents disagree about: kept as text, read as what is needed. Read by the
/// functions of this module alone; other readers of JSON cannot lend the text.
#[derive(Clone, Copy, Debug)]
pub struct RawValue<'a>(&'a str);

impl<'a> RawValue<'a> {
    /// Checks that this is one value, whatever it is.
    pub(crate) fn new(field: &str, text: &'a str) -> Result<Self, RefundError> {
        let no_json = |_| RefundError::new(code::INVALID_FIELD, field, "is not JSON");
        json::raw(text)
            .map(Self)
            .map_err(no_json)
    }

    /// The text of a string, or of a number or boolean as it was written. None for objects, arrays and null.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self.0.bytes().next()? {
            b'"' => unquoted(self.0),
            b'{' | b'[' | b'n' => None,
            _ => Some(Cow::Borrowed(self.0)),
        }
    }

    /// Owned text that says something: an empty id is no id, and two refunds without one are not the same.
    pub fn string(self) -> Option<String> {
        self.said().map(Cow::into_owned)
    }

    /// The same, borrowed where nothing in it is escaped.
    pub(crate) fn said(self) -> Option<Cow<'a, str>> {
        self.text()
            .filter(|text| !text.is_empty())
    }

    /// An integer from 0 to 2^53 - 1, in any spelling of [`read_amount`](crate::value::money::read_amount): some writers of
    /// JSON know no integers.
    pub fn integer(self) -> Option<i64> {
        read_amount(&self.text()?, 0).ok()
    }

    /// Whether it says nothing: `null`, or an empty string, list or object, which writers put where nothing is to be said.
    pub fn is_empty(self) -> bool {
        let brackets: &[_] = &['[', ']', '{', '}'];
        let inner = self.0.trim_matches(brackets);
        matches!(self.0, "null" | r#""""#) || inner.trim_ascii().is_empty()
    }

    /// The text of a JSON string; nothing for any other value, such as a number.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        self.0
            .starts_with('"')
            .then(|| unquoted(self.0))
            .flatten()
    }

    /// Whether it is a boolean, given as such.
    pub(crate) fn is_flag(self) -> bool {
        self.0.starts_with(['t', 'f'])
    }

    /// A boolean, given as such or as a string in any case.
    pub fn flag(self) -> Option<bool> {
        let text = self.text()?;
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        if is("true") {
            Some(true)
        } else {
            is("false").then_some(false)
        }
    }

    /// The JSON text itself.
    pub fn raw(self) -> &'a str {
        self.0
    }
}

/// The text of a JSON string. Between its quotes it is the text already, unless something is escaped.
fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    // Most texts are ids, too short for a search that stops.
    let is_escape = |found, byte| found | (byte == b'\\');
    if raw.bytes().fold(false, is_escape) {
        return json::string(raw).ok();
    }
    raw.strip_prefix('"')?
        .strip_suffix('"')
        .map(Cow::Borrowed)
}

impl<'de: 'a, 'a> Deserialize<'de> for RawValue<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_bytes(Raw)
            .map(RawValue)
    }
}

/// For `deserialize_with` of a member that may be missing, and that is there where it is `null`: an amount that is `null` must not
/// become "everything".
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// For `deserialize_with` of an amount in a structure that owns its values.
pub(crate) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let inexact = || D::Error::custom("is not an exact amount");
    RawValue::deserialize(deserializer)?
        .integer()
        .ok_or_else(inexact)
}

struct Raw;

impl<'de> Visitor<'de> for Raw {
    type Value = &'de str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON as it was written")
    }

    fn visit_borrowed_str<E: Error>(self, json: &'de str) -> Result<&'de str, E> {
        Ok(json)
    }
}

/// JSON text that owns its characters. It is also used for writing.
#[derive(Clone, Debug)]
pub(crate) struct RawJson(String);

impl RawJson {
    /// Checks the text in the same way as `RawValue`.
    pub(crate) fn new(field: &str, text: &str) -> Result<Self, RefundError> {
        RawValue::new(field, text).map(|json| Self(json.raw().to_owned()))
    }

    pub(crate) fn as_scalar(&self) -> RawValue<'_> {
        RawValue(&self.0)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RawValue::deserialize(deserializer).map(|json| Self(json.0.to_owned()))
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_scalar().serialize(serializer)
    }
}

impl Serialize for RawValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0.as_bytes())
    }
}

/// A JSON string, borrowed where nothing in it is escaped. serde's own `Cow` is always a copy.
#[derive(Deserialize, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Text<'a>(#[serde(borrow)] pub(crate) Cow<'a, str>);

/// The members of a JSON object, in their order and with their values as they were written.
pub(crate) struct Pairs<'a>(pub(crate) Vec<(Cow<'a, str>, RawValue<'a>)>);

impl<'a> Pairs<'a> {
    /// Reads an object; doubled members are kept. Nothing if the text is not an object.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        Some(Self(
            json::members(text)
                .ok()?
                .into_iter()
                .map(|(name, json)| (name, RawValue(json)))
                .collect(),
        ))
    }
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .iter()
                .map(|(name, value)| (name, value)),
        )
    }
}
