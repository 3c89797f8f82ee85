//! Taking over what an older program sent.

use super::facts::Fact;
use super::key::short;
use super::machine::{Machine, check_time};
use super::provider::LedgerProvider;
use super::record::{Attempt, Refund};
use super::wish::{check_alone, reference_taken};
use crate::http::validate;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// A refund that an older program sent, and that the ledger takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AdoptedRefund {
    /// How much.
    pub amount: Money,
    /// The reference that went on the wire, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub wire_reference: Option<String>,
    /// When it was sent, in milliseconds since 1970.
    pub sent_at_ms: i64,
}

impl Refund {
    /// Whether nothing of it was sent from here, so that it may still be one that a program without this record sent.
    pub(super) fn may_be_adopted(&self) -> bool {
        self.was_taken_over() || self.live_attempts().next().is_none()
    }
}

impl Machine {
    /// Takes over what an older program sent. It counts as sent, with a lost response.
    pub(crate) fn adopt(
        &mut self,
        provider: &dyn LedgerProvider,
        reference: &str,
        adopted: &AdoptedRefund,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.see_time(now_ms)?;
        adopted
            .amount
            .checked_in("adopted.amount", &self.record.currency)?;
        check_time("adopted.sentAtMs", adopted.sent_at_ms)?;
        let current = self.current();
        let mut refund = self.wish(&current, reference, &adopted.amount, String::new())?;
        if let Some(wire_reference) = &adopted.wire_reference {
            validate::text("adopted.wireReference", wire_reference, 2048)?;
            refund.wire_reference = short(&provider.reference_in(wire_reference));
        }
        let version = self.version.saturating_add(1);
        let sent_at_ms = adopted.sent_at_ms.min(self.now_ms);
        let attempt = Attempt::taken_over(version, sent_at_ms, "adopted");
        if let Some(known) = current.refund(reference) {
            return self.adopt_known(known, &refund, attempt);
        }
        check_alone(&current, &refund)?;
        refund.attempts.push(attempt);
        self.facts
            .push(Fact::Wished(Box::new(refund)));
        Ok(())
    }

    /// Takes over a refund that the record still plans to send: it is an older copy, and a newer one has sent it.
    fn adopt_known(
        &mut self,
        known: &Refund,
        adopted: &Refund,
        attempt: Attempt,
    ) -> Result<(), RefundError> {
        let is_own = known.wire_reference == adopted.wire_reference;
        let is_same = known.amount == adopted.amount;
        if is_same && known.was_taken_over() {
            return Ok(());
        }
        // An end that nobody has stored was drawn without what is said here.
        let stored = self.record.refund(&known.reference);
        let has_ended = stored.is_some_and(|stored| stored.end.is_some());
        let is_planned = known.live_attempts().next().is_none() && !has_ended;
        if !(is_same && is_own && is_planned) {
            return Err(reference_taken());
        }
        self.facts.push(Fact::TakenOver {
            reference: known.reference.clone(),
            attempt: Box::new(attempt),
        });
        Ok(())
    }
}
