//! The RSA keys of both sides: the merchant's own pair, and the keys by which the other side signs.

use super::SessionCredentials;
use crate::signature::rsa_key::{KeySize, RsaHash, RsaSigner, RsaVerifier};
use crate::value::error::{RefundError, code};

/// The merchant's own pair. Two halves that don't belong together are refused.
pub(super) fn merchant_keys(
    credentials: &SessionCredentials,
) -> Result<(Option<RsaSigner>, Option<RsaVerifier>), RefundError> {
    let private = credentials.private_key.as_ref();
    let signer = private
        .map(|pem| RsaSigner::from_pem("privateKey", pem, KeySize::Safe))
        .transpose()?;
    let public = credentials.public_key.as_deref();
    let given = public
        .map(|pem| RsaVerifier::from_pem("publicKey", pem, KeySize::Safe))
        .transpose()?;
    let own = signer
        .as_ref()
        .map(RsaSigner::verifier);
    match (&own, &given) {
        (Some(own), Some(given)) if own != given => Err(RefundError::new(
            code::INVALID_KEY,
            "publicKey",
            "does not belong to the private key",
        )),
        _ => Ok((signer, given.or(own))),
    }
}

pub(super) fn public_keys(field: &str, keys: &[String]) -> Result<Vec<RsaVerifier>, RefundError> {
    keys.iter()
        .enumerate()
        .map(|(index, pem)| RsaVerifier::from_pem(&format!("{field}[{index}]"), pem, KeySize::Safe))
        .collect()
}

/// Whether one of `keys` signed `body`; the signature is strict Base64 of exactly the key's length.
pub(super) fn signed_by_one(keys: &[RsaVerifier], body: &[u8], signature: &str) -> bool {
    keys.iter()
        .any(|key| key.verify_base64(RsaHash::Sha256, body, signature))
}
