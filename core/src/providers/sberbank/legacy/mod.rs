//! The legacy gateway of Sberbank ("Request for order payment refund", `autoRefund.do`, and the `refund.do` beside it).
//!
//! ```text
//! POST /payment/rest/autoRefund.do                 money and points
//! POST /payment/rest/refund.do                     money
//! POST /payment/rest/getOrderStatusExtended.do     totals of the order
//! content-type: application/x-www-form-urlencoded  UTF-8
//! ```
//!
//! | Field | Wire | Notes |
//! |---|---|---|
//! | login, password | `userName`, `password` | 1 to 30 visible ASCII characters each |
//! | `order_id` | `orderId` | the gateway's id, 36 characters |
//! | `amount` | `compositeRefundAmount`, in `refund.do` `amount` | minor units, 1 to 2^53 - 1, in `refund.do` at most 12 digits |
//! | `refund_items` | `refundItems` | JSON text `{"items":[..]}` |
//! | `expected_deposited_amount` | `expectedDepositedAmount` | `refund.do` only: the refund's amount to 999999999999; refused if another amount is deposited |
//! | `external_refund_id` | `externalRefundId` | `refund.do` only: 1 to 32 characters; a repetition gives the first response |
//! | `language` | `language` | `ru` or `en`: only a text tells "done" from "taken", and it is known in these two; last |
//!
//! Contradictions and choices:
//! * The page shows `autoRefund.do` as GET; the general chapter says POST. POST is built, since HTTP stacks repeat GET by
//!   themselves and the password would stand in URLs. The provider side reads both.
//! * `amount=0` refunds the whole order in `refund.do`; zero is never built.
//! * Neither precondition stands in Sberbank's own table, only in that of the gateway's vendor: they count when the
//!   configuration says so. `autoRefund.do` has none at all: after silence, ask.
//! * `depositedAmount` in the order's description is what was deposited before any refund, or what is left after refunds:
//!   clients disagree. The reading that gives `approvedAmount` (or the order's `amount`) counts; where neither does, what was
//!   captured is unknown, and so is what is left.
//! * A currency in a response is the account's by its ISO number or code. The rouble also goes by 810 and `RUR`, its number
//!   and code before 1998.
//! * `language` is "mandatory" with a default, and absent in the example: it is optional.
//! * `refundItems` is not in the table of `autoRefund.do`, but its chapter speaks of `autoRefund` requests: it is allowed.
//! * The sums of the loyalty operations are not documented and not checked.
//! * Totals are all that a status query gives, so refund an order one refund at a time, and start none while an earlier
//!   one is pending or unknown: when that one moves the total, it looks like the next one of the same amount.
//!
//! The callback is a GET with a query or a POST with a form, of parameters that the bank configures. Where its address has
//! a query of its own, name those parameters in `callback_address_parameters`: the bank does not sign them. It proves what it
//! lists and nothing more: no amount of the refund. An endpoint that only hears callbacks is made with `callbacks_only` and their
//! secrets, without a login: its ledgers store what they hear and never send. Have the bank switch on `externalRefundId`; without it two refunds of
//! one order send the same bytes, and all that one may do is ask.

mod checksum;
mod details;
mod item;
mod ledger;
mod parameters;
mod refund;
mod server;
mod status;
mod webhook;
mod wire;

pub use details::SberbankCallback;
pub use item::SberbankLegacyItem;
pub use ledger::SberbankLegacyRequest;
pub use refund::SberbankLegacyRefund;
pub use server::{
    SberbankLegacyCall, SberbankLegacyServer, SberbankLegacyServerConfig,
    SberbankLegacyServerCredentials,
};

use super::login::Login;
use super::{checked_currency, roubles};
use crate::api::merchant::Provider;
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::http::validate;
use crate::signature::rsa_key::RsaHash;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;
use checksum::CallbackKeys;
use serde::Deserialize;

