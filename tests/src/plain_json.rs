//! JSON read a second way, from the grammar of RFC 8259 alone: it shares nothing with the core or with serde_json, whose
//! `Value` is only where the result is kept.

use serde_json::{Map, Value};
use std::iter::Peekable;
use std::slice::Iter;

/// How deep objects and arrays may be within each other for their value to be known.
const DEEPEST: usize = 128;

/// What a JSON text is.
pub struct Observation {
    /// How deep objects and arrays are within each other.
    pub depth: usize,
    /// The value, where every number is a 64-bit integer, every string is Unicode, and the depth at most 128.
    pub value: Option<Value>,
}

/// The byte order mark, which RFC 8259 allows a reader to pass over.
pub const MARK: &str = "\u{feff}";

/// Reads a text, or says by `None` that it is not JSON. Of doubled members the last counts.
pub fn read(bytes: &[u8]) -> Option<Observation> {
    let mut rest = bytes
        .strip_prefix(MARK.as_bytes())
        .unwrap_or(bytes);
    let mut tokens = Vec::new();
    loop {
        rest = without_space(rest);
        if rest.is_empty() {
            break;
        }
        tokens.push(token(&mut rest)?);
    }
    let depth = depth(&tokens)?;
    let value = if depth <= DEEPEST {
        build(&mut tokens.iter().peekable())
    } else {
        None
    };
    Some(Observation { depth, value })
}

/// What follows the white space of JSON: four characters, not the form feed.
fn without_space(bytes: &[u8]) -> &[u8] {
    let is_space = |byte: &&u8| b" \t\n\r".contains(byte);
    let count = bytes
        .iter()
        .take_while(is_space)
        .count();
    bytes.split_at(count).1
}

enum Token {
    /// One of `{ } [ ] , :`.
    Sign(u8),
    Text(Option<String>),
    /// Neither a sign nor a string; without a value where it is not exact.
    Plain(Option<Value>),
}

fn token(rest: &mut &[u8]) -> Option<Token> {
    let (first, after) = rest.split_first()?;
    match first {
        b'{' | b'}' | b'[' | b']' | b',' | b':' => {
            *rest = after;
            Some(Token::Sign(*first))
        }
        b'"' => {
            *rest = after;
            text(rest)
        }
        _ => {
            let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
            let length = rest
                .iter()
                .take_while(|byte| is_part(byte))
                .count();
            let (word, after) = rest.split_at(length);
            *rest = after;
            plain(std::str::from_utf8(word).ok()?)
        }
    }
}

/// A string after its opening quote.
fn text(rest: &mut &[u8]) -> Option<Token> {
    let mut units = Vec::new();
    let mut is_unicode = true;
    loop {
        let (first, after) = rest.split_first()?;
        *rest = after;
        match first {
            b'"' => break,
            b'\\' => units.push(escape(rest)?),
            0..0x20 => return None,
            0..0x80 => units.push(u16::from(*first)),
            _ => {
                let length = 1 + after
                    .iter()
                    .take_while(|byte| **byte & 0xc0 == 0x80)
                    .count();
                let (more, after) = after.split_at(length - 1);
                *rest = after;
                match std::str::from_utf8(&[&[*first], more].concat()) {
                    Ok(letter) => units.extend(letter.encode_utf16()),
                    Err(_) => is_unicode = false,
                }
            }
        }
    }
    let text = String::from_utf16(&units).ok();
    Some(Token::Text(text.filter(|_| is_unicode)))
}

/// One unit of UTF-16 after a backslash.
fn escape(rest: &mut &[u8]) -> Option<u16> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    let unit = match first {
        b'"' | b'\\' | b'/' => *first,
        b'b' => 8,
        b'f' => 12,
        b'n' => 10,
        b'r' => 13,
        b't' => 9,
        b'u' => return hexadecimal(rest),
        _ => return None,
    };
    Some(u16::from(unit))
}

fn hexadecimal(rest: &mut &[u8]) -> Option<u16> {
    let (digits, after) = rest.split_at_checked(4)?;
    *rest = after;
    let mut unit = 0;
    for digit in digits {
        let value = char::from(*digit).to_digit(16)?;
        unit = unit * 16 + u16::try_from(value).ok()?;
    }
    Some(unit)
}

