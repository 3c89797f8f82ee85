//! A text as it reads after decoding, with the place of each character in the text as it stands. So a secret is found
//! however much of it was escaped, and in either case of the digits.
//!
//! A secret of fewer than 8 characters is an ordinary word too, so it counts only where it stands as a value.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurposeConfig;
use base64::engine::{DecodePaddingMode, GeneralPurpose};
use memchr::memchr_iter;
use std::iter;
use std::ops::Range;

/// A secret with fewer characters is an ordinary word too.
const SHORT_SECRET: usize = 8;

/// Whether the secret counts only where it stands as a value.
pub(super) fn is_short(secret: &str) -> bool {
    // No character has more than four bytes, and most secrets need not be counted.
    let may_be_short = secret.len() < SHORT_SECRET.saturating_mul(4);
    may_be_short && secret.chars().count() < SHORT_SECRET
}

/// Whether the place is the whole text, or a value behind `=` or `:` that ends where a value ends.
pub(super) fn stands_as_value(text: &str, place: &Range<usize>) -> bool {
    let quotes: &[char] = &['"', '\'', ' '];
    let before = text
        .get(..place.start)
        .unwrap_or_default();
    let after = text
        .get(place.end..)
        .unwrap_or_default();
    let before = before.trim_end_matches(quotes);
    let begins = before.is_empty() || before.ends_with(['=', ':']);
    // `0.75` is a value, and `0` is none in it.
    let rest = after
        .strip_prefix('.')
        .unwrap_or(after);
    let ends = !rest.starts_with(char::is_alphanumeric);
    let is_whole = before.is_empty()
        && after
            .trim_start_matches(quotes)
            .is_empty();
    is_whole || (begins && ends && !before.is_empty())
}

/// What an escape spells, or what stands there as it is.
enum Meant {
    Byte(u8),
    Character(char),
}

/// Decoded bytes, each with the place that it takes in the original.
pub(super) struct Spelled {
    bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Spelled {
    /// Percent-encoding: `%26` is `&`, and `+` a space.
    pub(super) fn percent(text: &str) -> Self {
        Self::read(text, |rest| match rest.strip_prefix('%') {
            Some(digits) => Some((Meant::Byte(u8::try_from(hex(digits, 2)?).ok()?), 3)),
            None => rest
                .starts_with('+')
                .then_some((Meant::Byte(b' '), 1)),
        })
    }

    /// The escapes of JSON: `\u0026`, `\"`, `\/`.
    pub(super) fn json(text: &str) -> Self {
        Self::read(text, |rest| {
            let escape = rest.strip_prefix('\\')?;
            match escape.chars().next()? {
                'u' => {
                    let character = char::from_u32(hex(escape.get(1..)?, 4)?)?;
                    Some((Meant::Character(character), 6))
                }
                plain @ ('"' | '\\' | '/') => Some((Meant::Character(plain), 2)),
                _ => None,
            }
        })
    }

    /// Reads the text with `escape`, which tells the bytes that are spelled there, and the length of their spelling.
    fn read(text: &str, escape: impl Fn(&str) -> Option<(Meant, usize)>) -> Self {
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
            let (meant, length) =
                escape(rest).unwrap_or((Meant::Character(character), character.len_utf8()));
            let place = at..at.saturating_add(length);
            spelled.push(&meant, &place);
            at = place.end;
        }
        spelled
    }

