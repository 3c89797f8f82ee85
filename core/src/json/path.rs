//! Where a fault is: a path such as `goods[1].price`.

use super::{Fault, Reader};
use crate::value::error::{RefundError, code};

impl Reader<'_> {
    /// The error for a fault of this reader.
    pub(crate) fn error(&self, fault: Fault) -> RefundError {
        let (code, name, detail) = match fault {
            Fault::Unfit => (code::INVALID_FIELD, "", "has the wrong type, form or range"),
            Fault::Missing(name) => (code::MISSING_FIELD, name, "is missing"),
            Fault::Doubled => (code::DUPLICATE_FIELD, "", "is there twice"),
            Fault::Unknown => (code::UNKNOWN_FIELD, "", "is not known here"),
        };
        let error = RefundError::new(code, name, detail);
        let steps = self.steps();
        steps
            .iter()
            .rev()
            .fold(error, |error, step| error.within(step))
    }

    /// The names and indices that lead to the place.
    fn steps(&self) -> Vec<String> {
        let mut walk = Reader::new(self.bytes, self.text);
        std::iter::from_fn(|| walk.step(self.place)).collect()
    }

    /// Goes one level further in, to the member or item that the place is in.
    fn step(&mut self, place: usize) -> Option<String> {
        let bracket = self.peek().filter(|_| self.at < place)?;
        self.open(bracket).ok()?;
        for index in 0_usize.. {
            let name = match bracket {
                b'{' => self.next_name(index == 0).ok()??.into_owned(),
                _ => self
                    .next_item(index == 0)
                    .ok()?
                    .then(|| format!("[{index}]"))?,
            };
            let begins = self.at;
            if self.skip().is_err() || self.at > place {
                self.at = begins;
                return Some(name);
            }
        }
        None
    }
}
