//! Signatures: hashes and constant-time comparison here, RSA in [`rsa_key`], keys held elsewhere in [`prepared`].

pub(crate) mod notation;
mod pem;
pub(crate) mod prepared;
pub(crate) mod rsa_key;
mod signer;

use crate::http::{HttpResponse, ReceivedRequest, Rejection};
use crate::value::error::{RefundError, code};
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// HMAC-SHA256 of `message` under the bytes of `key`.
pub fn hmac_sha256(key: &str, message: &[u8]) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(key.as_bytes()) {
        Ok(mac) => mac
            .chain_update(message)
            .finalize()
            .into_bytes()
            .into(),
        // HMAC takes a key of any length, so this can't be reached; nobody without the key could make it either.
        Err(_) => Sha256::digest([key.as_bytes(), message].concat()).into(),
    }
}

/// `sha1(secret + data + secret)`, Tranzzo's scheme: a plain hash between two copies of the secret, not an HMAC.
pub fn sha1_sandwich(secret: &str, data: &[u8]) -> [u8; 20] {
    Sha1::new()
        .chain_update(secret)
        .chain_update(data)
        .chain_update(secret)
        .finalize()
        .into()
}

/// Whether two digests are equal, in time that depends on their length alone.
pub fn same_digest(first: &[u8], second: &[u8]) -> bool {
    first.ct_eq(second).into()
}

/// The rejection of a webhook that there is no key to verify with. It is our own fault: after a 500 the provider comes again.
pub fn without_key(field: &str) -> Rejection {
    let error = RefundError::new(code::MISSING_FIELD, field, "is needed to verify webhooks");
    error.rejected_with(HttpResponse::empty(500))
}

/// Answers 401 to a message that proves nothing.
pub fn unauthorized(error: RefundError) -> Rejection {
    error.rejected_with(HttpResponse::empty(401))
}

/// Answers 400 to a message that is the sender's own and cannot be used.
pub fn unusable(error: RefundError) -> Rejection {
    error.rejected_with(HttpResponse::empty(400))
}

/// Refuses a body that is compressed: every signature here is over what it holds.
pub fn uncompressed(request: &ReceivedRequest) -> Result<(), RefundError> {
    if request.is_compressed() {
        Err(unverified(
            "body",
            "is compressed: decompress it before it is verified",
        ))
    } else {
        Ok(())
    }
}

/// The error for a message whose signature proves nothing. The field names where the signature stood.
pub fn unverified(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::UNVERIFIED, field, detail)
}
