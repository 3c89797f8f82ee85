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

    /// The same path, owned.
    pub fn into_path(self) -> String {
        self.path
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = match self.kind {
            ErrorKind::Invalid => "has the wrong type, form or range",
            ErrorKind::Missing => "is missing",
            ErrorKind::Duplicate => "is there twice",
            ErrorKind::Unknown => "is not known here",
        };
        match self.path.as_str() {
            "" => f.write_str(detail),
            path => write!(f, "{path}: {detail}"),
        }
    }
}

impl std::error::Error for Error {}

/// What is wrong while the place is not yet known. It is small, since every function of the reader returns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Invalid,
    Missing(&'static str),
    Duplicate,
    Unknown,
}

impl Fault {
    /// The error, at a place to which these names and indices lead.
    pub(crate) fn at(self, mut steps: Vec<String>) -> Error {
        let kind = match self {
            Self::Invalid => ErrorKind::Invalid,
            Self::Missing(_) => ErrorKind::Missing,
            Self::Duplicate => ErrorKind::Duplicate,
            Self::Unknown => ErrorKind::Unknown,
        };
        if let Self::Missing(name) = self {
            steps.push(name.to_owned());
        }
        let path = steps.into_iter().rev().fold(String::new(), within);
        Error { kind, path }
    }
}

/// `price` within `goods` is `goods.price`, and `[1]` within it `goods[1]`.
fn within(inner: String, outer: String) -> String {
    if inner.is_empty() {
        return outer;
    }
    let separator = if inner.starts_with('[') { "" } else { "." };
    outer + separator + &inner
}

/// The texts of serde quote values, so they are not even made.
impl de::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Invalid
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Invalid
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self::Invalid
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self::Invalid
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Invalid
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
