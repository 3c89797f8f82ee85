//! Google Standard Payments: refunds for which Google calls us
//! (`https://developers.google.com/standard-payments/payment-processor-service-api/rest/v1/TopLevel/refund`).
//!
//! Not here: `asynchronousRefund` (its body looks like this one, its response does not: the path decides), reversals, echo,
//! and the transport envelope. Every body here is plain JSON: PGP or JWE, the signature in it and the content type
//! belong to the host, which hands over only what it has verified and opened.
//!
//! ```text
//! POST {our base}/v1/refund                                                Google calls us
//! POST {Google's base}/v1/refundResultNotification/{account id}            we call Google
//! ```
//!
//! | Field | Flat form | Object form |
//! |---|---|---|
//! | `protocol_version` | `requestHeader.protocolVersion {major, minor, revision}` | the same, `minor` and `revision` optional |
//! | `request_id` | `requestHeader.requestId`: 1 to 100 of `a-z A-Z 0-9 : - _` | the same |
//! | `request_timestamp` | `requestHeader.requestTimestamp`: int64, ms | `requestHeader.requestTimestamp.epochMillis` |
//! | `account_id` | `paymentIntegratorAccountId` | `requestHeader.paymentIntegratorAccountId` |
//! | `capture_id` | exactly one of `captureRequestId`, `transactionId`, `generateReferenceNumberRequestId` | the same |
//! | `amount`, `micros` | `refundAmount` (int64), `currencyCode` | `refundAmount {amountMicros, currencyCode}` |
//! | result | `result: "SUCCESS"`, `rawResult` | `result: {"success": {}}`, with `rawResult` inside |
//! | `refund_id` | `paymentIntegratorRefundId` | the same |
//! | error | `errorResponseCode: "INVALID_IDENTIFIER"` | `errorResponseResult: {"invalidIdentifier": {}}` |
//!
//! # How a refund is answered
//!
//! [`GoogleCaptureLedger`] keeps the order: it stores a claim before money moves, checks a payout whose end nobody knows, and
//! says what Google hears. Who has an engine of his own does the same with single messages:
//!
//! 1. `parse_request` checks form, clock and account. An error carries the response.
//! 2. Load what is stored under account id and request id, and the capture; `reserve`.
//! 3. On `Proceed`, in one transaction and before money moves: insert the reservation, unique by account id and request id, and
//!    set the capture's balance from `remaining_before` to `remaining_after`. If either fails, begin again at 2.
//! 4. Move the money, store the result (on a decline give the balance back), respond with `build_response`.
//! 5. On anything else respond with `build_reserved`. A `NoMoneyLeft` with a result is stored first: HTTP 200 is final for
//!    its request id. Error responses are not stored.
//! 6. Where the response may have been lost, `build_notification` says it again. Google, or we, repeat with the same
//!    request id and a fresh time, which is why the time is in no fingerprint.
//!
//! On Google's side an outcome's `code` is the error code or the raw code, its `message` the description or the raw scope.
//!
//! Contradictions and choices:
//! * `protocolVersion.major` does not tell the forms apart; an object as time, or the account id in the header, does.
//!   Responses mirror it. Majors that were seen are served: 1 flat, 1 and 2 in the object form.
//! * `now_ms` is in milliseconds, and refused below 10^12: a clock that counts seconds would be written into responses.
//! * The clock rule is *should* in the flat form and *must* in the other: enforced in both, 60,000 ms inclusive.
//! * Unknown capture: the status table says 400, the code table 404. 404, with `INVALID_IDENTIFIER`.
//! * Over-refund, also of a capture that is not empty yet: 200 with `NO_MONEY_LEFT_ON_TRANSACTION`; in the object form,
//!   which has no such result, 400 with `PRECONDITION_VIOLATION`. So is another currency than the capture's.
//! * When `rawResult` is mandatory is cut off in the page: a decline cannot be built without one.
//! * Int64 is printed as a string; numbers are read as well. Zero, signs, fractions and leading zeros are refused.
//! * A card method sends no `currencyCode`. Its amount would be a guess: refused.
//! * An empty error body is allowed on one page and forbidden on another: read, never written.
//! * A member that is empty is absent: of the other form, a second reference, or of an error beside a result.
//! * The object form's names of errors and declines are derived from the flat ones where no page lists them.

mod details;
mod failure;
mod ledger;
mod message;
mod notification;
mod refund;
mod reply;
mod reservation;
mod response;
mod result;
mod server;
mod wire;

pub use details::{GoogleReply, GoogleResultCode};
pub use failure::{GoogleErrorKind, GoogleFailure};
#[cfg(any(feature = "typescript", feature = "uniffi"))]
pub use ledger::SharedCaptureLedger;
pub use ledger::{
    GoogleCaptureLedger, GoogleCaptureOpening, GoogleCheckStep, GooglePayStep, GoogleRespondStep,
    GoogleStep,
};
pub use message::{GoogleCaptureId, GoogleCaptureIdKind, GoogleProtocolVersion, GoogleShape};
pub use notification::GoogleNotification;
pub use refund::GoogleRefundRequest;
pub use reservation::{
    GoogleCapture, GoogleRefundState, GoogleReservation, GoogleReserved, GoogleStored,
    GoogleStoredRefund,
};
pub use result::{GoogleDecline, GoogleRawResult, GoogleRefundResult};
pub use server::{GoogleNotice, GoogleRefund};

