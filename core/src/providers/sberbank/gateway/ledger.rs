//! What the ledger needs of the new gateway: `externalRefundId` is the refund's reference and its key.

use super::super::ledger::{
    SberbankOrder, is_about, is_about_the_login, order, said, with_reference,
};
use super::super::{SberbankMethod, check_order_id};
use super::{HOSTS, REFUND, SberbankGateway, SberbankGatewayRefund, SberbankOrderBundle};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::outcome::Problem;
use crate::decision::profile::OperationProfile;
use crate::decision::snapshot::UnusableStatus;
use crate::http::{HttpRequest, SendResult};
use crate::json::decode;
use crate::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, ParsesInLedger, Reading, Said, Shown,
    Signer, StatusShows, read_snapshot,
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
pub struct SberbankGatewayRequest {
    /// `auto_refund` (money and points) or `refund` (money).
    pub method: SberbankMethod,
    /// How much, points included, in the account's currency.
    pub amount: Money,
    /// The positions that are given back, with fiscal data; needed for a receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub order_bundle: Option<SberbankOrderBundle>,
    /// Language of the response's texts: `ru` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub language: Option<String>,
}

impl SberbankGatewayRequest {
    /// A refund of an amount. Every other field is public and begins empty.
    pub fn new(method: SberbankMethod, amount: Money) -> Self {
        Self {
            method,
            amount,
            order_bundle: None,
            language: None,
        }
    }
}

impl KeepsLedger for SberbankGateway {
    type Payment = SberbankOrder;
    type Request = SberbankGatewayRequest;

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

    fn amount(request: &SberbankGatewayRequest) -> &Money {
        &request.amount
    }

    /// Nobody signs a callback of this gateway.
    fn payment_ids(&self, _event: &RefundEvent) -> Vec<String> {
        Vec::new()
    }
}

impl ParsesInLedger for SberbankGateway {
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<SberbankGatewayRefund, RefundError> {
        let payment: SberbankOrder = decode("payment", order.payment)?;
        let request: SberbankGatewayRequest = decode("request", order.request)?;
        Ok(SberbankGatewayRefund {
            order_bundle: request.order_bundle,
            language: request.language,
            ..SberbankGatewayRefund::new(
                request.method,
                payment.order_id,
                order.amount.clone(),
                order.reference,
            )
        })
    }

    fn question(&self, payment: &str) -> Result<SberbankGatewayRefund, RefundError> {
        let placeholder = Money::new(1, &self.currency);
        let order = order(payment)?;
        Ok(SberbankGatewayRefund::new(
            SberbankMethod::Refund,
            order.order_id,
            placeholder,
            "-",
        ))
    }
}

impl LedgerProvider for SberbankGateway {
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: "sberbank_gateway",
            environment: HOSTS.environment(&self.base),
            profile: REFUND,
            carries_reference: true,
            status_shows: StatusShows::State,
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
        let refund = SberbankGatewayRefund::new(
            SberbankMethod::Refund,
            payment.order_id,
            sent.amount.clone(),
            sent.reference,
        );
        let (observation, _) = self.read(&refund, result);
        let observation = observation.checked();
        let said = said(&observation, true);
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
        let snapshot = read_snapshot(self, self.question(payment), result)?;
        Ok(with_reference(snapshot.entries))
    }

    fn refuses_credentials(&self, status: &UnusableStatus) -> bool {
        is_about_the_login(status.message.as_deref())
    }

    fn read_event(&self, _payment: &str, _event: &RefundEvent) -> Option<Shown> {
        None
    }

    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool {
        is_about(payment, notice.payment_id.as_deref())
    }
}
