//! Texts that stand for something: forms, decimals, hosts, keys, encodings. The first byte chooses which.
//!
//! What is read is written back the same, or another implementation reads it the same.

use crate::fixtures::documents;
use refundkit::kit::PublishedHosts;
use refundkit::kit::{format_decimal, from_micros, parse_decimal, parse_json_decimal, to_micros};
use refundkit::kit::{KeySize, RsaHash, RsaSigner, RsaVerifier};
use refundkit::kit::hex::{from_hex, to_hex};
use refundkit::{
    BlindingSeed, Currency, Endpoint, Money, Secret, base64_text, field, form, timestamp,
};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::BTreeSet;
use url::Url;

const READERS: &[fn(&str)] = &[
    form_pairs,
    decimal,
    json_decimal,
    amounts,
    host,
    loopback,
    base64,
    hex,
    fields,
    address,
    scrubbed,
    numbers,
];

const BYTES: &[fn(&[u8])] = &[public_key, private_key];

/// Reads one text.
pub(crate) fn run(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else {
        return;
    };
    let index = usize::from(*choice) % (READERS.len() + BYTES.len());
    match (READERS.get(index), std::str::from_utf8(rest)) {
        (Some(read), Ok(text)) => read(text),
        (Some(_), Err(_)) => (),
        (None, _) => BYTES[index - READERS.len()](rest),
    }
}

/// The texts of the fixtures, for each reader that may take them.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    documents().for_each(|document| leaves(document, &mut texts));
    texts.sort_unstable();
    texts.dedup();
    let all = (0_u8..).zip(READERS.iter().map(|_| ()).chain(BYTES.iter().map(|_| ())));
    let choices: Vec<u8> = all.map(|(choice, ())| choice).collect();
    texts
        .iter()
        .flat_map(|text| {
            choices
                .iter()
                .map(|choice| [&[*choice], text.as_bytes()].concat())
        })
        .collect()
}

fn leaves(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Number(number) => texts.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, texts)),
        Value::Object(members) => members.values().for_each(|member| leaves(member, texts)),
        Value::Null | Value::Bool(_) => (),
    }
}

/// What is decoded is what browsers decode, and survives being encoded.
fn form_pairs(text: &str) {
    let Some(pairs) = form::decode(text) else {
        return;
    };
    let theirs: Vec<(Cow<'_, str>, Cow<'_, str>)> =
        url::form_urlencoded::parse(text.as_bytes()).collect();
    assert_eq!(pairs, theirs);
    let named: Vec<_> = pairs
        .iter()
        .filter(|(name, value)| !name.is_empty() || !value.is_empty())
        .collect();
    let encoded = form::encode(&pairs);
    assert!(named.len() != pairs.len() || form::decode(&encoded) == Some(pairs.clone()));
    let names: BTreeSet<&str> = pairs.iter().map(|(name, _)| name.as_ref()).collect();
    assert_eq!(form::repeats(&pairs), names.len() < pairs.len());
    assert!(
        pairs
            .iter()
            .all(|(name, _)| form::value(&pairs, name).is_some())
    );
}

/// `first byte` decimals, then the text.
fn with_exponent(text: &str) -> Option<(u32, &str)> {
    let first = text.chars().next()?;
    Some((u32::from(first) % 6, text.get(first.len_utf8()..)?))
}

fn decimal(text: &str) {
    let Some((exponent, text)) = with_exponent(text) else {
        return;
    };
    let read = parse_decimal(text, exponent);
    assert_eq!(
        read.ok(),
        exact(text, exponent).filter(|_| is_plain(text, exponent))
    );
    if let Ok(units) = read {
        assert_eq!(
            parse_decimal(&format_decimal(units, exponent), exponent),
            Ok(units)
        );
    }
}

