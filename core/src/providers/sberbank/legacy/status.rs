//! The order's totals: `POST getOrderStatusExtended.do`.

use super::super::check_order_id;
use super::super::status::{Question, resolve};
use super::wire::STATUS_PATH;
use super::{REFUND, SberbankLegacy, SberbankLegacyRefund};
use crate::api::merchant::{AsksStatus, ReadsStatus, Refunds};
use crate::decision::outcome::RefundOutcome;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{Answer, HttpRequest};
use crate::value::error::RefundError;

impl AsksStatus for SberbankLegacy {
    fn build_status_request(
        &self,
        refund: &SberbankLegacyRefund,
    ) -> Result<HttpRequest, RefundError> {
        check_order_id(&refund.order_id)?;
        Ok(self.post(STATUS_PATH, &self.about(&refund.order_id)))
    }
}

impl ReadsStatus for SberbankLegacy {
    fn parse_status_response(
        &self,
        refund: &SberbankLegacyRefund,
        answer: &Answer,
    ) -> Result<PaymentSnapshot, RefundError> {
        check_order_id(&refund.order_id)?;
        let question = Question {
            order_id: &refund.order_id,
            currency: &self.currency,
        };
        let mark = refund.external_refund_id.as_deref().unwrap_or_default();
        Ok(PaymentSnapshot::from_status_response(
            question.read(answer),
            &REFUND,
            &self.secrets(),
            &[&refund.order_id, mark],
        ))
    }

    fn resolve(
        &self,
        refund: &SberbankLegacyRefund,
        snapshot: &PaymentSnapshot,
    ) -> Result<RefundOutcome, RefundError> {
        self.check(refund)?;
        let reading = resolve(&refund.order_id, &refund.claim(), snapshot);
        Ok(reading.judged(&self.profile(refund), &self.secrets()))
    }
}
