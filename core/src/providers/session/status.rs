//! The status query: `POST session/status`. The response is a session, as that of a refund.

use super::details::SessionResponse;
use super::refund::session_or_error;
use super::wire::{Body, ErrorBody, RefundBody};
use super::{SIGNATURE, SessionMerchant, SessionProvider, SessionRefund};
use crate::api::context::CallContext;
use crate::api::merchant::{QueryStatus, SignElsewhere};
use crate::api::parsed::ParsedStatus;
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::validate::in_refund;
use crate::http::{HttpRequest, ResponseHead, SendResult};
use crate::json::to_json;
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;
use crate::wire::RawValue;
use crate::wire::details::DetailReader;

impl<P> SessionMerchant<P> {
    pub(super) fn prepare_query(&self, refund: &SessionRefund) -> Result<Prepared, RefundError> {
        refund
            .check_session()
            .map_err(in_refund)?;
        let body = RefundBody {
            session_id: &refund.session_id,
            amount_details: None,
            metadata: None,
        };
        let request = HttpRequest::post(
            self.status_url.clone(),
            self.headers.clone(),
            to_json(&body)?,
        );
        Ok(Prepared::over_body(request, SIGNATURE))
    }
}

impl<P: SessionProvider> QueryStatus for SessionMerchant<P> {
    type StatusDetails = SessionResponse;

    fn build_status_request(
        &self,
        refund: &SessionRefund,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.sign(&self.prepare_query(refund)?, context)
    }

    fn parse_status_response(
        &self,
        refund: &SessionRefund,
        response: &SendResult,
    ) -> Result<ParsedStatus<SessionResponse>, RefundError> {
        refund
            .check_session()
            .map_err(in_refund)?;
        let (read, details) = match read_response::<Body<'_>>(response) {
            Ok((head, body)) => (
                snapshot(refund, head, &body),
                Some(SessionResponse::read(&body, DetailReader::new(&[]))),
            ),
            Err(observation) => (Err(observation), None),
        };
        let own = [refund.session_id.as_str()];
        let snapshot = PaymentSnapshot::from_status_response(read, &refund.profile(), &[], &own);
        Ok(ParsedStatus { snapshot, details })
    }
}

fn snapshot(
    refund: &SessionRefund,
    head: ResponseHead,
    body: &Body<'_>,
) -> Result<PaymentSnapshot, Observation> {
    let at = |finding| Observation::new(finding).with_head(head);
    let session =
        session_or_error(body).map_err(|error| error_observation(error).with_head(head))?;
    if !head.is_success() {
        return Err(at(Finding::Unrecognised));
    }
    if !session.is(&refund.session_id) {
        return Err(at(Finding::Contradiction(Problem::PaymentMismatch)));
    }
    let listing = session.totals().map_err(at)?;
    Ok(PaymentSnapshot {
        payment_id: Some(refund.session_id.clone()),
        refunded: listing.refunded(),
        captured: listing.captured,
        entries: listing.entries,
        provider_status: session
            .status
            .and_then(RawValue::string),
        code: listing.code,
        message: listing.message,
        http_status: Some(head.status),
        ..PaymentSnapshot::default()
    })
}

/// A refused query says nothing about the refund, whatever its code.
fn error_observation(error: Option<&ErrorBody<'_>>) -> Observation {
    Observation::new(Finding::Unrecognised).saying(
        error.and_then(ErrorBody::code),
        error.and_then(ErrorBody::message),
    )
}
