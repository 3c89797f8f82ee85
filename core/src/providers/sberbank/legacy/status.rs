//! The order's totals: `POST getOrderStatusExtended.do`.

use super::super::check_order_id;
use super::super::details::SberbankOrderStatus;
use super::super::status::StatusQuery;
use super::wire::STATUS_PATH;
use super::{REFUND, SberbankLegacy, SberbankLegacyRefund};
use crate::api::context::CallContext;
use crate::api::merchant::QueryStatus;
use crate::api::parsed::ParsedStatus;
use crate::decision::snapshot::PaymentSnapshot;
use crate::http::validate::in_refund;
use crate::http::{HttpRequest, SendResult};
use crate::value::error::RefundError;

impl QueryStatus for SberbankLegacy {
    type StatusDetails = SberbankOrderStatus;

    fn build_status_request(
        &self,
        refund: &SberbankLegacyRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        check_order_id(&refund.order_id).map_err(in_refund)?;
        Ok(self.post(STATUS_PATH, &self.about(&refund.order_id)?))
    }

    fn parse_status_response(
        &self,
        refund: &SberbankLegacyRefund,
        response: &SendResult,
    ) -> Result<ParsedStatus<SberbankOrderStatus>, RefundError> {
        check_order_id(&refund.order_id).map_err(in_refund)?;
        let question = StatusQuery {
            order_id: &refund.order_id,
            currency: &self.currency,
        };
        let reference = refund
            .external_refund_id
            .as_deref()
            .unwrap_or_default();
        let secrets = self.secrets();
        let (read, details) = question.read(response, &secrets);
        let own = [refund.order_id.as_str(), reference];
        let snapshot = PaymentSnapshot::from_status_response(read, &REFUND, &secrets, &own);
        Ok(ParsedStatus { snapshot, details })
    }
}
