//! Signing here and elsewhere: `prepare`, `sign`, `finish`.

use super::{credentials, keys, merchant, refund, seeded};
use crate::providers::strategies::refusal;
use proptest::prelude::*;
use refundkit::{
    Bank131, BlindingSeed, CallContext, HttpRequest, Prepared, SessionConfig, SessionCredentials,
    SigningAlgorithm,
};

fn with_keys(private_key: Option<&str>, public_key: Option<&str>) -> Bank131 {
    let (private_key, public_key) = (private_key.map(Into::into), public_key.map(Into::into));
    Bank131::new(
        SessionConfig::default(),
        SessionCredentials {
            private_key,
            public_key,
            ..credentials()
        },
    )
    .unwrap()
}

/// The raw signature that our own signer makes.
fn signature(request: &HttpRequest) -> Vec<u8> {
    let header = request
        .headers
        .iter()
        .find(|header| header.name == "x-partner-sign")
        .unwrap();
    let value = format!("\"{}\"", header.value);
    let document = format!(
        r#"{{"provider":"bank131","operation":"finish","credentials":{{"project":"p"}},"prepared":{},"signature":{value}}}"#,
        serde_json::to_string(
            &merchant()
                .prepare(&refund(), &CallContext::default())
                .unwrap()
        )
        .unwrap()
    );
    assert!(refundkit::dispatch::call(&document).starts_with(r#"{"ok""#));
    base64(&header.value)
}

/// Strict enough for the output of our own encoder.
fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text
        .trim_end_matches('=')
        .bytes()
        .map(digit)
        .collect();
    let bits = |chunk: &[u8]| {
        chunk
            .iter()
            .fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit))
            << (6 * (4 - chunk.len()))
    };
    let bytes = digits
        .chunks(4)
        .flat_map(|chunk| bits(chunk).to_be_bytes()[1..chunk.len()].to_vec());
    bytes.collect()
}

#[test]
fn a_key_elsewhere_gives_the_same_request() {
    let here = merchant()
        .build_request(&refund(), &seeded())
        .unwrap();
    let signature = signature(&here);
    assert_eq!(signature.len(), 256);
    for public_key in [
        None,
        Some(keys::MERCHANT_PUBLIC),
        Some(include_str!("../../keys/merchant_public_pkcs1.pem")),
    ] {
        let bank = with_keys(None, public_key);
        let prepared = bank
            .prepare(&refund(), &CallContext::default())
            .unwrap();
        assert_eq!(prepared.algorithm, SigningAlgorithm::RsaPkcs1Sha256);
        assert_eq!(Some(&prepared.to_sign), prepared.request.body.as_ref());
        assert!(
            prepared
                .request
                .headers
                .iter()
                .all(|header| header.name != "x-partner-sign")
        );
        assert_eq!(
            bank.finish(&prepared, &signature)
                .unwrap(),
            here
        );
    }
}

