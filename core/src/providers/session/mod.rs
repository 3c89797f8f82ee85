//! The session protocol that [Bank 131](super::bank131) and [Smart Glocal](super::smart_glocal) share: a payment is a
//! session, and a refund is asked of the session.
//!
//! Not here: payouts and their refunds, cancel, capture, escrow, starting a chargeback.
//!
//! ```text
//! POST /api/{v1|v2}/session/refund      full or partial refund; the response is the session with all its refunds
//! POST /api/{v1|v2}/session/status      the same response, any time
//! X-PARTNER-PROJECT: {project}
//! X-PARTNER-SUBMERCHANT: {submerchant}              optional
//! X-PARTNER-IDEMPOTENCY-KEY: {idempotency_key}      optional
//! X-PARTNER-SIGN: base64(rsa_pkcs1_sha256(body))    the body alone: no URL, no header, no time
//! ```
//!
//! | Field | Wire | Notes |
//! |---|---|---|
//! | `session_id` | `session_id` | `ps_..` |
//! | `amount` | `amount_details {amount, currency}` | integer minor units, currency in lower case; absent means everything |
//! | `metadata` | `metadata` | any JSON but `null`, `false`, `0`, `"0"` and what is empty, which PHP drops; may come back in the refund's entry |
//! | `idempotency_key` | `X-PARTNER-IDEMPOTENCY-KEY` | visible ASCII, 1 to 255 |
//!
//! Entries of `refunds`: `in_progress` pending, `accepted` succeeded, `declined` declined, `error` unknown. With
//! `is_chargeback` the payer's bank took the money, and the entry is nobody's refund.
//!
//! | Error code | Means |
//! |---|---|
//! | `identification_error`, `authentication_error`, `authorization_error`, `invalid_request` | declined |
//! | `idempotency_key_already_exists` | pending, ask: an earlier sending was taken |
//! | `internal_error`, `provider_*`, any other | unknown, ask |
//!
//! Contradictions and choices:
//! * v1 lists payments as `acquiring_payments`, v2 as `payment_list`; which one a webhook has is not documented. Both are
//!   read everywhere, and both at once must be equal. `payments` in v1 and `payout_list` are payouts and not read.
//! * An empty list of one generation beside the full one of the other says nothing. Amounts are integers, also where they
//!   are written with a fraction of zeros (`1050.0`); an `error` that is empty denies nothing.
//! * The amount of a payment tells what was captured, and nothing about its refunds. Where it cannot be read, or is in a
//!   currency that is refused, what was captured is unknown.
//! * A webhook is verified as it was sent: the bytes of the body, not compressed and not written anew, and the signature in
//!   Base64 of the standard alphabet. The error names what is different.
//! * The documents' refund examples are all v1, the bank's PHP SDK speaks v2 by default. `v1` is the default here.
//! * Older examples show 63 or 64 hex digits as `X-PARTNER-SIGN`. They are placeholders; newer pages print a word there.
//! * The idempotency key stands in the SDK, not in the documents. It rejects, it does not replay: after silence, ask.
//! * The SDK's mock shows the refund's metadata in its entry, the documents' examples show none. So metadata may not tell
//!   refunds apart; the ledger then looks before each refund which ones are there, and sends one at a time.
//! * Currencies come back in either case. TON (`tonc`) is refused: its minor unit is not documented.
//! * A ledger takes `authentication_error` and `authorization_error` for refused credentials where they are the response's own. The
//!   code of a session that lists the refund may be of an earlier payment. What `identification_error` means no document says: it
//!   is a refusal as any other. The bank says of `authorization_error` to check the project's rights, so the provider side here
//!   answers a wrong project with it.
//! * HTTP codes of errors are not documented. `status: "error"` is an error under any of them.
//! * What a full refund does after a partial one is not documented; the response must name the expected amount. Nor is it
//!   documented which payment of a session with several is refunded: the entries of all are read as one list.
//!
//! A [ledger](crate::ledger) sends its own reference as `metadata`, a JSON string, and as the idempotency key. It sends a lost
//! refund again only where the provider confirmed how long `session/refund` honours the key
//! ([`key_lifetime_ms`](crate::ledger::LedgerSettings::key_lifetime_ms)). The key stands in Bank 131's SDK alone; for Smart Glocal
//! have it confirmed that it knows the header at all.
//!
//! **A signature covers the body alone.** The status query `{"session_id":".."}` is, byte for byte, the request for a full
//! refund. Whoever sees a signed status query can refund the session: keep it as secret as a refund, and let a signing
//! service sign status queries only for those who may refund.