/// `true`, `false`, `null` or a number.
fn plain(word: &str) -> Option<Token> {
    let value = match word {
        "null" => Some(Value::Null),
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        number => integer(number)?,
    };
    Some(Token::Plain(value))
}

/// A number: outside without one if it is not JSON, inside if it is not a 64-bit integer.
fn integer(number: &str) -> Option<Option<Value>> {
    let unsigned = number
        .strip_prefix('-')
        .unwrap_or(number);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let exponent_digits = exponent.map(|text| {
        text.strip_prefix(['+', '-'])
            .unwrap_or(text)
    });
    for digits in [Some(whole), fraction, exponent_digits]
        .into_iter()
        .flatten()
    {
        if digits.is_empty()
            || !digits
                .bytes()
                .all(|digit| digit.is_ascii_digit())
        {
            return None;
        }
    }
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    if exponent.is_some() || fraction.is_some() || number == "-0" {
        return Some(None);
    }
    if number.starts_with('-') {
        return Some(
            number
                .parse::<i64>()
                .ok()
                .map(Value::from),
        );
    }
    Some(
        number
            .parse::<u64>()
            .ok()
            .map(Value::from),
    )
}

/// What may come next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    ValueOrEnd,
    Name,
    NameOrEnd,
    Colon,
    CommaOrEnd,
}

/// Holds the order of the tokens against the grammar and gives the depth. There is no recursion: fuzzing goes deep.
fn depth(tokens: &[Token]) -> Option<usize> {
    let mut open = Vec::new();
    let mut deepest = 0;
    let mut next = Next::Value;
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 && open.is_empty() {
            return None;
        }
        next = match (next, token) {
            (Next::Value | Next::ValueOrEnd, Token::Text(_) | Token::Plain(_)) => Next::CommaOrEnd,
            (Next::Value | Next::ValueOrEnd, Token::Sign(b'[')) => {
                open.push(b']');
                Next::ValueOrEnd
            }
            (Next::Value | Next::ValueOrEnd, Token::Sign(b'{')) => {
                open.push(b'}');
                Next::NameOrEnd
            }
            (Next::Name | Next::NameOrEnd, Token::Text(_)) => Next::Colon,
            (Next::Colon, Token::Sign(b':')) => Next::Value,
            (Next::CommaOrEnd, Token::Sign(b',')) if open.last() == Some(&b']') => Next::Value,
            (Next::CommaOrEnd, Token::Sign(b',')) => Next::Name,
            (Next::ValueOrEnd | Next::NameOrEnd | Next::CommaOrEnd, Token::Sign(sign))
                if open.pop() == Some(*sign) =>
            {
                Next::CommaOrEnd
            }
            _ => return None,
        };
        deepest = deepest.max(open.len());
    }
    (!tokens.is_empty() && open.is_empty()).then_some(deepest)
}

/// The value of tokens that are in order.
fn build(tokens: &mut Peekable<Iter<'_, Token>>) -> Option<Value> {
    match tokens.next()? {
        Token::Plain(value) => value.clone(),
        Token::Text(text) => text.clone().map(Value::String),
        Token::Sign(b'[') => list(tokens),
        Token::Sign(_) => object(tokens),
    }
}

fn list(tokens: &mut Peekable<Iter<'_, Token>>) -> Option<Value> {
    let mut items = Vec::new();
    loop {
        match tokens.peek()? {
            Token::Sign(b']') => break,
            Token::Sign(b',') => {}
            _ => {
                items.push(build(tokens)?);
                continue;
            }
        }
        tokens.next();
    }
    tokens.next();
    Some(Value::Array(items))
}

fn object(tokens: &mut Peekable<Iter<'_, Token>>) -> Option<Value> {
    let mut members = Map::new();
    loop {
        match tokens.next()? {
            Token::Text(name) => {
                tokens.next();
                members.insert(name.clone()?, build(tokens)?);
            }
            Token::Sign(b'}') => return Some(Value::Object(members)),
            _ => {}
        }
    }
}
