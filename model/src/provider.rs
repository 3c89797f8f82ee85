//! The provider of the model: the terms of a real one, and messages that are as short as possible.
//!
//! A response is `ok ID`, `pending ID`, `refused`, `exceeds`, `key`, `credentials`, `later` or `wrong`. A status response or a webhook
//! lists `ID:STATUS:AMOUNT:REFERENCE:CHARGEBACK` with blanks between, or says `STATE:AMOUNT` or `total:AMOUNT` of the payment.

use refundkit::kit::Idempotency;
use refundkit::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, Listed, PaymentState, Reading,
    RefundedTotal, Said, Shown, StatusShows,
};
use refundkit::{
    CallContext, HttpRequest, Money, Problem, RefundError, RefundEvent, RefundStatus, SendResult,
    UnverifiedNotice,
};
use serde::{Deserialize, Serialize};

pub(crate) const CURRENCY: &str = "UAH";

pub(crate) struct ModelProvider {
    pub(crate) terms: LedgerTerms,
    /// Whether a status response lists refunds, if only those that carry a reference.
    pub(crate) lists: bool,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) amount: Money,
}

impl KeepsLedger for ModelProvider {
    type Payment = Payment;
    type Request = Request;

    fn payment_id(payment: &Payment) -> &str {
        &payment.id
    }

    fn check_payment(&self, _payment: &Payment) -> Result<(), RefundError> {
        Ok(())
    }

    fn amount(request: &Request) -> &Money {
        &request.amount
    }

    fn payment_ids(&self, _event: &RefundEvent) -> Vec<String> {
        Vec::new()
    }
}

impl LedgerProvider for ModelProvider {
    fn terms(&self) -> LedgerTerms {
        self.terms
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_unsigned(order)
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let body = format!("{} {}", order.reference, order.amount.minor_units);
        Ok(HttpRequest::post("https://model".into(), Vec::new(), body))
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let text = text(result);
        let (word, id) = text.split_once(' ').unwrap_or((text, ""));
        let said = match word {
            "ok" => Said::Succeeded,
            "pending" => Said::Pending,
            "refused" => Said::Refused,
            // Of a key that rejects, no document says which other codes there are.
            "exceeds" if self.terms.profile.replay == Idempotency::Rejects => Said::Nothing,
            "exceeds" if self.names_refunds() => Said::Refused,
            "exceeds" => Said::RefusedOrRepeated,
            "key" => Said::KeyTaken,
            "credentials" => Said::CredentialsRefused,
            "later" => Said::TurnedAway,
            "wrong" => Said::Contradiction(Problem::AmountMismatch),
            _ => Said::Nothing,
        };
        let named = self.names_refunds() && !id.is_empty();
        Reading {
            refund_id: named.then(|| id.to_owned()),
            amount: Some(order.amount.clone()),
            ..Reading::new(said)
        }
    }

    fn build_status(
        &self,
        _payment: &str,
        _context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        Ok(HttpRequest::get("https://model".into(), Vec::new()))
    }

    fn read_status(&self, _payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        Ok(self.shown(text(result)))
    }

    fn read_event(&self, _payment: &str, event: &RefundEvent) -> Option<Shown> {
        Some(self.shown(&event.provider_type))
    }

    fn is_notice_of(&self, _payment: &str, _notice: &UnverifiedNotice) -> bool {
        true
    }
}

impl ModelProvider {
    fn names_refunds(&self) -> bool {
        self.terms.status_shows == StatusShows::Refunds
    }

    fn shown(&self, text: &str) -> Shown {
        if let Some(total) = text.strip_prefix("total:") {
            return Shown {
                total: total
                    .parse()
                    .ok()
                    .map(|money| RefundedTotal {
                        money,
                        points: None,
                    }),
                ..Shown::default()
            };
        }
        if self.lists {
            return Shown {
                listed: text
                    .split_whitespace()
                    .map(listed)
                    .collect(),
                ..Shown::default()
            };
        }
        let (state, amount) = text.split_once(':').unwrap_or((text, ""));
        Shown {
            state: Some(match state {
                "refunded" => PaymentState::Refunded,
                "refunding" => PaymentState::Refunding,
                "one" => PaymentState::OneSucceeded,
                _ => PaymentState::Charged,
            }),
            open_amount: amount.parse().ok(),
            ..Shown::default()
        }
    }
}

fn listed(text: &str) -> Listed {
    let mut parts = text.split(':');
    let mut part = || {
        parts
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let (id, status, amount, reference, chargeback) = (part(), part(), part(), part(), part());
    Listed {
        refund_id: Some(id).filter(|id| !id.is_empty()),
        status: match status.as_str() {
            "succeeded" => RefundStatus::Succeeded,
            "pending" => RefundStatus::Pending,
            "declined" => RefundStatus::Declined,
            "reversed" => RefundStatus::Reversed,
            _ => RefundStatus::Unknown,
        },
        amount: amount
            .parse()
            .ok()
            .map(|amount| Money::new(amount, CURRENCY)),
        reference: Some(reference).filter(|reference| !reference.is_empty()),
        chargeback: chargeback == "chargeback",
        bank_reference: None,
        receipt: None,
        fee: None,
        completed_at: None,
        code: None,
    }
}

fn text(result: &SendResult) -> &str {
    match result {
        SendResult::Response(response) => std::str::from_utf8(&response.body).unwrap_or_default(),
        SendResult::Lost | SendResult::NotSent => "",
    }
}