const HOSTS: PublishedHosts = PublishedHosts {
    live: Some("https://securepayments.sberbank.ru/payment/rest"),
    demo: Some("https://3dsec.sberbank.ru/payment/rest"),
};

/// No idempotency of any kind is documented (H).
const AUTO_REFUND: OperationProfile = OperationProfile {
    operation: "autoRefund.do",
    replay: Idempotency::None,
    lookup: Lookup::ByTotal,
    rate_limit: RateLimit::Undocumented,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 30_000,
    source: "Sberbank wiki: autoRefund.do (H), getOrderStatusExtended.do (H)",
};

/// The preconditions stand in the vendor's document (M) and count when configured.
const REFUND: OperationProfile = OperationProfile {
    operation: "refund.do",
    source: "Sberbank wiki: refund.do (H); BPC REST reference: externalRefundId, expectedDepositedAmount (M)",
    ..AUTO_REFUND
};
const REPLAYING_REFUND: OperationProfile = OperationProfile {
    operation: "refund.do with a confirmed externalRefundId",
    replay: Idempotency::SameResponse,
    ..REFUND
};
const REFUND_WITH_PRECONDITION: OperationProfile = OperationProfile {
    operation: "refund.do with a confirmed expectedDepositedAmount",
    replay: Idempotency::CompareAndSet,
    ..REFUND
};

/// Where the legacy gateway is, and what of it is enabled for this merchant.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SberbankLegacyConfig {
    /// The host; `live` by default.
    pub endpoint: Endpoint,
    /// The account's currency; `RUB` by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = "RUB"))]
    pub currency: String,
    /// The bank confirmed that a repeated `externalRefundId` gives the first response; false by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub external_refund_id_replays: bool,
    /// The bank confirmed that `expectedDepositedAmount` is checked; false by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub expected_amount_is_precondition: bool,
    /// The hash of asymmetric checksums; `sha512` by default. `sign_alias` is unsigned and is not believed.
    pub callback_hash: RsaHash,
    /// Takes callback keys of 1024 bits; false by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub small_callback_keys: bool,
    /// Query parameters that belong to the callback address itself, such as `route` in `?route=sberbank/callback`; none by
    /// default, and each one line of 1 to 100 characters. The bank does not sign them, so they are left out of the checksum and
    /// never read.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub callback_address_parameters: Vec<String>,
    /// The bank confirmed what the amounts of a refund's operations are: of `REFUND_PAYMENT` points in hundredths, and of
    /// `REFUND_AWARD` money in minor units. An outcome then has its `parts`, where the two add up to the refund. False by
    /// default, since the document calls all of them points.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub operation_amounts: bool,
    /// Reads callbacks and sends nothing, so that no login is given; its ledgers listen. False by default.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub callbacks_only: bool,
}

impl SberbankLegacyConfig {
    /// The defaults at another host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            ..Self::default()
        }
    }
}

impl Default for SberbankLegacyConfig {
    fn default() -> Self {
        Self {
            endpoint: Endpoint::Live,
            currency: roubles(),
            external_refund_id_replays: false,
            expected_amount_is_precondition: false,
            callback_hash: RsaHash::Sha512,
            small_callback_keys: false,
            callback_address_parameters: Vec::new(),
            operation_amounts: false,
            callbacks_only: false,
        }
    }
}

/// Login, password, and the keys of the callbacks. Where nothing is sent (`callbacks_only`), there is no login.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SberbankLegacyCredentials {
    /// Login of the API user: 1 to 30 visible ASCII characters. Absent beside a token, and with `callbacks_only`.
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
    /// Callback tokens (symmetric checksum); any of them verifies.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub callback_tokens: Vec<Secret>,
    /// Certificates or public keys in PEM (asymmetric checksum); any of them verifies.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub callback_keys: Vec<String>,
}

