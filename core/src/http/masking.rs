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
use std::cmp::Reverse;
use std::ops::Range;

/// The most characters of a provider's text that are kept.
const MOST_TEXT: usize = 1000;

/// The part of a provider's text that may be stored and shown: characters that do not print are dropped, secrets are
/// masked, and at most 1000 characters are kept.
///
/// A secret is found as it is, percent-encoded, with JSON escapes, and within Base64; none of these is shorter than it. One of
/// fewer than 8 characters is masked only as the whole text and as a value behind `=` or `:`.
pub fn clean_text(text: String, secrets: &[&Secret]) -> String {
    // In this order: what is dropped or cut must not leave a secret together, or a part of it.
    let text = printable(text);
    let secrets = secrets
        .iter()
        .map(|secret| secret.expose());
    let fitting = secrets.filter(|secret| secret.len() <= text.len());
    // Nearly every text holds none, and is read once for all of them.
    if fitting.clone().next().is_none() || !may_hold_any(&text, fitting.clone()) {
        return cut(text);
    }
    let mut longest_first: Vec<&str> = fitting.collect();
    longest_first.sort_by_key(|secret| Reverse(secret.len()));
    let run = longest_run(&text);
    let text = longest_first
        .iter()
        .fold(text, |text, secret| masked(text, secret, run));
    cut(text)
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

fn masked(text: String, secret: &str, run: usize) -> String {
    let mut found = occurrences(&text, secret, run);
    if is_short(secret) {
        found.retain(|place| stands_as_value(&text, place));
    }
    replaced(text, found)
}

/// Whether a form may spell the secret in the text without any other escape.
fn may_have_plus_for_space(text: &str, secret: &str) -> bool {
    secret.contains(' ') && text.contains('+')
}

/// Where the secret stands in the text, however it is spelled. No more than `run` digits of Base64 stand together.
fn occurrences(text: &str, secret: &str, run: usize) -> Vec<Range<usize>> {
    if secret.is_empty() {
        return Vec::new();
    }
    let plain = text.match_indices(secret);
    let mut found: Vec<Range<usize>> = plain
        .map(|(at, same)| at..at.saturating_add(same.len()))
        .collect();
    if text.contains('%') || may_have_plus_for_space(text, secret) {
        found.extend(Spelled::percent(text).find(secret));
    }
    if text.contains('\\') {
        found.extend(Spelled::json(text).find(secret));
    }
    if may_spell(run, secret) {
        found.extend(base64_runs(text, secret));
    }
    found
}

/// The text with a mask in each of the places, which may overlap.
fn replaced(text: String, mut places: Vec<Range<usize>>) -> String {
    if places.is_empty() {
        return text;
    }
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
