//! The refund: model, request, response.

use super::major_units::print_amount;
use super::split::{TranzzoShare, check_split};
use super::wire::{Operation, RefundBody, entry, refusal};
use super::{REFUND, Tranzzo, TranzzoOperation};
use crate::api::context::CallContext;
use crate::api::merchant::Merchant;
use crate::api::parsed::Parsed;
use crate::api::stored::stored;
use crate::decision::matcher::observed;
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::{Finding, OperationProfile};
use crate::decision::snapshot::RefundEntry;
use crate::http::validate::{self, in_refund, optional};
use crate::http::{Header, HttpRequest, SendResult};
use crate::json::to_json;
use crate::value::error::RefundError;
use crate::value::money::{MinorUnits, Money, RefundAmount, decimals_of};
use crate::wire::RawValue;
use crate::wire::details::DetailReader;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A refund of a Tranzzo order. Plain data.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranzzoRefund {
    /// The merchant's id of the order, or Tranzzo's own number where refunds of this account go by that
    /// (`refundsByTranzzoNumber`): one line of 1 to 32 characters, not `0`, `.` or `..`.
    pub order_id: String,
    /// How much. Three-decimal currencies only in steps of ten minor units; in a split refund never `full`.
    pub amount: RefundAmount,
    /// A text that no other refund of this order has: 1 to 2048 characters, no white space around it. Travels as
    /// `comment` and tells refunds apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub reference: Option<String>,
    /// Where the webhook of this refund goes: an https address of at most 2048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub server_url: Option<String>,
    /// Who gives it back, where the payment was split. The amounts add up to the refund's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TranzzoShare>,
    /// The provider's ids of refunds that the order had before this one was sent. A response that names one of them is about
    /// another refund.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub known_refund_ids: Vec<String>,
}

impl TranzzoRefund {
    /// A refund of an order. Every other field is public and begins empty.
    pub fn new(order_id: impl Into<String>, amount: RefundAmount) -> Self {
        Self {
            order_id: order_id.into(),
            amount,
            reference: None,
            server_url: None,
            split: Vec::new(),
            known_refund_ids: Vec::new(),
        }
    }
}

impl TranzzoRefund {
    /// Whether a response is about another refund of the order: it has another comment, or was known before.
    fn is_another(&self, entry: &RefundEntry) -> bool {
        let with_reference = entry
            .reference
            .as_ref()
            .zip(self.reference.as_ref())
            .is_some_and(|(theirs, ours)| theirs != ours);
        let known = |id| self.known_refund_ids.contains(id);
        with_reference
            || entry
                .refund_id
                .as_ref()
                .is_some_and(known)
    }
}

stored!(TranzzoRefund, "tranzzo_refund", tranzzo_refund_from_stored);

impl Merchant for Tranzzo {
    type Refund = TranzzoRefund;
    type ResponseDetails = TranzzoOperation;

    fn profiles() -> &'static [OperationProfile] {
        &[REFUND]
    }

    fn profile(&self, _refund: &TranzzoRefund) -> OperationProfile {
        REFUND
    }

    fn parse_response(
        &self,
        refund: &TranzzoRefund,
        response: &SendResult,
        _context: &CallContext,
    ) -> Result<Parsed<TranzzoOperation>, RefundError> {
        check(refund)?;
        let read = self.read(refund, response);
        Ok(Parsed::new(read, &REFUND, &self.secrets()))
    }

    fn build_request(
        &self,
        refund: &TranzzoRefund,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let decimals = check(refund)?;
        let (path, body) = if refund.split.is_empty() {
            (
                "refund",
                to_json(
                    &self
                        .plain_body(refund, decimals)
                        .map_err(in_refund)?,
                )?,
            )
        } else {
            (
                "split/refund",
                to_json(
                    &self
                        .split_body(refund, decimals)
                        .map_err(in_refund)?,
                )?,
            )
        };
        let headers = [Header::new("content-type", "application/json")]
            .into_iter()
            .chain(self.keys())
            .collect();
        Ok(HttpRequest::post(
            format!("{}/api/v1/{path}", self.base),
            headers,
            body,
        ))
    }
}

/// Order `0` is Tranzzo's check of credentials.
pub(super) fn check_order_id(field: &str, order_id: &str) -> Result<(), RefundError> {
    validate::path_segment(field, order_id, 32)?;
    validate::require(order_id != "0", field, "is reserved")
}

/// As many characters a comment and an address have at most.
pub(super) const MOST_OF_TEXT: usize = 2048;

/// Checks everything that is in the caller's hands; gives the currency's decimals.
pub(super) fn check(refund: &TranzzoRefund) -> Result<u32, RefundError> {
    check_fields(refund).map_err(in_refund)
}

