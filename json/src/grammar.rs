//! RFC 8259, token by token, without recursion.

use crate::error::Fault;
use crate::reader::Reader;
use std::borrow::Cow;

/// How deep structures may be nested.
pub(crate) const DEEPEST: u8 = 128;

/// A number. What is not an integer of 64 bits is not kept.
pub(crate) enum Number {
    Unsigned(u64),
    Negative(i64),
    Inexact,
}

impl<'a> Reader<'a> {
    /// The next byte that is not white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.advance(1);
        }
        self.byte()
    }

    pub(crate) fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    pub(crate) fn advance(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    /// A value begins here: faults are about it.
    pub(crate) fn begin(&mut self) -> Option<u8> {
        let next = self.peek();
        self.place = self.at;
        next
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(Fault::Invalid)
        }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.advance(usize::from(found));
        found
    }

    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(Fault::Invalid);
        }
        self.advance(1);
        Ok(())
    }

    /// Enters an object or array; gives its place.
    pub(crate) fn open(&mut self, bracket: u8) -> Result<usize, Fault> {
        self.peek();
        let place = self.at;
        self.expect(bracket)?;
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            Err(Fault::Invalid)
        } else {
            Ok(place)
        }
    }

    /// Leaves it; what is wrong from here on is wrong with all of it. Called for every type, so it is kept out of them.
    #[inline(never)]
    pub(crate) fn close(&mut self, bracket: u8, place: usize) -> Result<(), Fault> {
        self.place = place;
        self.depth = self.depth.saturating_sub(1);
        match (self.peek(), bracket) {
            (Some(b','), b']') => Err(Fault::expecting(&"a list of fewer items")),
            (Some(b','), _) => Err(Fault::expecting(&"an object with one member")),
            _ => self.expect(bracket),
        }
    }

    /// Whether there is another part before the bracket. Every part but the first has a comma before it.
    pub(crate) fn continues(&mut self, bracket: u8, is_first: bool) -> Result<bool, Fault> {
        if self.peek() == Some(bracket) {
            return Ok(false);
        }
        if is_first {
            Ok(true)
        } else {
            self.expect(b',').map(|()| true)
        }
    }

    /// The name of an object's next member.
    pub(crate) fn next_name(&mut self, is_first: bool) -> Result<Option<Cow<'a, str>>, Fault> {
        if !self.continues(b'}', is_first)? {
            return Ok(None);
        }
        let name = self.string()?;
        self.expect(b':')?;
        self.begin();
        Ok(Some(name))
    }

    /// Whether an array has a next item.
    pub(crate) fn next_item(&mut self, is_first: bool) -> Result<bool, Fault> {
        let continues = self.continues(b']', is_first)?;
        if continues {
            self.begin();
        }
        Ok(continues)
    }

    /// One of `true`, `false` and `null`.
    pub(crate) fn word(&mut self, word: &str) -> Result<(), Fault> {
        let rest = self
            .bytes
            .get(self.at..)
            .unwrap_or_default();
        self.advance(word.len());
        if rest.starts_with(word.as_bytes()) {
            Ok(())
        } else {
            Err(Fault::Invalid)
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Fault> {
        let is_true = self.peek() == Some(b't');
        self.word(if is_true { "true" } else { "false" })
            .map(|()| is_true)
    }

    /// `[ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]`
    pub(crate) fn number(&mut self) -> Result<Number, Fault> {
        self.peek();
        let start = self.at;
        let text = if self.skip_number()? {
            self.slice(start)?
        } else {
            ""
        };
        Ok(exact(text).unwrap_or(Number::Inexact))
    }

    /// Passes over a number; tells whether it is an integer.
    fn skip_number(&mut self) -> Result<bool, Fault> {
        self.takes(b'-');
        if !self.takes(b'0') {
            self.digits()?;
        }
        let whole = self.at;
        if self.takes(b'.') {
            self.digits()?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let _ = self.takes(b'+') || self.takes(b'-');
            self.digits()?;
        }
        Ok(whole == self.at)
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let rest = self
            .bytes
            .get(self.at..)
            .unwrap_or_default();
        let count = rest
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        self.advance(count);
        if count == 0 {
            Err(Fault::Invalid)
        } else {
            Ok(())
        }
    }

    /// What was read from `start` on.
    fn slice(&self, start: usize) -> Result<&'a str, Fault> {
        self.between(start, self.at)
    }

    pub(crate) fn between(&self, start: usize, end: usize) -> Result<&'a str, Fault> {
        let slice = match self.text {
            Some(text) => text.get(start..end),
            None => self
                .bytes
                .get(start..end)
                .and_then(|bytes| std::str::from_utf8(bytes).ok()),
        };
        slice.ok_or(Fault::Invalid)
    }

    /// A value as it was written.
    pub(crate) fn raw(&mut self) -> Result<&'a str, Fault> {
        self.peek();
        let start = self.at;
        self.skip()?;
        self.slice(start)
    }

    /// Passes over a value of any depth.
    pub(crate) fn skip(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Some(b'{' | b'[') => self.skip_nested(),
            _ => self.skip_scalar(),
        }
    }

    fn skip_scalar(&mut self) -> Result<(), Fault> {
        match self.byte() {
            Some(b'"') => self.skip_string().map(|_| ()),
            Some(b't' | b'f') => self.boolean().map(|_| ()),
            Some(b'n') => self.word("null"),
            _ => self.skip_number().map(|_| ()),
        }
    }

    fn skip_nested(&mut self) -> Result<(), Fault> {
        let mut open = Vec::new();
        loop {
            let mut entered = false;
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.advance(1);
                    open.push(closing(bracket));
                    entered = true;
                }
                _ => self.skip_scalar()?,
            }
            while !self.more(open.last().copied(), entered)? {
                if open.pop().is_none() {
                    return Ok(());
                }
                entered = false;
            }
        }
    }

    /// Whether another value follows in what is open, which is left otherwise.
    fn more(&mut self, bracket: Option<u8>, is_first: bool) -> Result<bool, Fault> {
        let Some(bracket) = bracket else {
            return Ok(false);
        };
        let continues = self.continues(bracket, is_first)?;
        if !continues {
            self.expect(bracket)?;
        } else if bracket == b'}' {
            self.skip_name()?;
        }
        Ok(continues)
    }

    /// Passes over the name of a member; it need not be Unicode.
    pub(crate) fn skip_name(&mut self) -> Result<(), Fault> {
        self.skip_string()?;
        self.expect(b':')
    }
}

/// What closes an object or array.
pub(crate) fn closing(bracket: u8) -> u8 {
    if bracket == b'{' { b'}' } else { b']' }
}

/// -0 is refused: as an integer it would lose its sign.
fn exact(text: &str) -> Option<Number> {
    if text.starts_with('-') {
        return text
            .parse()
            .ok()
            .filter(|value| *value != 0)
            .map(Number::Negative);
    }
    text.parse().ok().map(Number::Unsigned)
}
