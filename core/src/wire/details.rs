//! The details of a message: every member that a provider's document lists, whether or not it decides anything.
//!
//! A member that decides nothing never makes a message unreadable. What has another type than documented, or says nothing, is
//! absent.

use super::RawValue;
use crate::http::masking::{clean_date, clean_id, clean_text};
use crate::value::money::{Money, read_amount};
use crate::value::secret::Secret;

/// Defines the records of a provider's details: plain data, whose members are all `Option` or `Vec`.
macro_rules! details {
    ($(
        $(#[doc = $doc:literal])*
        $name:ident {
            $($(#[doc = $member_doc:literal])* $member:ident: $kind:ident<$type:ident>,)*
        }
    )*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[non_exhaustive]
        pub struct $name {$(
            $(#[doc = $member_doc])*
            #[serde(default, skip_serializing_if = "crate::wire::details::Absent::is_absent")]
            #[cfg_attr(feature = "uniffi", uniffi(default))]
            pub $member: $kind<$type>,
        )*}
    )*};
}

pub(crate) use details;

/// Whether a member has nothing to show.
pub(crate) trait Absent {
    /// Whether it is left out of documents.
    fn is_absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

/// A value as a message has it: of JSON, or of a form.
pub trait DetailValue {
    /// The text of a string or a number. A boolean is no text.
    fn text(self) -> Option<String>;
    /// An integer of 0 to 2^53 - 1, in any spelling of [`read_amount`].
    fn integer(self) -> Option<i64>;
    /// A boolean, given as such or as a word in any case.
    fn flag(self) -> Option<bool>;
}

impl DetailValue for Option<RawValue<'_>> {
    fn text(self) -> Option<String> {
        let value = self.filter(|value| !value.is_flag());
        value?.string()
    }

    fn integer(self) -> Option<i64> {
        self?.integer()
    }

    fn flag(self) -> Option<bool> {
        self?.flag()
    }
}

/// The first of several names of a field whose value is a text or a number that says something. Another type and an empty text
/// are read as if the name were not there.
pub(crate) fn first_text<'a, const N: usize>(
    names: [Option<RawValue<'a>>; N],
) -> Option<RawValue<'a>> {
    let says_something = |value: &RawValue<'a>| {
        let text = value
            .text()
            .filter(|_| !value.is_flag());
        text.is_some_and(|text| !text.is_empty())
    };
    names
        .into_iter()
        .flatten()
        .find(says_something)
}

impl DetailValue for Option<&str> {
    fn text(self) -> Option<String> {
        self.map(str::to_owned)
    }

    fn integer(self) -> Option<i64> {
        read_amount(self?, 0).ok()
    }

    fn flag(self) -> Option<bool> {
        self?.to_ascii_lowercase().parse().ok()
    }
}

/// Reads values that decide nothing.
#[derive(Clone, Copy, Debug)]
pub struct DetailReader<'s> {
    secrets: &'s [&'s Secret],
}

impl<'s> DetailReader<'s> {
    /// A reader that masks these secrets in texts.
    pub fn new(secrets: &'s [&'s Secret]) -> Self {
        Self { secrets }
    }

    /// A text that a person or a program wrote freely, or an address. It is cleaned as an outcome's message is: secrets are
    /// masked, what does not print is dropped, and at most 1000 characters are kept.
    pub fn text(self, value: impl DetailValue) -> Option<String> {
        self.cleaned(value.text()?)
    }

    /// A date. Where it has other letters than dates have, it is cleaned like a text.
    pub fn date(self, value: impl DetailValue) -> Option<String> {
        Some(clean_date(value.text()?, self.secrets)).filter(|text| !text.is_empty())
    }

    /// An id, a code or a status, never masked. What does not print is dropped, and at most 1000 characters are kept.
    pub fn exact(self, value: impl DetailValue) -> Option<String> {
        Some(clean_id(value.text()?)).filter(|text| !text.is_empty())
    }

    /// An integer of 0 to 2^53 - 1, in any spelling of [`read_amount`].
    pub fn integer(self, value: impl DetailValue) -> Option<i64> {
        value.integer()
    }

    /// An integer of that range as minor units of a currency.
    pub fn money(self, value: impl DetailValue, currency: &str) -> Option<Money> {
        let minor_units = self.integer(value)?;
        Some(Money::new(minor_units, currency))
    }

    /// A boolean, given as such or as a word.
    pub fn flag(self, value: impl DetailValue) -> Option<bool> {
        value.flag()
    }

    /// A decimal number as it was written, given as a number or as text.
    pub fn decimal(self, value: impl DetailValue) -> Option<String> {
        let is_number = |text: &String| {
            let plain = |byte: u8| byte.is_ascii_digit() || b".-+eE".contains(&byte);
            text.bytes().all(plain)
                && text
                    .bytes()
                    .any(|byte| byte.is_ascii_digit())
        };
        self.exact(value).filter(is_number)
    }

    /// A masked card number. Where it came whole, only the first six and the last four digits are kept.
    pub fn card(self, value: impl DetailValue) -> Option<String> {
        let text = self.exact(value)?;
        let digits = text
            .chars()
            .filter(char::is_ascii_digit)
            .count();
        let mut position = 0_usize;
        let mut shown = |letter: char| {
            let hidden = position >= 6 && position.saturating_add(4) < digits;
            position = position.saturating_add(usize::from(letter.is_ascii_digit()));
            if letter.is_ascii_digit() && hidden {
                '*'
            } else {
                letter
            }
        };
        Some(text.chars().map(&mut shown).collect())
    }

    /// JSON of no documented shape, as it was written. It is cleaned like a text.
    pub fn json(self, value: Option<RawValue<'_>>) -> Option<String> {
        let raw = value?.raw();
        if raw == "null" {
            return None;
        }
        self.cleaned(raw.to_owned())
    }

    fn cleaned(self, text: String) -> Option<String> {
        Some(clean_text(text, self.secrets)).filter(|text| !text.is_empty())
    }
}