fn check_fields(refund: &TranzzoRefund) -> Result<u32, RefundError> {
    check_order_id("orderId", &refund.order_id)?;
    let reference = optional(
        validate::text,
        "reference",
        refund.reference.as_deref(),
        MOST_OF_TEXT,
    )?;
    reference.map_or(Ok(()), |reference| check_trimmed("reference", reference))?;
    optional(
        validate::https_url,
        "serverUrl",
        refund.server_url.as_deref(),
        MOST_OF_TEXT,
    )?;
    let decimals = check_amount(&refund.amount)?;
    check_split(refund)?;
    Ok(decimals)
}

/// As [`Money::checked`], with the test currency that Tranzzo has.
fn check_amount(amount: &RefundAmount) -> Result<u32, RefundError> {
    let at = |error: RefundError| error.within(&amount.place("amount"));
    let expected = amount.expected();
    let decimals = decimals_of("currency", &expected.currency).map_err(at)?;
    MinorUnits::new("minorUnits", expected.minor_units).map_err(at)?;
    Ok(decimals)
}

/// The name of the number of an amount.
pub(super) fn minor_units_of(amount: &RefundAmount) -> String {
    format!("{}.minorUnits", amount.place("amount"))
}

/// Refuses white space around a text that comes back. A provider that trims it would give back another one, and the refund would
/// never be found.
pub(super) fn check_trimmed(field: &str, text: &str) -> Result<(), RefundError> {
    validate::require(text.trim() == text, field, "has white space around it")
}

impl Tranzzo {
    fn plain_body<'a>(
        &'a self,
        refund: &'a TranzzoRefund,
        decimals: u32,
    ) -> Result<RefundBody<'a>, RefundError> {
        let field = minor_units_of(&refund.amount);
        let print = |amount: &Money| print_amount(&field, amount.minor_units, decimals);
        Ok(RefundBody {
            pos_id: Cow::Borrowed(&self.pos_id),
            order_id: Cow::Borrowed(&refund.order_id),
            order_currency: Cow::Borrowed(&refund.amount.expected().currency),
            refund_amount: refund
                .amount
                .on_wire()
                .map(print)
                .transpose()?,
            comment: refund
                .reference
                .as_deref()
                .map(Cow::Borrowed),
            server_url: refund
                .server_url
                .as_deref()
                .map(Cow::Borrowed),
        })
    }

    pub(super) fn read(
        &self,
        refund: &TranzzoRefund,
        response: &SendResult,
    ) -> (Observation, Option<TranzzoOperation>) {
        let (head, operation) = match read_response::<Operation<'_>>(response) {
            Ok(read) => read,
            Err(observation) => return (observation, None),
        };
        let observation = if operation.is_error() {
            Observation::new(refusal(head.status, &operation))
        } else {
            self.read_operation(refund, &operation)
        };
        let observation = observation
            .with_head(head)
            .saying(operation.any_code(), operation.any_message());
        let details = TranzzoOperation::read(&operation, DetailReader::new(&self.secrets()));
        (observation, Some(details))
    }

    fn read_operation(&self, refund: &TranzzoRefund, operation: &Operation<'_>) -> Observation {
        if operation.is_unreadable() {
            return Observation::new(Finding::Unreadable);
        }
        let entry = match entry(operation) {
            Ok(entry) => entry,
            Err(problem) => return Observation::new(Finding::Contradiction(problem)),
        };
        let mismatch = self.find_mismatch(refund, operation, &entry);
        let observation = observed(entry);
        match mismatch {
            Some(problem) => observation.with_finding(Finding::Contradiction(problem)),
            None if observation.amount.is_none() => observation.with_finding(Finding::Unrecognised),
            None => observation,
        }
    }

    /// What in the response is not about this refund, if anything.
    fn find_mismatch(
        &self,
        refund: &TranzzoRefund,
        operation: &Operation<'_>,
        entry: &RefundEntry,
    ) -> Option<Problem> {
        let is = |value: Option<RawValue<'_>>, wanted: &str| {
            value
                .and_then(RawValue::text)
                .is_some_and(|text| text == wanted)
        };
        let expected = refund.amount.expected();
        let amount = entry.amount.as_ref();
        if operation.method().as_deref() != Some("refund") {
            return Some(Problem::OperationMismatch);
        }
        if !is(self.order_number(operation), &refund.order_id) {
            return Some(Problem::PaymentMismatch);
        }
        if operation.names_another_pos(&self.pos_id) {
            return Some(Problem::MerchantMismatch);
        }
        if operation.currency().as_deref() != Some(&expected.currency) {
            return Some(Problem::CurrencyMismatch);
        }
        if amount.is_some_and(|amount| amount != expected) {
            return Some(Problem::AmountMismatch);
        }
        if refund.is_another(entry) {
            return Some(Problem::RefundMismatch);
        }
        operation
            .contradicts_itself(entry.status)
            .then_some(Problem::SelfContradiction)
    }
}
