//! What a call costs, natively: building, parsing and verifying, and how building grows with the basket.
//!
//! `cargo xtask bench`. Compare the medians; nothing here is a test. The inputs are fixtures.

use divan::{Bencher, black_box, main as run};
use refundkit::{
    Answer, Bank131, BlindingSeed, BuildsRequests, Money, Provider, ReceivedRequest, RefundAmount, Refunds, Secret,
    SignsRequests, TheMap, Tranzzo, TranzzoRefund, TranzzoShare, VerifiesWebhooks,
};
use refundkit_tests::cases;
use serde::de::DeserializeOwned;
use serde_json::Value;

fn main() {
    run();
}

/// A member of the document of the first step of a case that has it.
fn member<T: DeserializeOwned>(case: &str, name: &str) -> T {
    let steps = refundkit_tests::steps();
    let mut documents =
        steps.iter().filter(|step| step.name.starts_with(&format!("{case}:"))).map(|step| step.document());
    let found = documents.find_map(|document| document.get(name).cloned()).unwrap_or(Value::Object(Default::default()));
    serde_json::from_value(found).unwrap()
}

fn provider<P: Provider>(case: &str) -> P {
    assert!(cases().iter().any(|known| known.name() == case), "{case}");
    P::new(member(case, "config"), member(case, "credentials")).unwrap()
}

fn build<P: BuildsRequests>(bencher: Bencher, case: &str) {
    let (provider, refund): (P, P::Refund) = (provider(case), member(case, "refund"));
    bencher.bench_local(|| provider.build_request(black_box(&refund)).unwrap());
}

fn parse<P: Refunds>(bencher: Bencher, case: &str) {
    let (provider, refund): (P, P::Refund) = (provider(case), member(case, "refund"));
    let answer: Answer = member(case, "answer");
    bencher.bench_local(|| provider.parse_response(black_box(&refund), black_box(&answer)).unwrap());
}

fn verify<P: VerifiesWebhooks>(bencher: Bencher, case: &str) {
    let (provider, webhook): (P, ReceivedRequest) = (provider(case), member(case, "webhook"));
    bencher.bench_local(|| provider.parse_webhook(black_box(&webhook)).unwrap());
}

#[divan::bench_group(sample_size = 200)]
mod build_request {
    use super::*;

    #[divan::bench]
    fn themap_json(bencher: Bencher) {
        build::<TheMap>(bencher, "themap/served");
    }

    #[divan::bench]
    fn themap_form(bencher: Bencher) {
        build::<TheMap>(bencher, "themap/form_params");
    }

    #[divan::bench]
    fn tranzzo(bencher: Bencher) {
        build::<Tranzzo>(bencher, "tranzzo/partial");
    }
}

#[divan::bench_group(sample_size = 200)]
mod parse_response {
    use super::*;

    #[divan::bench]
    fn bank131(bencher: Bencher) {
        parse::<Bank131>(bencher, "bank131/served");
    }

    #[divan::bench]
    fn themap(bencher: Bencher) {
        parse::<TheMap>(bencher, "themap/served");
    }

    #[divan::bench]
    fn tranzzo(bencher: Bencher) {
        parse::<Tranzzo>(bencher, "tranzzo/full_succeeded");
    }
}

#[divan::bench_group(sample_size = 200)]
mod parse_webhook {
    use super::*;

    #[divan::bench]
    fn themap_hmac(bencher: Bencher) {
        verify::<TheMap>(bencher, "themap/webhook_vector");
    }

    #[divan::bench]
    fn tranzzo_sha1(bencher: Bencher) {
        verify::<Tranzzo>(bencher, "tranzzo/served");
    }
}

/// RSA-2048: the whole request beside the library alone, both with blinding.
mod rsa {
    use super::*;
    use refundkit::signature::rsa_key::{KeySize, RsaHash, RsaSigner};

    const KEY: &str = include_str!("../keys/merchant_pkcs8.pem");

    #[divan::bench]
    fn bank131_build_request(bencher: Bencher) {
        let mut credentials: refundkit::SessionCredentials = member("bank131/served", "credentials");
        credentials.private_key = Some(Secret::new(KEY));
        let bank131 = Bank131::new(member("bank131/served", "config"), credentials).unwrap();
        let refund = member("bank131/served", "refund");
        bencher.bench_local(|| bank131.build_request(black_box(&refund), &BlindingSeed::new([7; 32])).unwrap());
    }

    #[divan::bench]
    fn library_alone(bencher: Bencher) {
        use ::rsa::pkcs8::DecodePrivateKey;
        let key = ::rsa::RsaPrivateKey::from_pkcs8_pem(KEY).unwrap();
        let digest = RsaHash::Sha256.digest(b"{}");
        let mut random = rand_chacha::rand_core::SeedableRng::from_seed([7; 32]);
        let random: &mut rand_chacha::ChaCha20Rng = &mut random;
        bencher.bench_local(|| {
            key.sign_with_rng(random, ::rsa::Pkcs1v15Sign::new::<sha2::Sha256>(), black_box(&digest)).unwrap()
        });
    }

    #[divan::bench]
    fn key_from_pem(bencher: Bencher) {
        let pem = Secret::new(KEY);
        bencher.bench_local(|| RsaSigner::from_pem("key", black_box(&pem), KeySize::Safe).unwrap());
    }
}

/// The growth with the basket: each row is ten times the one before.
#[divan::bench(args = [1, 10, 100, 1_000, 10_000])]
fn positions(bencher: Bencher, count: usize) {
    let tranzzo: Tranzzo = provider("tranzzo/split");
    let mut refund: TranzzoRefund = member("tranzzo/split", "refund");
    refund.amount = RefundAmount::Partial(Money::new(i64::try_from(count).unwrap() * 100, "UAH"));
    refund.split = vec![TranzzoShare { minor_units: 100, sub_merchant_id: "merchant".into() }; count];
    bencher.bench_local(|| tranzzo.build_request(black_box(&refund)).unwrap());
}
