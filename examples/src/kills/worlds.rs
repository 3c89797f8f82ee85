//! The providers, and how a ledger hears of their webhooks.

use super::orders::Errand;
use super::post::Post;
use super::worker::obey;
use crate::providers::{PROVIDERS, sberbank, session, themap, tranzzo};
use crate::simulator::simulated_provider::SimulatedProvider;
use refundkit::ledger::{KeepsLedger, Ledger};
use refundkit::{
    Bank131, Endpoint, ReceivedRequest, RefundError, SberbankGateway, SberbankLegacy, TheMap,
    Tranzzo,
};

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

/// A provider whose webhooks come into its ledger.
pub(super) trait Listens: KeepsLedger {
    /// Verifies a webhook where it is signed, and gives it to the ledger.
    fn hear(
        &self,
        ledger: &mut Ledger<'_, Self>,
        webhook: &ReceivedRequest,
        now_ms: i64,
    ) -> Result<(), RefundError>
    where
        Self: Sized;
}

macro_rules! signed_webhooks {
    ($($provider:ty),*) => {$(
        impl Listens for $provider {
            fn hear(&self, ledger: &mut Ledger<'_, Self>, webhook: &ReceivedRequest, now_ms: i64) -> Result<(), RefundError> {
                let parsed = self.parse_webhook(webhook).map_err(|rejection| rejection.error)?;
                ledger.webhook(&parsed.event, now_ms)
            }
        }
    )*};
}

signed_webhooks!(Bank131, SberbankLegacy, TheMap, Tranzzo);

impl Listens for SberbankGateway {
    fn hear(
        &self,
        ledger: &mut Ledger<'_, Self>,
        webhook: &ReceivedRequest,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let parsed = self
            .parse_notice(webhook)
            .map_err(|rejection| rejection.error)?;
        ledger.notice(&parsed.notice, now_ms)
    }
}
