//! The parts of objects and arrays, written one after the other.

use super::Writer;
use crate::error::Fault;
use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};

/// The members of an object, or the items of an array.
pub(crate) struct Parts<'w> {
    pub(crate) writer: &'w mut Writer,
    pub(crate) close: &'static str,
    pub(crate) is_first: bool,
}

impl Parts<'_> {
    fn comma(&mut self) {
        if !self.is_first {
            self.writer.0.push(',');
        }
        self.is_first = false;
    }

    /// Called for every type, so it is kept out of them.
    #[inline(never)]
    fn name(&mut self, name: &str) -> Result<(), Fault> {
        self.comma();
        self.writer.quoted(name)?;
        self.writer.put(":")
    }

    fn finish(self) -> Result<(), Fault> {
        self.writer.put(self.close)
    }
}

macro_rules! items {
    ($($kind:ident $method:ident),*) => {
        $(impl $kind for Parts<'_> {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.comma();
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Fault> {
                self.finish()
            }
        })*
    };
}

items! {
    SerializeSeq serialize_element, SerializeTuple serialize_element, SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
}

macro_rules! members {
    ($($kind:ident),*) => {
        $(impl $kind for Parts<'_> {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
                self.name(name)?;
                value.serialize(&mut *self.writer)
            }

            fn end(self) -> Result<(), Fault> {
                self.finish()
            }
        })*
    };
}

members! { SerializeStruct, SerializeStructVariant }

impl SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = Fault;

    /// A name is a text; nothing else of ours stands there.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Fault> {
        self.comma();
        name.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.writer.put(":")?;
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Fault> {
        self.finish()
    }
}