impl SberbankLegacyCredentials {
    /// The callbacks' secrets alone, for an endpoint that stores what it hears and sends nothing.
    pub fn listening(callback_tokens: Vec<Secret>, callback_keys: Vec<String>) -> Self {
        Self {
            user_name: None,
            password: None,
            token: None,
            callback_tokens,
            callback_keys,
        }
    }

    /// Login and password of the API user.
    pub fn with_password(user_name: impl Into<Secret>, password: impl Into<Secret>) -> Self {
        Self {
            user_name: Some(user_name.into()),
            password: Some(password.into()),
            ..Self::listening(Vec::new(), Vec::new())
        }
    }

    /// A token instead of login and password.
    pub fn with_token(token: impl Into<Secret>) -> Self {
        Self {
            token: Some(token.into()),
            ..Self::listening(Vec::new(), Vec::new())
        }
    }
}

/// The merchant side of the legacy gateway.
#[derive(Debug)]
pub struct SberbankLegacy {
    access: Option<Login>,
    base: String,
    currency: String,
    keys: CallbackKeys,
    callback_address_parameters: Vec<String>,
    external_refund_id_replays: bool,
    expected_amount_is_precondition: bool,
    operation_amounts: bool,
}

impl Provider for SberbankLegacy {
    type Config = SberbankLegacyConfig;
    type Credentials = SberbankLegacyCredentials;

    const SECRET_FIELDS: &'static [&'static str] = super::SECRET_FIELDS;

    fn new(
        config: SberbankLegacyConfig,
        credentials: SberbankLegacyCredentials,
    ) -> Result<Self, RefundError> {
        let keys = CallbackKeys::checked(
            &config,
            credentials.callback_tokens.clone(),
            &credentials.callback_keys,
        )?;
        Ok(Self {
            base: config
                .endpoint
                .base(HOSTS)
                .map_err(|error| error.within("config"))?,
            access: access(config.callbacks_only, credentials, &keys)?,
            currency: checked_currency(config.currency)?,
            keys,
            callback_address_parameters: address_parameters(config.callback_address_parameters)?,
            external_refund_id_replays: config.external_refund_id_replays,
            expected_amount_is_precondition: config.expected_amount_is_precondition,
            operation_amounts: config.operation_amounts,
        })
    }
}

/// The login; nothing where only callbacks are read.
fn access(
    callbacks_only: bool,
    credentials: SberbankLegacyCredentials,
    keys: &CallbackKeys,
) -> Result<Option<Login>, RefundError> {
    let (name, password) = (credentials.user_name, credentials.password);
    let token = credentials.token;
    if !callbacks_only {
        return Login::checked(name, password, token).map(Some);
    }
    let is_absent = name.is_none() && password.is_none() && token.is_none();
    validate::require(
        is_absent,
        "credentials",
        "must have no login where only callbacks are read",
    )?;
    validate::require(
        !keys.is_empty(),
        "credentials",
        "must have callbackTokens or callbackKeys",
    )?;
    Ok(None)
}

/// A parameter of the bank's own is always signed and never left out.
fn address_parameters(names: Vec<String>) -> Result<Vec<String>, RefundError> {
    for (index, name) in names.iter().enumerate() {
        let field = format!("config.callbackAddressParameters[{index}]");
        validate::line(&field, name, 100)?;
        let is_of_the_bank = webhook::PARAMETERS.contains(&name.as_str());
        validate::require(!is_of_the_bank, &field, "is a parameter of the callback")?;
    }
    Ok(names)
}

impl SberbankLegacy {
    fn login(&self) -> Result<&Login, RefundError> {
        self.access.as_ref().ok_or_else(|| {
            let detail = "is needed to send; the account is configured to read callbacks only";
            RefundError::new(code::MISSING_FIELD, "credentials.userName", detail)
        })
    }

    fn secrets(&self) -> Vec<&Secret> {
        let login = self
            .access
            .as_ref()
            .map(Login::secrets);
        login
            .into_iter()
            .flatten()
            .chain(self.keys.tokens())
            .collect()
    }
}
