//! The blocks of a PEM text, read as liberally as OpenSSL reads them: lines of any length, white space around them, text
//! before, between and after the blocks.
//!
//! The PEM readers of libraries are either strict about lines, or leave copies of a private key in memory. Base64 and DER
//! are left to libraries.

use crate::http::base64;
use crate::value::error::{RefundError, code};
use rsa::pkcs8::spki::{ObjectIdentifier, SubjectPublicKeyInfoRef};
use rsa::pkcs8::{PrivateKeyInfoRef, der::Decode};
use zeroize::Zeroizing;

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// What stands between two lines of dashes.
struct Block<'a> {
    label: &'a str,
    body: &'a str,
}

/// The next block and what follows it; `None` where there is no whole one.
fn next_block(text: &str) -> Option<(Block<'_>, &str)> {
    let (_, from_label) = text.split_once(BEGIN)?;
    let (label, from_body) = from_label.split_once(DASHES)?;
    let (body, rest) = from_body.split_once(&format!("-----END {label}-----"))?;
    Some((Block { label, body }, rest))
}

fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (block, after) = next_block(rest)?;
        rest = after;
        Some(block)
    })
}

impl Block<'_> {
    /// The bytes of the block, in memory that is wiped.
    fn der(&self) -> Option<Zeroizing<Vec<u8>>> {
        // In one piece: text that grows leaves a copy where it was before.
        let mut joined = Zeroizing::new(String::with_capacity(self.body.len()));
        joined.extend(self.body.split_whitespace());
        base64::decode(&joined).map(Zeroizing::new)
    }

    /// PKCS#1 and EC keys that are encrypted say so in a header within the block.
    fn is_encrypted(&self) -> bool {
        self.label == "ENCRYPTED PRIVATE KEY" || self.body.contains("ENCRYPTED")
    }

    /// Why nothing was read from this block, which was expected to hold `wanted`.
    fn fault(&self, wanted: Wanted) -> &'static str {
        if self.body.contains('\\') {
            return "has line breaks that are written as the two letters \\n: put real ones";
        }
        if self.is_encrypted() {
            return "is encrypted: decrypt it first, as with `openssl pkey -in key.pem`";
        }
        match self.label {
            "OPENSSH PRIVATE KEY" => "is a key in OpenSSH's form: PKCS#8 or PKCS#1 is needed",
            "EC PRIVATE KEY" | "EC PARAMETERS" => ELLIPTIC,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => "is a request for a certificate",
            label if wanted == Wanted::Private && PUBLIC.contains(&label) => {
                "is a public key or certificate, where the private key is needed"
            }
            label if wanted == Wanted::Public && PRIVATE.contains(&label) => {
                "is a private key, where the public key or a certificate is needed"
            }
            _ => self
                .algorithm()
                .map_or(UNREADABLE, other_algorithm),
        }
    }

    fn algorithm(&self) -> Option<ObjectIdentifier> {
        let der = self.der()?;
        let private = PrivateKeyInfoRef::from_der(&der).map(|key| key.algorithm.oid);
        let public = || SubjectPublicKeyInfoRef::from_der(&der).map(|key| key.algorithm.oid);
        private.or_else(|_| public()).ok()
    }
}

const ELLIPTIC: &str = "is a key of an elliptic curve, where an RSA key is needed";
const UNREADABLE: &str = "is cut short or damaged: it holds no RSA key";

/// `id-ecPublicKey`, `id-Ed25519`, `id-RSASSA-PSS` (RFC 5480, 8410, 4055).
fn other_algorithm(algorithm: ObjectIdentifier) -> &'static str {
    match algorithm.to_string().as_str() {
        "1.2.840.10045.2.1" => ELLIPTIC,
        "1.3.101.112" => "is an Ed25519 key, where an RSA key is needed",
        "1.2.840.113549.1.1.10" => "is an RSA key for PSS alone, where one for PKCS#1 is needed",
        "1.2.840.113549.1.1.1" => UNREADABLE,
        _ => "is a key of another algorithm, where an RSA key is needed",
    }
}

const PRIVATE: &[&str] = &["PRIVATE KEY", "RSA PRIVATE KEY"];
const PUBLIC: &[&str] = &["PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE"];

/// Which half of a key pair is needed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Private,
    Public,
}

/// The first key of `text` that `read` understands, from its label and its bytes.
pub(super) fn first_key<K>(
    field: &str,
    text: &str,
    wanted: Wanted,
    read: impl Fn(&str, &[u8]) -> Option<K>,
) -> Result<K, RefundError> {
    let key = blocks(text).find_map(|block| read(block.label, &block.der()?));
    key.ok_or_else(|| refusal(field, text, wanted))
}

/// The cause: of the block that comes nearest to what is wanted, or of a text without blocks.
fn refusal(field: &str, text: &str, wanted: Wanted) -> RefundError {
    let labels = if wanted == Wanted::Private {
        PRIVATE
    } else {
        PUBLIC
    };
    let nearest = blocks(text).find(|block| labels.contains(&block.label));
    let detail = match nearest.or_else(|| blocks(text).next()) {
        Some(block) => block.fault(wanted),
        None => no_block(text.trim()),
    };
    RefundError::new(code::INVALID_KEY, field, detail)
}

fn no_block(text: &str) -> &'static str {
    let names_file = [".pem", ".key", ".crt", ".cer", ".der", ".pub"]
        .iter()
        .any(|ending| text.ends_with(ending));
    if text.is_empty() {
        "is empty"
    } else if text.contains(BEGIN) {
        "is cut short: its line -----END is missing"
    } else if names_file || text.starts_with(['/', '~', '.']) {
        "is the path of a file: give the text that is in it"
    } else {
        "is not PEM: it has no line that begins with -----BEGIN"
    }
}
