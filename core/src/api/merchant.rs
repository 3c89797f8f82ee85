//! What a provider can do, as small traits; a provider outside this crate implements the same ones.
//!
//! A provider without a status query has no such method, instead of a method that always fails.
//!
//! `CONTRIBUTING.md` says how to add a provider.

use crate::api::redaction::redacted;
use crate::api::stored::{Stored, fingerprint};
use crate::decision::event::{RefundEvent, UnverifiedNotice, WebhookPeek};
use crate::decision::outcome::RefundOutcome;
use crate::decision::profile::OperationProfile;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{HttpRequest, HttpResponse, ReceivedRequest, Rejection, SendResult};
use crate::json::decode;
use crate::signature::prepared::Prepared;
use crate::signature::rsa_key::BlindingSeed;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A provider object: made once, with keys, hosts and headers prepared, and used many times.
pub trait Provider: Sized {
    /// Hosts and choices that are not secret.
    type Config: DeserializeOwned;
    /// Keys and passwords.
    type Credentials: DeserializeOwned;
    /// The wire names of the query and body fields that hold secrets. They are masked when a request is shown. Headers are
    /// masked as well, unless they only describe the format.
    const SECRET_FIELDS: &'static [&'static str] = &[];
    /// Checks and prepares everything that does not change from call to call.
    fn new(config: Self::Config, credentials: Self::Credentials) -> Result<Self, RefundError>;
    /// Makes the object with an optional `config`. Each field of an absent `config` has its default, and an error names a
    /// field without one.
    fn open(
        config: Option<Self::Config>,
        credentials: Self::Credentials,
    ) -> Result<Self, RefundError> {
        Self::new(
            config.map_or_else(|| decode("config", "{}"), Ok)?,
            credentials,
        )
    }
    /// A request of this provider as a person may see it: headers that prove who asks and the fields of
    /// [`SECRET_FIELDS`](Self::SECRET_FIELDS) are masked. Do not send the result.
    fn redact(request: &HttpRequest) -> HttpRequest {
        redacted(request, &[Self::SECRET_FIELDS])
    }
}

/// The merchant side of a refund.
pub trait Refunds: Provider {
    /// The refund in the provider's own terms: plain data that may be stored and come back in another process.
    type Refund: Stored;
    /// Every profile that a refund can have, for the documentation.
    fn profiles() -> &'static [OperationProfile];
    /// How this refund behaves when repeated and how it can be looked up.
    fn profile(&self, refund: &Self::Refund) -> OperationProfile;
    /// Tells whether a stored refund and a new one ask for the same thing. It is the lower-case hex SHA-256 of the kind, the
    /// version and every field except the baseline, which says what was known and not what is asked. It holds no secret.
    /// Provider and account are not part of it. Another version of this library may give another fingerprint: compare refunds, not fingerprints,
    /// across versions.
    fn fingerprint(refund: &Self::Refund) -> Result<String, RefundError> {
        fingerprint(refund)
    }
    /// Reads whatever came back. An error means that the refund itself could not have been sent.
    fn parse_response(
        &self,
        refund: &Self::Refund,
        answer: &SendResult,
    ) -> Result<RefundOutcome, RefundError>;
    /// The outcome if not one byte left this machine, for example because no connection could be made. Call it only if that
    /// is certain.
    fn not_sent(&self, refund: &Self::Refund) -> Result<RefundOutcome, RefundError> {
        self.parse_response(refund, &SendResult::NotSent)
    }
}

/// Requests that carry no signature.
pub trait BuildsRequests: Refunds {
    /// The request to send. An error means that nothing was sent.
    fn build_request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError>;
}

