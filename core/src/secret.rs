//! Secrets: text that goes in and is never shown.
//!
//! A [`Secret`] is zeroed when dropped, prints as a mask, compares in constant time and cannot be serialised.

use crate::error::{RefundError, code};
use crate::field::is_invisible;
use crate::form::escape;
use serde::{Deserialize, Deserializer};
use std::cmp::Reverse;
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// The text that stands where a secret was.
pub const MASK: &str = "***";

/// A password, API key or private key in PEM.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the secret. It is checked when a provider is made with it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself, for the one place that sends or signs with it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Refuses an empty secret and one that ends in a line break, which is how a file or a shell spoils it.
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
        self.expose().as_bytes().ct_eq(other.as_bytes()).into()
    }

    /// `text` with every occurrence of the secret masked, also as a form or a JSON string would spell it.
    pub fn scrub(&self, text: String) -> String {
        let secret = self.expose();
        let text = masked(text, secret);
        let text = if text.contains('%') {
            masked(text, &escape(secret))
        } else {
            text
        };
        if !text.contains('\\') {
            return text;
        }
        let json = secret.replace('\\', "\\\\").replace('"', "\\\"");
        masked(masked(text, &json), &json.replace('/', "\\/"))
    }
}

/// What of a provider's text may be stored and shown: nothing that doesn't print, secrets masked, at most 1000 characters.
pub(crate) fn shown(text: String, secrets: &[&Secret]) -> String {
    let mut longest_first = secrets.to_vec();
    longest_first.sort_by_key(|secret| Reverse(secret.expose().len()));
    // In this order: what is dropped or cut must not leave a secret together, or a part of it.
    let text = longest_first
        .iter()
        .fold(printable(text), |text, secret| secret.scrub(text));
    if text.len() <= MOST_TEXT {
        text
    } else {
        text.chars().take(MOST_TEXT).collect()
    }
}

/// The most characters of a provider's text that are kept.
const MOST_TEXT: usize = 1000;

fn printable(text: String) -> String {
    if text.chars().any(is_invisible) {
        text.chars()
            .filter(|character| !is_invisible(*character))
            .collect()
    } else {
        text
    }
}

fn masked(text: String, secret: &str) -> String {
    if !secret.is_empty() && text.contains(secret) {
        text.replace(secret, MASK)
    } else {
        text
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
