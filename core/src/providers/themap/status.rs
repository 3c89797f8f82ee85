//! The payment's state: `POST /getState {key, merchant_order_id}`.
//!
//! It has neither a list nor a total of refunds. So only one refund can ever be recognised by it: the one that took all
//! that remained, of a payment that is `Refunded`.

use super::wire::{ResponseBody, StateBody};
use super::{REFUND, TheMap, TheMapRefund, TheMapState, content_type};
use crate::api::context::CallContext;
use crate::api::merchant::QueryStatus;
use crate::api::parsed::ParsedStatus;
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{HttpRequest, ResponseHead, SendResult};
use crate::json::to_json;
use crate::value::error::RefundError;
use std::borrow::Cow;

impl QueryStatus for TheMap {
    type StatusDetails = TheMapState;

    fn build_status_request(
        &self,
        refund: &TheMapRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.check(refund)?;
        let body = StateBody {
            key: Cow::Borrowed(self.key.expose()),
            merchant_order_id: Cow::Borrowed(&refund.merchant_order_id),
        };
        Ok(HttpRequest::post(
            self.url("getState"),
            content_type("application/json"),
            to_json(&body)?,
        ))
    }

    fn parse_status_response(
        &self,
        refund: &TheMapRefund,
        response: &SendResult,
    ) -> Result<ParsedStatus<TheMapState>, RefundError> {
        self.check(refund)?;
        let (read, details) = match read_response::<ResponseBody<'_>>(response) {
            Ok((head, body)) => (
                self.snapshot(refund, head, &body),
                Some(TheMapState::read(&body, self.account(&self.secrets()))),
            ),
            Err(observation) => (Err(observation), None),
        };
        let own = [refund.map_order_id.as_str(), &refund.merchant_order_id];
        let snapshot = PaymentSnapshot::from_status_response(read, &REFUND, &self.secrets(), &own);
        Ok(ParsedStatus { snapshot, details })
    }
}

impl TheMap {
    fn snapshot(
        &self,
        refund: &TheMapRefund,
        head: ResponseHead,
        body: &ResponseBody<'_>,
    ) -> Result<PaymentSnapshot, Observation> {
        let said = |finding| {
            Observation::new(finding)
                .with_head(head)
                .saying(body.code().map(Cow::into_owned), body.message())
        };
        if let Some(problem) = self.find_mismatch(refund, body) {
            return Err(said(Finding::Contradiction(problem)));
        }
        if body.success() == Some(true) && body.names_error() {
            return Err(said(Finding::Contradiction(Problem::SelfContradiction)));
        }
        let named = body.order_ids().next().is_some();
        let succeeded = body.success() == Some(true) && head.is_success();
        match body
            .state()
            .filter(|_| named && succeeded)
        {
            None => Err(said(Finding::Unrecognised)),
            Some(state) => Ok(PaymentSnapshot {
                payment_id: Some(refund.map_order_id.clone()),
                merchant_order: Some(refund.merchant_order_id.clone()),
                provider_status: Some(state.into_owned()),
                http_status: Some(head.status),
                ..PaymentSnapshot::default()
            }),
        }
    }
}
