//! Other spellings of a text: a careless reader might take some of them for the same.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// Spells a text otherwise.
pub type Encoding = fn(&str) -> String;

/// All spellings, by name.
pub const ENCODINGS: [(&str, Encoding); 33] = [
    ("upper case", |text| text.to_uppercase()),
    ("lower case", |text| text.to_lowercase()),
    ("case swapped", |text| text.chars().map(swapped).collect()),
    ("everything escaped", |text| {
        utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
    }),
    ("every byte escaped", |text| {
        text.bytes()
            .map(|byte| format!("%{byte:02X}"))
            .collect()
    }),
    ("every byte escaped, lower case", |text| {
        text.bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect()
    }),
    ("first byte escaped", first_escaped),
    ("escapes in lower case", |text| {
        escapes(text, str::to_lowercase)
    }),
    ("escapes in upper case", |text| {
        escapes(text, str::to_uppercase)
    }),
    ("escapes decoded", |text| {
        percent_decode_str(text)
            .decode_utf8_lossy()
            .into_owned()
    }),
    ("escapes escaped", |text| text.replace('%', "%25")),
    ("escape cut short", |text| text.replacen("%3D", "%3", 1)),
    ("%20 for +", |text| text.replace('+', "%20")),
    ("+ for %20", |text| text.replace("%20", "+")),
    ("%2B for +", |text| text.replace('+', "%2B")),
    ("URL-safe Base64", |text| {
        text.replace('+', "-")
            .replace('/', "_")
    }),
    ("standard Base64", |text| {
        text.replace('-', "+")
            .replace('_', "/")
    }),
    ("padding off", |text| {
        text.trim_end_matches('=')
            .trim_end_matches("%3D")
            .to_owned()
    }),
    ("padding on", |text| format!("{text}=")),
    ("padding on, escaped", |text| format!("{text}%3D")),
    ("padding twice", |text| format!("{text}==")),
    (
        "last character of Base64 with other unused bits",
        unused_bits,
    ),
    ("space before", |text| format!(" {text}")),
    ("space after", |text| format!("{text} ")),
    ("escaped space after", |text| format!("{text}%20")),
    ("line break after", |text| format!("{text}\r\n")),
    ("line broken in the middle", |text| broken(text, "\n")),
    ("folded in the middle", |text| broken(text, "\r\n ")),
    ("NUL in the middle", |text| broken(text, "\0")),
    ("twice", |text| format!("{text}{text}")),
    ("twice with a comma", |text| format!("{text}, {text}")),
    ("in quotes", |text| format!("\"{text}\"")),
    ("reversed", |text| text.chars().rev().collect()),
];

fn swapped(letter: char) -> char {
    if letter.is_ascii_lowercase() {
        letter.to_ascii_uppercase()
    } else {
        letter.to_ascii_lowercase()
    }
}

fn first_escaped(text: &str) -> String {
    let mut rest = text.chars();
    rest.next()
        .map_or_else(String::new, |first| {
            utf8_percent_encode(&format!("{first}"), NON_ALPHANUMERIC).to_string() + rest.as_str()
        })
}

/// Only the hex digits after each `%`.
fn escapes(text: &str, spell: fn(&str) -> String) -> String {
    let mut parts = text.split('%');
    let first = parts
        .next()
        .unwrap_or_default()
        .to_owned();
    parts.fold(first, |told, part| {
        let (digits, rest) = part
            .split_at_checked(2)
            .unwrap_or((part, ""));
        told + "%" + &spell(digits) + rest
    })
}

/// The next letter of the alphabet: where bits are left over, it stands for the same bytes.
fn unused_bits(text: &str) -> String {
    let unpadded = text.trim_end_matches('=');
    let mut spelled: Vec<char> = unpadded.chars().collect();
    if let Some(last) = spelled.last_mut() {
        *last = char::from_u32(u32::from(*last) + 1).unwrap_or('A');
    }
    spelled.into_iter().collect::<String>() + &text[unpadded.len()..]
}

fn broken(text: &str, by: &str) -> String {
    let middle = (0..=text.len() / 2)
        .rev()
        .find(|index| text.is_char_boundary(*index))
        .unwrap_or(0);
    let (before, after) = text.split_at(middle);
    format!("{before}{by}{after}")
}
