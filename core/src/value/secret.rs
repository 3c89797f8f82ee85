//! Secrets: text that is taken in and never shown.
//!
//! A [`Secret`] is zeroed when dropped, prints as a mask, compares in constant time and cannot be serialised.

use crate::value::error::{RefundError, code};
use serde::{Deserialize, Deserializer};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The text that stands where a secret was.
pub(crate) const MASK: &str = "***";

/// A password, API key or private key in PEM.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the secret. It is checked when a provider is made with it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret's text, only for code that sends it or signs with it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Refuses an empty secret, and one that ends in a line break, as it does when it was read from a file or a shell.
    pub fn checked(&self, field: &str) -> Result<&str, RefundError> {
        let text = self.expose();
        match text.chars().next_back() {
            None => Err(RefundError::new(code::MISSING_FIELD, field, "is empty")),
            Some('\n' | '\r') => Err(RefundError::new(
                code::INVALID_FIELD,
                field,
                "ends with a line break",
            )),
            Some(_) => Ok(text),
        }
    }

    /// Whether `other` is this secret, in time that depends on the length alone.
    pub fn matches(&self, other: &str) -> bool {
        self.expose()
            .as_bytes()
            .ct_eq(other.as_bytes())
            .into()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other.expose())
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(feature = "uniffi")]
uniffi::custom_type!(Secret, String, {
    lower: |_secret| MASK.to_owned(),
    try_lift: |text| Ok(Secret::new(text)),
});