use crate::api::merchant::Provider;
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::http::validate;
use crate::value::error::{RefundError, code};
use serde::Deserialize;

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    #[cfg(any(feature = "typescript", feature = "uniffi"))]
    pub use super::SharedCaptureLedger;
    pub use super::{
        GoogleCaptureOpening, GoogleConfig, GoogleCredentials, GoogleIntegrator,
        GoogleRefundRequest, GoogleStep,
    };
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::{GoogleCaller, GoogleCallerConfig, GoogleRefund};
}

/// Older documents print other prefixes; those are custom endpoints.
const HOSTS: PublishedHosts = PublishedHosts {
    live: Some("https://vgw.googleapis.com/secure-serving/gsp"),
    demo: Some("https://vgw.sandbox.google.com/secure-serving/gsp"),
};

/// The integrator has no published host.
const UNPUBLISHED: PublishedHosts = PublishedHosts {
    live: None,
    demo: None,
};

/// 200 responses are final for their request id, errors are not (H); there is no method that asks for a status (M).
const REFUND: OperationProfile = OperationProfile {
    operation: "refund",
    replay: Idempotency::SameResponse,
    lookup: Lookup::None,
    rate_limit: RateLimit::Undocumented,
    ambiguity: Ambiguity::Final,
    ask_after_ms: 0,
    source: "standard-payments: refund (H), reference/http-api-standards (H), reference/idempotency (M)",
};

/// A result is stored once per refund and cannot be changed by a later notification (H).
const NOTIFICATION: OperationProfile = OperationProfile {
    operation: "refundResultNotification",
    source: "standard-payments: payment-update-service-api refundResultNotification (H)",
    ..REFUND
};

/// Where Google is, and who we are to it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GoogleConfig {
    /// The prefix of `/v1/refundResultNotification`; `live` by default.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Our payment integrator account ids: at least one.
    pub account_ids: Vec<String>,
}

impl GoogleConfig {
    /// The live host, for these payment integrator account ids. Every field is public.
    pub fn new(account_ids: Vec<String>) -> Self {
        Self {
            endpoint: Endpoint::Live,
            account_ids,
        }
    }
}

/// Nothing: authentication is the envelope's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(deny_unknown_fields)]
pub struct GoogleCredentials {}

/// Our user's side: the payment integrator whom Google asks for refunds.
#[derive(Debug)]
pub struct GoogleIntegrator {
    base: String,
    account_ids: Vec<String>,
}

impl GoogleIntegrator {
    /// Whose money it is: a part of the keys of ledgers.
    fn environment(&self) -> &'static str {
        HOSTS.environment(&self.base)
    }
}

impl Provider for GoogleIntegrator {
    type Config = GoogleConfig;
    type Credentials = GoogleCredentials;

    fn new(config: GoogleConfig, _credentials: GoogleCredentials) -> Result<Self, RefundError> {
        let in_config = |error: RefundError| error.within("config");
        let base = config
            .endpoint
            .base(HOSTS)
            .map_err(in_config)?;
        if config.account_ids.is_empty() {
            return Err(RefundError::new(
                code::MISSING_FIELD,
                "config.accountIds",
                "is empty",
            ));
        }
        for (index, account_id) in config.account_ids.iter().enumerate() {
            message::account_id(&format!("accountIds[{index}]"), account_id).map_err(in_config)?;
        }
        Ok(Self {
            base,
            account_ids: config.account_ids,
        })
    }
}

/// Where the integrator is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct GoogleCallerConfig {
    /// The integrator's base, without product and method: custom or loopback.
    pub endpoint: Endpoint,
    /// The path segment between base and method: `v1` by default, or a product such as `carriers-v1`; one line of 1 to 100
    /// characters, not `.` or `..`.
    #[serde(default = "first_version")]
    #[cfg_attr(feature = "uniffi", uniffi(default = "v1"))]
    pub product: String,
}

impl GoogleCallerConfig {
    /// The first version at a host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            product: first_version(),
        }
    }
}

fn first_version() -> String {
    "v1".to_owned()
}

/// Google's own side: asks for refunds and takes notifications. For simulators and tests.
#[derive(Debug)]
pub struct GoogleCaller {
    refund_url: String,
}

impl Provider for GoogleCaller {
    type Config = GoogleCallerConfig;
    type Credentials = GoogleCredentials;

    fn new(
        config: GoogleCallerConfig,
        _credentials: GoogleCredentials,
    ) -> Result<Self, RefundError> {
        let in_config = |error: RefundError| error.within("config");
        let base = config
            .endpoint
            .base(UNPUBLISHED)
            .map_err(in_config)?;
        let product = validate::path_segment("product", &config.product, 100).map_err(in_config)?;
        Ok(Self {
            refund_url: format!("{base}/{}/refund", crate::http::form::escape(product)),
        })
    }
}
