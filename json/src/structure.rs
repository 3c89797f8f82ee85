//! The reader as serde's `Deserializer`. JSON has no byte strings: a type that asks for bytes gets the text of the value as it was written.

use crate::access::{Name, Variant};
use crate::error::Fault;
use crate::grammar::Number;
use crate::parts::Parts;
use crate::reader::{Nulls, Reader};
use serde::de::{Deserializer, Visitor};

/// What is expected where `null` is refused.
const NOT_NULL: &str = "left out, instead of null";

macro_rules! as_one {
    ($one:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            self.$one(visitor)
        })*
    };
}

impl<'de> Reader<'de> {
    fn visit_number<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(Fault::expecting(&visitor));
        }
        match self.number()? {
            Number::Unsigned(value) => visitor.visit_u64(value),
            Number::Negative(value) => visitor.visit_i64(value),
            Number::Inexact => Err(Fault::expecting(&visitor)),
        }
    }

    fn visit_text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'"') {
            return Err(Fault::expecting(&visitor));
        }
        Name(self.string()?).deserialize_any(visitor)
    }

    fn visit_raw<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.raw()?)
    }

    pub(crate) fn visit_items<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'[') {
            return Err(Fault::expecting(&visitor));
        }
        let place = self.open(b'[')?;
        let value = visitor.visit_seq(Parts::new(self, place))?;
        self.close(b']', place).map(|()| value)
    }

    /// A structure is an object and nothing else.
    pub(crate) fn visit_members<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Fault> {
        if self.peek() != Some(b'{') {
            return Err(Fault::expecting(&visitor));
        }
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
        if !matches!(self.peek(), Some(b't' | b'f')) {
            return Err(Fault::expecting(&visitor));
        }
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
        match self.nulls {
            Nulls::Absent => visitor.visit_none(),
            Nulls::Refused => Err(Fault::expecting(&NOT_NULL)),
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
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if self.peek() == Some(b'"') {
            let name = Name(self.string()?);
            return visitor.visit_enum(Variant {
                name,
                content: None,
            });
        }
        if self.peek() != Some(b'{') {
            return Err(Fault::choice(names));
        }
        let place = self.open(b'{')?;
        let name = self.next_name(true)?.map(Name);
        let name = name.ok_or_else(|| Fault::choice(names))?;
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
