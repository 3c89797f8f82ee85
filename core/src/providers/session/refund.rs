//! The refund: model, request, response.

use super::details::SessionResponse;
use super::wire::{AmountOut, Body, ErrorBody, RefundBody, Session};
use super::{
    IDEMPOTENCY_KEY, REFUND, REFUND_WITH_KEY, SIGNATURE, SessionMerchant, SessionProvider, metadata,
};
use crate::api::context::CallContext;
use crate::api::merchant::{Merchant, SignElsewhere};
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::matcher::RefundMatcher;
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::{Finding, OperationProfile};
use crate::decision::snapshot::RefundEntry;
use crate::http::validate::{self, in_refund, optional};
use crate::http::{Header, HttpRequest, SendResult};
use crate::json::to_json;
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;
use crate::value::money::RefundAmount;
use crate::wire::RawValue;
use crate::wire::details::DetailReader;
use serde::{Deserialize, Serialize};

/// A refund of a payment session. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SessionRefund {
    /// The provider's id of the payment's session, such as `ps_3230`: 1 to 255 characters.
    pub session_id: String,
    /// How much. What `full` does after a partial refund is not documented.
    pub amount: RefundAmount,
    /// JSON text of 1 to 4096 characters that no other refund of this session has; not what PHP takes for
    /// absent (`null`, `false`, `0`, `"0"`, or empty), whole numbers up to 2^53 - 1. Sent as `metadata`; tells refunds apart where it comes back, also as a string that holds
    /// it, so `1` and `"1"` count as equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub metadata: Option<String>,
    /// Makes the provider refuse a second sending: 1 to 255 visible ASCII characters, never used for another refund. How
    /// long it is remembered is not documented.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub idempotency_key: Option<String>,
    /// The provider's ids of refunds that the session had before this one was sent. A response that names one of them is about
    /// another refund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub known_refund_ids: Vec<String>,
}

stored!(SessionRefund, "session_refund", session_refund_from_stored);

impl SessionRefund {
    /// A refund of a session. Every other field is public and begins empty.
    pub fn new(session_id: impl Into<String>, amount: RefundAmount) -> Self {
        Self {
            session_id: session_id.into(),
            amount,
            metadata: None,
            idempotency_key: None,
            known_refund_ids: Vec::new(),
        }
    }
}

impl SessionRefund {
    /// An idempotency key changes what sending again does.
    pub(super) fn profile(&self) -> OperationProfile {
        if self.idempotency_key.is_some() {
            REFUND_WITH_KEY
        } else {
            REFUND
        }
    }

    /// Checks everything that is in the caller's hands.
    pub(super) fn check(&self) -> Result<(), RefundError> {
        self.check_fields().map_err(in_refund)
    }

    fn check_fields(&self) -> Result<(), RefundError> {
        self.check_session()?;
        self.amount
            .expected()
            .checked(&self.amount.place("amount"))?;
        optional(
            validate::visible_ascii,
            "idempotencyKey",
            self.idempotency_key.as_deref(),
            255,
        )?;
        self.metadata
            .as_deref()
            .map_or(Ok(()), metadata::check)
    }

    /// Checks what a status query needs.
    pub(super) fn check_session(&self) -> Result<(), RefundError> {
        validate::line("sessionId", &self.session_id, 255).map(drop)
    }

    /// Finds this refund among a session's entries.
    fn find(&self, entries: Vec<RefundEntry>) -> Observation {
        let matcher = RefundMatcher {
            amount: self.amount.expected(),
            reference: self.metadata.as_deref(),
            known_ids: &self.known_refund_ids,
        };
        match matcher.reference {
            Some(reference) => matcher.find(&metadata::spelled_as(reference, entries)),
            None => matcher.find(&entries),
        }
    }
}

impl<P: SessionProvider> Merchant for SessionMerchant<P> {
    type Refund = SessionRefund;
    type ResponseDetails = SessionResponse;

    fn profiles() -> &'static [OperationProfile] {
        &[REFUND, REFUND_WITH_KEY]
    }

    fn profile(&self, refund: &SessionRefund) -> OperationProfile {
        refund.profile()
    }

    fn build_request(
        &self,
        refund: &SessionRefund,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.sign(&self.prepare_refund(refund)?, context)
    }

    fn parse_response(
        &self,
        refund: &SessionRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<SessionResponse>, RefundError> {
        refund.check()?;
        Ok(Parsed::new(read(refund, response), &refund.profile(), &[]))
    }
}

impl<P> SessionMerchant<P> {
    pub(super) fn prepare_refund(&self, refund: &SessionRefund) -> Result<Prepared, RefundError> {
        refund.check()?;
        let metadata = refund
            .metadata
            .as_deref()
            .map(|json| RawValue::new("metadata", json));
        let body = RefundBody {
            session_id: &refund.session_id,
            amount_details: refund
                .amount
                .on_wire()
                .map(AmountOut::from),
            metadata: metadata.transpose()?,
        };
        let key = refund
            .idempotency_key
            .as_deref()
            .map(|key| Header::new(IDEMPOTENCY_KEY, key));
        let headers = self
            .headers
            .iter()
            .cloned()
            .chain(key)
            .collect();
        let request = HttpRequest::post(self.refund_url.clone(), headers, to_json(&body)?);
        Ok(Prepared::over_body(request, SIGNATURE))
    }
}

pub(super) fn read(
    refund: &SessionRefund,
    response: &SendResult,
) -> (Observation, Option<SessionResponse>) {
    let (head, body) = match read_response::<Body<'_>>(response) {
        Ok(read) => read,
        Err(observation) => return (observation, None),
    };
    let observation = match session_or_error(&body) {
        Ok(session) => read_session(refund, session),
        Err(Some(error)) => refusal(&body, error),
        Err(None) => Observation::new(Finding::Unrecognised),
    };
    let details = SessionResponse::read(&body, DetailReader::new(&[]));
    (observation.with_head(head), Some(details))
}

/// The session of a response that says `ok`, or the error of another one. `status` is missing in some error bodies.
pub(super) fn session_or_error<'b, 'a>(
    body: &'b Body<'a>,
) -> Result<&'b Session<'a>, Option<&'b ErrorBody<'a>>> {
    match (body.session.get(), &body.error) {
        (Some(session), None) if body.says_ok() => Ok(session),
        (_, error) => Err(error.as_ref()),
    }
}

fn read_session(refund: &SessionRefund, session: &Session<'_>) -> Observation {
    if !session.is(&refund.session_id) {
        return Observation::new(Finding::Contradiction(Problem::PaymentMismatch));
    }
    match session.totals() {
        Ok(listing) => refund
            .find(listing.entries)
            .saying(listing.code, listing.message),
        Err(finding) => Observation::new(finding),
    }
}

/// An error. A refusal beside a session or beside `ok` proves nothing: the session may hold the refund.
fn refusal(body: &Body<'_>, error: &ErrorBody<'_>) -> Observation {
    let code = error.code();
    let finding = match code.as_deref() {
        _ if body.says_ok() => Finding::Contradiction(Problem::SelfContradiction),
        Some("idempotency_key_already_exists") => Finding::PendingCheck,
        Some(
            "identification_error"
            | "authentication_error"
            | "authorization_error"
            | "invalid_request",
        ) if body.session.is_absent() => Finding::Declined,
        _ => Finding::Unrecognised,
    };
    Observation::new(finding).saying(code, error.message())
}
