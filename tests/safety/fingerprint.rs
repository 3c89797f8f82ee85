//! Fingerprints: the same for the same refund, whatever was known before it; another for every other refund.

use super::stored::golden;
use proptest::prelude::*;
use refundkit::dispatch::{call, operations};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The refunds that were known before.
const KNOWN: &str = "/knownRefundIds";

/// The fingerprint of a refund, or none where it is no refund of this provider.
fn fingerprint(provider: &str, refund: &Value) -> Option<String> {
    let document =
        json!({"provider": provider, "operation": "fingerprint", "refund": refund}).to_string();
    let answered: Value =
        serde_json::from_str(&call(&document)).expect("the JSON interface returns JSON");
    answered["ok"]
        .as_str()
        .map(str::to_owned)
}

/// Every provider with each stored refund that is one of its own.
fn refunds() -> Vec<(&'static str, Value)> {
    let known = operations().iter().filter(|row| {
        row.operations()
            .any(|operation| operation.name == "fingerprint")
    });
    let stored: Vec<Value> = golden()
        .iter()
        .map(|document| document.value()["data"].clone())
        .collect();
    let of = |provider| {
        let own: Vec<_> = stored
            .iter()
            .filter(|refund| fingerprint(provider, refund).is_some())
            .cloned()
            .collect();
        assert!(!own.is_empty(), "no stored refund of {provider}");
        own.into_iter()
            .map(move |refund| (provider, refund))
    };
    known
        .flat_map(|row| of(row.provider))
        .collect()
}

/// Pointers to every value below the refund itself, without the refunds that were known before.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut below = |name: String, child: &Value| {
        let pointer = format!("{at}/{name}");
        if pointer != KNOWN {
            pointers(child, &pointer, found);
            found.push(pointer);
        }
    };
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, child)| below(name.clone(), child)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, child)| below(index.to_string(), child)),
        _ => {}
    }
}

fn pointers_of(refund: &Value) -> Vec<String> {
    let mut found = Vec::new();
    pointers(refund, "", &mut found);
    found
}

/// Other words of the same enum.
fn other_word(word: &str) -> Option<&'static str> {
    let pairs = [
        ("refund", "auto_refund"),
        ("flat", "object"),
        ("capture_request_id", "transaction_id"),
    ];
    pairs
        .into_iter()
        .find_map(|(one, other)| {
            if word == one {
                Some(other)
            } else {
                (word == other).then_some(one)
            }
        })
}

fn removed(refund: &Value, pointer: &str) -> Value {
    let mut changed = refund.clone();
    let (parent, name) = pointer
        .rsplit_once('/')
        .expect("a pointer");
    match changed
        .pointer_mut(parent)
        .expect("a parent")
    {
        Value::Object(members) => members
            .shift_remove(name)
            .map_or((), drop),
        Value::Array(items) => drop(items.remove(name.parse().expect("an index"))),
        _ => unreachable!("only objects and arrays have children"),
    }
    changed
}

fn assert_other(provider: &str, refund: &Value, changed: &Value) -> bool {
    let other = fingerprint(provider, changed);
    assert!(
        changed == refund || other != fingerprint(provider, refund),
        "{provider}: {refund} and {changed}"
    );
    other.is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_known_before_is_no_part_of_it(ids in prop::collection::vec(".{0,8}", 0..4)) {
        let (mut takes, mut has) = (BTreeSet::new(), BTreeSet::new());
        for (provider, refund) in refunds() {
            has.extend(refund.pointer(KNOWN).map(|_| provider));
            let own = fingerprint(provider, &refund);
            prop_assert!(own.as_deref().is_some_and(is_digest));
            prop_assert_eq!(fingerprint(provider, &without_known(&refund)), own.clone());
            let mut changed = refund.clone();
            changed["knownRefundIds"] = json!(ids);
            if let Some(print) = fingerprint(provider, &changed) {
                prop_assert_eq!(Some(print), own);
                takes.insert(provider);
            }
        }
        // A stored refund has every field filled.
        prop_assert_eq!(&takes, &has);
        prop_assert!(!takes.is_empty());
    }

    #[test]
    fn every_other_value_is_a_part_of_it(text in ".{0,12}", number in 1..=refundkit::kit::MAX_MINOR_UNITS) {
        for (provider, refund) in refunds() {
            for pointer in pointers_of(&refund) {
                let mut changed = refund.clone();
                let value = changed.pointer_mut(&pointer).expect("the pointer was found");
                let taken = match value {
                    Value::Number(_) if pointer.contains("protocolVersion") => json!(number % 4_294_967_296),
                    Value::Number(_) => json!(number),
                    Value::String(word) => other_word(word).map_or_else(|| json!(text), |word| json!(word)),
                    _ => continue,
                };
                *value = taken;
                prop_assert!(assert_other(provider, &refund, &changed), "{}: {} was not taken", provider, pointer);
            }
        }
    }
}

fn without_known(refund: &Value) -> Value {
    if refund.pointer(KNOWN).is_some() {
        removed(refund, KNOWN)
    } else {
        refund.clone()
    }
}

#[test]
fn what_is_left_out_is_missed() {
    let mut taken = 0;
    for (provider, refund) in refunds() {
        for pointer in pointers_of(&refund) {
            taken += usize::from(assert_other(provider, &refund, &removed(&refund, &pointer)));
        }
        if let Some(amount) = refund["amount"].get("partial") {
            let mut full = refund.clone();
            full["amount"] = json!({"full": {"expected": amount}});
            assert!(assert_other(provider, &refund, &full));
        }
    }
    assert!(taken > 40, "{taken}");
}

#[test]
fn digits_in_a_string_are_the_same_amount() {
    for (provider, refund) in refunds() {
        for pointer in pointers_of(&refund)
            .iter()
            .filter(|pointer| pointer.ends_with("/minorUnits"))
        {
            let mut changed = refund.clone();
            let value = changed
                .pointer_mut(pointer)
                .expect("the pointer was found");
            *value = json!(value.to_string());
            assert_eq!(
                fingerprint(provider, &changed),
                fingerprint(provider, &refund)
            );
        }
    }
}

#[test]
fn kinds_that_look_alike_are_told_apart() {
    let refund = json!({
        "method": "refund", "orderId": "62945d2e-3da5-42cf-b9c1-d456227ab51a",
        "amount": {"minorUnits": 3000, "currency": "RUB"}, "externalRefundId": "return-1",
    });
    let prints = ["sberbank_legacy", "sberbank_gateway"]
        .map(|provider| fingerprint(provider, &refund).expect("its own"));
    assert_ne!(prints[0], prints[1]);
    let all: BTreeSet<_> = refunds()
        .iter()
        .map(|(provider, refund)| fingerprint(provider, refund))
        .collect();
    let bodies: BTreeSet<_> = refunds()
        .iter()
        .map(|(_, refund)| refund.to_string())
        .collect();
    assert_eq!(
        all.len(),
        bodies.len() + 1,
        "a bare refund of Sberbank's new gateway is one of the legacy gateway as well"
    );
}

fn is_digest(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
