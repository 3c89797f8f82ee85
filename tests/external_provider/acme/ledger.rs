//! What the ledger needs of Acme: every refund is listed with its reference, and nothing replays.

use super::{Acme, AcmeRefund, HOSTS, REFUND};
use refundkit::kit::{Finding, decode};
use refundkit::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, Reading, Said, Shown, Signer,
    StatusShows, read_snapshot,
};
use refundkit::{
    CallContext, HttpRequest, Merchant, Money, Problem, Provider, QueryStatus, RefundError,
    RefundEvent, SendResult, UnverifiedNotice,
};
use serde::{Deserialize, Serialize};

/// A payment at Acme.
#[derive(Serialize, Deserialize)]
pub(crate) struct AcmePayment {
    pub(crate) payment: String,
}

/// What a merchant may say about a refund in a ledger.
#[derive(Serialize, Deserialize)]
pub(crate) struct AcmeRequest {
    pub(crate) amount: Money,
}

impl KeepsLedger for Acme {
    type Payment = AcmePayment;
    type Request = AcmeRequest;

    fn payment_id(payment: &AcmePayment) -> &str {
        &payment.payment
    }

    fn check_payment(&self, payment: &AcmePayment) -> Result<(), RefundError> {
        super::refund::check(&question(payment.payment.clone()))
    }

    fn amount(request: &AcmeRequest) -> &Money {
        &request.amount
    }
}

impl LedgerProvider for Acme {
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: "acme",
            environment: HOSTS.environment(&self.base),
            profile: REFUND,
            carries_reference: true,
            status_shows: StatusShows::Refunds,
            signer: Signer::Nobody,
        }
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_request(&refund_of(order)?, context)
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let request = self.build(order, &CallContext::default())?;
        Ok(Self::redact(&request))
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let Ok(refund) = refund_of(order) else {
            return Reading::new(Said::Nothing);
        };
        let observation = self.read(&refund, result).checked();
        let said = match observation.finding {
            Finding::Succeeded => Said::Succeeded,
            Finding::Pending => Said::Pending,
            Finding::Declined => Said::Refused,
            Finding::RateLimited => Said::TurnedAway,
            Finding::Contradiction(problem) => Said::Contradiction(problem),
            _ => Said::Nothing,
        };
        Reading::of(said, observation.into_outcome(&REFUND, &[&self.key]))
    }

    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_status_request(&question(id_of(payment)?), context)
    }

    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        let snapshot = read_snapshot(self, id_of(payment).map(question), result)?;
        Ok(Shown::listing(snapshot.entries, str::to_owned))
    }

    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        let is_about = event.payment_id == id_of(payment).ok();
        is_about.then(|| Shown::listing(event.entries.clone(), str::to_owned))
    }

    /// Acme signs everything.
    fn is_notice_of(&self, _payment: &str, _notice: &UnverifiedNotice) -> bool {
        false
    }
}

fn id_of(payment: &str) -> Result<String, RefundError> {
    decode("payment", payment).map(|AcmePayment { payment }| payment)
}

/// A refund that is never sent, since a status query names the payment alone.
fn question(payment: String) -> AcmeRefund {
    AcmeRefund {
        payment,
        amount: Money::new(1, "EUR"),
        reference: "-".into(),
        known_refund_ids: Vec::new(),
    }
}

fn refund_of(order: &LedgerOrder<'_>) -> Result<AcmeRefund, RefundError> {
    Ok(AcmeRefund {
        amount: order.amount.clone(),
        reference: order.reference.to_owned(),
        known_refund_ids: order.known_ids.to_vec(),
        ..question(id_of(order.payment)?)
    })
}
