//! Acme Pay, which does not exist: a provider written outside the crate, with nothing but what is public.
//!
//! ```text
//! POST {host}/refunds                    Authorization: Bearer {key}
//! {"payment": "p-1", "amount": "10.50", "currency": "EUR", "reference": "return-1"}
//!   -> {"id": "r-1", "payment": "p-1", "amount": "10.50", "currency": "EUR", "reference": "return-1", "state": "done"}
//! GET {host}/payments/{payment}/refunds  -> a list of the same
//! POST {your webhook}                    Acme-Signature: {hex of HMAC-SHA256 of the body under the key}
//! ```
//!
//! | Field | Meaning |
//! |---|---|
//! | `amount` | decimal major units, as a text |
//! | `reference` | the merchant's own, 1 to 64 characters; Acme does not look at it |
//! | `state` | `open`, `done`, `refused` (then with `code` and `reason`) |

mod ledger;
mod refund;
mod status;
mod webhook;
mod wire;

pub(crate) use ledger::{AcmePayment, AcmeRequest};
pub(crate) use refund::AcmeRefund;
use refundkit::kit::{Ambiguity, Idempotency, Lookup, OperationProfile, PublishedHosts, RateLimit};
use refundkit::{Endpoint, Header, Provider, RefundError, Secret};
use serde::Deserialize;

const HOSTS: PublishedHosts = PublishedHosts {
    live: Some("https://api.acme.example"),
    demo: None,
};

/// Acme gives the money back twice if asked twice, and lists what it has given back with the references.
const REFUND: OperationProfile = OperationProfile {
    operation: "POST /refunds",
    replay: Idempotency::None,
    lookup: Lookup::ByReference,
    rate_limit: RateLimit::Refuses,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 10_000,
    source: "Acme's manual, chapter 3",
};

/// Where Acme is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcmeConfig {
    #[serde(default)]
    endpoint: Endpoint,
}

/// The key of a shop.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcmeCredentials {
    key: Secret,
}

/// The merchant side.
pub(crate) struct Acme {
    base: String,
    key: Secret,
}

impl Provider for Acme {
    type Config = AcmeConfig;
    type Credentials = AcmeCredentials;

    const SECRET_FIELDS: &'static [&'static str] = &["shop_pin"];

    fn new(config: AcmeConfig, credentials: AcmeCredentials) -> Result<Self, RefundError> {
        credentials
            .key
            .checked("credentials.key")?;
        let base = config
            .endpoint
            .base(HOSTS)
            .map_err(|error| error.within("config"))?;
        Ok(Self {
            base,
            key: credentials.key,
        })
    }
}

impl Acme {
    fn headers(&self) -> Vec<Header> {
        let bearer = format!("Bearer {}", self.key.expose());
        vec![
            Header::new("content-type", "application/json"),
            Header::new("authorization", bearer),
        ]
    }
}
