//! The providers: for each provider its simulated side and the merchant's ledgers, with test credentials that fit.

pub mod sberbank;
pub mod session;
pub mod themap;
pub mod tranzzo;

use crate::ledger_client::LedgerClient;
use refundkit::Endpoint;
use refundkit_simulator::providers as simulated;
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// One provider in the simulator and at the merchant's.
pub struct DemoProvider {
    /// Its path in the simulator.
    pub name: &'static str,
    /// The provider's side; webhooks go to the address.
    pub simulated: fn(String) -> Box<dyn SimulatedProvider>,
    /// The merchant's side.
    pub ledger: fn(Endpoint) -> Box<dyn LedgerClient>,
}

/// Every provider that the merchant calls.
pub const PROVIDERS: [DemoProvider; 6] = [
    DemoProvider {
        name: "bank131",
        simulated: simulated::session::bank131,
        ledger: session::bank131_ledger,
    },
    DemoProvider {
        name: "smart_glocal",
        simulated: simulated::session::smart_glocal,
        ledger: session::smart_glocal_ledger,
    },
    DemoProvider {
        name: "sberbank_legacy",
        simulated: simulated::sberbank::legacy,
        ledger: sberbank::legacy_ledger,
    },
    DemoProvider {
        name: "sberbank_gateway",
        simulated: simulated::sberbank::gateway,
        ledger: sberbank::gateway_ledger,
    },
    DemoProvider {
        name: "themap",
        simulated: simulated::themap::simulated,
        ledger: themap::ledger,
    },
    DemoProvider {
        name: "tranzzo",
        simulated: simulated::tranzzo::simulated,
        ledger: tranzzo::ledger,
    },
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
    /// The merchant's ledgers for a simulator at `base`.
    pub fn ledger_at(&self, base: &str) -> Box<dyn LedgerClient> {
        (self.ledger)(Endpoint::Loopback(format!("{base}/{}", self.name)))
    }

    /// The simulated provider for a merchant who listens under `base`.
    pub fn simulated_for(&self, base: &str) -> Box<dyn SimulatedProvider> {
        (self.simulated)(format!("{base}/{}", self.name))
    }
}
