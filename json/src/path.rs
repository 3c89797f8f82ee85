//! Where a fault is: the names and indices that lead to it, found by walking the text a second time.

use crate::error::{Error, Fault};
use crate::grammar::closing;
use crate::reader::Reader;
use std::borrow::Cow;

/// An object or array that the walk is in, and the member or item that it has reached.
struct Level<'a> {
    bracket: u8,
    name: Option<Cow<'a, str>>,
    /// How many members or items were reached.
    count: usize,
}

impl<'a> Level<'a> {
    /// Goes to the next member or item, if there is one.
    fn next(&mut self, walk: &mut Reader<'a>) -> Result<bool, Fault> {
        let is_first = self.count == 0;
        self.count = self.count.saturating_add(1);
        if self.bracket == b']' {
            return walk.next_item(is_first);
        }
        self.name = walk.next_name(is_first)?;
        Ok(self.name.is_some())
    }

    fn step(self) -> String {
        match self.name {
            Some(name) => name.into_owned(),
            None => format!("[{}]", self.count.saturating_sub(1)),
        }
    }
}

impl<'a> Reader<'a> {
    /// The error for a fault of this reader.
    pub(crate) fn error(&self, fault: Fault) -> Error {
        let levels = self.levels();
        fault.at(levels.into_iter().map(Level::step).collect())
    }

    /// What is open where the value begins that was being read. What stands before it was read once without a fault.
    fn levels(&self) -> Vec<Level<'a>> {
        let mut walk = Self::new(self.bytes, self.text, self.nulls);
        let mut levels = Vec::new();
        while walk.begin().is_some() && walk.at < self.place {
            if walk.go_on(&mut levels).is_err() {
                break;
            }
        }
        levels
    }

    /// Enters an object or array or passes over another value, and goes to the value that follows.
    fn go_on(&mut self, levels: &mut Vec<Level<'a>>) -> Result<(), Fault> {
        match self.peek() {
            Some(bracket @ (b'{' | b'[')) => {
                self.advance(1);
                levels.push(Level {
                    bracket: closing(bracket),
                    name: None,
                    count: 0,
                });
            }
            _ => self.skip_leaf()?,
        }
        while let Some(level) = levels.last_mut() {
            if level.next(self)? {
                return Ok(());
            }
            let bracket = level.bracket;
            self.expect(bracket)?;
            levels.pop();
        }
        Ok(())
    }
}
