//! The houses: for each provider its desk in the simulator and the merchant's till, with test credentials that fit.

mod google;
mod sberbank;
mod session;
mod themap;
mod tranzzo;

use crate::merchant::{Plan, Till};
use crate::simulator::desk::Desk;
use refundkit::{Endpoint, RefundAmount};

/// One provider in the simulator and at the merchant's.
pub struct House {
    /// Its path in the simulator.
    pub name: &'static str,
    /// The provider's side; webhooks go to the address.
    pub desk: fn(String) -> Box<dyn Desk>,
    /// The merchant's side.
    pub till: fn(Endpoint) -> Box<dyn Till>,
    /// Whether two undecided refunds of a payment can be told apart: a mark of each comes back.
    pub marked: bool,
}

/// Every provider that the merchant calls.
pub const HOUSES: [House; 6] = [
    House {
        name: "bank131",
        desk: session::bank131_desk,
        till: session::bank131_till,
        marked: true,
    },
    House {
        name: "smart_glocal",
        desk: session::smart_glocal_desk,
        till: session::smart_glocal_till,
        marked: true,
    },
    House {
        name: "sberbank_legacy",
        desk: sberbank::legacy_desk,
        till: sberbank::legacy_till,
        marked: false,
    },
    House {
        name: "sberbank_gateway",
        desk: sberbank::gateway_desk,
        till: sberbank::gateway_till,
        marked: true,
    },
    House {
        name: "themap",
        desk: themap::desk,
        till: themap::till,
        marked: false,
    },
    House {
        name: "tranzzo",
        desk: tranzzo::desk,
        till: tranzzo::till,
        marked: true,
    },
];

/// The same providers where less can be told: nothing of a refund's own comes back, or only totals do. With a fence or a
/// key that replays, where the bank has confirmed one.
pub const QUIET: [House; 6] = [
    House {
        name: "bank131-without-metadata",
        desk: session::bank131_desk,
        till: session::unmarked_till,
        marked: false,
    },
    House {
        name: "sberbank_legacy-totals",
        desk: sberbank::legacy_totals,
        till: sberbank::legacy_till,
        marked: false,
    },
    House {
        name: "sberbank_legacy-fence",
        desk: sberbank::legacy_totals,
        till: sberbank::fenced_till,
        marked: false,
    },
    House {
        name: "sberbank_legacy-key",
        desk: sberbank::legacy_totals,
        till: sberbank::keyed_till,
        marked: false,
    },
    House {
        name: "sberbank_gateway-totals",
        desk: sberbank::gateway_totals,
        till: sberbank::gateway_till,
        marked: false,
    },
    House {
        name: "tranzzo-without-mark",
        desk: tranzzo::desk,
        till: tranzzo::unmarked_till,
        marked: false,
    },
];

/// The provider that calls the merchant, with the roles reversed.
pub const GOOGLE: House = House {
    name: "google",
    desk: google::desk,
    till: google::till,
    marked: true,
};

impl House {
    /// The merchant's till for a simulator at `base`.
    pub fn till_at(&self, base: &str) -> Box<dyn Till> {
        (self.till)(Endpoint::Loopback(format!("{base}/{}", self.name)))
    }

    /// The provider's desk for a merchant who listens under `base`.
    pub fn desk_for(&self, base: &str) -> Box<dyn Desk> {
        (self.desk)(format!("{base}/{}", self.name))
    }
}

fn amount(plan: &Plan) -> RefundAmount {
    match plan.full {
        true => RefundAmount::Full {
            expected: plan.amount.clone(),
        },
        false => RefundAmount::Partial(plan.amount.clone()),
    }
}
