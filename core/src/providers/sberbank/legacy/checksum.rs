//! The checksum of callbacks: over `name;value;` of all parameters, sorted by name.
//!
//! ```text
//! text      = for each parameter but checksum and sign_alias, in byte order of the names: name ";" value ";"
//! symmetric = upper-case hex of HMAC-SHA256(token, text)
//! asymmetric= upper-case hex of RSA PKCS#1 v1.5 (SHA-512 by default) over text
//! ```
//!
//! Names and values are the decoded ones. The text is not injective by itself: an order number `2003;status;1` gives the
//! text of a callback with a status. A `;` anywhere is refused, so that each text has one reading.
//!
//! `sign_alias` reads "SHA-256 with RSA" in the published example, whose hash is SHA-512. It is not signed and decides
//! nothing.

use super::SberbankLegacyConfig;
use crate::api::context::CallContext;
use crate::http::form::Pair;
use crate::signature::rsa_key::{KeySize, RsaHash, RsaSigner, RsaVerifier};
use crate::signature::{hmac_sha256, same_digest, unverified};
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;

pub(super) const CHECKSUM: &str = "checksum";
pub(super) const SIGN_ALIAS: &str = "sign_alias";

/// The text that the checksum covers.
pub(super) fn to_sign(pairs: &[Pair<'_>]) -> Result<String, RefundError> {
    let covered = |(name, _): &&Pair<'_>| !matches!(name.as_ref(), CHECKSUM | SIGN_ALIAS);
    let mut sorted: Vec<&Pair<'_>> = pairs.iter().filter(covered).collect();
    sorted.sort_unstable();
    if sorted
        .iter()
        .any(|(name, value)| name.contains(';') || value.contains(';'))
    {
        return Err(unverified(
            "parameters",
            "have a semicolon, which makes their text ambiguous",
        ));
    }
    Ok(sorted
        .iter()
        .flat_map(|(name, value)| [name, ";", value, ";"])
        .collect())
}

/// Keys that verify callbacks.
#[derive(Debug)]
pub(super) struct CallbackKeys {
    tokens: Vec<Secret>,
    keys: Vec<RsaVerifier>,
    hash: RsaHash,
}

impl CallbackKeys {
    pub(super) fn checked(
        config: &SberbankLegacyConfig,
        tokens: Vec<Secret>,
        keys: &[String],
    ) -> Result<Self, RefundError> {
        for (index, token) in tokens.iter().enumerate() {
            token.checked(&format!("credentials.callbackTokens[{index}]"))?;
        }
        let read = |(index, pem): (usize, &String)| {
            RsaVerifier::from_pem(
                &format!("credentials.callbackKeys[{index}]"),
                pem,
                size(config.small_callback_keys),
            )
        };
        let keys = keys
            .iter()
            .enumerate()
            .map(read)
            .collect::<Result<_, RefundError>>()?;
        Ok(Self {
            tokens,
            keys,
            hash: config.callback_hash,
        })
    }

    pub(super) fn tokens(&self) -> &[Secret] {
        &self.tokens
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tokens.is_empty() && self.keys.is_empty()
    }

    /// Whether the checksum is that of one of the keys.
    pub(super) fn verify(&self, text: &str, checksum: &[u8]) -> bool {
        let symmetric =
            |token: &Secret| same_digest(&hmac_sha256(token.expose(), text.as_bytes()), checksum);
        let asymmetric = |key: &RsaVerifier| key.verify(self.hash, text.as_bytes(), checksum);
        self.tokens.iter().any(symmetric) || self.keys.iter().any(asymmetric)
    }
}

fn size(small: bool) -> KeySize {
    if small {
        KeySize::AllowSmall
    } else {
        KeySize::Safe
    }
}

/// What the provider side signs callbacks with.
#[derive(Debug)]
pub(super) enum CallbackSigner {
    /// Callbacks without checksum.
    Nothing,
    /// A token.
    Token(Secret),
    /// A private key and the hash.
    Key(Box<RsaSigner>, RsaHash),
}

impl CallbackSigner {
    pub(super) fn checked(
        token: Option<Secret>,
        key: Option<Secret>,
        hash: RsaHash,
        small: bool,
    ) -> Result<Self, RefundError> {
        match (token, key) {
            (None, None) => Ok(Self::Nothing),
            (Some(token), None) => {
                token.checked("credentials.callbackToken")?;
                Ok(Self::Token(token))
            }
            (None, Some(key)) => {
                let key = RsaSigner::from_pem("credentials.callbackKey", &key, size(small))?;
                Ok(Self::Key(Box::new(key), hash))
            }
            (Some(_), Some(_)) => Err(RefundError::new(
                code::INVALID_FIELD,
                "credentials.callbackKey",
                "stands beside a token",
            )),
        }
    }

    /// The checksum's bytes and the name of the key, where callbacks are signed.
    pub(super) fn sign(
        &self,
        text: &str,
        context: &CallContext,
    ) -> Result<Option<Signed>, RefundError> {
        Ok(match self {
            Self::Nothing => None,
            Self::Token(token) => {
                Some((hmac_sha256(token.expose(), text.as_bytes()).to_vec(), None))
            }
            Self::Key(key, hash) => Some((
                key.sign(*hash, text.as_bytes(), context.seed()?)?,
                Some(alias(*hash)),
            )),
        })
    }
}

/// A checksum and what `sign_alias` says of it.
type Signed = (Vec<u8>, Option<&'static str>);

fn alias(hash: RsaHash) -> &'static str {
    match hash {
        RsaHash::Sha256 => "SHA-256 with RSA",
        RsaHash::Sha512 => "SHA-512 with RSA",
    }
}
