//! Tranzzo: refunds of card payments (`https://docs.tranzzo.com/docs/transactions-refund/api`).
//!
//! Not here: void, recurring refunds, receipts.
//!
//! ```text
//! POST /api/v1/refund                                full or partial refund
//! POST /api/v1/split/refund                          refund of a split payment
//! GET  /api/v1/pos/{pos_id}/orders/{order_id}        all operations of an order, as an array
//! X-API-AUTH: CPAY {api_key}:{api_secret}            no body signature: the secret itself travels
//! X-API-KEY: {endpoints_key}
//! ```
//!
//! | Field | Wire | Notes |
//! |---|---|---|
//! | `order_id` | `order_id` | 1 to 32 characters, not `0` (that is Tranzzo's credential check), `.` or `..` |
//! | `amount` | `refund_amount` | JSON number in major units, at most two decimals; absent means everything |
//! | its currency | `order_currency`, in a split refund `currency` | |
//! | `reference` | `comment` | 1 to 2048 characters without white space around them, comes back in responses |
//! | `server_url` | `server_url` | the webhook of this refund: an https address of at most 2048 characters |
//! | `split` | `split[] {amount, sub_merchant_id}` | its presence selects the split refund |
//!
//! Contradictions and choices:
//! * The page prints amount 100 as the response to a refund of 80. Another amount than ours is for a person to look at.
//! * Some pages show `CPAY-HMAC-SHA1`, and none says what it signs; all refund pages show `CPAY`.
//! * `processed_at` and `processing_time`, `status_code` and `response_code`: both generations of names are read, the older one
//!   where the newer says nothing.
//! * Older integrations carry Tranzzo's number in `order_id` and the merchant's id in `provider_order_id`. The configuration
//!   says which of the two our refunds name (`refunds_by_tranzzo_number`), in responses, lists and webhooks alike; the other is
//!   never compared with it.
//! * An operation of unknown status, or a successful one without an amount that can be read, leaves its total unknown. Only a
//!   refund whose amount or currency can't be read makes a list unusable.
//! * An HTTP error's body may have a `status` of its own (`404`, `error`). It is an operation where that is one of the words
//!   below, or where it names an operation by its id, its method or its amount.
//! * `pos_id` is a UUID, and one in capitals is the same point of sale. A currency is read in either case. Empty error
//!   members (`message`, `args`) beside a success deny nothing.
//! * A webhook is verified as it was sent: not compressed, and its signature in Base64 of the alphabet for URLs. The error
//!   names what is different.
//! * Nothing protects a repeated refund: there is no refund id and no idempotency key. After silence, ask.

mod details;
mod ledger;
mod major_units;
mod refund;
mod server;
mod split;
mod status;
mod webhook;
mod wire;

pub use details::{TranzzoFailure, TranzzoFee, TranzzoOperation, TranzzoOrder};
pub use ledger::{TranzzoPayment, TranzzoRequest};
pub use refund::TranzzoRefund;
pub use server::{TranzzoCall, TranzzoServer, TranzzoServerConfig};
pub use split::TranzzoShare;

use crate::api::merchant::Provider;
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::http::{Header, form, validate};
use crate::value::error::RefundError;
use crate::value::secret::Secret;
use crate::wire::RawValue;
use crate::wire::details::first_text;
use serde::Deserialize;
use wire::Operation;

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    pub use super::{
        Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoPayment, TranzzoRefund, TranzzoRequest,
    };
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::{TranzzoCall, TranzzoServer, TranzzoServerConfig};
}

/// One host serves test and live; a test project has keys of its own and the currency `XTS`.
const HOSTS: PublishedHosts = PublishedHosts {
    live: Some("https://cpay.tranzzo.com"),
    demo: None,
};

/// No idempotency of any kind is documented (H); several refunds of an order are listed with their `comment` (M).
const REFUND: OperationProfile = OperationProfile {
    operation: "refund",
    replay: Idempotency::None,
    lookup: Lookup::ByEntries,
    rate_limit: RateLimit::Refuses,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 30_000,
    source: "docs.tranzzo.com: transactions-refund (H), after-payments/info-on-transactions (H), error-handling/http-statuses (H)",
};

