//! No changed message is believed: a sample of what `cargo forgeries` tries, and a forgery that needs the key's modulus.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use refundkit_tests::forgeries::original::{Original, Read, originals, webhooks_left_out};
use refundkit_tests::forgeries::reason::{Reason, Scheme};
use refundkit_tests::forgeries::{Count, Effort, forge};
use rsa::pkcs8::DecodePublicKey;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, PublicKey};
use std::collections::BTreeSet;
use std::mem::discriminant;

/// Some of the listed changes of every message of a scheme, whatever its header, and a few at random.
fn forged(scheme: Scheme, one_in: usize) -> Count {
    let all = originals();
    let mut count = Count::default();
    for original in all
        .iter()
        .filter(|original| discriminant(&original.scheme) == discriminant(&scheme))
    {
        count += forge(
            original,
            &original.others(&all),
            Effort {
                one_in,
                random: 20,
                seed: 1,
            },
        );
    }
    count
}

/// Nothing but these differences was passed over.
#[track_caller]
fn passes_over_only(scheme: Scheme, one_in: usize, expected: &[Reason]) {
    let count = forged(scheme, one_in);
    assert_eq!(count.defects, Vec::<String>::new());
    assert!(count.refused > count.mutants / 2, "{count:?}");
    assert_eq!(
        count
            .reasons
            .into_keys()
            .collect::<BTreeSet<_>>(),
        expected.iter().copied().collect()
    );
}

#[test]
fn every_webhook_that_is_signed_is_forged() {
    let left_out = webhooks_left_out();
    assert!(
        left_out.is_empty(),
        "{left_out:?}: a row in tests/src/forgeries/original.rs"
    );
}

#[test]
fn a_signed_body_has_one_spelling() {
    passes_over_only(
        Scheme::Body("x-partner-sign"),
        199,
        &[Reason::Address, Reason::OtherHeader, Reason::HeaderCase],
    );
}

#[test]
fn a_signed_request_has_headers_that_nobody_signs() {
    let beside = [
        Reason::Address,
        Reason::OtherHeader,
        Reason::HeaderCase,
        Reason::UnsignedHeader,
    ];
    passes_over_only(Scheme::SignedRequest, 97, &beside);
}

#[test]
fn a_checksum_of_sorted_values_has_no_order_and_no_escapes() {
    let form = [
        Reason::Order,
        Reason::EmptyPair,
        Reason::Escapes,
        Reason::UnreadField,
        Reason::SignatureSpelling,
    ];
    let beside = [Reason::Address, Reason::OtherHeader, Reason::Moved];
    passes_over_only(Scheme::SortedValues, 17, &[&form[..], &beside].concat());
}

#[test]
fn a_signature_of_sorted_pairs_has_no_order() {
    let form = [Reason::Order, Reason::EmptyPair, Reason::Escapes];
    passes_over_only(
        Scheme::SortedPairs,
        17,
        &[&form[..], &[Reason::Address, Reason::OtherHeader]].concat(),
    );
}

#[test]
fn a_signed_field_has_no_neighbours() {
    let form = [
        Reason::Order,
        Reason::EmptyPair,
        Reason::Escapes,
        Reason::UnreadField,
        Reason::SignatureSpelling,
    ];
    passes_over_only(
        Scheme::Data,
        17,
        &[&form[..], &[Reason::Address, Reason::OtherHeader]].concat(),
    );
}

#[test]
fn keys_have_one_spelling() {
    passes_over_only(Scheme::Keys, 7, &[Reason::OtherHeader, Reason::HeaderCase]);
}

/// `s + n` is the same number modulo `n`, and as long as `s` where both fit.
#[test]
fn a_signature_and_the_modulus_are_no_signature() {
    let key =
        PublicKey::from_public_key_pem(include_str!("../keys/provider_public.pem").trim()).unwrap();
    let all = originals();
    let signed = all
        .iter()
        .filter(|original| original.scheme == Scheme::Body("x-partner-sign"));
    let read: Vec<Read> = signed
        .filter_map(|original| with_modulus(original, key.n()))
        .collect();
    assert!(
        read.len() > 3
            && read
                .iter()
                .all(|read| *read == Read::Refused),
        "{read:?}"
    );
}

fn with_modulus(original: &Original, modulus: &BoxedUint) -> Option<Read> {
    let mut message = original.message.clone();
    let header = message
        .headers
        .iter_mut()
        .find(|header| {
            header
                .name
                .eq_ignore_ascii_case("x-partner-sign")
        })?;
    let signature = STANDARD.decode(&header.value).ok()?;
    let signature = BoxedUint::from_be_slice(&signature, modulus.bits_precision()).ok()?;
    let (sum, longer) = signature.overflowing_add(modulus);
    header.value = STANDARD.encode(sum.to_be_bytes());
    (!bool::from(longer)).then(|| original.read(&message))
}
