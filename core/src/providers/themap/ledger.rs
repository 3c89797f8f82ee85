//! What the ledger needs of theMAP.
//!
//! Nothing of a refund's own travels, and nothing is listed: the own books and the payment's state are all there is. What
//! `Amount` of `getState` and of a notification means is not documented, so it decides only where it fits exactly one
//! reading. `NewAmount` of a success is what is left.

use super::encoding::TheMapParam;
use super::goods::{TheMapGood, TheMapSplit};
use super::wire::ResponseBody;
use super::{REFUND, TheMap, TheMapRefund};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::decision::event::{EventKind, RefundEvent, UnverifiedNotice};
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::UnusableStatus;
use crate::http::{HttpRequest, SendResult, validate};
use crate::json::decode;
use crate::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, ParsesInLedger, PaymentState, Reading,
    Said, Shown, Signer, StatusShows, read_snapshot,
};
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// A payment at theMAP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TheMapPayment {
    /// theMAP's id of the payment: 1 to 50 characters.
    pub map_order_id: String,
    /// The merchant's id of the payment, 1 to 50 characters: what getState asks by.
    pub merchant_order_id: String,
}

/// What a merchant may say about a refund in a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TheMapRequest {
    /// How much, in the account's currency.
    pub amount: Money,
    /// Additional parameters, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub params: Vec<TheMapParam>,
    /// The terminals that give it back, where the payment is divided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TheMapSplit>,
    /// What was returned, one entry a piece.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub goods: Vec<TheMapGood>,
}

impl TheMapRequest {
    /// A refund of an amount. Every other field is public and begins empty.
    pub fn new(amount: Money) -> Self {
        Self {
            amount,
            params: Vec::new(),
            split: Vec::new(),
            goods: Vec::new(),
        }
    }
}

impl KeepsLedger for TheMap {
    type Payment = TheMapPayment;
    type Request = TheMapRequest;

    fn payment_id(payment: &TheMapPayment) -> &str {
        &payment.map_order_id
    }

    fn check_payment(&self, payment: &TheMapPayment) -> Result<(), RefundError> {
        validate::line("mapOrderId", &payment.map_order_id, 50)?;
        validate::line("merchantOrderId", &payment.merchant_order_id, 50).map(|_| ())
    }

    fn account_currency(&self) -> Option<&str> {
        Some(&self.currency)
    }

    fn amount(request: &TheMapRequest) -> &Money {
        &request.amount
    }
}

impl ParsesInLedger for TheMap {
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<TheMapRefund, RefundError> {
        bare(order.payment, order.amount.clone())
    }

    fn question(&self, payment: &str) -> Result<TheMapRefund, RefundError> {
        bare(payment, Money::new(1, &self.currency))
    }
}

impl LedgerProvider for TheMap {
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: "themap",
            environment: super::HOSTS.environment(&self.base),
            profile: REFUND,
            carries_reference: false,
            status_shows: StatusShows::State,
            signer: Signer::Nobody,
        }
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let request: TheMapRequest = decode("request", order.request)?;
        let refund = TheMapRefund {
            params: request.params,
            split: request.split,
            goods: request.goods,
            ..self.refund_of(order)?
        };
        self.build_request(&refund, context)
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let request = self.build(order, &CallContext::default())?;
        Ok(Self::redact(&request))
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let Ok(refund) = self.refund_of(order) else {
            return Reading::new(Said::Nothing);
        };
        let observation = self.read(&refund, result).0.checked();
        let said = said(&observation);
        let outcome = observation.into_outcome(&REFUND, &self.secrets());
        let remaining = outcome
            .remaining
            .as_ref()
            .filter(|_| said == Said::Succeeded)
            .map(|remaining| remaining.minor_units);
        Reading {
            remaining,
            ..Reading::of(said, outcome)
        }
    }

    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_status_request(&self.question(payment)?, context)
    }

    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        let snapshot = read_snapshot(self, self.question(payment), result)?;
        let state = match snapshot.provider_status.as_deref() {
            Some("Charged") => PaymentState::Charged,
            Some("Refunding") => PaymentState::Refunding,
            Some("Refunded") => PaymentState::Refunded,
            _ => return Err(Problem::Unrecognised),
        };
        let body = read_response::<ResponseBody<'_>>(result).ok();
        Ok(Shown {
            state: Some(state),
            open_amount: body.and_then(|(_, body)| body.amount()),
            ..Shown::default()
        })
    }

    fn refuses_credentials(&self, status: &UnusableStatus) -> bool {
        status.code.as_deref() == Some(INVALID_AUTHENTICATION)
    }

    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        let payment: TheMapPayment = decode("payment", payment).ok()?;
        let other_order = event
            .merchant_order
            .as_ref()
            .is_some_and(|order| *order != payment.merchant_order_id);
        if event.payment_id.as_deref() != Some(&payment.map_order_id) || other_order {
            return None;
        }
        Some(shown(event))
    }

    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool {
        let payment: Result<TheMapPayment, RefundError> = decode("payment", payment);
        payment.is_ok_and(|payment| notice.payment_id.as_ref() == Some(&payment.map_order_id))
    }
}

/// The code of a refusal of the merchant's keys.
const INVALID_AUTHENTICATION: &str = "INVALID_AUTHENTICATION";

/// A refund of a payment, with nothing but what its response is compared with.
fn bare(payment: &str, amount: Money) -> Result<TheMapRefund, RefundError> {
    let payment: TheMapPayment = decode("payment", payment)?;
    let ids = (payment.map_order_id, payment.merchant_order_id);
    Ok(TheMapRefund::new(ids.0, ids.1, amount))
}

/// What a finding says. An unknown code may stand for a refund that went through.
fn said(observation: &Observation) -> Said {
    match (observation.finding, observation.code.as_deref()) {
        (Finding::Succeeded, _) => Said::Succeeded,
        (Finding::Pending, _) => Said::Pending,
        (Finding::Declined, Some(INVALID_AUTHENTICATION)) => Said::CredentialsRefused,
        (Finding::Declined, Some("AMOUNT_EXCEED")) => Said::RefusedOrRepeated,
        (Finding::Declined, _) => Said::Refused,
        (Finding::Contradiction(problem), _) => Said::Contradiction(problem),
        _ => Said::Nothing,
    }
}

/// A signed notification says that some refund of the payment succeeded, or is under way; it does not say which. A refusal
/// says nothing about a refund that its own response did not refuse.
fn shown(event: &RefundEvent) -> Shown {
    let entry = event.entries.first();
    let entry = entry.filter(|_| event.kind == EventKind::Refund);
    let state = entry.and_then(|entry| match entry.status {
        RefundStatus::Succeeded => Some(PaymentState::OneSucceeded),
        RefundStatus::Pending => Some(PaymentState::Refunding),
        _ => None,
    });
    let amount = event.open_amount.as_ref();
    Shown {
        state,
        open_amount: amount
            .filter(|_| state.is_some())
            .map(|amount| amount.minor_units),
        ..Shown::default()
    }
}