/// Where Tranzzo is.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TranzzoConfig {
    /// The host; `live` by default.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Whether `order_id` of a refund is Tranzzo's own number of the order, as in integrations of the older generation, instead
    /// of the merchant's; false by default. The two are different number spaces and are never compared with each other.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub refunds_by_tranzzo_number: bool,
}

impl TranzzoConfig {
    /// The defaults at another host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            ..Self::default()
        }
    }
}

/// The keys of a point of sale, from Tranzzo's merchant portal.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranzzoCredentials {
    /// `POS_ID`, a UUID: one line of 1 to 100 characters.
    pub pos_id: String,
    /// `API_KEY`: 1 to 200 visible ASCII characters, without a colon.
    pub api_key: Secret,
    /// `API_SECRET`, also the key of the webhook signature: 1 to 200 visible ASCII characters.
    pub api_secret: Secret,
    /// `ENDPOINTS_KEY`: 1 to 200 visible ASCII characters.
    pub endpoints_key: Secret,
}

/// The merchant side of Tranzzo.
#[derive(Debug)]
pub struct Tranzzo {
    pos_id: String,
    api_key: Secret,
    api_secret: Secret,
    endpoints_key: Secret,
    authorization: Secret,
    base: String,
    refunds_by_tranzzo_number: bool,
}

impl Provider for Tranzzo {
    type Config = TranzzoConfig;
    type Credentials = TranzzoCredentials;

    fn new(config: TranzzoConfig, credentials: TranzzoCredentials) -> Result<Self, RefundError> {
        let base = config
            .endpoint
            .base(HOSTS)
            .map_err(|error| error.within("config"))?;
        let authorization =
            authorization(&credentials).map_err(|error| error.within("credentials"))?;
        Ok(Self {
            pos_id: credentials.pos_id,
            api_key: credentials.api_key,
            api_secret: credentials.api_secret,
            endpoints_key: credentials.endpoints_key,
            authorization,
            base,
            refunds_by_tranzzo_number: config.refunds_by_tranzzo_number,
        })
    }
}

/// `CPAY {api_key}:{api_secret}`, where all credentials are well.
fn authorization(credentials: &TranzzoCredentials) -> Result<Secret, RefundError> {
    let key = credentials.api_key.checked("apiKey")?;
    validate::path_segment("posId", &credentials.pos_id, 100)?;
    validate::visible_ascii("apiKey", key, 200)?;
    validate::require(!key.contains(':'), "apiKey", "has a colon")?;
    let secret = credentials
        .api_secret
        .checked("apiSecret")?;
    validate::visible_ascii("apiSecret", secret, 200)?;
    let endpoints_key = credentials
        .endpoints_key
        .checked("endpointsKey")?;
    validate::visible_ascii("endpointsKey", endpoints_key, 200)?;
    // Made in one piece: a text that grows is moved, and would leave copies of the secret in memory.
    Ok(Secret::new(["CPAY ", key, ":", secret].concat()))
}

impl Tranzzo {
    fn order_url(&self, order_id: &str) -> String {
        format!(
            "{}/api/v1/pos/{}/orders/{}",
            self.base,
            form::escape(&self.pos_id),
            form::escape(order_id)
        )
    }

    /// What every call presents.
    fn keys(&self) -> [Header; 2] {
        let header = |name, secret: &Secret| Header::new(name, secret.expose());
        [
            header("x-api-auth", &self.authorization),
            header("x-api-key", &self.endpoints_key),
        ]
    }

    /// The order's number in the space that our refunds use: a message of the older generation has the merchant's in
    /// `provider_order_id` and Tranzzo's own in `order_id`.
    fn order_number<'a>(&self, operation: &Operation<'a>) -> Option<RawValue<'a>> {
        if self.refunds_by_tranzzo_number {
            operation.order_id
        } else {
            first_text([operation.provider_order_id, operation.order_id])
        }
    }

    fn secrets(&self) -> [&Secret; 3] {
        [&self.api_key, &self.api_secret, &self.endpoints_key]
    }
}
