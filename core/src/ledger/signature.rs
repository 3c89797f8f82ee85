//! A signature that was made elsewhere, as the ledger holds it.

use crate::http::base64;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;
use serde::Deserialize;
use std::fmt;

/// A signature, and the digest of the bytes that it is over. It is never written.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Signature {
    pub(super) digest: String,
    pub(super) bytes: Vec<u8>,
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes over {}", self.bytes.len(), self.digest)
    }
}

/// A signature as documents have it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignedBytes {
    /// The `digest` of the step.
    digest: String,
    /// The raw signature in Base64.
    signature: Secret,
}

impl SignedBytes {
    pub(super) fn read(self) -> Result<Signature, RefundError> {
        let wrong = || RefundError::new(code::INVALID_FIELD, "signed.signature", "must be Base64");
        Ok(Signature {
            bytes: base64::decode(self.signature.expose()).ok_or_else(wrong)?,
            digest: self.digest,
        })
    }
}
