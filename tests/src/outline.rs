//! How deep JSON is and whether its numbers are 64-bit integers, as serde_json reads it; of doubled members both count.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A JSON text in two words.
pub struct Outline {
    /// Arrays and objects within each other, at most.
    pub depth: usize,
    /// Whether every number is a 64-bit integer.
    pub is_exact: bool,
}

impl Outline {
    fn leaf(is_exact: bool) -> Self {
        Self { depth: 0, is_exact }
    }

    fn around(self, inner: &Self) -> Self {
        Self {
            depth: self.depth.max(inner.depth + 1),
            is_exact: self.is_exact && inner.is_exact,
        }
    }
}

impl<'de> Deserialize<'de> for Outline {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Outliner)
    }
}

struct Outliner;

impl<'de> Visitor<'de> for Outliner {
    type Value = Outline;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Outline, E> {
        Ok(Outline::leaf(true))
    }

    fn visit_unit<E>(self) -> Result<Outline, E> {
        Ok(Outline::leaf(true))
    }

    fn visit_str<E>(self, _: &str) -> Result<Outline, E> {
        Ok(Outline::leaf(true))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Outline, E> {
        Ok(Outline::leaf(true))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Outline, E> {
        Ok(Outline::leaf(true))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Outline, E> {
        Ok(Outline::leaf(false))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Outline, A::Error> {
        let mut outline = Outline {
            depth: 1,
            is_exact: true,
        };
        while let Some(item) = items.next_element::<Outline>()? {
            outline = outline.around(&item);
        }
        Ok(outline)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Outline, A::Error> {
        let mut outline = Outline {
            depth: 1,
            is_exact: true,
        };
        while let Some((_, member)) = members.next_entry::<String, Outline>()? {
            outline = outline.around(&member);
        }
        Ok(outline)
    }
}
