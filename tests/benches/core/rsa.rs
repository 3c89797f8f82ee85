//! RSA-2048: the whole request beside the library alone, both with blinding.

use super::*;
use refundkit::CallContext;
use refundkit::kit::{KeySize, RsaHash, RsaSigner};

const KEY: &str = include_str!("../../keys/merchant_pkcs8.pem");

#[divan::bench]
fn bank131_build_request(bencher: Bencher) {
    let mut credentials: refundkit::SessionCredentials = member("bank131/served", "credentials");
    credentials.private_key = Some(Secret::new(KEY));
    let bank131 = Bank131::new(member("bank131/served", "config"), credentials).unwrap();
    let refund = member("bank131/served", "refund");
    bencher.bench_local(|| {
        bank131
            .build_request(
                black_box(&refund),
                &CallContext::default().with_seed(BlindingSeed::new([7; 32])),
            )
            .unwrap()
    });
}

#[divan::bench]
fn library_alone(bencher: Bencher) {
    use ::rsa::pkcs8::DecodePrivateKey;
    let key = ::rsa::PrivateKey::from_pkcs8_pem(KEY).unwrap();
    let digest = RsaHash::Sha256.digest(b"{}");
    let mut random = chacha20::rand_core::SeedableRng::from_seed([7; 32]);
    let random: &mut chacha20::ChaCha20Rng = &mut random;
    bencher.bench_local(|| {
        key.sign_with_rng(
            random,
            ::rsa::Pkcs1v15Sign::new::<sha2::Sha256>(),
            black_box(&digest),
        )
        .unwrap()
    });
}

#[divan::bench]
fn key_from_pem(bencher: Bencher) {
    let pem = Secret::new(KEY);
    bencher.bench_local(|| RsaSigner::from_pem("key", black_box(&pem), KeySize::Safe).unwrap());
}
