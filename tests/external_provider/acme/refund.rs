//! The refund: model, request, response.

use super::wire::{Refund, Request};
use super::{Acme, REFUND};
use refundkit::kit::{
    Finding, Observation, OperationProfile, RefundMatcher, read_response, to_json, validate,
};
use refundkit::{
    CallContext, HttpRequest, Merchant, Money, Parsed, Problem, RefundError, SendResult, Stored,
};
use serde::{Deserialize, Serialize};

/// A refund of a payment. Plain data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcmeRefund {
    pub(crate) payment: String,
    pub(crate) amount: Money,
    pub(crate) reference: String,
    /// The ids of refunds that the payment had before: a response about one of them is not about this refund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) known_refund_ids: Vec<String>,
}

impl Stored for AcmeRefund {
    const KIND: &'static str = "acme_refund";
}

impl AcmeRefund {
    fn matcher(&self) -> RefundMatcher<'_> {
        RefundMatcher {
            amount: &self.amount,
            reference: Some(&self.reference),
            known_ids: &self.known_refund_ids,
        }
    }
}

pub(super) fn check(refund: &AcmeRefund) -> Result<(), RefundError> {
    validate::path_segment("payment", &refund.payment, 64)?;
    validate::text("reference", &refund.reference, 64)?;
    refund
        .amount
        .checked("amount")
        .map(|_| ())
}

impl Merchant for Acme {
    type Refund = AcmeRefund;
    /// Acme says nothing beside what an outcome has.
    type ResponseDetails = ();

    fn profiles() -> &'static [OperationProfile] {
        &[REFUND]
    }

    fn profile(&self, _refund: &AcmeRefund) -> OperationProfile {
        REFUND
    }

    fn parse_response(
        &self,
        refund: &AcmeRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<()>, RefundError> {
        check(refund)?;
        let read = (self.read(refund, response), None);
        Ok(Parsed::new(read, &REFUND, &[&self.key]))
    }

    fn build_request(
        &self,
        refund: &AcmeRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        check(refund)?;
        let (amount, currency) = (refund.amount.format()?, refund.amount.currency.as_str());
        let body = to_json(&Request {
            payment: &refund.payment,
            amount,
            currency,
            reference: &refund.reference,
        })?;
        Ok(HttpRequest::post(
            format!("{}/refunds", self.base),
            self.headers(),
            body,
        ))
    }
}

impl Acme {
    pub(super) fn read(&self, refund: &AcmeRefund, response: &SendResult) -> Observation {
        let (head, body) = match read_response::<Refund>(response) {
            Ok(read) => read,
            Err(observation) => return observation,
        };
        let observation = match body.entry() {
            Ok(_) if body.payment.as_deref() != Some(&refund.payment) => {
                Observation::new(Finding::Contradiction(Problem::PaymentMismatch))
            }
            Ok(entry) => refund.matcher().find(&[entry]),
            Err(problem) => Observation::new(Finding::Contradiction(problem)),
        };
        observation
            .with_head(head)
            .saying(body.code, body.reason)
    }
}
