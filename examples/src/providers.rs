//! The providers: for each provider its simulated side and the merchant's ledgers, with test credentials that fit.

pub mod sberbank;
pub mod session;
pub mod themap;
pub mod tranzzo;

use crate::ledger_client::LedgerClient;
use refundkit::Endpoint;
use refundkit_simulator::providers::{self as simulated, PLACES, Place};
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// One provider in the simulator and at the merchant's.
pub struct DemoProvider {
    /// Its path in the simulator.
    pub name: &'static str,
    /// The provider's side; webhooks go to the address.
    pub simulated: fn(String) -> Box<dyn SimulatedProvider>,
    /// The merchant's side.
    pub ledger: Ledgers,
}

/// Opens the merchant's side of a provider.
type Ledgers = fn(Endpoint) -> Box<dyn LedgerClient>;

/// Every provider that the merchant calls: each place of the simulator, with the merchant's ledgers of it.
pub const PROVIDERS: [DemoProvider; PLACES.len()] = [
    DemoProvider::of("bank131", session::bank131_ledger),
    DemoProvider::of("smart_glocal", session::smart_glocal_ledger),
    DemoProvider::of("sberbank_legacy", sberbank::legacy_ledger),
    DemoProvider::of("sberbank_gateway", sberbank::gateway_ledger),
    DemoProvider::of("themap", themap::ledger),
    DemoProvider::of("tranzzo", tranzzo::ledger),
];

/// The same providers where less is told or confirmed, or more: without references, with totals alone, with a method that carries
/// no key, and with a key that the bank has confirmed.
pub const VARIED: [DemoProvider; 6] = [
    DemoProvider {
        name: "bank131-without-references",
        simulated: simulated::session::bank131_without_references,
        ledger: session::bank131_ledger_signing_once,
    },
    DemoProvider {
        name: "sberbank_legacy-refund",
        simulated: simulated::sberbank::legacy,
        ledger: sberbank::unconfirmed_ledger,
    },
    DemoProvider {
        name: "sberbank_legacy-key",
        simulated: simulated::sberbank::legacy_totals,
        ledger: sberbank::keyed_ledger,
    },
    DemoProvider {
        name: "sberbank_gateway-totals",
        simulated: simulated::sberbank::gateway_totals,
        ledger: sberbank::gateway_ledger,
    },
    DemoProvider {
        name: "sberbank_gateway-auto",
        simulated: simulated::sberbank::gateway,
        ledger: sberbank::auto_refund_ledger,
    },
    DemoProvider {
        name: "tranzzo-without-references",
        simulated: simulated::tranzzo::without_references,
        ledger: tranzzo::ledger,
    },
];

/// The providers whose requests are signed with RSA, where equal messages are signed once.
pub const SIGNING_ONCE: [DemoProvider; 2] = [
    DemoProvider {
        name: "bank131-signing-once",
        simulated: simulated::session::bank131_signing_once,
        ledger: session::bank131_ledger_signing_once,
    },
    DemoProvider {
        name: "smart_glocal-signing-once",
        simulated: simulated::session::smart_glocal_signing_once,
        ledger: session::smart_glocal_ledger_signing_once,
    },
];

impl DemoProvider {
    /// A place of the simulator and the merchant's ledgers of it.
    const fn of(name: &'static str, ledger: Ledgers) -> Self {
        Self {
            name,
            simulated: place(name).simulated,
            ledger,
        }
    }

    /// The merchant's ledgers for a simulator at `base`.
    pub fn ledger_at(&self, base: &str) -> Box<dyn LedgerClient> {
        (self.ledger)(Endpoint::Loopback(format!("{base}/{}", self.name)))
    }

    /// The simulated provider for a merchant who listens under `base`.
    pub fn simulated_for(&self, base: &str) -> Box<dyn SimulatedProvider> {
        (self.simulated)(format!("{base}/{}", self.name))
    }
}

/// The place of the simulator with this name. It is looked for while this is compiled, where texts are compared by their bytes.
const fn place(name: &str) -> &'static Place {
    let mut index = 0;
    while index < PLACES.len() {
        if is_same(PLACES[index].name.as_bytes(), name.as_bytes()) {
            return &PLACES[index];
        }
        index += 1;
    }
    panic!("the simulator has no place of this name")
}

const fn is_same(first: &[u8], second: &[u8]) -> bool {
    let mut index = 0;
    while index < first.len() && index < second.len() && first[index] == second[index] {
        index += 1;
    }
    index == first.len() && index == second.len()
}
