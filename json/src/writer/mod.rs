//! Writing: compact, members in the order of the structure. Bytes stand for JSON that is written already.

mod parts;

use crate::error::Fault;
use crate::string::plain;
use parts::Parts;
use serde::Serialize;
use serde::ser::Serializer;

/// The text so far.
pub(crate) struct Writer(String);

/// Writes a value.
pub(crate) fn write<T: Serialize>(value: &T) -> Result<String, Fault> {
    let mut writer = Writer(String::with_capacity(128));
    value
        .serialize(&mut writer)
        .map(|()| writer.0)
}

impl Writer {
    fn put(&mut self, text: &str) -> Result<(), Fault> {
        self.0.push_str(text);
        Ok(())
    }

    fn quoted(&mut self, mut rest: &str) -> Result<(), Fault> {
        self.0.push('"');
        while let Some((before, escaped)) = rest.split_at_checked(plain(rest.as_bytes())) {
            self.0.push_str(before);
            let mut characters = escaped.chars();
            let Some(character) = characters.next() else {
                break;
            };
            self.escape(character);
            rest = characters.as_str();
        }
        self.put("\"")
    }

    fn escape(&mut self, character: char) {
        let short = match character {
            '"' => '"',
            '\\' => '\\',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            control => {
                return self
                    .0
                    .push_str(&format!("\\u{:04x}", u32::from(control)));
            }
        };
        self.0.extend(['\\', short]);
    }

    fn integer(&mut self, size: u64, is_negative: bool) -> Result<(), Fault> {
        let mut digits = [b'0'; 20];
        let (mut left, mut count) = (size, 0_usize);
        for digit in digits.iter_mut().rev() {
            *digit |= u8::try_from(left % 10).unwrap_or_default();
            left /= 10;
            count = count.saturating_add(1);
            if left == 0 {
                break;
            }
        }
        let used = digits
            .get(digits.len().saturating_sub(count)..)
            .unwrap_or_default();
        self.put(if is_negative { "-" } else { "" })?;
        self.put(std::str::from_utf8(used).unwrap_or_default())
    }

    fn parts(&mut self, open: &str, close: &'static str) -> Result<Parts<'_>, Fault> {
        self.put(open)?;
        Ok(Parts {
            writer: self,
            close,
            is_first: true,
        })
    }

    /// `{"name":`, and what stands before the variant's parts.
    fn variant(&mut self, name: &str, open: &str) -> Result<(), Fault> {
        self.put("{")?;
        self.quoted(name)?;
        self.put(open)
    }
}

macro_rules! integers {
    ($($method:ident $integer:ty),*) => {
        $(fn $method(self, value: $integer) -> Result<(), Fault> {
            let value = i64::from(value);
            self.integer(value.unsigned_abs(), value < 0)
        })*
    };
}

macro_rules! unknown {
    ($($method:ident $float:ty),*) => {
        $(fn $method(self, _: $float) -> Result<(), Fault> {
            Err(Fault::Invalid)
        })*
    };
}

impl<'w> Serializer for &'w mut Writer {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Parts<'w>;
    type SerializeTuple = Parts<'w>;
    type SerializeTupleStruct = Parts<'w>;
    type SerializeTupleVariant = Parts<'w>;
    type SerializeMap = Parts<'w>;
    type SerializeStruct = Parts<'w>;
    type SerializeStructVariant = Parts<'w>;

    integers! { serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64, serialize_u8 u8, serialize_u16 u16, serialize_u32 u32 }

    unknown! { serialize_f32 f32, serialize_f64 f64 }

    fn serialize_u64(self, value: u64) -> Result<(), Fault> {
        self.integer(value, false)
    }

    fn serialize_bool(self, value: bool) -> Result<(), Fault> {
        self.put(if value { "true" } else { "false" })
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.quoted(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, text: &str) -> Result<(), Fault> {
        self.quoted(text)
    }

    fn serialize_bytes(self, json: &[u8]) -> Result<(), Fault> {
        self.put(std::str::from_utf8(json).map_err(|_| Fault::Invalid)?)
    }

    fn serialize_none(self) -> Result<(), Fault> {
        self.put("null")
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        self.put("null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        self.put("null")
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
    ) -> Result<(), Fault> {
        self.quoted(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        self.variant(name, ":")?;
        value.serialize(&mut *self)?;
        self.put("}")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w>, Fault> {
        self.parts("[", "]")
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'w>, Fault> {
        self.parts("[", "]")
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts<'w>, Fault> {
        self.parts("[", "]")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts<'w>, Fault> {
        self.variant(name, ":")?;
        self.parts("[", "]}")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'w>, Fault> {
        self.parts("{", "}")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'w>, Fault> {
        self.parts("{", "}")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        name: &'static str,
        _: usize,
    ) -> Result<Parts<'w>, Fault> {
        self.variant(name, ":")?;
        self.parts("{", "}}")
    }
}
