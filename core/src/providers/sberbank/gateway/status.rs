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
        let (mark, secrets) = (Some(refund.external_refund_id.as_str()), &self.secrets());
        let question = Question {
            order_id: &refund.order_id,
            currency: &self.currency,
            mark,
            secrets,
        };
        Ok(question
            .read(answer)
            .unwrap_or_else(|reading| PaymentSnapshot::unbelieved(reading, &REFUND)))
    }

    fn resolve(
        &self,
        refund: &SberbankGatewayRefund,
        snapshot: &PaymentSnapshot,
    ) -> Result<RefundOutcome, RefundError> {
        self.check(refund)?;
        Ok(resolve(&refund.order_id, &refund.claim(), snapshot).judged(&self.profile(refund)))
    }
}
