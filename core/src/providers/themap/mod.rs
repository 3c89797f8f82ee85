//! theMAP: refunds of card payments (`https://doc.mapcard.pro/current/queries/refund`).
//!
//! Not here: Init, Block, Charge, Unblock, Pay, Payout, stored cards.
//!
//! ```text
//! POST /Refund       application/json, or application/x-www-form-urlencoded; paths are exact, case included
//! POST /getState     application/json {key, merchant_order_id}
//! notification       form, optional Signature = hex(HMAC-SHA256(signing key, sorted pairs without Signature))
//! ```
//!
//! | Field | JSON | Form | Notes |
//! |---|---|---|---|
//! | credentials `key` | `key` | `Key` | all the authentication there is: a secret, also where it comes back |
//! | `map_order_id` | `map_order_id` | `OrderId` | theMAP's id of the payment, 1 to 50 characters |
//! | `merchant_order_id` | – | – | the merchant's id: getState asks by it, responses name it |
//! | `amount` | `amount` | `Amount` | integer minor units, always sent; no currency travels |
//! | `params` | `custom_params_rdy` | `Params` | object of texts; `k=v;k=v`, which has no escape for `;` and `=` |
//! | `split` | `split` | `Split` | `{split_terminal_id, amount, purpose, fee}`; the amounts add up to `amount` |
//! | `goods` | `goods` | `Goods` | see [`TheMapGood`]; the prices add up to `amount` |
//!
//! Contradictions and choices:
//! * The response's `OrderId` is called the merchant's and "as sent", but theMAP's is what was sent: either is ours.
//!   In notifications `MerchantOrderId` is theMAP's id and `OriginalOrderId` the merchant's.
//! * The prose gives form `Split` a grammar of its own, the example prints JSON. Compact JSON is sent, for `Goods` too.
//! * `NewAmount` is said to come with success only, yet the refusal example has it, 0 in both. It proves nothing alone; a
//!   success without it is another operation's response. The ledger compares it with its books.
//! * The success example has an empty `ErrCode`: an empty code counts as absent. Success beside a code is a contradiction.
//! * A refusal beside the state `Refunded` or `Refunding`, to which only a refund leads, is not believed: in a response it is a
//!   contradiction, in a notification nothing is known.
//! * `AMOUNT_EXCEED` means more than what is left here; theMAP's relatives use the same word for an empty card.
//! * What unit a good's `price` has is documented nowhere: [`TheMapGoodsPrice`] has no default.
//! * Whether getState's `Amount` is what was paid or what is left is documented nowhere: in a single response it proves
//!   nothing. A ledger takes it where it fits one reading alone. Totals are not told at all: what is left, only the
//!   ledger's own books know.
//! * A pending refund stays pending when `Charged` is seen later. That is the state before a refund and after a partial one,
//!   the response may be older than the one that said `Refunding`, and no state at all says that a refund failed: it proves
//!   neither success nor that another refund would be safe. Only `Refunded` ends the wait, and only for a refund of all
//!   that was left. Any other comes to a person when the ledger's patience ends.
//! * The signed text is raw: sorted as it was escaped, empty values kept. The published vector has no escapes and is
//!   already sorted.
//! * `cheque` (`additional_attribute`, `penalty_attribute`) is not sent: one public client alone has it, no document of theMAP lists
//!   it or says what it does, and its name in the form is not known. A refund that arrives with it is read without it.
//! * Nothing protects a repeated refund: there is no refund id and no idempotency key. After silence, ask.

mod bare_list;
mod details;
mod encoding;
mod goods;
mod ledger;
mod refund;
mod server;
mod spelling;
mod status;
mod webhook;
mod wire;

pub use details::{TheMapNotification, TheMapRefundResponse, TheMapState};
pub use encoding::TheMapParam;
pub use goods::{TheMapGood, TheMapSplit, TheMapSupplier};
pub use ledger::{TheMapPayment, TheMapRequest};
pub use refund::TheMapRefund;
pub use server::{TheMapCall, TheMapServer, TheMapServerConfig};

use crate::api::merchant::Provider;
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::http::{Header, validate};
use crate::value::error::{RefundError, code};
use crate::value::money::known_currency;
use crate::value::secret::Secret;
use crate::wire::details::DetailReader;
use serde::Deserialize;
use spelling::Prices;

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    pub use super::{
        TheMap, TheMapConfig, TheMapCredentials, TheMapPayment, TheMapRefund, TheMapRequest,
    };
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::{TheMapCall, TheMapServer, TheMapServerConfig};
}

/// The production host comes with the contract; the test host is known from a public client of 2021.
const HOSTS: PublishedHosts = PublishedHosts {
    live: None,
    demo: Some("https://api-stage.mapcard.pro"),
};

/// No idempotency of any kind is documented (H); getState gives the payment's state and no list or total of refunds (M).
const REFUND: OperationProfile = OperationProfile {
    operation: "Refund",
    replay: Idempotency::None,
    lookup: Lookup::ByState,
    rate_limit: RateLimit::Undocumented,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 30_000,
    source: "doc.mapcard.pro: queries/refund (H); getState as public clients call it (M)",
};

