//! The order's operations: `GET /api/v1/pos/{pos_id}/orders/{order_id}`, always the array form.

use super::major_units::exponent;
use super::refund::check_order_id;
use super::wire::{Operation, amount, entry};
use super::{REFUND, Tranzzo, TranzzoOrder};
use crate::api::context::CallContext;
use crate::api::merchant::QueryStatus;
use crate::api::parsed::ParsedStatus;
use crate::decision::observation::{Observation, read_response_as};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::validate::in_refund;
use crate::http::{HttpRequest, ResponseHead, SendResult};
use crate::value::error::RefundError;
use crate::value::money::{Money, exact_sum};
use crate::wire::details::DetailReader;
use crate::wire::{RawValue, any_from_json, from_json_text, list_from_json};

impl QueryStatus for Tranzzo {
    type StatusDetails = TranzzoOrder;

    fn build_status_request(
        &self,
        refund: &Self::Refund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        check_order_id("orderId", &refund.order_id).map_err(in_refund)?;
        Ok(HttpRequest::get(
            self.order_url(&refund.order_id),
            self.keys().into(),
        ))
    }

    fn parse_status_response(
        &self,
        refund: &Self::Refund,
        response: &SendResult,
    ) -> Result<ParsedStatus<TranzzoOrder>, RefundError> {
        check_order_id("orderId", &refund.order_id).map_err(in_refund)?;
        let reference = refund
            .reference
            .as_deref()
            .unwrap_or_default();
        let (read, details) = self.read_status(refund, response);
        let own = [refund.order_id.as_str(), reference];
        let snapshot = PaymentSnapshot::from_status_response(read, &REFUND, &self.secrets(), &own);
        Ok(ParsedStatus { snapshot, details })
    }
}

impl Tranzzo {
    fn read_status(
        &self,
        refund: &super::TranzzoRefund,
        response: &SendResult,
    ) -> (Result<PaymentSnapshot, Observation>, Option<TranzzoOrder>) {
        let (head, body) = match read_response_as(response, any_from_json::<RawValue<'_>>) {
            Ok(read) => read,
            Err(observation) => return (Err(observation), None),
        };
        let at = |finding| Observation::new(finding).with_head(head);
        let secrets = self.secrets();
        let reader = DetailReader::new(&secrets);
        if !body.raw().starts_with('[') {
            let error = from_json_text::<Operation<'_>>(body.raw()).ok();
            let details = error
                .as_ref()
                .map(|error| TranzzoOrder::failed(error, reader));
            return (Err(error_body(error.as_ref()).with_head(head)), details);
        }
        let Ok(operations) = list_from_json::<Operation<'_>>(body.raw()) else {
            return (Err(at(Finding::Unreadable)), None);
        };
        let details = TranzzoOrder::read(&operations, reader);
        let described = self
            .described(refund, head, &operations)
            .map_err(at);
        (described, Some(details))
    }

    fn described(
        &self,
        refund: &super::TranzzoRefund,
        head: ResponseHead,
        operations: &[Operation<'_>],
    ) -> Result<PaymentSnapshot, Finding> {
        if !head.is_success() {
            return Err(Finding::Unrecognised);
        }
        if operations
            .iter()
            .any(Operation::is_unreadable)
        {
            return Err(Finding::Unreadable);
        }
        let read = self
            .order(refund, operations)
            .map_err(Finding::Contradiction)?;
        Ok(PaymentSnapshot {
            http_status: Some(head.status),
            ..read
        })
    }
}

fn error_body(error: Option<&Operation<'_>>) -> Observation {
    let observation = Observation::new(Finding::Unrecognised);
    match error {
        Some(error) => observation.saying(error.any_code(), error.any_message()),
        None => observation,
    }
}

impl Tranzzo {
    fn order(
        &self,
        refund: &super::TranzzoRefund,
        operations: &[Operation<'_>],
    ) -> Result<PaymentSnapshot, Problem> {
        let is = |id: Option<RawValue<'_>>, wanted: &str| {
            id.and_then(RawValue::text)
                .is_some_and(|id| id == wanted)
        };
        for operation in operations {
            if operation.names_another_pos(&self.pos_id) {
                return Err(Problem::MerchantMismatch);
            }
            if !is(self.order_number(operation), &refund.order_id) {
                return Err(Problem::PaymentMismatch);
            }
        }
        let entries: Result<Vec<RefundEntry>, Problem> = of_methods(operations, &["refund"])
            .map(entry)
            .collect();
        let captures = ["purchase", "capture"];
        let is_listed = of_methods(operations, &captures)
            .next()
            .is_some();
        Ok(PaymentSnapshot {
            payment_id: operations
                .iter()
                .find_map(|operation| operation.payment_id?.string()),
            merchant_order: Some(refund.order_id.clone()),
            // What cannot be told of a payment leaves its total unknown: the refunds that are listed beside it count.
            captured: total(operations, &captures)
                .ok()
                .flatten()
                .filter(|_| is_listed),
            entries: entries?,
            refunded: total(operations, &["refund"])?,
            ..PaymentSnapshot::default()
        })
    }
}

fn of_methods<'a, 'b>(
    operations: &'b [Operation<'a>],
    methods: &'b [&str],
) -> impl Iterator<Item = &'b Operation<'a>> {
    operations.iter().filter(|operation| {
        operation
            .method()
            .is_some_and(|method| methods.contains(&method.as_ref()))
    })
}

/// The successful operations of these methods added up. Nothing is known where one of them has an unknown status or no amount
/// that can be read, and where the order's operations are in different currencies.
fn total(operations: &[Operation<'_>], methods: &[&str]) -> Result<Option<Money>, Problem> {
    let mut currencies = operations
        .iter()
        .filter_map(Operation::currency);
    let currency = currencies
        .next()
        .filter(|first| currencies.all(|other| other == *first));
    let Some(currency) = currency.filter(|currency| exponent(currency).is_some()) else {
        return Ok(None);
    };
    let mut sum = 0_i64;
    for operation in of_methods(operations, methods) {
        let part = match operation.meaning() {
            RefundStatus::Succeeded => amount(operation).ok().flatten(),
            RefundStatus::Unknown => None,
            _ => continue,
        };
        let Some(part) = part else {
            return Ok(None);
        };
        sum = exact_sum(sum, part.minor_units).ok_or(Problem::AmountMismatch)?;
    }
    Ok(Some(Money::new(sum, currency)))
}
