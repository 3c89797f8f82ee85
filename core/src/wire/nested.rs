//! Nested objects and lists, where a provider may send something else than it documents.
//!
//! Such a value never makes a message unreadable. Where it decides nothing it is absent ([`Nested::get`]); where it decides, the
//! reader of the message says what follows ([`Nested::or`]). A member that is there twice is a fault wherever it is.

use super::raw::RawValue;
use super::{JsonError, Objects, read_text};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// A nested object or list.
#[derive(Default)]
pub(crate) enum Nested<T> {
    /// Not there, or it says nothing: `null`, or an empty text, list or object.
    #[default]
    Absent,
    /// Of the documented type.
    Read(T),
    /// Of another type.
    Other,
}

/// A nested list of objects.
pub(crate) type NestedList<T> = Nested<Objects<T>>;

impl<T> Nested<T> {
    /// The value, where it decides nothing.
    pub(crate) fn get(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Absent | Self::Other => None,
        }
    }

    /// The value, where it decides: one of another type is this fault.
    pub(crate) fn or<E>(&self, fault: E) -> Result<Option<&T>, E> {
        match self {
            Self::Other => Err(fault),
            Self::Absent | Self::Read(_) => Ok(self.get()),
        }
    }

    /// Whether there is nothing in its place.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether it is of another type than documented.
    pub(crate) fn is_other(&self) -> bool {
        matches!(self, Self::Other)
    }
}

impl<T> NestedList<T> {
    /// The items. There are none in a list of another type.
    pub(crate) fn items(&self) -> &[T] {
        self.get()
            .map_or(&[], |Objects(items)| items)
    }
}

impl<'de, T: Deserialize<'de>> Nested<T> {
    /// Reads a value that was kept as it was written.
    pub(crate) fn read(json: RawValue<'de>) -> Result<Self, JsonError> {
        if json.is_empty() {
            return Ok(Self::Absent);
        }
        match read_text(json.raw()) {
            Ok(value) => Ok(Self::Read(value)),
            Err(JsonError::Unreadable) => Ok(Self::Other),
            Err(JsonError::Duplicate) => Err(JsonError::Duplicate),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Option::<RawValue<'de>>::deserialize(deserializer)? {
            None => Ok(Self::Absent),
            Some(json) => Self::read(json).map_err(|_| D::Error::duplicate_field("nested")),
        }
    }
}
