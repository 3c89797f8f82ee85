//! What a merchant can do with a provider, as six traits; a provider outside this crate implements the same ones.
//!
//! A provider without a status query has no such method, instead of a method that always fails. The classes of this crate
//! have every method themselves, so that only generic code needs a trait. Their text for users is in
//! [`operations`](crate::operations); the text here is for whoever implements them.

use crate::api::context::CallContext;
use crate::api::parsed::{Parsed, ParsedNotice, ParsedStatus, ParsedWebhook};
use crate::api::redaction::redacted;
use crate::api::stored::{Stored, fingerprint};
use crate::decision::event::WebhookPeek;
use crate::decision::outcome::RefundOutcome;
use crate::decision::profile::OperationProfile;
use crate::http::{HttpRequest, ReceivedRequest, Rejection, SendResult};
use crate::json::decode;
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

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

/// Asks for refunds and understands the responses.
pub trait Merchant: Provider {
    /// The refund in the provider's own terms: plain data that may be stored and come back in another process.
    type Refund: Stored;
    /// Everything that a response says, in the provider's own words.
    type ResponseDetails: Debug + Serialize;
    /// Every profile that a refund can have, for the documentation.
    fn profiles() -> &'static [OperationProfile];
    /// How this refund behaves when repeated and how it can be looked up.
    fn profile(&self, refund: &Self::Refund) -> OperationProfile;
    /// Tells whether a stored refund and a new one ask for the same thing. It is the lower-case hex SHA-256 of the kind, the
    /// version and every field except `known_refund_ids`, which says what was known and not what is asked. It holds no secret.
    /// Provider and account are not part of it. Another version of this library may give another fingerprint: compare
    /// refunds, not fingerprints, across versions.
    fn fingerprint(refund: &Self::Refund) -> Result<String, RefundError> {
        fingerprint(refund)
    }
    /// Checks the refund and builds the request, signed with the private key given at construction where the provider wants
    /// a signature. An error means that nothing was sent.
    fn build_request(
        &self,
        refund: &Self::Refund,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
    /// Reads whatever came back. An error means that the refund itself could not have been sent. Where responses carry their
    /// own time, one that is far from the context's is not believed.
    fn parse_response(
        &self,
        refund: &Self::Refund,
        result: &SendResult,
        context: &CallContext,
    ) -> Result<Parsed<Self::ResponseDetails>, RefundError>;
    /// The outcome if not one byte left this machine, for example because no connection could be made. Call it only if that
    /// is certain.
    fn not_sent(&self, refund: &Self::Refund) -> Result<RefundOutcome, RefundError> {
        let parsed = self.parse_response(refund, &SendResult::NotSent, &CallContext::default())?;
        Ok(parsed.outcome)
    }
}

/// Asks what became of a payment.
pub trait QueryStatus: Merchant {
    /// Everything that a response says, in the provider's own words.
    type StatusDetails: Debug + Serialize;
    /// The query about the refund's payment.
    fn build_status_request(
        &self,
        refund: &Self::Refund,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
    /// What the response says about the refund's payment. A response that cannot be used gives an
    /// [`UnusableStatus`](crate::UnusableStatus) with its problem.
    fn parse_status_response(
        &self,
        refund: &Self::Refund,
        result: &SendResult,
    ) -> Result<ParsedStatus<Self::StatusDetails>, RefundError>;
}

/// Requests that are signed, by a key that may live elsewhere.
pub trait SignElsewhere: QueryStatus {
    /// The refund request and the bytes to sign.
    fn prepare(
        &self,
        refund: &Self::Refund,
        context: &CallContext,
    ) -> Result<Prepared, RefundError>;
    /// The status query and the bytes to sign.
    fn prepare_status(
        &self,
        refund: &Self::Refund,
        context: &CallContext,
    ) -> Result<Prepared, RefundError>;
    /// Signs with the private key given at construction.
    fn sign(&self, prepared: &Prepared, context: &CallContext) -> Result<HttpRequest, RefundError>;
    /// Takes a signature made elsewhere; verifies it where the merchant's public key was given.
    fn finish(&self, prepared: &Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError>;
}

/// Webhooks that are signed.
pub trait VerifyWebhooks: Merchant {
    /// Everything that a webhook says, in the provider's own words.
    type WebhookDetails: Debug + Serialize;
    /// Reads what a webhook says about itself, without a secret. It proves nothing.
    fn peek_webhook(webhook: &ReceivedRequest) -> Result<WebhookPeek, RefundError>;
    /// Verifies the signature, then reads the webhook. Without a valid signature there is no event; the rejection carries the
    /// HTTP response to give.
    fn parse_webhook(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedWebhook<Self::WebhookDetails>, Rejection>;
}

/// Messages that nobody signs.
pub trait ReadNotices: Merchant {
    /// Everything that a message says, in the provider's own words.
    type NoticeDetails: Debug + Serialize;
    /// Reads a message whose only use is to ask for the status.
    fn parse_notice(
        &self,
        webhook: &ReceivedRequest,
    ) -> Result<ParsedNotice<Self::NoticeDetails>, Rejection>;
}
