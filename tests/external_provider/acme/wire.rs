//! Acme's names, as its manual spells them.

use refundkit::kit::{known_currency, parse_decimal};
use refundkit::{Money, Problem, RefundEntry, RefundStatus};
use serde::{Deserialize, Serialize};

#[derive(Serialize)]
pub(super) struct Request<'a> {
    pub(super) payment: &'a str,
    pub(super) amount: String,
    pub(super) currency: &'a str,
    pub(super) reference: &'a str,
}

#[derive(Deserialize)]
pub(super) struct Refund {
    pub(super) id: Option<String>,
    pub(super) payment: Option<String>,
    pub(super) amount: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) state: Option<String>,
    pub(super) code: Option<String>,
    pub(super) reason: Option<String>,
}

impl Refund {
    pub(super) fn entry(&self) -> Result<RefundEntry, Problem> {
        let status = self
            .state
            .as_deref()
            .map_or(RefundStatus::Unknown, status);
        let mut entry = RefundEntry::new(status);
        entry.refund_id = self.id.clone();
        entry.provider_status = self.state.clone();
        entry.amount = self.money()?;
        entry.reference = self.reference.clone();
        Ok(entry)
    }

    fn money(&self) -> Result<Option<Money>, Problem> {
        let Some((amount, currency)) = self
            .amount
            .as_deref()
            .zip(self.currency.as_deref())
        else {
            return Ok(None);
        };
        let (_, decimals) =
            known_currency("currency", currency).map_err(|_| Problem::CurrencyMismatch)?;
        let minor_units = parse_decimal(amount, decimals).map_err(|_| Problem::AmountMismatch)?;
        Ok(Some(Money::new(minor_units, currency)))
    }
}

/// What is not listed here is unknown, whatever it sounds like.
fn status(state: &str) -> RefundStatus {
    match state {
        "open" => RefundStatus::Pending,
        "done" => RefundStatus::Succeeded,
        "refused" => RefundStatus::Declined,
        _ => RefundStatus::Unknown,
    }
}
