//! Signing with a private key held here; without the feature `signing`, a build that can't.

#[cfg(feature = "signing")]
pub use with_keys::RsaSigner;
#[cfg(not(feature = "signing"))]
pub use without_keys::RsaSigner;

#[cfg(feature = "signing")]
mod with_keys {
    use crate::signature::pem::{Wanted, first_key};
    use crate::signature::rsa_key::{BlindingSeed, KeySize, RsaHash, RsaVerifier, bad_key};
    use crate::value::error::RefundError;
    use crate::value::secret::Secret;
    use chacha20::ChaCha20Rng;
    use chacha20::rand_core::SeedableRng;
    use rsa::PrivateKey;
    use rsa::pkcs1::DecodeRsaPrivateKey;
    use rsa::pkcs8::DecodePrivateKey;
    use std::fmt;

    /// A private key that signs.
    #[derive(Clone)]
    pub struct RsaSigner(PrivateKey);

    impl RsaSigner {
        /// Reads the first unencrypted PKCS#8 or PKCS#1 key (`PRIVATE KEY`, `RSA PRIVATE KEY`) of a PEM text. Whatever
        /// OpenSSL reads is read; the error names the cause.
        pub fn from_pem(field: &str, pem: &Secret, size: KeySize) -> Result<Self, RefundError> {
            let read = |label: &str, der: &[u8]| match label {
                "PRIVATE KEY" => PrivateKey::from_pkcs8_der(der).ok(),
                "RSA PRIVATE KEY" => PrivateKey::from_pkcs1_der(der).ok(),
                _ => None,
            };
            let key = first_key(field, pem.expose(), Wanted::Private, read)?;
            size.check(field, &key)?;
            Ok(Self(key))
        }

        /// Signs `message`.
        pub fn sign(
            &self,
            hash: RsaHash,
            message: &[u8],
            seed: &BlindingSeed,
        ) -> Result<Vec<u8>, RefundError> {
            let mut blinding = ChaCha20Rng::from_seed(*seed.0);
            self.0
                .sign_with_rng(&mut blinding, hash.padding(), &hash.digest(message))
                .map_err(|_| bad_key("privateKey", "cannot sign"))
        }

        /// The public half.
        pub fn verifier(&self) -> RsaVerifier {
            RsaVerifier(self.0.to_public_key())
        }
    }

    impl fmt::Debug for RsaSigner {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(crate::value::secret::MASK)
        }
    }
}

#[cfg(not(feature = "signing"))]
mod without_keys {
    use crate::signature::rsa_key::{BlindingSeed, KeySize, RsaHash, RsaVerifier, bad_key};
    use crate::value::error::RefundError;
    use crate::value::secret::Secret;

    /// A private key that signs: there is none in this build.
    #[derive(Clone, Debug)]
    pub enum RsaSigner {}

    impl RsaSigner {
        /// Refuses: this build can't sign. Use `prepare` and `finish`.
        pub fn from_pem(field: &str, _pem: &Secret, _size: KeySize) -> Result<Self, RefundError> {
            Err(bad_key(field, "can't be used: this build has no signing"))
        }

        /// Never called.
        pub fn sign(
            &self,
            _hash: RsaHash,
            _message: &[u8],
            _seed: &BlindingSeed,
        ) -> Result<Vec<u8>, RefundError> {
            match *self {}
        }

        /// Never called.
        pub fn verifier(&self) -> RsaVerifier {
            match *self {}
        }
    }
}
