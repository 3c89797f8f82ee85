//! The parts of objects and arrays, one after the other.

use crate::access::Name;
use crate::error::Fault;
use crate::reader::Reader;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess};
use std::borrow::Cow;

/// The members of an object, or the items of an array.
pub(crate) struct Parts<'r, 'de> {
    reader: &'r mut Reader<'de>,
    /// Where the object or array begins.
    place: usize,
    is_first: bool,
}

impl<'r, 'de> Parts<'r, 'de> {
    pub(crate) fn new(reader: &'r mut Reader<'de>, place: usize) -> Self {
        Self {
            reader,
            place,
            is_first: true,
        }
    }

    fn next_name(&mut self) -> Result<Option<Cow<'de, str>>, Fault> {
        let name = self.reader.next_name(self.is_first)?;
        self.is_first = false;
        if name.is_none() {
            self.reader.place = self.place;
        }
        Ok(name)
    }

    fn next_item(&mut self) -> Result<bool, Fault> {
        let found = self.reader.next_item(self.is_first)?;
        self.is_first = false;
        if !found {
            self.reader.place = self.place;
        }
        Ok(found)
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Fault> {
        match self.next_name()? {
            Some(name) => seed.deserialize(Name(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(&mut *self.reader)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Fault> {
        if self.next_item()? {
            seed.deserialize(&mut *self.reader)
                .map(Some)
        } else {
            Ok(None)
        }
    }
}
