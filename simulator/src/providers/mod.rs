//! Each provider's own side, with test credentials, and what an app needs to reach it.

pub mod sberbank;
pub mod session;
pub mod themap;
pub mod tranzzo;

use crate::simulated_provider::SimulatedProvider;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One provider in the simulator.
pub struct Place {
    /// Its path, and its name in documents.
    pub name: &'static str,
    /// Its own side; webhooks go to the address.
    pub simulated: fn(String) -> Box<dyn SimulatedProvider>,
    /// The currency of its payments.
    pub currency: &'static str,
    /// The merchant's credentials, as the JSON interface has them.
    credentials: fn() -> Value,
}

impl Place {
    /// What the merchant's class is made with where the simulator is at `base`.
    pub(crate) fn account(&self, base: &str) -> Value {
        let endpoint = serde_json::json!({ "loopback": format!("{base}/{}", self.name) });
        serde_json::json!({
            "credentials": (self.credentials)(),
            "config": { "endpoint": endpoint },
            "currency": self.currency,
        })
    }
}

/// Credentials out of their document. Everybody knows these.
pub fn known<T: DeserializeOwned>(credentials: Value) -> T {
    serde_json::from_value(credentials).expect("the test credentials are good")
}

/// Every provider that a merchant calls.
pub const PLACES: &[Place] = &[
    Place {
        name: "bank131",
        simulated: session::bank131,
        currency: "RUB",
        credentials: session::credentials,
    },
    Place {
        name: "smart_glocal",
        simulated: session::smart_glocal,
        currency: "USD",
        credentials: session::credentials,
    },
    Place {
        name: "sberbank_legacy",
        simulated: sberbank::legacy,
        currency: "RUB",
        credentials: sberbank::legacy_credentials,
    },
    Place {
        name: "sberbank_gateway",
        simulated: sberbank::gateway,
        currency: "RUB",
        credentials: sberbank::gateway_credentials,
    },
    Place {
        name: "themap",
        simulated: themap::simulated,
        currency: "RUB",
        credentials: themap::credentials,
    },
    Place {
        name: "tranzzo",
        simulated: tranzzo::simulated,
        currency: "UAH",
        credentials: tranzzo::credentials,
    },
];
