//! How long keys, signatures and hashes take, natively or as WebAssembly. `docs/decisions/speed-profiles.md` has the commands.

use refundkit::kit::{KeySize, RsaHash, RsaSigner, hmac_sha256, sha1_sandwich};
use refundkit::{BlindingSeed, RefundError, Secret};
use std::hint::black_box;
use std::time::Instant;

const KEY: &str = include_str!("../../keys/merchant_pkcs8.pem");

/// The size of a typical signed body in bytes.
const BODY: usize = 200;

fn main() -> Result<(), RefundError> {
    let body = vec![b'x'; BODY];
    rsa(&body)?;
    task("HMAC-SHA256", || hmac_sha256("a key of a merchant", &body));
    task("SHA-1", || sha1_sandwich("a secret", &body));
    task("SHA-256", || RsaHash::Sha256.digest(&body));
    task("SHA-512", || RsaHash::Sha512.digest(&body));
    Ok(())
}

fn rsa(body: &[u8]) -> Result<(), RefundError> {
    let pem = Secret::new(KEY);
    let signer = RsaSigner::from_pem("key", &pem, KeySize::Safe)?;
    let verifier = signer.verifier();
    let seed = BlindingSeed::new([7; 32]);
    let signature = signer.sign(RsaHash::Sha256, body, &seed)?;
    assert!(verifier.verify(RsaHash::Sha256, body, &signature));
    task("RSA-2048, key from PEM", || {
        RsaSigner::from_pem("key", &pem, KeySize::Safe)
    });
    task("RSA-2048, sign", || {
        signer.sign(RsaHash::Sha256, body, &seed)
    });
    task("RSA-2048, verify", || {
        verifier.verify(RsaHash::Sha256, body, &signature)
    });
    Ok(())
}

/// Prints the shortest of many rounds: what else runs on the machine only adds to it.
fn task<T>(name: &str, run: impl Fn() -> T) {
    let first = round(1, &run);
    let calls = (1_000_000 / first.max(100)).clamp(1, 2_000);
    let rounds = (0..100).map(|_| round(calls, &run));
    let shortest = rounds.min().unwrap_or_default();
    println!("{name}: {}.{} us", shortest / 1_000, shortest % 1_000 / 100);
}

/// Nanoseconds a call.
fn round<T>(calls: u128, run: &impl Fn() -> T) -> u128 {
    let start = Instant::now();
    for _ in 0..calls {
        black_box(run());
    }
    start.elapsed().as_nanos() / calls
}
