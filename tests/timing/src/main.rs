//! Whether the time of a comparison tells where two texts differ: Welch's t-test over two kinds of input in random order
//! (dudect). `|t|` above 5 over many runs is a leak; the first row is one, put there to be found.
//!
//! Native code alone: in WebAssembly, and where a just-in-time compiler has its say, nothing is promised.

use dudect_bencher::rand::RngExt;
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};
use refundkit::kit::{decode, same_digest};
use refundkit::{ReceivedRequest, SberbankLegacy, Secret, TheMap, Tranzzo, VerifyWebhooks};
use serde_json::Value;
use std::hint::black_box;

const SAMPLES: usize = 100_000;

/// Times `work` on inputs that are wrong early (left) and late (right), each a copy of its own.
fn compare<T: Clone, R>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    early: &T,
    late: &T,
    work: impl Fn(&T) -> R,
) {
    let inputs: Vec<(Class, T)> = (0..SAMPLES)
        .map(|_| {
            if rng.random() {
                (Class::Left, early.clone())
            } else {
                (Class::Right, late.clone())
            }
        })
        .collect();
    for (class, input) in &inputs {
        runner.run_one(*class, || work(black_box(input)));
    }
}

/// A text, and the same wrong in its first and in its last letter.
fn wrong(length: usize) -> (String, String, String) {
    let right = "s".repeat(length);
    (
        right.clone(),
        format!("x{}", &right[1..]),
        format!("{}x", &right[1..]),
    )
}

/// What must be found: a comparison that stops at the first difference.
fn control_that_leaks(runner: &mut CtRunner, rng: &mut BenchRng) {
    let (right, early, late) = wrong(512);
    compare(runner, rng, &early, &late, |given| {
        given
            .bytes()
            .zip(right.bytes())
            .all(|(one, other)| one == other)
    });
}

fn secret_matches(runner: &mut CtRunner, rng: &mut BenchRng) {
    let (right, early, late) = wrong(512);
    let secret = Secret::new(right);
    compare(runner, rng, &early, &late, |given| secret.matches(given));
}

fn digests(runner: &mut CtRunner, rng: &mut BenchRng) {
    let (right, early, late) = wrong(32);
    compare(runner, rng, &early, &late, |given| {
        same_digest(right.as_bytes(), given.as_bytes())
    });
}

/// The signature of a fixture's webhook, wrong in its first and in a late letter.
fn webhook<P: VerifyWebhooks>(
    runner: &mut CtRunner,
    rng: &mut BenchRng,
    case: &str,
    name: &str,
    late: usize,
) {
    let name_of_step = format!("{case}: parse_webhook");
    let steps = refundkit_tests::steps();
    let document = steps
        .iter()
        .find(|step| step.name.starts_with(&name_of_step))
        .expect("a step")
        .document();
    let read = |name: &str| document.get(name).map_or("{}".to_owned(), Value::to_string);
    let provider: P = P::new(
        decode("config", &read("config")).unwrap(),
        decode("credentials", &read("credentials")).unwrap(),
    )
    .unwrap();
    let signed: ReceivedRequest = decode("webhook", &read("webhook")).unwrap();
    provider
        .parse_webhook(&signed)
        .expect("the fixture verifies").event;
    let start = signed.text().unwrap().find(name).expect("a signature") + name.len();
    compare(
        runner,
        rng,
        &spoilt(&signed, start),
        &spoilt(&signed, start + late),
        |given| {
            assert!(provider.parse_webhook(given).is_err());
        },
    );
}

fn spoilt(signed: &ReceivedRequest, at: usize) -> ReceivedRequest {
    let mut spoilt = signed.clone();
    spoilt.body[at] = if spoilt.body[at] == b'0' { b'1' } else { b'0' };
    spoilt
}

fn themap_hmac(runner: &mut CtRunner, rng: &mut BenchRng) {
    webhook::<TheMap>(runner, rng, "themap/webhook_vector", "Signature=", 63);
}

fn sberbank_hmac(runner: &mut CtRunner, rng: &mut BenchRng) {
    webhook::<SberbankLegacy>(
        runner,
        rng,
        "sberbank_legacy/callback_refunded_with_id",
        "checksum=",
        63,
    );
}

fn tranzzo_sha1(runner: &mut CtRunner, rng: &mut BenchRng) {
    webhook::<Tranzzo>(runner, rng, "tranzzo/served", "signature=", 25);
}

ctbench_main!(
    control_that_leaks,
    secret_matches,
    digests,
    themap_hmac,
    sberbank_hmac,
    tranzzo_sha1
);
