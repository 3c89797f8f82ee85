//! RFC 8259, token by token, without recursion.

use super::{DEEPEST, Fault, Reader};
use std::borrow::Cow;

/// A number. What is no integer of 64 bits is not kept.
pub(super) enum Number {
    Unsigned(u64),
    Negative(i64),
    Inexact,
}

impl<'a> Reader<'a> {
    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.advance(1);
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn advance(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    /// A value begins here: faults are about it.
    pub(super) fn begin(&mut self) -> Option<u8> {
        let next = self.peek();
        self.place = self.at;
        next
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), Fault> {
        if self.peek().is_none() {
            Ok(())
        } else {
            Err(Fault::Unfit)
        }
    }

    fn takes(&mut self, byte: u8) -> bool {
        let found = self.byte() == Some(byte);
        self.advance(usize::from(found));
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(Fault::Unfit);
        }
        self.advance(1);
        Ok(())
    }

    /// Enters an object or array; gives its place.
    pub(super) fn open(&mut self, bracket: u8) -> Result<usize, Fault> {
        self.peek();
        let place = self.at;
        self.expect(bracket)?;
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEEPEST {
            Err(Fault::Unfit)
        } else {
            Ok(place)
        }
    }

    /// Leaves it; what is wrong from here on is wrong with all of it. Called for every type, so it is kept out of them.
    #[inline(never)]
    pub(super) fn close(&mut self, bracket: u8, place: usize) -> Result<(), Fault> {
        self.place = place;
        self.depth = self.depth.saturating_sub(1);
        self.expect(bracket)
    }

    /// Whether there is another part before the bracket. Every part but the first has a comma before it.
    fn continues(&mut self, bracket: u8, is_first: bool) -> Result<bool, Fault> {
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
    pub(super) fn next_name(&mut self, is_first: bool) -> Result<Option<Cow<'a, str>>, Fault> {
        if !self.continues(b'}', is_first)? {
            return Ok(None);
        }
        let name = self.string()?;
        self.expect(b':')?;
        self.begin();
        Ok(Some(name))
    }

    /// Whether an array has a next item.
    pub(super) fn next_item(&mut self, is_first: bool) -> Result<bool, Fault> {
        let continues = self.continues(b']', is_first)?;
        if continues {
            self.begin();
        }
        Ok(continues)
    }

    /// One of `true`, `false` and `null`.
    pub(super) fn word(&mut self, word: &str) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.advance(word.len());
        if rest.starts_with(word.as_bytes()) {
            Ok(())
        } else {
            Err(Fault::Unfit)
        }
    }

    pub(super) fn boolean(&mut self) -> Result<bool, Fault> {
        let is_true = self.peek() == Some(b't');
        self.word(if is_true { "true" } else { "false" })
            .map(|()| is_true)
    }

    /// `[ "-" ] ( "0" | digit1-9 *digit ) [ "." 1*digit ] [ ( "e" | "E" ) [ "+" | "-" ] 1*digit ]`
    pub(super) fn number(&mut self) -> Result<Number, Fault> {
        self.peek();
        let start = self.at;
        let negative = self.takes(b'-');
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
        let text = if whole == self.at {
            self.slice(start)?
        } else {
            ""
        };
        Ok(exact(text, negative).unwrap_or(Number::Inexact))
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.advance(count);
        if count == 0 {
            Err(Fault::Unfit)
        } else {
            Ok(())
        }
    }

    /// What was read from `start` on.
    fn slice(&self, start: usize) -> Result<&'a str, Fault> {
        self.between(start, self.at)
    }

    fn between(&self, start: usize, end: usize) -> Result<&'a str, Fault> {
        let slice = match self.text {
            Some(text) => text.get(start..end),
            None => self
                .bytes
                .get(start..end)
                .and_then(|bytes| std::str::from_utf8(bytes).ok()),
        };
        slice.ok_or(Fault::Unfit)
    }

    /// A string, borrowed where nothing in it is escaped.
    pub(super) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
        self.peek();
        let start = self.at.saturating_add(1);
        let escaped = self.skip_string()?;
        let text = self.between(start, self.at.saturating_sub(1))?;
        if escaped {
            unescaped(text).map(Cow::Owned)
        } else {
            Ok(Cow::Borrowed(text))
        }
    }

    /// Passes over a string; tells whether anything in it is escaped.
    fn skip_string(&mut self) -> Result<bool, Fault> {
        let mut escaped = false;
        self.expect(b'"')?;
        loop {
            self.advance(plain(self.bytes.get(self.at..).unwrap_or_default()));
            if self.byte() == Some(b'"') {
                self.advance(1);
                return Ok(escaped);
            }
            self.skip_escape()?;
            escaped = true;
        }
    }

    fn skip_escape(&mut self) -> Result<(), Fault> {
        let known = match self.bytes.get(self.at..).unwrap_or_default() {
            [
                b'\\',
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                ..,
            ] => 2,
            [b'\\', b'u', a, b, c, d, ..]
                if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                6
            }
            _ => return Err(Fault::Unfit),
        };
        self.advance(known);
        Ok(())
    }

    /// A value as it was written.
    pub(super) fn raw(&mut self) -> Result<&'a str, Fault> {
        self.peek();
        let start = self.at;
        self.skip()?;
        self.slice(start)
    }

    /// Passes over a value of any depth.
    pub(super) fn skip(&mut self) -> Result<(), Fault> {
        let mut open = Vec::new();
        loop {
            let mut entered = false;
            match self.peek() {
                Some(bracket @ (b'{' | b'[')) => {
                    self.advance(1);
                    open.push(closing(bracket));
                    entered = true;
                }
                Some(b'"') => self.skip_string().map(|_| ())?,
                Some(b't' | b'f') => self.boolean().map(|_| ())?,
                Some(b'n') => self.word("null")?,
                _ => self.number().map(|_| ())?,
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
            self.peek();
            self.skip_string()?;
            self.expect(b':')?;
        }
        Ok(continues)
    }
}

