//! The new gateway of Sberbank (OpenAPI 1.0.7 of 2024-05-28).
//!
//! ```text
//! POST /ecomm/gw/partner/api/v1/autoRefund                   money and points
//! POST /ecomm/gw/partner/api/v1/refund.do                    money
//! POST /ecomm/gw/partner/api/v1/getOrderStatusExtended.do    totals of the order
//! content-type: application/json
//! ```
//!
//! | Field | Wire | Notes |
//! |---|---|---|
//! | login, password | `userName`, `password` | 1 to 30 visible ASCII characters each |
//! | `order_id` | `orderId` | the gateway's id, 36 characters; a UUID is sent in lower case, since the document's pattern has no capitals |
//! | `amount` | `compositeAmount`, in `refund.do` `amount` | integer in minor units, at most 12 digits |
//! | `external_refund_id` | `jsonParams.externalRefundId` | 1 to 36 characters; the same id with the same data gives the first response |
//! | `order_bundle` | `orderBundle` | cart and fiscal data |
//! | `language` | `language` | `ru` or `en`: only a text tells "done" from "taken", and it is known in these two; last |
//!
//! Contradictions and choices:
//! * The schema of `autoRefund` requires `amount`, defines `compositeAmount` and forbids anything else: no request fits.
//!   The example sends `compositeAmount`; the configuration can say `amount`.
//! * `externalRefundId` is optional in the document and required here: without it a lost response can't be repeated safely.
//!   The header `x-idempotencyKey` is "in development" and not sent.
//! * `taxType` has two numberings in two versions of the document, and newer rates in neither: any number is taken.
//! * Addresses and rate limit respond with an empty `text/html` body. HTTP 429 means that nothing was done.
//! * `operations` of the order, which name `externalRefundId`, exist only where the bank has enabled them.
//! * The callback's checksum was removed in 1.0.7: nobody signs it, so it is a reason to ask and nothing more.

mod details;
mod ledger;
mod notice;
mod refund;
mod server;
mod status;
mod wire;

pub use details::SberbankGatewayNotice;
pub use ledger::SberbankGatewayRequest;
pub use refund::{SberbankGatewayItem, SberbankGatewayRefund, SberbankOrderBundle};
pub use server::{SberbankGatewayCall, SberbankGatewayServer, SberbankGatewayServerConfig};

use super::login::Login;
use super::{checked_currency, roubles};
use crate::api::merchant::Provider;
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::value::error::RefundError;
use crate::value::secret::Secret;
use serde::Deserialize;

const HOSTS: PublishedHosts = PublishedHosts {
    live: Some("https://ecommerce.sberbank.ru/ecomm/gw/partner/api/v1"),
    demo: Some("https://ecomtest.sberbank.ru/ecomm/gw/partner/api/v1"),
};

/// Without enabled `operations` nothing shows the refund: totals count whoever's refund, and decide nothing.
const REFUND: OperationProfile = OperationProfile {
    operation: "refund.do",
    replay: Idempotency::SameResponse,
    lookup: Lookup::ByReference,
    rate_limit: RateLimit::Refuses,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 30_000,
    source: "OpenAPI of the new gateway 1.0.7: refund.do, externalRefundId (H), getOrderStatusExtended.do (H)",
};

/// The document calls it "in development", so its key counts as one that replays only where the configuration confirms it.
const AUTO_REFUND: OperationProfile = OperationProfile {
    operation: "autoRefund",
    replay: Idempotency::None,
    ..REPLAYING_AUTO_REFUND
};
const REPLAYING_AUTO_REFUND: OperationProfile = OperationProfile {
    operation: "autoRefund with a confirmed externalRefundId",
    source: "OpenAPI of the new gateway 1.0.7: autoRefund, externalRefundId (H), getOrderStatusExtended.do (H)",
    ..REFUND
};

/// The name of the amount in `autoRefund`, about which the document contradicts itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SberbankAmountField {
    /// `compositeAmount`, as in the example.
    #[default]
    CompositeAmount,
    /// `amount`, as in the list of required members.
    Amount,
}

/// Where the new gateway is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SberbankGatewayConfig {
    /// The host; `live` by default.
    pub endpoint: Endpoint,
    /// The account's currency; `RUB` by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
    /// The name of the amount in `autoRefund`; `composite_amount` by default.
    pub auto_refund_amount: SberbankAmountField,
    /// The bank confirmed that `autoRefund` is in operation and repeats its first response to a repeated `externalRefundId`;
    /// false by default, since the document calls the method "in development".
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub auto_refund_replays: bool,
    /// The bank confirmed what the amounts of a refund's operations are: of `REFUND_PAYMENT` points in hundredths, and of
    /// `REFUND_AWARD` money in minor units. An outcome then has its `parts`, where the two add up to the refund. False by
    /// default, since the document calls all of them points.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub operation_amounts: bool,
}

impl SberbankGatewayConfig {
    /// The defaults at another host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            ..Self::default()
        }
    }
}

impl Default for SberbankGatewayConfig {
    fn default() -> Self {
        let auto_refund_amount = SberbankAmountField::default();
        Self {
            endpoint: Endpoint::Live,
            currency: roubles(),
            auto_refund_amount,
            auto_refund_replays: false,
            operation_amounts: false,
        }
    }
}

/// Login and password of the API user.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankGatewayCredentials {
    /// Login of the API user: 1 to 30 visible ASCII characters. Absent beside a token.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub user_name: Option<Secret>,
    /// Its password: 1 to 30 visible ASCII characters. Absent beside a token.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub password: Option<Secret>,
    /// A token instead of login and password: 1 to 256 visible ASCII characters.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub token: Option<Secret>,
}

impl SberbankGatewayCredentials {
    /// Login and password of the API user.
    pub fn with_password(user_name: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            user_name: Some(user_name.into()),
            password: Some(password.into()),
            token: None,
        }
    }

    /// A token instead of login and password.
    pub fn with_token(token: impl Into<Secret>) -> Self {
        Self {
            user_name: None,
            password: None,
            token: Some(token.into()),
        }
    }
}

/// The merchant side of the new gateway.
#[derive(Debug)]
pub struct SberbankGateway {
    access: Login,
    base: String,
    currency: String,
    auto_refund_amount: SberbankAmountField,
    auto_refund_replays: bool,
    operation_amounts: bool,
}

impl Provider for SberbankGateway {
    type Config = SberbankGatewayConfig;
    type Credentials = SberbankGatewayCredentials;

    const SECRET_FIELDS: &'static [&'static str] = super::SECRET_FIELDS;

    fn new(
        config: SberbankGatewayConfig,
        credentials: SberbankGatewayCredentials,
    ) -> Result<Self, RefundError> {
        Ok(Self {
            access: Login::checked(
                credentials.user_name,
                credentials.password,
                credentials.token,
            )?,
            base: config
                .endpoint
                .base(HOSTS)
                .map_err(|error| error.within("config"))?,
            currency: checked_currency(config.currency)?,
            auto_refund_amount: config.auto_refund_amount,
            auto_refund_replays: config.auto_refund_replays,
            operation_amounts: config.operation_amounts,
        })
    }
}

impl SberbankGateway {
    fn secrets(&self) -> Vec<&Secret> {
        self.access.secrets()
    }
}
