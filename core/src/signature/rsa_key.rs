//! RSA keys: PKCS#1 v1.5 signatures over a SHA-2 digest, from PEM in the forms that providers hand out.
//!
//! No certificate dates are checked (there is no clock), and no chain: the key was given, so the key is trusted.

use super::pem::{Wanted, first_key};
use crate::http::base64;
use crate::value::error::{RefundError, code};
use rsa::pkcs1::DecodeRsaPublicKey;
use rsa::pkcs8::DecodePublicKey;
use rsa::pkcs8::der::{Decode, SliceReader, Tag, asn1::AnyRef};
use rsa::pkcs8::spki::SubjectPublicKeyInfoRef;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Sign, PublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};
use std::fmt;
use zeroize::Zeroizing;

pub use super::signer::RsaSigner;

/// The digest under an RSA signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RsaHash {
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
}

impl RsaHash {
    /// The digest of `message`.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }

    pub(super) fn padding(self) -> Pkcs1v15Sign {
        match self {
            Self::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
            Self::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
        }
    }
}

/// Which key sizes are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeySize {
    /// 2048 to 4096 bits.
    Safe,
    /// Also 1024 bits, for old keys and published test vectors.
    AllowSmall,
}

impl KeySize {
    pub(super) fn check(self, field: &str, key: &impl PublicKeyParts) -> Result<(), RefundError> {
        let least = if self == Self::Safe { 2048 } else { 1024 };
        let bits = key.size().saturating_mul(8);
        if (least..=4096).contains(&bits) {
            return Ok(());
        }
        Err(RefundError::new(
            code::INVALID_KEY,
            field,
            format!("must have from {least} to 4096 bits"),
        ))
    }
}

/// 32 random bytes that hide the key's timing while it signs. They do not change the signature. Draw them afresh each time.
#[derive(Clone)]
#[cfg_attr(
    not(feature = "signing"),
    expect(dead_code, reason = "only signing draws on it")
)]
pub struct BlindingSeed(pub(super) Zeroizing<[u8; 32]>);

impl BlindingSeed {
    /// Takes the bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl fmt::Debug for BlindingSeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::value::secret::MASK)
    }
}

/// A public key that verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaVerifier(pub(super) PublicKey);

impl RsaVerifier {
    /// Reads the first SPKI or PKCS#1 public key or X.509 certificate of a PEM text. Whatever OpenSSL reads is read; the
    /// error names the cause.
    pub fn from_pem(field: &str, pem: &str, size: KeySize) -> Result<Self, RefundError> {
        let key = first_key(field, pem, Wanted::Public, |label, der| match label {
            "PUBLIC KEY" => PublicKey::from_public_key_der(der).ok(),
            "RSA PUBLIC KEY" => PublicKey::from_pkcs1_der(der).ok(),
            "CERTIFICATE" => certificate_key(der),
            _ => None,
        })?;
        size.check(field, &key)?;
        Ok(Self(key))
    }

    /// Whether `signature` is this key's over `message`.
    pub fn verify(&self, hash: RsaHash, message: &[u8], signature: &[u8]) -> bool {
        self.0
            .verify(hash.padding(), &hash.digest(message), signature)
            .is_ok()
    }

    /// Verifies a signature in strict Base64 of exactly the key's length.
    pub fn verify_base64(&self, hash: RsaHash, message: &[u8], signature: &str) -> bool {
        base64::decode(signature).is_some_and(|bytes| self.verify(hash, message, &bytes))
    }
}

pub(super) fn bad_key(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::INVALID_KEY, field, detail)
}

/// `Certificate ::= { TBSCertificate { [0] version OPTIONAL, serial, algorithm, issuer, validity, subject, spki, .. }, .. }`
/// (RFC 5280, section 4.1).
fn certificate_key(der: &[u8]) -> Option<PublicKey> {
    let certificate = AnyRef::from_der(der).ok()?;
    let to_be_signed = AnyRef::decode(&mut SliceReader::new(certificate.value()).ok()?).ok()?;
    let mut fields = SliceReader::new(to_be_signed.value()).ok()?;
    let version = Tag::peek(&fields)
        .ok()?
        .is_context_specific();
    for _ in 0..(if version { 6 } else { 5 }) {
        AnyRef::decode(&mut fields).ok()?;
    }
    PublicKey::try_from(SubjectPublicKeyInfoRef::decode(&mut fields).ok()?).ok()
}
