//! The refund: model, request, response.

use super::wire::{Refund, Request};
use super::{Acme, REFUND};
use refundkit::kit::Reading;
use refundkit::kit::validate;
use refundkit::kit::{Claim, read_entry};
use refundkit::kit::{Finding, Profile};
use refundkit::kit::{read_answer, to_json};
use refundkit::{
    Answer, Baseline, BuildsRequests, HttpRequest, Money, Problem, RefundError, RefundOutcome,
    Refunds, Stored,
};
use serde::{Deserialize, Serialize};

/// A refund of a payment. Plain data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AcmeRefund {
    pub(crate) payment: String,
    pub(crate) amount: Money,
    pub(crate) mark: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) baseline: Option<Baseline>,
}

impl Stored for AcmeRefund {
    const KIND: &'static str = "acme_refund";
}

impl AcmeRefund {
    pub(super) fn claim(&self) -> Claim<'_> {
        Claim {
            amount: &self.amount,
            mark: Some(&self.mark),
            baseline: self.baseline.as_ref(),
            amount_required: true,
        }
    }
}

pub(super) fn check(refund: &AcmeRefund) -> Result<(), RefundError> {
    validate::path_segment("payment", &refund.payment, 64)?;
    validate::text("mark", &refund.mark, 64)?;
    let whole = refund.amount.checked("amount")?;
    Baseline::check(refund.baseline.as_ref(), whole.get())
}

impl Refunds for Acme {
    type Refund = AcmeRefund;

    fn profiles() -> &'static [Profile] {
        &[REFUND]
    }

    fn profile(&self, _refund: &AcmeRefund) -> Profile {
        REFUND
    }

    fn parse_response(
        &self,
        refund: &AcmeRefund,
        answer: &Answer,
    ) -> Result<RefundOutcome, RefundError> {
        check(refund)?;
        Ok(self.read(refund, answer).judged(&REFUND, &[&self.key]))
    }
}

impl BuildsRequests for Acme {
    fn build_request(&self, refund: &AcmeRefund) -> Result<HttpRequest, RefundError> {
        check(refund)?;
        let (amount, currency) = (refund.amount.format()?, refund.amount.currency.as_str());
        let body = to_json(&Request {
            payment: &refund.payment,
            amount,
            currency,
            mark: &refund.mark,
        })?;
        Ok(HttpRequest::post(
            format!("{}/refunds", self.base),
            self.headers(),
            body,
        ))
    }
}

impl Acme {
    fn read(&self, refund: &AcmeRefund, answer: &Answer) -> Reading {
        let (http_status, body) = match read_answer::<Refund>(answer) {
            Ok(read) => read,
            Err(reading) => return reading,
        };
        let reading = match body.entry() {
            Ok(_) if body.payment.as_deref() != Some(&refund.payment) => {
                Reading::of(Finding::Contradiction(Problem::PaymentMismatch))
            }
            Ok(entry) if entry.amount.as_ref() != Some(&refund.amount) => {
                read_entry(&entry).but(Finding::Contradiction(Problem::AmountMismatch))
            }
            Ok(entry) => read_entry(&entry),
            Err(problem) => Reading::of(Finding::Contradiction(problem)),
        };
        reading.at(http_status).saying(body.code, body.reason)
    }
}
