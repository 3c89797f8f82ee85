//! The providers whose clients are killed.

use super::orders::Errand;
use super::post::Post;
use super::worker::obey;
use crate::providers::{PROVIDERS, sberbank, session, themap, tranzzo};
use refundkit::{Endpoint, RefundError};
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// A provider whose clients are killed.
#[derive(Debug)]
pub(super) struct World {
    /// Its path in the simulator.
    pub(super) name: &'static str,
    /// Its account's currency.
    pub(super) currency: &'static str,
    /// Whether its profile sends a lost refund again, by a key: then each refund is paid exactly once.
    pub(super) replays: bool,
}

/// References come back and a key rejects a repetition; they come back; only a state; only a total; a key replays.
pub(super) const ALL: [World; 5] = [
    World::new("tranzzo", "UAH", false),
    World::new("themap", "RUB", false),
    World::new("sberbank_legacy", "RUB", false),
    World::new("sberbank_gateway", "RUB", true),
    World::new("bank131", "RUB", true),
];

impl World {
    const fn new(name: &'static str, currency: &'static str, replays: bool) -> Self {
        Self {
            name,
            currency,
            replays,
        }
    }

    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter()
            .find(|world| world.name == name)
    }

    /// The provider's side.
    pub(super) fn simulated(&self) -> Box<dyn SimulatedProvider> {
        let provider = PROVIDERS
            .iter()
            .find(|provider| provider.name == self.name);
        let provider = provider.expect("the simulator knows it");
        provider.simulated_for("https://shop.example")
    }
}

/// Works on an errand with the provider's own ledger.
pub(super) fn work(world: &World, errand: &Errand, post: &mut Post) -> Result<(), RefundError> {
    let at = Endpoint::Loopback(format!("{}/{}", errand.base, world.name));
    match world.name {
        "tranzzo" => obey(&tranzzo::ledgers(at), errand, post),
        "themap" => obey(&themap::ledgers(at), errand, post),
        "sberbank_legacy" => obey(&sberbank::legacy_ledgers(at), errand, post),
        "sberbank_gateway" => obey(&sberbank::gateway_ledgers(at), errand, post),
        _ => obey(&session::bank131_ledgers(at), errand, post),
    }
}
