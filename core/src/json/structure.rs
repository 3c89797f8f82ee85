//! serde's view of the reader. JSON has no bytes: who asks for some gets the text of a value, as it was written.

use super::grammar::Number;
use super::{Fault, Reader};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::borrow::Cow;

macro_rules! as_one {
    ($one:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.$one(visitor)
        })*
    };
}

impl<'de> Reader<'de> {
    fn visit_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.number()? {
            Number::Unsigned(value) => visitor.visit_u64(value),
            Number::Negative(value) => visitor.visit_i64(value),
            Number::Inexact => Err(Fault::Unfit),
        }
    }

    fn visit_text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        Name(self.string()?).deserialize_any(visitor)
    }

    fn visit_raw<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.raw()?)
    }

    fn visit_items<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        let place = self.open(b'[')?;
        let value = visitor.visit_seq(Parts::new(self, place))?;
        self.close(b']', place).map(|()| value)
    }

    /// A structure is an object and nothing else.
    fn visit_members<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        let place = self.open(b'{')?;
        let value = visitor.visit_map(Parts::new(self, place))?;
        self.close(b'}', place).map(|()| value)
    }
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.peek() {
            Some(b'"') => self.visit_text(visitor),
            Some(b'{') => self.visit_members(visitor),
            Some(b'[') => self.visit_items(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => self.visit_number(visitor),
        }
    }

    as_one! { visit_number:
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }

    as_one! { visit_text:
        deserialize_char deserialize_str deserialize_string deserialize_identifier
    }

    as_one! { visit_raw: deserialize_bytes deserialize_byte_buf }

    as_one! { visit_items: deserialize_seq }

    as_one! { visit_members: deserialize_map }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.peek();
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'n') {
            return visitor.visit_some(self);
        }
        self.word("null")?;
        if self.takes_null {
            visitor.visit_none()
        } else {
            Err(Fault::Unfit)
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.visit_members(visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        self.visit_items(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.visit_items(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.peek() == Some(b'"') {
            let name = Name(self.string()?);
            return visitor.visit_enum(Variant {
                name,
                content: None,
            });
        }
        let place = self.open(b'{')?;
        let name = self.next_name(true)?.map(Name).ok_or(Fault::Unfit)?;
        self.place = place;
        let value = visitor.visit_enum(Variant {
            name,
            content: Some(self),
        })?;
        self.close(b'}', place).map(|()| value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// The members of an object, or the items of an array.
struct Parts<'r, 'de> {
    reader: &'r mut Reader<'de>,
    /// Where the object or array begins.
    place: usize,
    is_first: bool,
}

impl<'r, 'de> Parts<'r, 'de> {
    fn new(reader: &'r mut Reader<'de>, place: usize) -> Self {
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
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// A variant: its name alone, or an object whose one member has the name.
struct Variant<'r, 'de> {
    name: Name<'de>,
    content: Option<&'r mut Reader<'de>>,
}

/// What a variant holds.
struct Content<'r, 'de>(Option<&'r mut Reader<'de>>);

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
        let reader = self.0.ok_or(Fault::Unfit)?;
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
            Err(Fault::Unfit)
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
struct Name<'de>(Cow<'de, str>);

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
