//! The list of a payment's refunds.

use super::refund::check;
use super::wire::Refund;
use super::{Acme, AcmeRefund, REFUND};
use refundkit::kit::{
    Finding, Observation, RawValue, any_from_json, list_from_json, read_response_as,
};
use refundkit::{
    CallContext, HttpRequest, ParsedStatus, PaymentSnapshot, Problem, QueryStatus, RefundEntry,
    RefundError, SendResult,
};

impl QueryStatus for Acme {
    type StatusDetails = ();

    fn build_status_request(
        &self,
        refund: &AcmeRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        check(refund)?;
        Ok(HttpRequest::get(
            format!("{}/payments/{}/refunds", self.base, refund.payment),
            self.headers(),
        ))
    }

    fn parse_status_response(
        &self,
        refund: &AcmeRefund,
        response: &SendResult,
    ) -> Result<ParsedStatus<()>, RefundError> {
        check(refund)?;
        let snapshot = PaymentSnapshot::from_status_response(
            listed(refund, response),
            &REFUND,
            &[&self.key],
            &[&refund.payment, &refund.reference],
        );
        Ok(ParsedStatus {
            snapshot,
            details: None,
        })
    }
}

fn listed(refund: &AcmeRefund, response: &SendResult) -> Result<PaymentSnapshot, Observation> {
    let (head, body) = read_response_as(response, any_from_json::<RawValue<'_>>)?;
    let at = |finding| Observation::new(finding).with_head(head);
    let refunds: Vec<Refund> = list_from_json(body.raw()).map_err(|_| at(Finding::Unreadable))?;
    if refunds
        .iter()
        .any(|listed| listed.payment.as_deref() != Some(&refund.payment))
    {
        return Err(at(Finding::Contradiction(Problem::PaymentMismatch)));
    }
    let entries: Result<Vec<RefundEntry>, Problem> = refunds
        .iter()
        .map(Refund::entry)
        .collect();
    let mut snapshot = PaymentSnapshot::new(&refund.payment);
    snapshot.entries = entries.map_err(|problem| at(Finding::Contradiction(problem)))?;
    snapshot.http_status = Some(head.status);
    Ok(snapshot)
}
