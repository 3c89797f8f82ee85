//! Texts: forms, encodings, fields, and secrets in them.

use crate::outcomes::SHORT_SECRET;
use refundkit::kit::hex::{from_hex, to_hex};
use refundkit::kit::{base64, clean_text, form, validate};
use refundkit::{RefundError, Secret};
use std::borrow::Cow;
use std::collections::BTreeSet;
use url::Url;

/// A pair of a form.
type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// What is decoded is what browsers decode, and survives being encoded.
pub(super) fn form_pairs(text: &str) {
    let Some(pairs) = form::decode(text) else {
        return;
    };
    let theirs: Vec<Pair<'_>> = url::form_urlencoded::parse(text.as_bytes()).collect();
    assert_eq!(pairs, theirs);
    check_names(&pairs);
    let encoded = form::encode(&pairs);
    if !pairs.iter().any(is_empty) {
        assert_eq!(form::decode(&encoded), Some(pairs));
    }
}

/// A pair without name and value, which is passed over.
fn is_empty((name, value): &Pair<'_>) -> bool {
    name.is_empty() && value.is_empty()
}

fn check_names(pairs: &[Pair<'_>]) {
    let names: BTreeSet<&str> = pairs
        .iter()
        .map(|(name, _)| name.as_ref())
        .collect();
    assert_eq!(form::repeats(pairs), names.len() < pairs.len());
    for name in names {
        assert!(form::value(pairs, name).is_some());
    }
}

/// One text for one value, and the other way round.
pub(super) fn base64(text: &str) {
    if let Some(bytes) = base64::decode(text) {
        assert_eq!(base64::encode(&bytes), text);
    }
    if let Some(bytes) = base64::decode_url(text) {
        let padded = base64::encode_url(&bytes);
        assert!(padded == text || padded.trim_end_matches('=') == text);
    }
    let bytes = text.as_bytes();
    let encoded = base64::encode(bytes);
    assert_eq!(base64::decode(&encoded).as_deref(), Some(bytes));
    let encoded = base64::encode_url(bytes);
    assert_eq!(base64::decode_url(&encoded).as_deref(), Some(bytes));
}

pub(super) fn hex(text: &str) {
    if let Some(bytes) = from_hex(text) {
        assert_eq!(to_hex(&bytes), text.to_ascii_lowercase());
    }
    assert_eq!(
        from_hex(&to_hex(text.as_bytes())).as_deref(),
        Some(text.as_bytes())
    );
}

const MOST: usize = 64;

type Check = for<'a> fn(&str, &'a str, usize) -> Result<&'a str, RefundError>;

const CHECKS: [Check; 5] = [
    validate::text,
    validate::line,
    validate::visible_ascii,
    validate::path_segment,
    validate::https_url,
];

/// What passes a check is what was given, and what the check promises.
pub(super) fn fields(text: &str) {
    for check in CHECKS {
        if let Ok(checked) = check("field", text, MOST) {
            assert_eq!(checked, text);
            assert!(!text.trim().is_empty() && text.chars().count() <= MOST);
        }
    }
    if validate::line("field", text, MOST).is_ok() {
        assert!(!text.contains(char::is_control) && text.trim() == text);
    }
    if validate::visible_ascii("field", text, MOST).is_ok() {
        assert!(
            text.bytes()
                .all(|byte| byte.is_ascii_graphic())
        );
    }
    if validate::path_segment("field", text, MOST).is_ok() {
        check_segment(text);
    }
}

/// It stays one segment of a path, for every browser.
fn check_segment(text: &str) {
    let address = format!("https://a.example/x/{}/y", form::escape(text));
    let url = Url::parse(&address).expect("an address");
    assert_eq!(
        url.path_segments()
            .expect("a path")
            .count(),
        3,
        "{text}"
    );
}

/// `secret newline text`: no spelling of the secret is left. Of a short one only a whole text is masked, or a value behind `=`
/// or `:`.
pub(super) fn scrubbed(text: &str) {
    let (word, text) = text
        .split_once('\n')
        .unwrap_or(("key", text));
    let secret = Secret::new(word);
    let scrubbed = clean_text(text.to_owned(), &[&secret]);
    let is_told = if word.chars().count() < SHORT_SECRET {
        scrubbed == word
    } else {
        scrubbed.contains(word)
    };
    assert!(word.is_empty() || word.contains('*') || !is_told);
    assert_eq!(secret.matches(text), word == text);
}
