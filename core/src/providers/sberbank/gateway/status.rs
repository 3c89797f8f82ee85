//! The order's totals and, where enabled, its operations: `POST getOrderStatusExtended.do`.

use super::super::check_order_id;
use super::super::status::{Question, resolve};
use super::wire::STATUS_PATH;
use super::{REFUND, SberbankGateway, SberbankGatewayRefund};
use crate::api::merchant::{AsksStatus, ReadsStatus, Refunds};
use crate::decision::outcome::RefundOutcome;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::{Answer, HttpRequest};
use crate::value::error::RefundError;

impl AsksStatus for SberbankGateway {
    fn build_status_request(
        &self,
        refund: &SberbankGatewayRefund,
    ) -> Result<HttpRequest, RefundError> {
        check_order_id(&refund.order_id)?;
        self.post(STATUS_PATH, &self.about(&refund.order_id))
    }
}

impl ReadsStatus for SberbankGateway {
    fn parse_status_response(
        &self,
        refund: &SberbankGatewayRefund,
        answer: &Answer,
    ) -> Result<PaymentSnapshot, RefundError> {
        check_order_id(&refund.order_id)?;
        let question = Question {
            order_id: &refund.order_id,
            currency: &self.currency,
        };
        Ok(PaymentSnapshot::from_status_response(
            question.read(answer),
            &REFUND,
            &self.secrets(),
            &[&refund.order_id, &refund.external_refund_id],
        ))
    }

    fn resolve(
        &self,
        refund: &SberbankGatewayRefund,
        snapshot: &PaymentSnapshot,
    ) -> Result<RefundOutcome, RefundError> {
        self.check(refund)?;
        let reading = resolve(&refund.order_id, &refund.claim(), snapshot);
        Ok(reading.judged(&self.profile(refund), &self.secrets()))
    }
}