/// Requests that are signed, here or elsewhere.
pub trait SignsRequests: Refunds {
    /// The request and the bytes to sign.
    fn prepare(&self, refund: &Self::Refund) -> Result<Prepared, RefundError>;
    /// Signs with the private key given at construction.
    fn sign(&self, prepared: Prepared, seed: &BlindingSeed) -> Result<HttpRequest, RefundError>;
    /// Takes a signature made elsewhere; verifies it where the merchant's public key was given.
    fn finish(&self, prepared: Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError>;
    /// The request to send, signed. An error means that nothing was sent.
    fn build_request(
        &self,
        refund: &Self::Refund,
        seed: &BlindingSeed,
    ) -> Result<HttpRequest, RefundError> {
        self.sign(self.prepare(refund)?, seed)
    }
}

/// Reads the responses to status queries.
pub trait ReadsStatus: Refunds {
    /// What the response says about the refund's payment. A response that cannot be used gives a snapshot with a problem.
    fn parse_status_response(
        &self,
        refund: &Self::Refund,
        answer: &SendResult,
    ) -> Result<PaymentSnapshot, RefundError>;
    /// What a snapshot means for the refund.
    fn resolve(
        &self,
        refund: &Self::Refund,
        snapshot: &PaymentSnapshot,
    ) -> Result<RefundOutcome, RefundError>;
}

/// Status queries that carry no signature.
pub trait AsksStatus: ReadsStatus {
    /// The query about the refund's payment. Also sent before a refund, for its baseline.
    fn build_status_request(&self, refund: &Self::Refund) -> Result<HttpRequest, RefundError>;
}

/// Status queries that are signed.
pub trait SignsStatus: ReadsStatus + SignsRequests {
    /// The query and the bytes to sign.
    fn prepare_status(&self, refund: &Self::Refund) -> Result<Prepared, RefundError>;
    /// The query about the refund's payment, signed.
    fn build_status_request(
        &self,
        refund: &Self::Refund,
        seed: &BlindingSeed,
    ) -> Result<HttpRequest, RefundError> {
        self.sign(self.prepare_status(refund)?, seed)
    }
}

/// Webhooks that are signed.
pub trait VerifiesWebhooks: Refunds {
    /// Reads what a webhook says about itself, without a secret. It proves nothing.
    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError>;
    /// Verifies the signature, then reads the webhook. Without a valid signature there is no event; the rejection carries the
    /// HTTP response to give.
    fn parse_webhook(&self, webhook: &ReceivedRequest) -> Result<RefundEvent, Rejection>;
    /// What a verified event means for the refund, by the same checks as a response.
    fn settle(
        &self,
        refund: &Self::Refund,
        event: &RefundEvent,
    ) -> Result<RefundOutcome, RefundError>;
}

/// Messages that nobody signed.
pub trait ReadsNotices: Refunds {
    /// Reads an unsigned message, which is only a reason to ask for the status.
    fn parse_notice(&self, webhook: &ReceivedRequest) -> Result<UnverifiedNotice, Rejection>;
}

/// What the host supplies to the provider side: the core has no clock and no randomness.
#[derive(Clone, Debug)]
pub struct CallContext {
    /// Now, in milliseconds since 1970 (UTC).
    pub now: i64,
    /// Randomness for RSA blinding; unused where nothing is signed with RSA.
    pub seed: BlindingSeed,
}

/// The provider side of a refund, for simulators, integrators and tests.
pub trait ServesRefunds: Provider {
    /// A refund as it arrived, in the provider's own terms.
    type Call: Serialize + DeserializeOwned + AsRef<RefundOrder>;
    /// Checks credentials and signature, then reads. The rejection carries the provider's own error response.
    fn parse_request(&self, request: &ReceivedRequest) -> Result<Self::Call, Rejection>;
    /// The provider's answer.
    fn build_response(
        &self,
        call: &Self::Call,
        reply: &RefundReply,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
}

/// The provider side of a status query.
pub trait ServesStatus: ServesRefunds {
    /// Checks credentials and signature, then reads.
    fn parse_status_request(&self, request: &ReceivedRequest) -> Result<StatusCall, Rejection>;
    /// The provider's description of a payment.
    fn build_status_response(
        &self,
        payment: &PaymentSnapshot,
        context: &CallContext,
    ) -> Result<HttpResponse, RefundError>;
}

/// The provider side of a webhook.
pub trait SendsWebhooks: ServesRefunds {
    /// The webhook that announces a refund, signed where the provider signs.
    fn build_webhook(
        &self,
        url: &str,
        update: &RefundUpdate,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
}

/// What a provider needs to know to give money back, whatever its messages look like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefundOrder {
    /// The payment, order or session, by the id that was sent.
    pub payment: String,
    /// How much to give back; absent if the request names no amount, which means everything that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount: Option<Money>,
    /// The merchant's own mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub mark: Option<String>,
    /// The idempotency key or external refund id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub key: Option<String>,
    /// The balance in minor units that must still be there, if the request has such a precondition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub fence: Option<i64>,
    /// The address of the webhook, if the request names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub webhook_url: Option<String>,
}

/// A refund and the payment around it, for answers and webhooks of the provider side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefundUpdate {
    /// Which of the payment's entries it is about.
    pub refund_id: String,
    /// The payment, this refund included.
    pub payment: PaymentSnapshot,
}

impl RefundUpdate {
    /// The entry that it is about.
    pub fn entry(&self) -> Result<&crate::decision::snapshot::RefundEntry, RefundError> {
        let wanted = |entry: &&crate::decision::snapshot::RefundEntry| {
            entry.refund_id.as_deref() == Some(&self.refund_id)
        };
        let missing = || {
            RefundError::new(
                crate::value::error::code::INVALID_FIELD,
                "refundId",
                "is not among the payment's entries",
            )
        };
        self.payment.entries.iter().find(wanted).ok_or_else(missing)
    }
}

/// What the provider side answers to a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum RefundReply {
    /// The refund was accepted; the entry's status says how far it is.
    Accepted(RefundUpdate),
    /// The refund was refused.
    #[serde(rename_all = "camelCase")]
    Refused {
        /// HTTP status.
        http_status: u16,
        /// The provider's code.
        code: String,
        /// The provider's text.
        message: String,
    },
}

/// A status query as it arrived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatusCall {
    /// The payment, order or session, by the id that was sent.
    pub payment: String,
}
