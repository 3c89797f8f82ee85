//! The ledger's key, and the references that travel.
//!
//! Both are derived, without randomness, from texts that each have their length in front, so that no two lists of texts give
//! the same key. The account label is the host's own name of the account. It is never a credential.

use super::terms::LedgerTerms;
use sha2::{Digest, Sha256};

/// The longest key that every database takes as a primary key.
const LONGEST_KEY: usize = 255;

/// The letters of base32 (RFC 4648) in lower case.
const BASE32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// What every derived reference begins with.
const DERIVED: &str = "r1";

/// The length of a derived reference: the prefix and 128 bits in base32.
const REFERENCE_LENGTH: usize = 28;

/// The longest text of a provider that is kept; a longer one becomes its beginning and its digest.
const LONGEST_TEXT: usize = 100;

impl LedgerTerms {
    /// What names the ledger of a payment of this provider.
    pub(super) fn key_parts<'a>(&self, account: &'a str, payment_id: &'a str) -> KeyParts<'a> {
        KeyParts {
            kind: self.kind,
            environment: self.environment,
            account,
            payment_id,
        }
    }
}

/// Which ledger it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyParts<'a> {
    pub(crate) kind: &'a str,
    pub(crate) environment: &'a str,
    pub(crate) account: &'a str,
    pub(crate) payment_id: &'a str,
}

impl KeyParts<'_> {
    /// The primary key of the ledger's row: lower-case ASCII, at most 255 characters.
    pub(crate) fn key(self) -> String {
        let head = [self.kind, self.environment, self.account]
            .map(plain)
            .join("/");
        let key = format!("{head}/{}", plain(self.payment_id));
        if key.len() <= LONGEST_KEY {
            return key;
        }
        let digest = self.digest("key", "");
        format!("{}/{digest}", self.kind)
    }

    /// The reference of a refund on the wire: `r1` and 128 bits of SHA-256 in base32.
    pub(crate) fn reference(self, host_reference: &str) -> String {
        format!("{DERIVED}{}", self.digest("reference", host_reference))
    }

    fn digest(self, purpose: &str, last: &str) -> String {
        let parts = [
            purpose,
            self.kind,
            self.environment,
            self.account,
            self.payment_id,
            last,
        ];
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(format!("{}:{part}", part.len()));
        }
        base32(
            hash.finalize()
                .iter()
                .copied()
                .take(16),
        )
    }
}

/// A text with its length in front. Everything but lower-case letters, digits, `-`, `.` and `_` is escaped, so that ids
/// that differ by case alone give different keys.
fn plain(text: &str) -> String {
    let mut written = format!("{}:", text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02x}")),
        }
    }
    written
}

/// Base32 without padding; the last letter is filled with zero bits.
fn base32(bytes: impl Iterator<Item = u8>) -> String {
    let mut text = String::new();
    let (mut bits, mut count) = (0_u32, 0_u32);
    for byte in bytes {
        bits = (bits << 8) | u32::from(byte);
        count = count.saturating_add(8);
        while count >= 5 {
            count = count.saturating_sub(5);
            text.push(letter(bits >> count));
        }
        bits &= 0xff;
    }
    if count > 0 {
        text.push(letter(bits << 5_u32.saturating_sub(count)));
    }
    text
}

fn letter(bits: u32) -> char {
    let index = usize::try_from(bits & 31).unwrap_or_default();
    BASE32
        .get(index)
        .copied()
        .map_or('a', char::from)
}

/// Whether a reference has the form that only a ledger makes.
pub(crate) fn is_derived(reference: &str) -> bool {
    let is_letter = |byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7');
    reference.len() == REFERENCE_LENGTH
        && reference.starts_with(DERIVED)
        && reference
            .bytes()
            .skip(DERIVED.len())
            .all(is_letter)
}

/// The reference of a ledger that a text begins with, if any.
pub(crate) fn ledger_reference(text: &str) -> Option<&str> {
    text.get(..REFERENCE_LENGTH)
        .filter(|beginning| is_derived(beginning))
}

/// A reference on an entry, as the record keeps it. One that no ledger derived may be a person's words: its digest is enough
/// to compare it.
pub(crate) fn kept_reference(reference: &str) -> String {
    if is_derived(reference) {
        reference.to_owned()
    } else {
        format!("~{}", digest(reference))
    }
}

/// A digest of 128 bits, for what is compared and not read.
pub(crate) fn digest(text: &str) -> String {
    base32(
        Sha256::digest(text)
            .iter()
            .copied()
            .take(16),
    )
}

/// A text of a provider, or its beginning and its digest where it is long.
pub(crate) fn short(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let beginning: String = text
        .chars()
        .take(LONGEST_TEXT / 2)
        .collect();
    format!("{beginning}~{}", digest(text))
}
