//! `application/x-www-form-urlencoded` with the order kept.
//!
//! A space is written as `%20`, and `+` is read as a space too. Every byte outside the unreserved set of RFC 3986 is escaped.

use crate::value::error::{RefundError, code};
use memchr::memchr2;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The content type of a form.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// One value or path segment, escaped.
pub fn escape(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, ESCAPED).into()
}

/// Pairs as `name=value&name=value`, in their order.
pub fn encode<N: AsRef<str>, V: AsRef<str>>(pairs: &[(N, V)]) -> String {
    let mut text = String::with_capacity(pairs.len().saturating_mul(32));
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        text.extend(utf8_percent_encode(name.as_ref(), ESCAPED));
        text.push('=');
        text.extend(utf8_percent_encode(value.as_ref(), ESCAPED));
    }
    text
}

/// Raw pairs `name=value`, still escaped, in their order. Empty pairs are skipped.
pub fn raw_pairs(text: &str) -> impl Iterator<Item = &str> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
}

/// Name and value of a raw pair. One without `=` has an empty value.
pub fn split_pair(pair: &str) -> (&str, &str) {
    pair.split_once('=')
        .unwrap_or((pair, ""))
}

/// A decoded pair, borrowed where nothing in it was escaped.
pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The most pairs that are read: far above what any document lists.
const MOST_PAIRS: usize = 1000;

/// Decoded pairs in their order, or `None` if an escape does not decode to UTF-8 or there are more than 1000 pairs.
pub fn decode(text: &str) -> Option<Vec<Pair<'_>>> {
    let pairs: Option<Vec<Pair<'_>>> = raw_pairs(text)
        .take(MOST_PAIRS.saturating_add(1))
        .map(split_pair)
        .map(|(name, value)| Some((unescape(name)?, unescape(value)?)))
        .collect();
    pairs.filter(|pairs| pairs.len() <= MOST_PAIRS)
}

/// Decodes one escaped text, in which `+` is a space. A text without escapes is borrowed.
pub fn unescape(text: &str) -> Option<Cow<'_, str>> {
    let first = memchr2(b'%', b'+', text.as_bytes());
    let Some((plain, escaped)) = first.and_then(|first| text.split_at_checked(first)) else {
        return Some(Cow::Borrowed(text));
    };
    let spaced = escaped.replace('+', " ");
    Some(
        [
            plain,
            &percent_decode_str(&spaced)
                .decode_utf8()
                .ok()?,
        ]
        .concat()
        .into(),
    )
}

/// Decoded pairs of a body. A name that is there twice is an error.
pub fn unambiguous(body: &str) -> Result<Vec<Pair<'_>>, RefundError> {
    let pairs = decode(body)
        .ok_or_else(|| RefundError::new(code::INVALID_MESSAGE, "body", "is not a form"))?;
    match repeats(&pairs) {
        true => Err(RefundError::new(
            code::DUPLICATE_FIELD,
            "body",
            "has a name twice",
        )),
        false => Ok(pairs),
    }
}

/// Whether a name is there twice: two readers could take different values.
pub fn repeats(pairs: &[Pair<'_>]) -> bool {
    let mut seen = BTreeSet::new();
    pairs
        .iter()
        .any(|(name, _)| !seen.insert(name.as_ref()))
}

/// The value of a name.
pub fn value<'a>(pairs: &'a [Pair<'_>], name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(candidate, _)| candidate == name)
        .map(|(_, value)| value.as_ref())
}