fn json_decimal(text: &str) {
    let Some((exponent, text)) = with_exponent(text) else {
        return;
    };
    let read = parse_json_decimal(text, exponent);
    if text.len() < 30
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
        && !text.starts_with('-')
    {
        let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let power: i64 = power.parse().unwrap_or(i64::MAX);
        if power.abs() < 30 {
            assert_eq!(read.ok(), shifted(mantissa, power + i64::from(exponent)));
        }
    }
    if let Ok(units) = read {
        assert_eq!(
            parse_json_decimal(&format_decimal(units, exponent), exponent),
            Ok(units)
        );
    }
}

/// Digits with at most one point between them, no more decimals than the currency.
fn is_plain(text: &str, exponent: u32) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let decimals = if text.contains('.') {
        fraction.len()
    } else {
        0
    };
    digits(whole) && digits(fraction) && decimals <= exponent as usize
}

fn exact(text: &str, exponent: u32) -> Option<i64> {
    shifted(text, i64::from(exponent))
}

/// `mantissa * 10^power` by text alone: the point is moved, and nothing but zeros may stand behind it.
fn shifted(mantissa: &str, power: i64) -> Option<i64> {
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{whole}{fraction}{}", "0".repeat(40), "0".repeat(80));
    let point = usize::try_from(40 + i64::try_from(whole.len()).ok()? + power).ok()?;
    let (integer, rest) = digits.split_at_checked(point)?;
    let integer = integer.trim_start_matches('0');
    let is_whole = rest.bytes().all(|digit| digit == b'0');
    if is_whole {
        if integer.is_empty() {
            Some(0)
        } else {
            integer.parse().ok()
        }
    } else {
        None
    }
}

/// `CUR text`: what is parsed prints the same amount.
fn amounts(text: &str) {
    let (currency, text) = text.split_at_checked(3).unwrap_or((text, ""));
    let Ok(money) = Money::parse(text, currency) else {
        return;
    };
    assert!((1..=refundkit::kit::MAX_MINOR_UNITS).contains(&money.minor_units));
    assert_eq!(
        Money::parse(&money.format().expect("it was parsed"), currency),
        Ok(money.clone())
    );
    assert!(money.checked("amount").is_ok());
    let exponent = Currency::parse(currency)
        .and_then(|currency| currency.exponent())
        .expect("it was parsed");
    let micros = to_micros(money.minor_units, exponent);
    assert!(micros.is_none_or(|micros| from_micros(micros, exponent) == Some(money.minor_units)));
}

const NOWHERE: PublishedHosts = PublishedHosts {
    live: None,
    demo: None,
};

/// A base that is accepted is to every browser an https address without user, query and fragment. What is no Punycode
/// reaches nobody.
fn host(text: &str) {
    let Ok(base) = Endpoint::Custom(text.to_owned()).base(NOWHERE) else {
        return;
    };
    let Ok(url) = Url::parse(&base) else {
        return assert!(base.to_lowercase().contains("xn--"), "{base}");
    };
    assert_eq!(
        (url.scheme(), url.username(), url.password()),
        ("https", "", None)
    );
    assert_eq!((url.query(), url.fragment()), (None, None));
    let host = url.host_str().expect("a host").trim_matches(['[', ']']);
    assert!(!host.is_empty() && base.trim_end_matches('/') == base);
}

