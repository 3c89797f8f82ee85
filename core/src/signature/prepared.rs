//! Signing with a key held elsewhere: a phone's key store, WebCrypto, a KMS or an HSM.
//!
//! `prepare` gives a [`Prepared`] request with the bytes to sign; `finish` takes the signature back.

use crate::http::{Header, HttpRequest, base64};
use crate::signature::rsa_key::RsaHash;
use crate::value::error::{RefundError, code};
use crate::value::secret::MASK;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How the bytes are to be signed.
///
/// | Where | Name of `rsa_pkcs1_sha256` |
/// |---|---|
/// | WebCrypto | `RSASSA-PKCS1-v1_5` with hash `SHA-256` |
/// | node:crypto | `sign("sha256", bytes, key)` |
/// | JCA, Android Keystore | `SHA256withRSA` |
/// | Security.framework | `rsaSignatureMessagePKCS1v15SHA256` (a keychain RSA key; Secure Enclave has P-256 only) |
/// | Python `cryptography` | `padding.PKCS1v15()`, `hashes.SHA256()` |
/// | AWS KMS | `RSASSA_PKCS1_V1_5_SHA_256` |
/// | Google Cloud KMS | `RSA_SIGN_PKCS1_*_SHA256` |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SigningAlgorithm {
    /// RSA, PKCS#1 v1.5 padding, SHA-256.
    RsaPkcs1Sha256,
}

/// A request that lacks nothing but its signature. Plain data: it may be signed on another machine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Prepared {
    /// The request without its signature header.
    pub request: HttpRequest,
    /// The text whose UTF-8 bytes are to be signed: for the providers here, the exact body.
    pub to_sign: String,
    /// SHA-256 of these bytes in hex, for signers that take a digest.
    pub digest: String,
    /// How to sign.
    pub algorithm: SigningAlgorithm,
    /// The header that will carry the signature in Base64.
    pub signature_header: String,
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}, {:?} of {} bytes",
            self.request,
            self.algorithm,
            self.to_sign.len()
        )
    }
}

impl Prepared {
    /// Prepares a request whose whole body is signed.
    pub fn over_body(request: HttpRequest, signature_header: &str) -> Self {
        let to_sign = request
            .body
            .clone()
            .unwrap_or_default();
        Self {
            digest: crate::value::hex::to_hex(&RsaHash::Sha256.digest(to_sign.as_bytes())),
            algorithm: SigningAlgorithm::RsaPkcs1Sha256,
            signature_header: signature_header.to_owned(),
            to_sign,
            request,
        }
    }

    /// Puts the raw signature bytes in. A changed body is refused: it would carry a signature over something else; and so
    /// is what was printed instead of stored, since that is masked.
    pub fn complete(mut self, signature: &[u8]) -> Result<HttpRequest, RefundError> {
        if self.request.body.as_deref() != Some(self.to_sign.as_str()) {
            return Err(RefundError::new(
                code::INVALID_FIELD,
                "prepared.toSign",
                "is not the body of the request",
            ));
        }
        if self
            .request
            .headers
            .iter()
            .any(|header| header.value == MASK)
        {
            return Err(RefundError::new(
                code::INVALID_FIELD,
                "prepared.request.headers",
                "are masked, as printed",
            ));
        }
        self.request.headers.push(Header::new(
            self.signature_header,
            base64::encode(signature),
        ));
        Ok(self.request)
    }
}