#[test]
fn both_forms_of_the_private_key_sign_alike() {
    let pkcs1 = with_keys(
        Some(include_str!("../../keys/merchant_pkcs1.pem")),
        Some(keys::MERCHANT_PUBLIC),
    );
    let built = |bank: &Bank131| {
        bank.build_request(&refund(), &seeded())
            .unwrap()
    };
    assert_eq!(built(&pkcs1), built(&merchant()));
    let padded = format!("\n  {}\n\n", keys::MERCHANT.replace('\n', "\r\n"));
    assert_eq!(built(&with_keys(Some(&padded), None)), built(&merchant()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_blinding_seed_gives_the_same_signature(bytes in any::<[u8; 32]>()) {
        let request = |context: &CallContext| merchant().build_request(&refund(), context).unwrap();
        prop_assert_eq!(request(&CallContext::default().with_seed(BlindingSeed::new(bytes))), request(&seeded()));
    }
}

#[test]
fn finish_verifies_with_the_merchants_key() {
    let good = signature(
        &merchant()
            .build_request(&refund(), &seeded())
            .unwrap(),
    );
    let mut flipped = good.clone();
    flipped[17] ^= 4;
    let longer = [&[0], good.as_slice()].concat();
    for bank in [with_keys(None, Some(keys::MERCHANT_PUBLIC)), merchant()] {
        let finished = |signature: &[u8]| {
            refusal(
                bank.finish(
                    &bank
                        .prepare(&refund(), &CallContext::default())
                        .unwrap(),
                    signature,
                ),
            )
        };
        for wrong in [&flipped[..], &longer, &good[1..], &[], &[0; 256]] {
            assert_eq!(finished(wrong), "unverified signature");
        }
    }
    let foreign = with_keys(None, Some(keys::PROVIDER_PUBLIC));
    assert_eq!(
        refusal(
            foreign.finish(
                &foreign
                    .prepare(&refund(), &CallContext::default())
                    .unwrap(),
                &good
            )
        ),
        "unverified signature"
    );
}

#[test]
fn finish_without_a_public_key_checks_the_length() {
    let bank = with_keys(None, None);
    let finished = |length: usize| {
        refusal(
            bank.finish(
                &bank
                    .prepare(&refund(), &CallContext::default())
                    .unwrap(),
                &vec![1; length],
            ),
        )
    };
    for length in [0, 32, 255, 513] {
        assert_eq!(finished(length), "unverified signature");
    }
    assert!(finished(256).starts_with("accepted") && finished(512).starts_with("accepted"));
}

#[test]
fn what_was_prepared_must_not_change() {
    let prepared = |change: fn(&mut Prepared)| {
        let mut prepared = merchant()
            .prepare(&refund(), &CallContext::default())
            .unwrap();
        change(&mut prepared);
        refusal(merchant().sign(&prepared, &seeded()))
    };
    let other_body =
        |prepared: &mut Prepared| prepared.request.body = Some(r#"{"session_id":"ps_1"}"#.into());
    assert_eq!(prepared(other_body), "invalid_field prepared.toSign");
    assert_eq!(
        prepared(|prepared| prepared.request.body = None),
        "invalid_field prepared.toSign"
    );
    let other_header = |prepared: &mut Prepared| prepared.signature_header = "x-other".into();
    assert_eq!(
        prepared(other_header),
        "invalid_field prepared.signatureHeader"
    );
    let other_host: fn(&mut Prepared) =
        |prepared| prepared.request.url = "https://elsewhere.example/refund".into();
    assert_eq!(prepared(other_host), "invalid_field prepared.request.url");
    let printed = |prepared: &mut Prepared| prepared.request = prepared.request.redacted();
    assert_eq!(prepared(printed), "invalid_field prepared.request.headers");
}

#[test]
fn signing_needs_a_key() {
    let keyless = with_keys(None, Some(keys::MERCHANT_PUBLIC));
    assert_eq!(
        refusal(keyless.build_request(&refund(), &seeded())),
        "missing_field credentials.privateKey"
    );
    assert_eq!(
        refusal(keyless.build_status_request(&refund(), &seeded())),
        "missing_field credentials.privateKey"
    );
    assert!(
        keyless
            .prepare_status(&refund(), &CallContext::default())
            .is_ok()
    );
}

/// Why a signed status query is as secret as a refund: the signature covers the body, and the bodies are equal.
#[test]
fn a_status_query_is_signed_like_a_full_refund() {
    let amount = refundkit::RefundAmount::Full {
        expected: refundkit::Money::new(1, "RUB"),
    };
    let full = refundkit::SessionRefund {
        amount,
        metadata: None,
        ..refund()
    };
    let prepared = [
        merchant()
            .prepare(&full, &CallContext::default())
            .unwrap(),
        merchant()
            .prepare_status(&full, &CallContext::default())
            .unwrap(),
    ];
    assert_eq!(prepared[0].to_sign, prepared[1].to_sign);
    assert_ne!(prepared[0].request.url, prepared[1].request.url);
}

#[test]
fn nothing_printed_holds_a_secret() {
    let (bank, server) = super::speaking(refundkit::providers::bank131::SessionApiVersion::V1);
    let request = bank
        .build_request(&refund(), &seeded())
        .unwrap();
    let signed = request
        .headers
        .last()
        .unwrap()
        .value
        .clone();
    let prepared = bank
        .prepare(&refund(), &CallContext::default())
        .unwrap();
    let printed = format!(
        "{bank:?} {server:?} {:?} {:?} {request:?} {prepared:?}",
        credentials(),
        super::server_credentials()
    );
    for pem in [keys::MERCHANT, keys::PROVIDER] {
        let line = pem.lines().nth(3).unwrap();
        assert!(
            !printed.contains(line) && !printed.contains("BEGIN PRIVATE"),
            "{printed}"
        );
    }
    assert!(!printed.contains(&signed), "{printed}");
}

#[test]
fn signing_needs_randomness() {
    let timed = CallContext::at(1_539_166_210_100);
    for context in [CallContext::default(), timed] {
        assert_eq!(
            refusal(merchant().build_request(&refund(), &context)),
            "missing_field seed"
        );
        assert_eq!(
            refusal(merchant().build_status_request(&refund(), &context)),
            "missing_field seed"
        );
    }
}
