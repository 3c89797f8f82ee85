//! Keys in PEM.

use refundkit::kit::{KeySize, RsaHash, RsaSigner, RsaVerifier};
use refundkit::{BlindingSeed, Secret};

/// A key that is read verifies nothing that it did not sign.
pub(super) fn public_key(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(key) = RsaVerifier::from_pem("key", &text, KeySize::AllowSmall) {
        assert!(!key.verify(RsaHash::Sha256, b"message", &[0; 256]));
    }
}

/// A key that is read signs what its public half verifies, or refuses to sign.
pub(super) fn private_key(data: &[u8]) {
    let pem = Secret::new(String::from_utf8_lossy(data));
    let Ok(key) = RsaSigner::from_pem("key", &pem, KeySize::AllowSmall) else {
        return;
    };
    if let Ok(signature) = key.sign(RsaHash::Sha256, b"message", &BlindingSeed::new([7; 32])) {
        assert!(
            key.verifier()
                .verify(RsaHash::Sha256, b"message", &signature)
        );
    }
}