/// Where theMAP is, and what the contract says.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TheMapConfig {
    /// The host. `live` is refused: production hosts are given with the contract, as `custom`.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// How a refund is written; `json` by default.
    #[serde(default)]
    pub encoding: TheMapEncoding,
    /// The unit of a good's price; needed where a refund has goods.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub goods_price: Option<TheMapGoodsPrice>,
    /// Currency of the account, since none travels; `RUB` by default.
    #[serde(default = "roubles")]
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
    /// What to do with notifications that nobody signed; `refused` by default.
    #[serde(default)]
    pub unsigned_notifications: TheMapUnsigned,
}

impl TheMapConfig {
    /// The defaults at another host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            ..Self::default()
        }
    }
}

impl Default for TheMapConfig {
    fn default() -> Self {
        Self {
            endpoint: Endpoint::default(),
            encoding: TheMapEncoding::default(),
            goods_price: None,
            currency: roubles(),
            unsigned_notifications: TheMapUnsigned::default(),
        }
    }
}

fn roubles() -> String {
    "RUB".to_owned()
}

/// How a refund is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TheMapEncoding {
    /// `application/json`, where nothing is ambiguous.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`, with `Split` and `Goods` as JSON text, as in the document's example.
    Form,
    /// The same, with `Split` and `Goods` as the document's prose defines them: `[{key:value,..},..]`. What such a list can't
    /// carry (a supplier; a comma or brace in a name) is refused.
    FormWithBareLists,
}

/// The unit in which a good's price is printed. Ask theMAP: its document does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TheMapGoodsPrice {
    /// Minor units: `"15000"`.
    Kopecks,
    /// Major units with all decimals: `"150.00"`.
    Roubles,
}

/// What to do with notifications that nobody signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TheMapUnsigned {
    /// Refuse them.
    #[default]
    Refused,
    /// Read them as notices, each a reason to ask for the state. Only where the account has no signing key.
    ReadAsNotices,
}

/// The keys of a seller's account.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapCredentials {
    /// The seller's id, `key`: one line of 1 to 200 characters. Whoever knows it can refund.
    pub key: Secret,
    /// The key of the notifications' signature, where the account has one.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub signing_key: Option<Secret>,
}

/// The merchant side of theMAP.
#[derive(Debug)]
pub struct TheMap {
    key: Secret,
    signing_key: Option<Secret>,
    base: String,
    encoding: TheMapEncoding,
    prices: Option<Prices>,
    currency: String,
    unsigned: TheMapUnsigned,
}

impl Provider for TheMap {
    type Config = TheMapConfig;
    type Credentials = TheMapCredentials;

    const SECRET_FIELDS: &'static [&'static str] = &["key", "Key", "MerchantContract"];

    fn new(config: TheMapConfig, credentials: TheMapCredentials) -> Result<Self, RefundError> {
        let base = config
            .endpoint
            .base(HOSTS)
            .map_err(|error| error.within("config"))?;
        let prices = prices(&config.currency, config.goods_price)?;
        check(&credentials).map_err(|error| error.within("credentials"))?;
        if credentials.signing_key.is_some()
            && config.unsigned_notifications == TheMapUnsigned::ReadAsNotices
        {
            let detail = "a signing key is configured: what is not signed with it is refused";
            return Err(RefundError::new(
                code::INVALID_FIELD,
                "config.unsignedNotifications",
                detail,
            ));
        }
        Ok(Self {
            key: credentials.key,
            signing_key: credentials.signing_key,
            base,
            encoding: config.encoding,
            prices,
            currency: config.currency,
            unsigned: config.unsigned_notifications,
        })
    }
}

/// How prices of goods are printed in this currency.
fn prices(currency: &str, unit: Option<TheMapGoodsPrice>) -> Result<Option<Prices>, RefundError> {
    let (_, decimals) = known_currency("config.currency", currency)?;
    Ok(unit.map(|unit| Prices { unit, decimals }))
}

fn check(credentials: &TheMapCredentials) -> Result<(), RefundError> {
    let key = credentials.key.checked("key")?;
    validate::line("key", key, 200)?;
    credentials
        .signing_key
        .as_ref()
        .map_or(Ok(()), |key| key.checked("signingKey").map(|_| ()))
}

impl TheMap {
    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.base)
    }

    /// What details are read with.
    fn account<'s>(&'s self, secrets: &'s [&'s Secret]) -> details::Context<'s> {
        details::Context {
            reader: DetailReader::new(secrets),
            currency: &self.currency,
        }
    }

    fn secrets(&self) -> Vec<&Secret> {
        std::iter::once(&self.key)
            .chain(&self.signing_key)
            .collect()
    }
}

fn content_type(name: &str) -> Vec<Header> {
    vec![Header::new("content-type", name)]
}
