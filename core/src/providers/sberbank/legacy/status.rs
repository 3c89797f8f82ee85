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
        let (mark, secrets) = (refund.external_refund_id.as_deref(), &self.secrets());
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
        refund: &SberbankLegacyRefund,
        snapshot: &PaymentSnapshot,
    ) -> Result<RefundOutcome, RefundError> {
        self.check(refund)?;
        Ok(resolve(&refund.order_id, &refund.claim(), snapshot).judged(&self.profile(refund)))
    }
}