mod details;
mod keys;
mod ledger;
mod listing;
mod metadata;
mod refund;
mod server;
mod status;
mod webhook;
mod wire;

pub use details::{
    SessionAmounts, SessionDetails, SessionFailure, SessionPayment, SessionPaymentDetails,
    SessionRefundDetails, SessionResponse, SessionRevenueShare, SessionTransaction, SessionWebhook,
};
pub use ledger::{PaymentSession, SessionRequest};
pub use refund::SessionRefund;
pub use server::{SessionCall, SessionServer, SessionServerConfig, SessionServerCredentials};

use self::keys::{merchant_keys, public_keys};
use crate::api::context::CallContext;
use crate::api::merchant::{Provider, SignElsewhere};
use crate::decision::profile::{Ambiguity, Idempotency, Lookup, OperationProfile, RateLimit};
use crate::http::endpoint::{Endpoint, PublishedHosts};
use crate::http::validate::{self, optional};
use crate::http::{Header, HttpRequest};
use crate::signature::prepared::Prepared;
use crate::signature::rsa_key::{RsaHash, RsaSigner, RsaVerifier};
use crate::signature::unverified;
use crate::value::error::{RefundError, code};
use crate::value::secret::Secret;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

const PROJECT: &str = "x-partner-project";
const SUBMERCHANT: &str = "x-partner-submerchant";
const IDEMPOTENCY_KEY: &str = "x-partner-idempotency-key";
const SIGNATURE: &str = "x-partner-sign";

/// Field name of a signature in errors.
const SIGNATURE_FIELD: &str = "headers.x-partner-sign";

/// A refund without an idempotency key.
const REFUND: OperationProfile = OperationProfile {
    operation: "session/refund",
    replay: Idempotency::None,
    lookup: Lookup::ByEntries,
    rate_limit: RateLimit::Undocumented,
    ambiguity: Ambiguity::MayClear,
    ask_after_ms: 30_000,
    source: "developer.131.ru and developer.smart-glocal.com: session-refund, session-status (H); bank131/php-sdk (H)",
};

/// A refund with one: the second sending is refused, as the SDK shows; that it does not give the
/// first response again is taken from that.
const REFUND_WITH_KEY: OperationProfile = OperationProfile {
    operation: "session/refund with an idempotency key",
    replay: Idempotency::Rejects,
    ..REFUND
};

/// Generation of the API: part of the path, and the names of the lists in responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionApiVersion {
    /// `/api/v1`, `acquiring_payments`.
    #[default]
    V1,
    /// `/api/v2`, `payment_list`.
    V2,
}

impl SessionApiVersion {
    /// Path of a method, without a leading slash.
    fn path(self, method: &str) -> String {
        match self {
            Self::V1 => format!("api/v1/session/{method}"),
            Self::V2 => format!("api/v2/session/{method}"),
        }
    }
}

/// Where the provider is, and which API it speaks.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SessionConfig {
    /// The host; `live` by default.
    #[serde(default)]
    pub endpoint: Endpoint,
    /// Generation of the API; `v1` by default. Responses and webhooks are read in either.
    #[serde(default)]
    pub api_version: SessionApiVersion,
}

impl SessionConfig {
    /// The defaults at another host. Every field is public.
    pub fn at(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            ..Self::default()
        }
    }
}

/// A project's keys. Without a private key requests are prepared here and signed elsewhere.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionCredentials {
    /// Id of the project, from the manager: 1 to 255 visible ASCII characters.
    pub project: String,
    /// The merchant's private key, PKCS#8 or PKCS#1 PEM, 2048 to 4096 bits. Leave it out where it lives elsewhere.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub private_key: Option<Secret>,
    /// The merchant's public key, SPKI, PKCS#1 or certificate PEM: signatures made elsewhere are verified with it.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub public_key: Option<String>,
    /// The provider's public keys in PEM, several while they are being rotated: webhooks are verified with them.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub provider_keys: Vec<String>,
    /// The payer's legal entity, sent as `X-PARTNER-SUBMERCHANT`: 1 to 255 visible ASCII characters.
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub submerchant: Option<String>,
}

