//! The members of a document: taken by name, checked for doubles and leftovers, errors with paths.

use crate::api::merchant::Provider;
use crate::http::{MAX_BODY, base64};
use crate::json::{decode, members};
use crate::value::error::{RefundError, code};
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// What is left of a document.
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Members<'a> {
    /// Reads the outermost object.
    pub(crate) fn read(document: &'a str) -> Result<Self, RefundError> {
        if document.len() > MAX_BODY {
            return Err(RefundError::new(
                code::INVALID_DOCUMENT,
                "",
                "is larger than 4 MiB",
            ));
        }
        let no_object = |_| RefundError::new(code::INVALID_DOCUMENT, "", "is not a JSON object");
        Self(members(document).map_err(no_object)?).without_doubles()
    }

    fn without_doubles(self) -> Result<Self, RefundError> {
        let doubled = |(index, (name, _)): (usize, &(Cow<'a, str>, &'a str))| {
            self.0
                .iter()
                .take(index)
                .any(|(earlier, _)| earlier == name)
                .then(|| name.to_string())
        };
        match self
            .0
            .iter()
            .enumerate()
            .take(MOST_MEMBERS)
            .find_map(doubled)
        {
            Some(name) => Err(RefundError::new(
                code::DUPLICATE_FIELD,
                name,
                "is there twice",
            )),
            None => Ok(self),
        }
    }

    /// Takes a required member.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, RefundError> {
        decode(name, self.take_raw(name)?)
    }

    /// Takes a required member as it was written.
    pub(crate) fn take_raw(&mut self, name: &str) -> Result<&'a str, RefundError> {
        self.remove(name)
            .ok_or_else(|| RefundError::new(code::MISSING_FIELD, name, "is missing"))
    }

    fn remove(&mut self, name: &str) -> Option<&'a str> {
        let index = self
            .0
            .iter()
            .position(|(candidate, _)| candidate == name)?;
        Some(self.0.swap_remove(index).1)
    }

    /// Takes a member that may be absent.
    pub(crate) fn take_optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
    ) -> Result<Option<T>, RefundError> {
        self.remove(name)
            .map(|raw| decode(name, raw))
            .transpose()
    }

    /// Makes the provider from `config` (which may be absent where everything has a default) and `credentials`.
    pub(crate) fn provider<P: Provider>(&mut self) -> Result<P, RefundError> {
        let config = self.take_optional("config")?;
        P::open(config, self.take("credentials")?)
    }

    /// Takes `seed`, where it is there.
    pub(crate) fn optional_seed(&mut self) -> Result<Option<[u8; 32]>, RefundError> {
        let is_there = self
            .0
            .iter()
            .any(|(name, _)| name == "seed");
        is_there
            .then(|| self.seed())
            .transpose()
    }

    /// Takes `seed`: 32 bytes in Base64.
    pub(crate) fn seed(&mut self) -> Result<[u8; 32], RefundError> {
        let wrong = |_| RefundError::new(code::INVALID_FIELD, "seed", "must be 32 bytes");
        self.base64("seed")?
            .try_into()
            .map_err(wrong)
    }

    /// Takes bytes in Base64.
    pub(crate) fn base64(&mut self, name: &str) -> Result<Vec<u8>, RefundError> {
        let text: String = self.take(name)?;
        base64::decode(&text)
            .ok_or_else(|| RefundError::new(code::INVALID_FIELD, name, "must be Base64"))
    }

    /// Refuses what nothing has read.
    pub(crate) fn finish(&self) -> Result<(), RefundError> {
        match self.0.first() {
            Some((name, _)) => Err(RefundError::new(
                code::UNKNOWN_FIELD,
                name.as_ref(),
                "is not read by this operation",
            )),
            None => Ok(()),
        }
    }
}

/// More members than any operation has; what lies beyond is refused as unread.
const MOST_MEMBERS: usize = 64;
