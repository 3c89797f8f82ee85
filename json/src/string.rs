//! Strings: where they end, and what their escapes stand for.

use crate::error::Fault;
use crate::reader::Reader;
use std::borrow::Cow;

impl<'a> Reader<'a> {
    /// A string, borrowed where nothing in it is escaped.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Fault> {
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
    pub(crate) fn skip_string(&mut self) -> Result<bool, Fault> {
        let mut escaped = false;
        self.expect(b'"')?;
        loop {
            self.advance(plain(
                self.bytes
                    .get(self.at..)
                    .unwrap_or_default(),
            ));
            if self.byte() == Some(b'"') {
                self.advance(1);
                return Ok(escaped);
            }
            self.skip_escape()?;
            escaped = true;
        }
    }

    fn skip_escape(&mut self) -> Result<(), Fault> {
        let known = match self
            .bytes
            .get(self.at..)
            .unwrap_or_default()
        {
            [
                b'\\',
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't',
                ..,
            ] => 2,
            [b'\\', b'u', a, b, c, d, ..]
                if [a, b, c, d]
                    .iter()
                    .all(|digit| digit.is_ascii_hexdigit()) =>
            {
                6
            }
            _ => return Err(Fault::Invalid),
        };
        self.advance(known);
        Ok(())
    }
}

/// How many bytes stand before the next quote, backslash or control character. Eight at a time: a byte minus one borrows
/// into its highest bit where it was zero, and what is searched for is zero after exclusive or. The first bit found is right;
/// later ones may be borrowed.
pub(crate) fn plain(bytes: &[u8]) -> usize {
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
        let (character, after) = unescape(escape).ok_or(Fault::Invalid)?;
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
    Some((
        char::decode_utf16([high, low])
            .next()?
            .ok()?,
        rest,
    ))
}

fn unit(text: &str) -> Option<(u16, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((u16::from_str_radix(digits, 16).ok()?, rest))
}
