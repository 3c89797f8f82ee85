//! A text, how far it was read, and the ways to read all of it.

use crate::error::{Error, Fault};
use serde::Deserialize;
use std::borrow::Cow;

/// What `null` means where a value is optional.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    Absent,
    Refused,
}

/// A text and how far it was read.
pub(crate) struct Reader<'a> {
    pub(crate) bytes: &'a [u8],
    /// The same bytes as text, if they are known to be UTF-8. Otherwise each text is checked as it is read.
    pub(crate) text: Option<&'a str>,
    pub(crate) nulls: Nulls,
    /// The next byte.
    pub(crate) at: usize,
    /// Where the value begins that is being read.
    pub(crate) place: usize,
    pub(crate) depth: u8,
}

impl<'a> Reader<'a> {
    pub(crate) fn of_text(text: &'a str, nulls: Nulls) -> Self {
        Self::new(text.as_bytes(), Some(text), nulls)
    }

    pub(crate) fn of_bytes(bytes: &'a [u8]) -> Self {
        Self::new(bytes, std::str::from_utf8(bytes).ok(), Nulls::Absent)
    }

    pub(crate) fn new(bytes: &'a [u8], text: Option<&'a str>, nulls: Nulls) -> Self {
        Self {
            bytes,
            text,
            nulls,
            at: 0,
            place: 0,
            depth: 0,
        }
    }

    /// Reads the whole text.
    pub(crate) fn read<T: Deserialize<'a>>(mut self) -> Result<T, Error> {
        self.begin();
        self.whole(|reader| T::deserialize(reader))
    }

    /// Reads the whole text by one of the functions below or of the grammar.
    pub(crate) fn whole<T>(
        mut self,
        part: impl FnOnce(&mut Self) -> Result<T, Fault>,
    ) -> Result<T, Error> {
        match part(&mut self).and_then(|value| self.end().map(|()| value)) {
            Ok(value) => Ok(value),
            Err(fault) => Err(self.error(fault)),
        }
    }

    /// Reads an object whose members are kept as they were written, in their order.
    pub(crate) fn members(&mut self) -> Result<Vec<(Cow<'a, str>, &'a str)>, Fault> {
        let mut members = Vec::with_capacity(8);
        let place = self.open(b'{')?;
        while let Some(name) = self.next_name(members.is_empty())? {
            members.push((name, self.raw()?));
        }
        self.close(b'}', place)?;
        Ok(members)
    }
}
