//! Cleaning a provider's words, so that they may be stored and shown.
//!
//! Secrets are masked in texts alone. Ids, codes and statuses are facts that a program compares, so a secret that happens
//! to stand in one must not change it.

use super::spelling::{
    Spelled, base64_runs, holds_bytes, is_short, longest_run, may_spell, spells_any,
    stands_as_value,
};
use crate::value::secret::{MASK, Secret};
use crate::value::text::{has_invisible, is_invisible};
use std::cell::LazyCell;
use std::cmp::Reverse;
use std::ops::Range;

/// The most characters of a provider's text that are kept.
const MOST_TEXT: usize = 1000;

/// The most bytes in which one byte of a secret is spelled: `\u0026`.
const LONGEST_SPELLING: usize = 6;

/// The part of a provider's text that may be stored and shown: characters that do not print are dropped, the first 1000 are kept, and
/// secrets in them are masked.
///
/// A secret is found as it is, percent-encoded, with JSON escapes, and within Base64; none of these is shorter than it. One of
/// fewer than 8 characters is masked only as the whole text and as a value behind `=` or `:`.
pub fn clean_text(text: String, secrets: &[&Secret]) -> String {
    // What is dropped must not leave a secret together.
    let text = printable(text);
    let secrets = secrets
        .iter()
        .map(|secret| secret.expose())
        .filter(|secret| !secret.is_empty() && secret.len() <= text.len());
    let longest = secrets.clone().map(str::len).max();
    let Some(longest) = longest else {
        return cut(text);
    };
    let kept = length_kept(&text);
    // A secret that is cut in two is masked too.
    let searched = head(
        &text,
        longest
            .saturating_mul(LONGEST_SPELLING)
            .saturating_add(kept),
    );
    // Nearly every text holds none, and is read once for all of them.
    if !may_hold_any(searched, secrets.clone()) {
        return cut(text);
    }
    cut(replaced(head(&text, kept), occurrences(searched, secrets)))
}

/// The bytes that the first characters of a text take.
fn length_kept(text: &str) -> usize {
    if text.len() <= MOST_TEXT {
        return text.len();
    }
    let cut_off = text.char_indices().nth(MOST_TEXT);
    cut_off.map_or(text.len(), |(at, _)| at)
}

/// The beginning of a text, at most so many bytes of it.
fn head(text: &str, bytes: usize) -> &str {
    let end = bytes.min(text.len());
    // A character takes at most four.
    let mut ends = (0..4).map(|back| end.saturating_sub(back));
    ends.find_map(|end| text.get(..end))
        .unwrap_or_default()
}

/// Whether some secret stands in the text as it is or in Base64, or the text has escapes.
fn may_hold_any<'s>(text: &str, mut secrets: impl Iterator<Item = &'s str> + Clone) -> bool {
    // As in `has_invisible`, there is none in nearly every text.
    let is_escape = |found, byte| found | matches!(byte, b'%' | b'\\');
    text.bytes().fold(false, is_escape)
        || spells_any(text, secrets.clone())
        || secrets.any(|secret| {
            may_have_plus_for_space(text, secret) || holds_bytes(text.as_bytes(), secret.as_bytes())
        })
}

/// A date of a provider. Digits, signs and the letters of a time zone are kept whatever the secrets are: a short one may stand
/// behind the colon of an hour. Any other text is cleaned as [`clean_text`] does it.
pub fn clean_date(text: String, secrets: &[&Secret]) -> String {
    let is_of_dates = |byte: u8| {
        matches!(
            byte,
            b'0'..=b'9' | b'-' | b':' | b'.' | b'+' | b'/' | b' ' | b'T' | b'Z'
        )
    };
    if text.bytes().all(is_of_dates) {
        cut(text)
    } else {
        clean_text(text, secrets)
    }
}

/// An id, code or status of a provider: what does not print is dropped, and at most 1000 characters are kept.
pub fn clean_id(id: String) -> String {
    cut(printable(id))
}

fn printable(text: String) -> String {
    if !has_invisible(&text) {
        return text;
    }
    text.chars()
        .filter(|character| !is_invisible(*character))
        .collect()
}

fn cut(text: String) -> String {
    if text.len() <= MOST_TEXT {
        text
    } else {
        text.chars().take(MOST_TEXT).collect()
    }
}

/// Whether a form may spell the secret in the text without any other escape.
fn may_have_plus_for_space(text: &str, secret: &str) -> bool {
    secret.contains(' ') && text.contains('+')
}

/// Where secrets stand in the text, however they are spelled. The text is decoded once for all of them.
fn occurrences<'s>(
    text: &str,
    secrets: impl Iterator<Item = &'s str> + Clone,
) -> Vec<Range<usize>> {
    let has_percent = text.contains('%');
    let percent = LazyCell::new(|| Spelled::percent(text));
    let json = text
        .contains('\\')
        .then(|| Spelled::json(text));
    // No more digits of Base64 stand together.
    let run = longest_run(text);
    let find = |secret: &str| {
        let plain = text.match_indices(secret);
        let mut found: Vec<Range<usize>> = plain
            .map(|(at, same)| at..at.saturating_add(same.len()))
            .collect();
        if has_percent || may_have_plus_for_space(text, secret) {
            found.extend(percent.find(secret));
        }
        if let Some(json) = &json {
            found.extend(json.find(secret));
        }
        if may_spell(run, secret) {
            found.extend(base64_runs(text, secret));
        }
        if is_short(secret) {
            found.retain(|place| stands_as_value(text, place));
        }
        found
    };
    secrets.flat_map(find).collect()
}

/// The text with a mask in each of the places that begin in it. They may overlap.
fn replaced(text: &str, mut places: Vec<Range<usize>>) -> String {
    places.retain(|place| place.start < text.len());
    places.sort_by_key(|place| (place.start, Reverse(place.end)));
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for place in places {
        if place.start >= end {
            shown.push_str(
                text.get(end..place.start)
                    .unwrap_or_default(),
            );
            shown.push_str(MASK);
        }
        end = end.max(place.end);
    }
    shown.push_str(text.get(end..).unwrap_or_default());
    shown
}
