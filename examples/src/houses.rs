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
}

/// Every provider that the merchant calls.
pub const HOUSES: [House; 6] = [
    House { name: "bank131", desk: session::bank131_desk, till: session::bank131_till },
    House { name: "smart_glocal", desk: session::smart_glocal_desk, till: session::smart_glocal_till },
    House { name: "sberbank_legacy", desk: sberbank::legacy_desk, till: sberbank::legacy_till },
    House { name: "sberbank_gateway", desk: sberbank::gateway_desk, till: sberbank::gateway_till },
    House { name: "themap", desk: themap::desk, till: themap::till },
    House { name: "tranzzo", desk: tranzzo::desk, till: tranzzo::till },
];

/// The provider that calls the merchant, with the roles reversed.
pub const GOOGLE: House = House { name: "google", desk: google::desk, till: google::till };

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
        true => RefundAmount::Full { expected: plan.amount.clone() },
        false => RefundAmount::Partial(plan.amount.clone()),
    }
}
