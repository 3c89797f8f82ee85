//! Why a text was not read, or a value not written.

use serde::{de, ser};
use std::fmt;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is not JSON, or the value does not have the type, form or range that is expected.
    Invalid,
    /// A required member is missing. The path ends with its name.
    Missing,
    /// A member of a structure is there twice.
    Duplicate,
    /// Nothing reads a member.
    Unknown,
}

/// What is wrong, and where. It holds names of members, but never a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    path: String,
    expected: Option<Box<str>>,
}

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The names and indices that lead to the place, such as `goods[1].price`. It is empty for the whole text.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is expected in the place of an invalid value, such as `a string` or `an integer from 0 to 65535`. None where the
    /// text is not JSON.
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// The same path, owned.
    pub fn into_path(self) -> String {
        self.path
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        match (self.kind, self.expected()) {
            (ErrorKind::Invalid, Some(expected)) => write!(f, "must be {expected}"),
            (ErrorKind::Invalid, None) => f.write_str("is not JSON that can be read"),
            (ErrorKind::Missing, _) => f.write_str("is missing"),
            (ErrorKind::Duplicate, _) => f.write_str("is there twice"),
            (ErrorKind::Unknown, _) => f.write_str("is not known here"),
        }
    }
}

impl std::error::Error for Error {}

/// What is wrong while the place is not yet known. It is small, since every function of the reader returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Invalid,
    /// Something else is expected.
    Expected(Box<str>),
    Missing(&'static str),
    Duplicate,
    Unknown,
}

impl Fault {
    /// The error, at a place to which these names and indices lead.
    pub(crate) fn at(self, mut steps: Vec<String>) -> Error {
        let (kind, expected) = match self {
            Self::Invalid => (ErrorKind::Invalid, None),
            Self::Expected(expected) => (ErrorKind::Invalid, Some(expected)),
            Self::Missing(name) => {
                steps.push(name.to_owned());
                (ErrorKind::Missing, None)
            }
            Self::Duplicate => (ErrorKind::Duplicate, None),
            Self::Unknown => (ErrorKind::Unknown, None),
        };
        let path = steps
            .into_iter()
            .rev()
            .fold(String::new(), within);
        Error {
            kind,
            path,
            expected,
        }
    }

    /// A value that is not of the type that is expected.
    #[cold]
    #[inline(never)]
    pub(crate) fn expecting(expected: &dyn de::Expected) -> Self {
        Self::Expected(in_json(expected.to_string()).into())
    }

    /// A choice that has none of its names.
    #[cold]
    #[inline(never)]
    pub(crate) fn choice(names: &[&str]) -> Self {
        Self::Expected(format!("one of {}", names.join(", ")).into())
    }
}

/// What serde calls the expected type, as JSON calls it: the names of Rust mean nothing to who wrote the text.
fn in_json(expected: String) -> String {
    match expected.as_str() {
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        "i8" => integers(i8::MIN, i8::MAX),
        "i16" => integers(i16::MIN, i16::MAX),
        "i32" => integers(i32::MIN, i32::MAX),
        "i64" => integers(i64::MIN, i64::MAX),
        "u8" => integers(u8::MIN, u8::MAX),
        "u16" => integers(u16::MIN, u16::MAX),
        "u32" => integers(u32::MIN, u32::MAX),
        "u64" => integers(u64::MIN, u64::MAX),
        name if name.starts_with("struct ") => "an object".to_owned(),
        name if name.starts_with("tuple ") => "a list".to_owned(),
        _ => expected,
    }
}

fn integers(least: impl fmt::Display, most: impl fmt::Display) -> String {
    format!("an integer from {least} to {most}")
}

/// `price` within `goods` is `goods.price`, and `[1]` within it `goods[1]`.
fn within(inner: String, outer: String) -> String {
    if inner.is_empty() {
        return outer;
    }
    let separator = if inner.starts_with('[') { "" } else { "." };
    outer + separator + &inner
}

/// The texts of serde quote values, so they are not even made. What is expected is a text of the type, not of the value.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Invalid
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn invalid_value(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn invalid_length(_: usize, expected: &dyn de::Expected) -> Self {
        Self::expecting(expected)
    }

    fn unknown_variant(_: &str, names: &'static [&'static str]) -> Self {
        Self::choice(names)
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Unknown
    }

    fn missing_field(name: &'static str) -> Self {
        Self::Missing(name)
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self::Duplicate
    }
}

impl ser::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Invalid
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not read")
    }
}

impl std::error::Error for Fault {}
