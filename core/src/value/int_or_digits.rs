//! An integer in our own documents: a JSON integer or a string of digits, never a float or a boolean; written as an integer.

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

/// Reads one or more digits, without sign or space, of a number that an `i64` can hold.
pub fn parse_digits(text: &str) -> Option<i64> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// An integer or a string of digits in a field that may be absent.
pub mod optional {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Deserialize)]
    struct Units(#[serde(with = "super")] i64);

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