/// A provider that speaks the session protocol.
pub trait SessionProvider {
    /// The hosts that it publishes.
    const HOSTS: PublishedHosts;
    /// Its name in the keys of ledgers. It never changes.
    const KIND: &'static str;
}

/// The merchant side of a provider that speaks the session protocol.
#[derive(Debug)]
pub struct SessionMerchant<P> {
    signer: Option<RsaSigner>,
    verifier: Option<RsaVerifier>,
    provider_keys: Vec<RsaVerifier>,
    environment: &'static str,
    refund_url: String,
    status_url: String,
    headers: Vec<Header>,
    provider: PhantomData<fn() -> P>,
}

impl<P: SessionProvider> Provider for SessionMerchant<P> {
    type Config = SessionConfig;
    type Credentials = SessionCredentials;

    fn new(config: SessionConfig, credentials: SessionCredentials) -> Result<Self, RefundError> {
        let base = config
            .endpoint
            .base(P::HOSTS)
            .map_err(|error| error.within("config"))?;
        let within = |error: RefundError| error.within("credentials");
        let (signer, verifier) = merchant_keys(&credentials).map_err(within)?;
        let provider_keys = public_keys("providerKeys", &credentials.provider_keys);
        Ok(Self {
            signer,
            verifier,
            provider_keys: provider_keys.map_err(within)?,
            environment: P::HOSTS.environment(&base),
            refund_url: format!("{base}/{}", config.api_version.path("refund")),
            status_url: format!("{base}/{}", config.api_version.path("status")),
            headers: headers(&credentials).map_err(within)?,
            provider: PhantomData,
        })
    }
}

impl<P: SessionProvider> SignElsewhere for SessionMerchant<P> {
    fn prepare(
        &self,
        refund: &SessionRefund,
        _context: &CallContext,
    ) -> Result<Prepared, RefundError> {
        self.prepare_refund(refund)
    }

    fn prepare_status(
        &self,
        refund: &SessionRefund,
        _context: &CallContext,
    ) -> Result<Prepared, RefundError> {
        self.prepare_query(refund)
    }

    fn sign(&self, prepared: &Prepared, context: &CallContext) -> Result<HttpRequest, RefundError> {
        let missing = "is needed to sign here; prepare and finish take a signature made elsewhere";
        let signer = self
            .signer
            .as_ref()
            .ok_or_else(|| missing_key("credentials.privateKey", missing))?;
        let signature = signer.sign(
            RsaHash::Sha256,
            prepared.to_sign.as_bytes(),
            context.seed()?,
        )?;
        self.complete(prepared, &signature)
    }

    fn finish(&self, prepared: &Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError> {
        let fits = match &self.verifier {
            Some(key) => key.verify(RsaHash::Sha256, prepared.to_sign.as_bytes(), signature),
            // 2048 to 4096 bits: more can't be said without the key.
            None => (256..=512).contains(&signature.len()),
        };
        if !fits {
            return Err(unverified(
                "signature",
                "is not the merchant key's over these bytes",
            ));
        }
        self.complete(prepared, signature)
    }
}

impl<P> SessionMerchant<P> {
    /// A request prepared for another provider or host would carry a signature of ours to an address that we do not know.
    fn complete(&self, prepared: &Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError> {
        let ours = [&self.refund_url, &self.status_url].contains(&&prepared.request.url);
        validate::require(ours, "prepared.request.url", "is another provider's")?;
        validate::require(
            prepared.signature_header == SIGNATURE,
            "prepared.signatureHeader",
            "is another provider's",
        )?;
        prepared.clone().complete(signature)
    }
}

fn missing_key(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::MISSING_FIELD, field, detail)
}

/// What arrived is signed well and still not what the document describes.
fn bad_message(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::INVALID_MESSAGE, field, detail)
}

/// The headers of every request, in the order in which they are sent.
fn headers(credentials: &SessionCredentials) -> Result<Vec<Header>, RefundError> {
    let project = validate::visible_ascii("project", &credentials.project, 255)?;
    let submerchant = optional(
        validate::visible_ascii,
        "submerchant",
        credentials.submerchant.as_deref(),
        255,
    )?;
    let fixed = [
        Header::new("content-type", "application/json"),
        Header::new(PROJECT, project),
    ];
    Ok(fixed
        .into_iter()
        .chain(submerchant.map(|id| Header::new(SUBMERCHANT, id)))
        .collect())
}
