//! A few random histories by the ledger. `cargo histories` plays more.

use refundkit_examples::histories::{Count, Setting, World};
use refundkit_examples::providers::PROVIDERS;

const HISTORIES: u64 = 12;

fn played(name: &'static str, world: World) -> Count {
    let provider = PROVIDERS
        .iter()
        .find(|provider| provider.name == name)
        .expect("a provider");
    let ledger = provider.ledger_at("http://127.0.0.1:1");
    let mut simulated = provider.simulated_for("https://shop.example");
    let setting = Setting {
        provider: name,
        world,
    };
    let mut count = Count::default();
    for seed in 0..HISTORIES {
        count += ledger.history(&setting, simulated.as_mut(), seed);
    }
    count
}

#[test]
fn no_history_pays_twice_or_believes_what_did_not_happen() {
    for name in ["themap", "tranzzo", "sberbank_legacy", "sberbank_gateway"] {
        for world in World::ALL {
            let count = played(name, world);
            assert!(count.is_clean(), "{name}, {world:?}: {count:?}");
            assert_eq!(count.ended + count.persons, count.refunds);
            assert!(count.ended > 0, "{name}, {world:?}: {count:?}");
        }
    }
}
