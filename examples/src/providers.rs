//! The providers: for each provider its simulated side and the merchant's client, with test credentials that fit.

mod google;
pub(crate) mod sberbank;
pub(crate) mod session;
pub(crate) mod themap;
pub(crate) mod tranzzo;

use crate::ledger_client::LedgerClient;
use crate::merchant_client::{MerchantClient, RefundIntent};
use crate::simulator::simulated_provider::SimulatedProvider;
use refundkit::{Endpoint, RefundAmount};

/// One provider in the simulator and at the merchant's.
pub struct DemoProvider {
    /// Its path in the simulator.
    pub name: &'static str,
    /// The provider's side; webhooks go to the address.
    pub simulated: fn(String) -> Box<dyn SimulatedProvider>,
    /// The merchant's side.
    pub merchant: fn(Endpoint) -> Box<dyn MerchantClient>,
    /// The merchant's side with a ledger, where there is one.
    pub ledger: Option<fn(Endpoint) -> Box<dyn LedgerClient>>,
    /// Whether two undecided refunds of a payment can be told apart: a reference of each comes back.
    pub with_reference: bool,
}

/// Every provider that the merchant calls.
pub const PROVIDERS: [DemoProvider; 6] = [
    DemoProvider {
        name: "bank131",
        simulated: session::bank131_simulated,
        merchant: session::bank131_merchant,
        ledger: Some(session::bank131_ledger),
        with_reference: true,
    },
    DemoProvider {
        name: "smart_glocal",
        simulated: session::smart_glocal_simulated,
        merchant: session::smart_glocal_merchant,
        ledger: Some(session::smart_glocal_ledger),
        with_reference: true,
    },
    DemoProvider {
        name: "sberbank_legacy",
        simulated: sberbank::legacy_simulated,
        merchant: sberbank::legacy_merchant,
        ledger: Some(sberbank::legacy_ledger),
        with_reference: false,
    },
    DemoProvider {
        name: "sberbank_gateway",
        simulated: sberbank::gateway_simulated,
        merchant: sberbank::gateway_merchant,
        ledger: Some(sberbank::gateway_ledger),
        with_reference: true,
    },
    DemoProvider {
        name: "themap",
        simulated: themap::simulated,
        merchant: themap::merchant,
        ledger: Some(themap::ledger),
        with_reference: false,
    },
    DemoProvider {
        name: "tranzzo",
        simulated: tranzzo::simulated,
        merchant: tranzzo::merchant,
        ledger: Some(tranzzo::ledger),
        with_reference: true,
    },
];

/// The same providers where less can be told: nothing of a refund's own comes back, or only totals do. With a precondition or a
/// key that replays, where the bank has confirmed one.
pub const LIMITED: [DemoProvider; 6] = [
    DemoProvider {
        name: "bank131-without-metadata",
        simulated: session::bank131_simulated,
        merchant: session::no_reference_merchant,
        ledger: None,
        with_reference: false,
    },
    DemoProvider {
        name: "sberbank_legacy-totals",
        simulated: sberbank::legacy_totals,
        merchant: sberbank::legacy_merchant,
        ledger: Some(sberbank::legacy_ledger),
        with_reference: false,
    },
    DemoProvider {
        name: "sberbank_legacy-precondition",
        simulated: sberbank::legacy_totals,
        merchant: sberbank::precondition_merchant,
        ledger: None,
        with_reference: false,
    },
    DemoProvider {
        name: "sberbank_legacy-key",
        simulated: sberbank::legacy_totals,
        merchant: sberbank::keyed_merchant,
        ledger: Some(sberbank::keyed_ledger),
        with_reference: false,
    },
    DemoProvider {
        name: "sberbank_gateway-totals",
        simulated: sberbank::gateway_totals,
        merchant: sberbank::gateway_merchant,
        ledger: Some(sberbank::gateway_ledger),
        with_reference: false,
    },
    DemoProvider {
        name: "tranzzo-without-reference",
        simulated: tranzzo::simulated,
        merchant: tranzzo::no_reference_merchant,
        ledger: None,
        with_reference: false,
    },
];

/// The provider that calls the merchant, with the roles reversed.
pub const GOOGLE: DemoProvider = DemoProvider {
    name: "google",
    simulated: google::simulated,
    merchant: google::merchant,
    ledger: None,
    with_reference: true,
};

impl DemoProvider {
    /// The merchant's client for a simulator at `base`.
    pub fn merchant_at(&self, base: &str) -> Box<dyn MerchantClient> {
        (self.merchant)(Endpoint::Loopback(format!("{base}/{}", self.name)))
    }

    /// The merchant's ledgers for a simulator at `base`.
    pub fn ledger_at(&self, base: &str) -> Option<Box<dyn LedgerClient>> {
        let at = Endpoint::Loopback(format!("{base}/{}", self.name));
        self.ledger.map(|ledger| ledger(at))
    }

    /// The simulated provider for a merchant who listens under `base`.
    pub fn simulated_for(&self, base: &str) -> Box<dyn SimulatedProvider> {
        (self.simulated)(format!("{base}/{}", self.name))
    }
}

fn amount(intent: &RefundIntent) -> RefundAmount {
    match intent.full {
        true => RefundAmount::Full {
            expected: intent.amount.clone(),
        },
        false => RefundAmount::Partial(intent.amount.clone()),
    }
}
