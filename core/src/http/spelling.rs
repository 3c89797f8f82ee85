//! A text as it reads after decoding, with the place of each character in the text as it stands. So a secret is found
//! however much of it was escaped, and in either case of the digits.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};
use std::ops::Range;

/// Decoded bytes, each with the place that it takes in the original.
pub(super) struct Spelled {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Spelled {
    /// Percent-encoding: `%26` is `&`, and `+` a space.
    pub(super) fn percent(text: &str) -> Self {
        Self::read(text, |rest| match rest.strip_prefix('%') {
            Some(digits) => Some((vec![u8::try_from(hex(digits, 2)?).ok()?], 3)),
            None => rest
                .starts_with('+')
                .then(|| (vec![b' '], 1)),
        })
    }

    /// The escapes of JSON: `\u0026`, `\"`, `\/`.
    pub(super) fn json(text: &str) -> Self {
        Self::read(text, |rest| {
            let escape = rest.strip_prefix('\\')?;
            match escape.chars().next()? {
                'u' => {
                    let character = char::from_u32(hex(escape.get(1..)?, 4)?)?;
                    Some((character.to_string().into_bytes(), 6))
                }
                plain @ ('"' | '\\' | '/') => Some((plain.to_string().into_bytes(), 2)),
                _ => None,
            }
        })
    }

    /// Reads the text with `escape`, which tells the bytes that are spelled there, and the length of their spelling.
    fn read(text: &str, escape: impl Fn(&str) -> Option<(Vec<u8>, usize)>) -> Self {
        let mut spelled = Self {
            bytes: Vec::with_capacity(text.len()),
            places: Vec::with_capacity(text.len()),
        };
        let mut at = 0_usize;
        while let Some(character) = text
            .get(at..)
            .and_then(|rest| rest.chars().next())
        {
            let rest = text.get(at..).unwrap_or_default();
            let (bytes, length) = escape(rest).unwrap_or_else(|| {
                let bytes = character.to_string().into_bytes();
                (bytes, character.len_utf8())
            });
            let place = at..at.saturating_add(length);
            spelled
                .places
                .extend(bytes.iter().map(|_| place.clone()));
            spelled.bytes.extend(bytes);
            at = place.end;
        }
        spelled
    }

    /// The places where the decoded text is `wanted`.
    pub(super) fn find(&self, wanted: &str) -> Vec<Range<usize>> {
        let wanted = wanted.as_bytes();
        let windows = self
            .bytes
            .windows(wanted.len())
            .enumerate();
        let starts = windows.filter(|(_, window)| *window == wanted);
        starts
            .filter_map(|(first, _)| {
                let mut places = self
                    .places
                    .iter()
                    .skip(first)
                    .take(wanted.len());
                let begins = places.next()?;
                let ends = places.next_back().unwrap_or(begins);
                Some(begins.start..ends.end)
            })
            .collect()
    }
}

fn hex(text: &str, digits: usize) -> Option<u32> {
    let digits = text.get(..digits)?;
    let all_hex = digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit());
    all_hex
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
}

/// The places of Base64 that contains the secret, in either alphabet, with or without padding, wherever it begins.
pub(super) fn base64_runs(text: &str, secret: &str) -> Vec<Range<usize>> {
    let is_digit =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    let mut found = Vec::new();
    let mut at = 0_usize;
    for run in text
        .as_bytes()
        .split(|byte| !is_digit(byte))
    {
        let end = at.saturating_add(run.len());
        let may_spell_it = run.len() > secret.len();
        if may_spell_it && contains_encoded(run, secret.as_bytes()) {
            let rest = text.get(end..).unwrap_or_default();
            let padding = rest
                .bytes()
                .take_while(|byte| *byte == b'=')
                .count();
            found.push(at..end.saturating_add(padding));
        }
        at = end.saturating_add(1);
    }
    found
}

fn contains_encoded(run: &[u8], secret: &[u8]) -> bool {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engines = [STANDARD, URL_SAFE].map(|alphabet| GeneralPurpose::new(&alphabet, lenient));
    let contains = |decoded: Vec<u8>| {
        decoded
            .windows(secret.len())
            .any(|part| part == secret)
    };
    (0..4).any(|offset| {
        let digits = run.get(offset..).unwrap_or_default();
        // One digit alone spells no byte.
        let has_odd_digit = digits.len() % 4 == 1;
        let whole = digits
            .len()
            .saturating_sub(usize::from(has_odd_digit));
        let digits = digits.get(..whole).unwrap_or_default();
        engines
            .iter()
            .filter_map(|engine| engine.decode(digits).ok())
            .any(contains)
    })
}