fn closing(bracket: u8) -> u8 {
    if bracket == b'{' { b'}' } else { b']' }
}

/// -0 is none: as an integer it would lose its sign.
fn exact(text: &str, negative: bool) -> Option<Number> {
    if negative {
        return text
            .parse()
            .ok()
            .filter(|value| *value != 0)
            .map(Number::Negative);
    }
    text.parse().ok().map(Number::Unsigned)
}

/// How many bytes stand before the next quote, backslash or control character. Eight at a time: a byte minus one borrows
/// into its highest bit where it was zero, and what is searched for is zero after exclusive or. The first bit found is right;
/// later ones may be borrowed.
pub(super) fn plain(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word;
    let mut count = 0_usize;
    for chunk in bytes.chunks_exact(8) {
        let Ok(chunk) = chunk.try_into() else { break };
        let word = u64::from_le_bytes(chunk);
        let control = word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word;
        let quote = zeros(word ^ ONES.wrapping_mul(u64::from(b'"')));
        let backslash = zeros(word ^ ONES.wrapping_mul(u64::from(b'\\')));
        let found = ((control | quote | backslash) & HIGH).trailing_zeros() / 8;
        count = count.saturating_add(usize::try_from(found).unwrap_or_default());
        if found < 8 {
            return count;
        }
    }
    let is_plain = |byte: &&u8| !matches!(**byte, b'"' | b'\\' | 0..0x20);
    count.saturating_add(
        bytes
            .get(count..)
            .unwrap_or_default()
            .iter()
            .take_while(is_plain)
            .count(),
    )
}

/// The text of a string whose escapes are well formed. It is never longer than they, so that nothing is left behind of a
/// secret in a buffer that was too small.
fn unescaped(mut rest: &str) -> Result<String, Fault> {
    let mut text = String::with_capacity(rest.len());
    while let Some((before, escape)) = rest.split_once('\\') {
        let (character, after) = unescape(escape).ok_or(Fault::Unfit)?;
        text.push_str(before);
        text.push(character);
        rest = after;
    }
    text.push_str(rest);
    Ok(text)
}

/// What an escape stands for, and what follows.
fn unescape(escape: &str) -> Option<(char, &str)> {
    let mut characters = escape.chars();
    let character = match characters.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return code_point(characters.as_str()),
        other => other,
    };
    Some((character, characters.as_str()))
}

/// Four hexadecimal digits, or a pair of surrogates.
fn code_point(text: &str) -> Option<(char, &str)> {
    let (high, rest) = unit(text)?;
    if let Some(character) = char::from_u32(u32::from(high)) {
        return Some((character, rest));
    }
    let (low, rest) = unit(rest.strip_prefix("\\u")?)?;
    Some((char::decode_utf16([high, low]).next()?.ok()?, rest))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}