    fn push(&mut self, meant: &Meant, place: &Range<usize>) {
        let mut buffer = [0; 4];
        let bytes = match meant {
            Meant::Byte(byte) => std::slice::from_ref(byte),
            Meant::Character(character) => character
                .encode_utf8(&mut buffer)
                .as_bytes(),
        };
        self.places
            .extend(bytes.iter().map(|_| place.clone()));
        self.bytes.extend_from_slice(bytes);
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

/// The most digits of Base64 that stand together.
pub(super) fn longest_run(text: &str) -> usize {
    runs(text)
        .map(<[u8]>::len)
        .max()
        .unwrap_or(0)
}

/// What stands between bytes that are no digits of Base64.
fn runs(text: &str) -> impl Iterator<Item = &[u8]> {
    let is_digit =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    text.as_bytes()
        .split(move |byte| !is_digit(byte))
}

/// Whether so many digits of Base64 may spell the secret.
pub(super) fn may_spell(digits: usize, secret: &str) -> bool {
    digits >= fewest_digits(secret)
}

/// Four digits of Base64 spell three bytes, wherever they begin among them.
fn fewest_digits(secret: &str) -> usize {
    secret
        .len()
        .saturating_mul(4)
        .div_ceil(3)
}

/// The places of Base64 that contains the secret, in either alphabet, with or without padding, wherever it begins.
pub(super) fn base64_runs(text: &str, secret: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0_usize;
    for run in runs(text) {
        let end = at.saturating_add(run.len());
        if may_spell(run.len(), secret) && contains_any(run, iter::once(secret)) {
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

/// Whether Base64 in the text may contain one of the secrets. Each run is decoded once for all of them.
pub(super) fn spells_any<'s>(text: &str, secrets: impl Iterator<Item = &'s str> + Clone) -> bool {
    let fewest = secrets
        .clone()
        .map(fewest_digits)
        .min()
        .unwrap_or(usize::MAX);
    text.len() >= fewest
        && runs(text)
            .filter(|run| run.len() >= fewest)
            .any(|run| contains_any(run, secrets.clone()))
}

fn contains_any<'s>(run: &[u8], secrets: impl Iterator<Item = &'s str> + Clone) -> bool {
    if !secrets
        .clone()
        .any(|secret| may_begin(run, secret))
    {
        return false;
    }
    let mut decoded = Vec::with_capacity(run.len());
    (0..OFFSETS).any(|offset| {
        let is_decoded = decode(run, offset, &mut decoded);
        let mut secrets = secrets
            .clone()
            .filter(|secret| offset == 0 || !is_short(secret));
        is_decoded && secrets.any(|secret| holds(&decoded, secret))
    })
}

/// Whether a run may spell the secret: its first two bytes decide two digits, wherever among four it begins.
fn may_begin(run: &[u8], secret: &str) -> bool {
    let &[first, second, ..] = secret.as_bytes() else {
        return true;
    };
    let pairs = [
        [first >> 2, ((first & 3) << 4) | (second >> 4)],
        [((first & 15) << 2) | (second >> 6), second & 63],
        [first & 63, second >> 2],
    ];
    let digit = |value: u8| {
        LETTERS
            .get(usize::from(value))
            .copied()
    };
    let wanted = pairs.map(|pair| pair.map(|value| digit(value).unwrap_or_default()));
    // Every digit is looked at, which is faster than to stop at the first pair that is found.
    let begins = |found, (one, next): (&u8, &u8)| {
        let is = |[first, second]: &[u8; 2]| (first == one) & (second == next);
        found
            | wanted
                .iter()
                .fold(false, |found, pair| found | is(pair))
    };
    wanted.as_flattened().contains(&0)
        || run
            .iter()
            .zip(run.iter().skip(1))
            .fold(false, begins)
}

/// The digits of Base64 that both alphabets have.
const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Where four digits may begin that spell three bytes. A few characters turn up by chance where a run is read from its middle, so
/// that a short secret is looked for at its beginning alone.
const OFFSETS: usize = 4;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

static STANDARD_DIGITS: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
static URL_SAFE_DIGITS: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// What a run spells from an offset on; nothing where its digits are of two alphabets. Without the digits in which they differ, both
/// spell the same.
fn decode(run: &[u8], offset: usize, decoded: &mut Vec<u8>) -> bool {
    let digits = run.get(offset..).unwrap_or_default();
    // One digit alone spells no byte.
    let has_odd_digit = digits.len() % 4 == 1;
    let whole = digits
        .len()
        .saturating_sub(usize::from(has_odd_digit));
    let digits = digits.get(..whole).unwrap_or_default();
    let is_sign = |found, digit: &u8| found | matches!(digit, b'-' | b'_');
    let is_url_safe = digits.iter().fold(false, is_sign);
    let alphabet = if is_url_safe {
        &URL_SAFE_DIGITS
    } else {
        &STANDARD_DIGITS
    };
    decoded.clear();
    alphabet
        .decode_vec(digits, decoded)
        .is_ok()
}

/// Whether bytes hold others. The first of them is looked for, since it is rarely there.
pub(super) fn holds_bytes(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else {
        return false;
    };
    memchr_iter(*first, bytes).any(|at| {
        bytes
            .get(at..)
            .is_some_and(|rest| rest.starts_with(wanted))
    })
}

/// Whether what a run spells holds the secret: a short one as a value, as in `login:secret`.
fn holds(decoded: &[u8], secret: &str) -> bool {
    if !is_short(secret) {
        return holds_bytes(decoded, secret.as_bytes());
    }
    let is_value = |text: &str| {
        text.match_indices(secret)
            .any(|(at, same)| stands_as_value(text, &(at..at.saturating_add(same.len()))))
    };
    std::str::from_utf8(decoded).is_ok_and(is_value)
}
