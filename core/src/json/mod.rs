//! One reader of JSON, for our own documents, strictly, and for providers' messages, as they come.
//!
//! It reads straight from the text into a structure and borrows what is not escaped. It knows no floats: a number that is no
//! integer is text ([`Scalar`](crate::wire::Scalar)) or a fault. Objects are objects: an array never stands for a structure.
//! No fault carries a value. Where it happened is found afterwards, by walking the text again: reading costs nothing for it.

mod grammar;
mod path;
mod structure;
mod writer;

pub(crate) use writer::write;

use crate::value::error::{RefundError, code};
use serde::de::{DeserializeOwned, Error, Expected, Unexpected};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Why a text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No JSON, or not the type, form or range.
    Unfit,
    /// A member that must be there is not.
    Missing(&'static str),
    /// A member is there twice.
    Doubled,
    /// A member that nothing reads.
    Unknown,
}

/// How deep structures may be nested.
const DEEPEST: u8 = 128;

/// A text and how far it was read.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// The same, where it is known to be UTF-8. Otherwise each text is checked as it is read.
    text: Option<&'a str>,
    /// Whether `null` stands for what is absent.
    takes_null: bool,
    /// The next byte.
    at: usize,
    /// Where the value begins that is being read.
    place: usize,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// For our own documents: `null` is nothing that we write, and what a NaN becomes in JavaScript.
    pub(crate) fn strict(text: &'a str) -> Self {
        Self {
            takes_null: false,
            ..Self::lenient(text)
        }
    }

    /// For providers' messages: `null` is absent.
    pub(crate) fn lenient(text: &'a str) -> Self {
        Self::new(text.as_bytes(), Some(text))
    }

    /// The same for what need not be UTF-8 where it is passed over.
    pub(crate) fn of_bytes(bytes: &'a [u8]) -> Self {
        Self::new(bytes, std::str::from_utf8(bytes).ok())
    }

    fn new(bytes: &'a [u8], text: Option<&'a str>) -> Self {
        Self {
            bytes,
            text,
            takes_null: true,
            at: 0,
            place: 0,
            depth: 0,
        }
    }

    /// The length of the text.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Reads the whole text.
    pub(crate) fn read<T: Deserialize<'a>>(&mut self) -> Result<T, Fault> {
        self.begin();
        let value = T::deserialize(&mut *self)?;
        self.end().map(|()| value)
    }

    /// Reads a text of one string.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, Fault> {
        let text = self.string()?;
        self.end().map(|()| text)
    }

    /// Reads a text of one value, which is kept as it was written.
    pub(crate) fn value(&mut self) -> Result<&'a str, Fault> {
        let value = self.raw()?;
        self.end().map(|()| value)
    }

    /// Reads an object whose members are kept as they were written, in their order.
    pub(crate) fn members(&mut self) -> Result<Vec<(Cow<'a, str>, &'a str)>, Fault> {
        let mut members = Vec::with_capacity(8);
        let place = self.open(b'{')?;
        while let Some(name) = self.next_name(members.is_empty())? {
            members.push((name, self.raw()?));
        }
        self.close(b'}', place)?;
        self.end().map(|()| members)
    }
}

/// serde's own texts quote values, so they are not even made.
impl Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Unfit
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Unfit
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Unfit
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self::Unfit
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unfit
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::Doubled
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read")
    }
}

impl std::error::Error for Fault {}

/// Writes a wire structure as compact JSON, fields in the order of the structure.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, RefundError> {
    write(value).map_err(|_| RefundError::new(code::INVALID_FIELD, "", "cannot be written as JSON"))
}

/// Reads one of our own documents strictly; `name` is the path that errors begin with.
pub fn decode<T: DeserializeOwned>(name: &str, json: &str) -> Result<T, RefundError> {
    let mut reader = Reader::strict(json);
    let read = reader.read();
    read.map_err(|fault| reader.error(fault).within(name))
}

/// Writes a result.
pub fn encode<T: Serialize>(value: &T) -> Result<String, RefundError> {
    to_json(value)
}
