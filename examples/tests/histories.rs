//! A few random histories by the ledger, and the same without one. `cargo histories` plays more.

use refundkit_examples::histories::captures::{self, CaptureCount};
use refundkit_examples::histories::{Count, Setting, World};
use refundkit_examples::providers::{DemoProvider, PROVIDERS, SIGNING_ONCE};

const HISTORIES: u64 = 12;

/// Those that sign with RSA take too long for a test.
fn without_rsa() -> Vec<&'static str> {
    let signs = |name: &str| {
        SIGNING_ONCE
            .iter()
            .any(|provider| provider.name.starts_with(name))
    };
    let names = PROVIDERS
        .iter()
        .map(|provider| provider.name);
    names
        .filter(|name| !signs(name))
        .collect()
}

fn named(name: &str) -> DemoProvider {
    let mut known = PROVIDERS
        .into_iter()
        .chain(SIGNING_ONCE);
    let found = known.find(|provider| provider.name == name);
    found.expect("a provider")
}

fn played(provider: &DemoProvider, world: World, histories: u64, has_ledger: bool) -> Count {
    let merchant = provider.ledger_at("http://127.0.0.1:1");
    let mut simulated = provider.simulated_for("https://shop.example");
    let setting = Setting {
        provider: provider.name,
        world,
    };
    let mut count = Count::default();
    for seed in 0..histories {
        count += match has_ledger {
            true => merchant.history(&setting, simulated.as_mut(), seed),
            false => merchant.history_without_ledger(&setting, simulated.as_mut(), seed),
        };
    }
    count
}

#[test]
fn no_history_pays_twice_or_believes_what_did_not_happen() {
    for name in without_rsa() {
        for world in World::ALL {
            let count = played(&named(name), world, HISTORIES, true);
            assert!(count.is_clean(), "{name}, {world:?}: {count:?}");
            assert_eq!(count.lies_believed, 0, "{name}, {world:?}: {count:?}");
            assert_eq!(count.ended + count.persons, count.refunds);
            assert!(count.ended > 0, "{name}, {world:?}: {count:?}");
        }
    }
}

#[test]
fn no_history_of_a_capture_pays_twice_or_says_what_is_not_so() {
    let mut count = CaptureCount::default();
    for seed in 0..200 {
        count += captures::one(seed);
    }
    assert!(count.is_clean(), "{count:?}");
    assert!(count.persons < count.requests / 4, "{count:?}");
    assert!(count.clocks > 0, "{count:?}");
}

/// What the ledger saves: the same refunds in the same world.
#[test]
fn the_same_host_without_a_ledger_pays_twice_and_believes_what_did_not_happen() {
    let mut count = Count::default();
    for name in without_rsa() {
        count += played(&named(name), World::Alone, HISTORIES, false);
    }
    assert!(count.doubles > 0, "{count:?}");
    assert!(count.false_successes > 0, "{count:?}");
    assert!(count.false_declines > 0, "{count:?}");
}

/// A signature that is made once is the one that would be made again.
#[test]
fn signing_once_changes_no_history() {
    let real = played(&named("bank131"), World::Crowded, 1, true);
    let once = played(&named("bank131-signing-once"), World::Crowded, 1, true);
    assert_eq!(once, real);
}
