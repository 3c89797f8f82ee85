//! Cleaning a provider's text, so that it may be stored and shown.

use super::form::escape;
use crate::value::secret::{MASK, Secret};
use crate::value::text::is_invisible;
use std::cmp::Reverse;

/// The part of a provider's text that may be stored and shown: characters that do not print are dropped, secrets are
/// masked, and at most 1000 characters are kept.
pub fn clean_text(text: String, secrets: &[&Secret]) -> String {
    let mut longest_first = secrets.to_vec();
    longest_first.sort_by_key(|secret| Reverse(secret.expose().len()));
    // In this order: what is dropped or cut must not leave a secret together, or a part of it.
    let text = longest_first
        .iter()
        .fold(printable(text), |text, secret| scrub(secret, text));
    if text.len() <= MOST_TEXT {
        text
    } else {
        text.chars().take(MOST_TEXT).collect()
    }
}

/// The most characters of a provider's text that are kept.
const MOST_TEXT: usize = 1000;

fn printable(text: String) -> String {
    if text.chars().any(is_invisible) {
        text.chars()
            .filter(|character| !is_invisible(*character))
            .collect()
    } else {
        text
    }
}

fn masked(text: String, secret: &str) -> String {
    if !secret.is_empty() && text.contains(secret) {
        text.replace(secret, MASK)
    } else {
        text
    }
}

/// Masks every occurrence of the secret in `text`, also as a form or a JSON string would spell it.
fn scrub(secret: &Secret, text: String) -> String {
    let secret = secret.expose();
    let text = masked(text, secret);
    let text = if text.contains('%') {
        masked(text, &escape(secret))
    } else {
        text
    };
    if !text.contains('\\') {
        return text;
    }
    let json = secret.replace('\\', "\\\\").replace('"', "\\\"");
    masked(masked(text, &json), &json.replace('/', "\\/"))
}