/// A loopback base leads to this machine.
fn loopback(text: &str) {
    let Ok(base) = Endpoint::Loopback(text.to_owned()).base(NOWHERE) else {
        return;
    };
    let url = Url::parse(&base).expect("an address");
    assert_eq!(
        (url.scheme(), url.username(), url.password()),
        ("http", "", None)
    );
    let is_here = match url.host().expect("a host") {
        url::Host::Domain(name) => name == "localhost",
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    assert!(is_here, "{base}");
}

/// One text for one value, and the other way round.
fn base64(text: &str) {
    if let Some(bytes) = base64::decode(text) {
        assert_eq!(base64::encode(&bytes), text);
    }
    if let Some(bytes) = base64::decode_url(text) {
        let padded = base64::encode_url(&bytes);
        assert!(padded == text || padded.trim_end_matches('=') == text);
    }
    assert_eq!(
        base64::decode(&base64::encode(text.as_bytes())).as_deref(),
        Some(text.as_bytes())
    );
    assert_eq!(
        base64::decode_url(&base64::encode_url(text.as_bytes())).as_deref(),
        Some(text.as_bytes())
    );
}

fn hex(text: &str) {
    if let Some(bytes) = from_hex(text) {
        assert_eq!(to_hex(&bytes), text.to_ascii_lowercase());
    }
    assert_eq!(
        from_hex(&to_hex(text.as_bytes())).as_deref(),
        Some(text.as_bytes())
    );
}

/// What passes a check is what was given, and what the check promises.
fn fields(text: &str) {
    let most = 64;
    for check in [
        field::text,
        field::line,
        field::visible_ascii,
        field::path_segment,
        field::https_url,
    ] {
        if let Ok(checked) = check("field", text, most) {
            assert!(checked == text && !text.trim().is_empty() && text.chars().count() <= most);
        }
    }
    assert!(
        field::line("field", text, most).is_err()
            || !text.contains(char::is_control) && text.trim() == text
    );
    assert!(
        field::visible_ascii("field", text, most).is_err()
            || text.bytes().all(|byte| byte.is_ascii_graphic())
    );
    if field::path_segment("field", text, most).is_ok() {
        let url = Url::parse(&format!("https://a.example/x/{}/y", form::escape(text)))
            .expect("an address");
        assert_eq!(url.path_segments().expect("a path").count(), 3, "{text}");
    }
}

/// An address that is accepted leads where it says, for every browser.
fn address(text: &str) {
    if field::https_url("field", text, 2048).is_err() {
        return;
    }
    if let Ok(url) = Url::parse(text) {
        assert_eq!(
            (url.scheme(), url.username(), url.password()),
            ("https", "", None)
        );
    }
}

/// `secret newline text`: no spelling of the secret is left.
fn scrubbed(text: &str) {
    let (secret, text) = text.split_once('\n').unwrap_or(("key", text));
    let scrubbed = Secret::new(secret).scrub(text.to_owned());
    assert!(secret.is_empty() || secret.contains('*') || !scrubbed.contains(secret));
    assert!(Secret::new(secret).matches(text) == (secret == text));
}

/// Eight bytes as a number: times in their order, and as text of one length.
fn numbers(text: &str) {
    let Some((bytes, _)) = text.as_bytes().split_first_chunk() else {
        return;
    };
    let (time, next) = (
        i64::from_le_bytes(*bytes),
        i64::from_le_bytes(*bytes).saturating_add(1),
    );
    let printed = timestamp::iso_8601(time);
    assert!(printed.len() == 23 && printed <= timestamp::iso_8601(next));
    assert!(to_micros(time, 2).is_none_or(|micros| from_micros(micros, 2) == Some(time)));
    assert_eq!(
        parse_decimal(&format_decimal(time, 3), 3).ok(),
        (time >= 0).then_some(time)
    );
}

/// A key that is read verifies nothing that it did not sign.
fn public_key(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(key) = RsaVerifier::from_pem("key", &text, KeySize::AllowSmall) {
        assert!(!key.verify(RsaHash::Sha256, b"message", &[0; 256]));
    }
}

/// A key that is read signs what its public half verifies, or refuses to sign.
fn private_key(data: &[u8]) {
    let pem = Secret::new(String::from_utf8_lossy(data));
    let Ok(key) = RsaSigner::from_pem("key", &pem, KeySize::AllowSmall) else {
        return;
    };
    if let Ok(signature) = key.sign(RsaHash::Sha256, b"message", &BlindingSeed::new([7; 32])) {
        assert!(
            key.verifier()
                .verify(RsaHash::Sha256, b"message", &signature)
        );
    }
}
