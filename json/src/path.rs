//! Where a fault is: the names and indices that lead to it, found by walking the text a second time.

use crate::error::{Error, Fault};
use crate::grammar::{DEEPEST, closing};
use crate::reader::Reader;

/// An object or array that the walk is in, and the member or item that it has reached.
struct Level {
    bracket: u8,
    /// How many members or items were reached.
    count: usize,
    /// Where the name of the last member stands. Only the names of the path are read: others need not be Unicode.
    name_at: usize,
}

impl Level {
    /// Goes to the next member or item, if there is one.
    fn next(&mut self, walk: &mut Reader<'_>) -> Result<bool, Fault> {
        let is_first = self.count == 0;
        self.count = self.count.saturating_add(1);
        if !walk.continues(self.bracket, is_first)? {
            return Ok(false);
        }
        if self.bracket == b'}' {
            walk.peek();
            self.name_at = walk.at;
            walk.skip_name()?;
        }
        Ok(true)
    }
}

impl Reader<'_> {
    /// The error for a fault of this reader.
    pub(crate) fn error(&self, fault: Fault) -> Error {
        let levels = self.levels();
        fault.at(levels
            .iter()
            .map(|level| self.step(level))
            .collect())
    }

    fn step(&self, level: &Level) -> String {
        if level.bracket == b']' {
            return format!("[{}]", level.count.saturating_sub(1));
        }
        let mut name = Self::new(self.bytes, self.text, self.nulls);
        name.at = level.name_at;
        name.string()
            .unwrap_or_default()
            .into_owned()
    }

    /// What is open where the value begins that was being read. What stands before it was read once without a fault.
    fn levels(&self) -> Vec<Level> {
        let mut walk = Self::new(self.bytes, self.text, self.nulls);
        let mut levels = Vec::new();
        while walk.begin().is_some() && walk.at < self.place {
            if walk.go_on(&mut levels).is_err() {
                break;
            }
        }
        levels
    }

    /// Enters an object or array or passes over another value, and goes to the value that follows. What is deeper than anything
    /// that is kept is passed over too.
    fn go_on(&mut self, levels: &mut Vec<Level>) -> Result<(), Fault> {
        match self.peek() {
            Some(bracket @ (b'{' | b'[')) if levels.len() < usize::from(DEEPEST) => {
                self.advance(1);
                levels.push(Level {
                    bracket: closing(bracket),
                    count: 0,
                    name_at: 0,
                });
            }
            _ => self.skip()?,
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
