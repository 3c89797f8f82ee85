//! Reads and writes JSON for Refundkit, where money is at stake: exactly, and without a second meaning.
//!
//! # What it refuses
//!
//! | Refused | Why |
//! |---|---|
//! | a number that is not a 64-bit integer: a fraction, an exponent, `-0`, anything larger | no float stands between the text and an amount; a fraction is read as text (see below) |
//! | a member that is there twice in a structure | two readers could believe different values |
//! | an array in the place of a structure | its members would be told apart by their order alone |
//! | `null`, unless the reading is lenient and the type is optional | `JSON.stringify` writes it in the place of a number that is not finite |
//! | a choice with content that it does not have, or with two names | the content would be passed over in silence |
//! | nesting beyond 128 levels, unless it is passed over | reading is recursive, and the stack of a host may be small |
//! | lone surrogates, control characters in strings, bytes that are not UTF-8, comments, anything after the value | RFC 8259 |
//!
//! Unknown members are for the type to refuse (`deny_unknown_fields`), doubled names of a map are for it to notice: the
//! last one counts. Floats are not written either.
//!
//! # JSON as it was written
//!
//! JSON has no byte strings. A type that asks for borrowed bytes (`deserialize_bytes`) gets the text of the value, whatever it is, as
//! `visit_borrowed_str`; what a type writes as bytes (`serialize_bytes`) must be JSON already and goes out as it is.
//!
//! # Errors
//!
//! An [`Error`] tells its kind, its place, such as `goods[1].price`, and what is expected there. It never holds a value from the text. Reading costs
//! nothing for it: the place is found afterwards, when the text is walked a second time.
//!
//! ```
//! use refundkit_json::{ErrorKind, from_str_strict};
//! use std::collections::BTreeMap;
//!
//! type Prices = BTreeMap<String, Vec<u32>>;
//!
//! assert_eq!(from_str_strict::<Prices>(r#"{"tea":[5,7]}"#).unwrap()["tea"], [5, 7]);
//!
//! let error = from_str_strict::<Prices>(r#"{"tea":[5,7.5]}"#).unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Invalid);
//! assert_eq!(error.path(), "tea[1]");
//! assert_eq!(error.expected(), Some("an integer from 0 to 4294967295"));
//! ```

mod access;
mod error;
mod grammar;
mod parts;
mod path;
mod reader;
mod string;
mod structure;
mod writer;

pub use error::{Error, ErrorKind};

use reader::{Nulls, Reader};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Reads one value, where `null` is refused for an optional value too: nothing that this crate's users write themselves has one.
///
/// # Errors
///
/// Says what the [crate] refuses, or the type, and where.
pub fn from_str_strict<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    Reader::of_text(text, Nulls::Refused).read()
}

/// Reads one value, where `null` stands for an absent value.
///
/// # Errors
///
/// Says what the [crate] refuses, or the type, and where.
pub fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    Reader::of_text(text, Nulls::Absent).read()
}

/// Reads one value like [`from_str`]. What is passed over need not be UTF-8.
///
/// # Errors
///
/// Says what the [crate] refuses, or the type, and where.
pub fn from_slice<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Error> {
    Reader::of_bytes(bytes).read()
}

/// Reads a text that is one string; the result is borrowed where nothing in it is escaped.
///
/// # Errors
///
/// Says that the text is anything else.
pub fn string(text: &str) -> Result<Cow<'_, str>, Error> {
    Reader::of_text(text, Nulls::Refused).whole(Reader::string)
}

/// Checks that a text is one JSON value of any kind and depth; gives it as it was written, without the white space around it.
///
/// # Errors
///
/// Says that the text is not one JSON value.
pub fn raw(text: &str) -> Result<&str, Error> {
    Reader::of_text(text, Nulls::Refused).whole(Reader::raw)
}

/// Reads a text that is one object; gives its members in their order, with their values as they were written. Doubled members are kept.
///
/// # Errors
///
/// Says that the text is not one JSON object.
pub fn members(text: &str) -> Result<Vec<(Cow<'_, str>, &str)>, Error> {
    Reader::of_text(text, Nulls::Refused).whole(Reader::members)
}

/// Writes a value without white space, members in the order of the structure.
///
/// # Errors
///
/// Says that the value holds a float, or bytes that are not UTF-8, or that its type refuses. The path is empty.
pub fn to_string<T: Serialize>(value: &T) -> Result<String, Error> {
    writer::write(value).map_err(|fault| fault.at(Vec::new()))
}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
