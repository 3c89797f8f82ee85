//! What the ledger needs of the legacy gateway.
//!
//! `refund.do` carries the refund's reference as `externalRefundId`, and `autoRefund.do` carries none. Where the bank confirmed
//! that a repeated `externalRefundId` gives the first response, a lost `refund.do` is sent again. Otherwise a signed callback
//! that carries the reference decides, or the refunded total of the order, which is asked for before a refund is sent.
//!
//! `expectedDepositedAmount` is never sent: no document says whether it is compared with what was deposited before any refund
//! or with what is left, and under the first reading it lets a repetition through.

use super::super::ledger::{
    SberbankOrder, is_about, is_about_the_login, order, said, with_reference,
};
use super::super::{SberbankMethod, SberbankOrderStatus, check_order_id};
use super::{HOSTS, REFUND, SberbankLegacy, SberbankLegacyItem, SberbankLegacyRefund};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::observation::Observation;
use crate::decision::outcome::Problem;
use crate::decision::profile::{Finding, OperationProfile};
use crate::decision::snapshot::UnusableStatus;
use crate::http::{HttpRequest, SendResult};
use crate::json::decode;
use crate::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, ParsesInLedger, Reading, RefundedTotal,
    Said, Shown, Signer, StatusShows, read_status,
};
use crate::value::error::RefundError;
use crate::value::money::Money;
use crate::value::text::one_spelling;
use serde::{Deserialize, Serialize};

/// What a merchant may say about a refund in a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SberbankLegacyRequest {
    /// `auto_refund` (money and points) or `refund` (money).
    pub method: SberbankMethod,
    /// How much, points included, in the account's currency.
    pub amount: Money,
    /// The positions that are given back; needed for a part of an order that had a cart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub refund_items: Vec<SberbankLegacyItem>,
    /// Language of the response's texts: `ru` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

impl SberbankLegacyRequest {
    /// A refund of an amount. Every other field is public and begins empty.
    pub fn new(method: SberbankMethod, amount: Money) -> Self {
        Self {
            method,
            amount,
            refund_items: Vec::new(),
            language: None,
        }
    }
}

impl KeepsLedger for SberbankLegacy {
    type Payment = SberbankOrder;
    type Request = SberbankLegacyRequest;

    fn payment_id(payment: &SberbankOrder) -> &str {
        &payment.order_id
    }

    fn ledger_id(payment: &SberbankOrder) -> String {
        one_spelling(&payment.order_id)
    }

    fn check_payment(&self, payment: &SberbankOrder) -> Result<(), RefundError> {
        check_order_id(&payment.order_id)
    }

    fn account_currency(&self) -> Option<&str> {
        Some(&self.currency)
    }

    fn amount(request: &SberbankLegacyRequest) -> &Money {
        &request.amount
    }

    fn payment_ids(&self, event: &RefundEvent) -> Vec<String> {
        let named = event.payment_id.as_deref();
        named
            .into_iter()
            .map(one_spelling)
            .collect()
    }
}

impl ParsesInLedger for SberbankLegacy {
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<SberbankLegacyRefund, RefundError> {
        let payment: SberbankOrder = decode("payment", order.payment)?;
        let request: SberbankLegacyRequest = decode("request", order.request)?;
        let carries = request.method == SberbankMethod::Refund;
        Ok(SberbankLegacyRefund {
            refund_items: request.refund_items,
            external_refund_id: carries.then(|| order.reference.to_owned()),
            language: request.language,
            ..SberbankLegacyRefund::new(request.method, payment.order_id, order.amount.clone())
        })
    }

    fn question(&self, payment: &str) -> Result<SberbankLegacyRefund, RefundError> {
        let placeholder = Money::new(1, &self.currency);
        let order = order(payment)?;
        Ok(SberbankLegacyRefund::new(
            SberbankMethod::Refund,
            order.order_id,
            placeholder,
        ))
    }
}

impl LedgerProvider for SberbankLegacy {
    /// No reference tells two undecided refunds apart: `autoRefund.do` carries none, and the total counts both.
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: "sberbank_legacy",
            environment: HOSTS.environment(&self.base),
            profile: REFUND,
            carries_reference: false,
            status_shows: StatusShows::Total,
            signer: Signer::Nobody,
        }
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_request(&self.refund_of(order)?, context)
    }

    fn can_send(&self) -> bool {
        self.access.is_some()
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let request = self.build(order, &CallContext::default())?;
        Ok(Self::redact(&request))
    }

    fn profile_of(&self, order: &LedgerOrder<'_>) -> OperationProfile {
        self.refund_of(order)
            .map_or(super::AUTO_REFUND, |refund| self.profile(&refund))
    }

    /// Once the refund has ended, its request is gone. No response is compared with more than the order and the amount.
    fn read(&self, sent: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let Ok(payment) = order(sent.payment) else {
            return Reading::new(Said::Nothing);
        };
        let refund = SberbankLegacyRefund::new(
            SberbankMethod::Refund,
            payment.order_id,
            sent.amount.clone(),
        );
        let (observation, _) = self.read(&refund, result);
        let observation = observation.checked();
        let said = said_here(&observation);
        Reading::of(said, observation.into_outcome(&REFUND, &self.secrets()))
    }

    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_status_request(&self.question(payment)?, context)
    }

    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        let (snapshot, details) = read_status(self, self.question(payment), result)?;
        // Of a total that can't be read the details have a part.
        let details = details.filter(|_| snapshot.refunded.is_some());
        Ok(Shown {
            total: details.and_then(total),
            ..with_reference(snapshot.entries)
        })
    }

    fn refuses_credentials(&self, status: &UnusableStatus) -> bool {
        is_about_the_login(status.message.as_deref())
    }

    /// A callback without our reference may be about any refund of the order: a reason to ask.
    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        let is_about = is_about(payment, event.payment_id.as_deref());
        is_about.then(|| with_reference(event.entries.clone()))
    }

    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool {
        is_about(payment, notice.payment_id.as_deref())
    }
}

/// Code 7 stands for refusals and for faults of the system alike, so it ends a refund only after looks that show nothing.
fn said_here(observation: &Observation) -> Said {
    match observation.finding {
        Finding::Unrecognised if observation.code.as_deref() == Some("7") => {
            Said::RefusedOrRepeated
        }
        _ => said(observation, false),
    }
}

/// The refunded total with its components. A negative one is no total.
fn total(status: SberbankOrderStatus) -> Option<RefundedTotal> {
    let money = status
        .payment_amount_info?
        .refunded_amount?;
    let points = status
        .loyalty_info
        .and_then(|loyalty| loyalty.payment_bonus)
        .and_then(|bonus| bonus.refunded_amount_bonus);
    let total = RefundedTotal {
        money: money.minor_units,
        points,
    };
    let least = total.money.min(points.unwrap_or(0));
    (least >= 0).then_some(total)
}
