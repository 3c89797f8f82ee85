//! What the ledger needs of Bank 131 and Smart Glocal.
//!
//! A payment is a session. The refund's reference travels twice: as `metadata`, a JSON string, and as the idempotency key,
//! which the provider refuses to take a second time. Whether metadata comes back is not documented, so a ledger learns it
//! from its looks (`echoes_references`).
//!
//! A key that is taken proves that some request with it arrived, and no more: the list decides.

use super::{REFUND_WITH_KEY, SessionMerchant, SessionProvider, SessionRefund, metadata};
use crate::api::context::CallContext;
use crate::api::merchant::{QueryStatus, SignElsewhere};
use crate::decision::event::{EventKind, RefundEvent, UnverifiedNotice};
use crate::decision::observation::Observation;
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::decision::snapshot::UnusableStatus;
use crate::http::{HttpRequest, SendResult};
use crate::json::{decode, to_json};
use crate::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerSigning, LedgerTerms, ParsesInLedger, Reading,
    Said, Shown, Signer, StatusShows, read_snapshot,
};
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;
use crate::value::money::{Money, RefundAmount};
use serde::{Deserialize, Serialize};

/// A payment at Bank 131 or Smart Glocal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PaymentSession {
    /// The provider's id of the payment's session, such as `ps_3230`: 1 to 255 characters.
    pub session_id: String,
}

/// What a merchant may say about a refund in a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct SessionRequest {
    /// How much.
    pub amount: Money,
}

impl SessionRequest {
    /// A refund of an amount.
    pub fn new(amount: Money) -> Self {
        Self { amount }
    }
}

impl<P: SessionProvider> KeepsLedger for SessionMerchant<P> {
    type Payment = PaymentSession;
    type Request = SessionRequest;

    fn payment_id(payment: &PaymentSession) -> &str {
        &payment.session_id
    }

    fn check_payment(&self, payment: &PaymentSession) -> Result<(), RefundError> {
        let placeholder = RefundAmount::Partial(Money::new(1, "RUB"));
        let refund = SessionRefund::new(payment.session_id.as_str(), placeholder);
        refund.check_session()
    }

    fn amount(request: &SessionRequest) -> &Money {
        &request.amount
    }
}

impl<P: SessionProvider> ParsesInLedger for SessionMerchant<P> {
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<SessionRefund, RefundError> {
        let payment: PaymentSession = decode("payment", order.payment)?;
        Ok(SessionRefund {
            metadata: Some(to_json(&order.reference)?),
            idempotency_key: Some(order.reference.to_owned()),
            known_refund_ids: order.known_ids.to_vec(),
            ..SessionRefund::new(
                payment.session_id,
                RefundAmount::Partial(order.amount.clone()),
            )
        })
    }

    fn question(&self, payment: &str) -> Result<SessionRefund, RefundError> {
        let payment: PaymentSession = decode("payment", payment)?;
        let placeholder = RefundAmount::Partial(Money::new(1, "RUB"));
        Ok(SessionRefund::new(payment.session_id, placeholder))
    }
}

impl<P: SessionProvider> LedgerProvider for SessionMerchant<P> {
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: P::KIND,
            environment: self.environment,
            profile: REFUND_WITH_KEY,
            carries_reference: true,
            status_shows: StatusShows::Refunds,
            signer: match &self.signer {
                Some(_) => Signer::Here,
                None => Signer::Elsewhere,
            },
        }
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.sign(&self.prepare_refund(&self.refund_of(order)?)?, context)
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let prepared = self.prepare_refund(&self.refund_of(order)?)?;
        Ok(prepared.request)
    }

    fn signed_elsewhere(&self) -> Option<&dyn LedgerSigning> {
        match self.signer {
            Some(_) => None,
            None => Some(self),
        }
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let Ok(refund) = self.refund_of(order) else {
            return Reading::new(Said::Nothing);
        };
        let observation = super::refund::read(&refund, result)
            .0
            .checked();
        let said = said(&observation);
        let outcome = observation.into_outcome(&REFUND_WITH_KEY, &[]);
        Reading::of(said, outcome)
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
        Ok(Shown::listing(snapshot.entries, |carried| {
            self.reference_in(carried)
        }))
    }

    fn refuses_credentials(&self, status: &UnusableStatus) -> bool {
        status
            .code
            .as_deref()
            .is_some_and(is_about_credentials)
    }

    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        let payment: PaymentSession = decode("payment", payment).ok()?;
        if event.payment_id.as_ref() != Some(&payment.session_id) {
            return None;
        }
        Some(match event.kind {
            EventKind::Refund => {
                Shown::listing(event.entries.clone(), |carried| self.reference_in(carried))
            }
            EventKind::Other => Shown::default(),
        })
    }

    fn reference_in(&self, carried: &str) -> String {
        metadata::text(carried)
    }

    /// Every message of these providers is signed.
    fn is_notice_of(&self, _payment: &str, _notice: &UnverifiedNotice) -> bool {
        false
    }
}

impl<P: SessionProvider> LedgerSigning for SessionMerchant<P> {
    fn prepare(&self, order: &LedgerOrder<'_>) -> Result<Prepared, RefundError> {
        self.prepare_refund(&self.refund_of(order)?)
    }

    fn prepare_status(&self, payment: &str) -> Result<Prepared, RefundError> {
        self.prepare_query(&self.question(payment)?)
    }

    fn finish(&self, prepared: &Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError> {
        SignElsewhere::finish(self, prepared, signature)
    }
}

fn is_about_credentials(code: &str) -> bool {
    matches!(code, "authentication_error" | "authorization_error")
}

/// What a finding says, before anything is judged. Who may not ask was not refused a refund. The code of a session that lists the
/// refund as declined may be an earlier payment's, and says nothing about the credentials.
fn said(observation: &Observation) -> Said {
    let is_listed = observation.provider_status.is_some();
    match (observation.finding, observation.code.as_deref()) {
        (Finding::Succeeded, _) => Said::Succeeded,
        (Finding::Pending, _) => Said::Pending,
        (Finding::PendingCheck, _) => Said::KeyTaken,
        (Finding::Declined, Some(code)) if is_about_credentials(code) && !is_listed => {
            Said::CredentialsRefused
        }
        (Finding::Declined, _) => Said::Refused,
        (Finding::Contradiction(problem), _) => Said::Contradiction(problem),
        _ => Said::Nothing,
    }
}
