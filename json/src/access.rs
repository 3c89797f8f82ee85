//! Choices and names.

use crate::error::Fault;
use crate::reader::Reader;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

/// A variant: its name alone, or an object whose one member has the name.
pub(crate) struct Variant<'r, 'de> {
    pub(crate) name: Name<'de>,
    pub(crate) content: Option<&'r mut Reader<'de>>,
}

/// What a variant holds.
pub(crate) struct Content<'r, 'de>(Option<&'r mut Reader<'de>>);

impl<'r, 'de> EnumAccess<'de> for Variant<'r, 'de> {
    type Error = Fault;
    type Variant = Content<'r, 'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self::Variant), Fault> {
        let variant = seed.deserialize(self.name)?;
        Ok((variant, Content(self.content)))
    }
}

impl<'r, 'de> Content<'r, 'de> {
    fn reader(self) -> Result<&'r mut Reader<'de>, Fault> {
        let missing = || Fault::expecting(&"an object whose one member has this name");
        let reader = self.0.ok_or_else(missing)?;
        reader.begin();
        Ok(reader)
    }
}

impl<'de> VariantAccess<'de> for Content<'_, 'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        if self.0.is_none() {
            Ok(())
        } else {
            Err(Fault::expecting(&"this name alone, as a string"))
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self.reader()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.reader()?.visit_items(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.reader()?.visit_members(visitor)
    }
}

/// A text that was read: the name of a member or variant, or a value.
pub(crate) struct Name<'de>(pub(crate) Cow<'de, str>);

impl<'de> Deserializer<'de> for Name<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    /// Names of our own fields and variants are never kept, so there is one way for both.
    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(&self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        seq tuple tuple_struct map struct enum ignored_any
    }
}
