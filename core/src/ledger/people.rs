//! What hosts and people say: wishes, decisions, corrections.

use super::books::Books;
use super::facts::Fact;
use super::guards::Guard;
use super::judge::Standing;
use super::key::digest;
use super::machine::Machine;
use super::provider::LedgerProvider;
use super::record::{
    AlertKind, Captured, External, MOST_REFUNDS, Proof, Record, Refund, SignedDecision,
};
use super::wish::{check_alone, reference_taken};
use super::word::{AuditNote, RefundDecision};
use crate::http::validate;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;

/// The longest request of one refund beside its amount, in bytes.
const LONGEST_REQUEST: usize = 64 * 1024;

impl Machine {
    /// A refund that is wanted. The same reference is the same refund.
    pub(crate) fn request(
        &mut self,
        provider: &dyn LedgerProvider,
        reference: &str,
        amount: &Money,
        request: String,
    ) -> Result<(), RefundError> {
        amount.checked_in("refund.amount", &self.record.currency)?;
        let current = self.current();
        let wish = self.wish(&current, reference, amount, request)?;
        if let Some(known) = current.refund(reference) {
            return match known.digest == wish.digest {
                true => Ok(()),
                false => Err(reference_taken()),
            };
        }
        check_alone(&current, &wish)?;
        // What cannot be built must not be planned.
        self.record
            .with_order(&wish, 0, |order| provider.build_unsigned(order))?;
        self.facts
            .push(Fact::Wished(Box::new(wish)));
        Ok(())
    }

    pub(super) fn wish(
        &self,
        current: &Record,
        reference: &str,
        amount: &Money,
        request: String,
    ) -> Result<Refund, RefundError> {
        validate::line("reference", reference, 64)?;
        validate::require(
            request.len() <= LONGEST_REQUEST,
            "refund",
            "is longer than 64 KiB",
        )?;
        let is_new = current.refund(reference).is_none();
        let is_full = current.refunds.len() >= MOST_REFUNDS;
        validate::require(
            !(is_new && is_full),
            "reference",
            "is one refund too many: 64 fit",
        )?;
        let record = &self.record;
        let key = self
            .rules
            .terms
            .key_parts(&record.account, &record.payment_id);
        Ok(Refund {
            reference: reference.to_owned(),
            wire_reference: key.reference(reference),
            amount: amount.minor_units,
            digest: digest(&format!("{}\n{request}", amount.minor_units)),
            request,
            // The next step tells the time of the wish.
            at_ms: 0,
            attempts: Vec::new(),
            asked_again_ms: Vec::new(),
            unbuildable_ms: None,
            unsigned_ms: None,
            cancelled_ms: None,
            decisions: Vec::new(),
            end: None,
        })
    }

    /// A person's word about an undecided refund, or against another person's.
    pub(crate) fn decide(
        &mut self,
        reference: &str,
        decision: RefundDecision,
        signed: AuditNote,
    ) -> Result<(), RefundError> {
        self.see_time(signed.at_ms)?;
        let signed = signed.checked()?;
        let current = self.current();
        let refund = found(&current, reference)?;
        let books = Books::of(&current, &self.rules);
        match (books.judge(refund), &refund.end) {
            (Standing::Undecided(doubt), None) => {
                if decision == RefundDecision::NotGivenBack && self.rules.hold(Guard::QuietTime) {
                    books.check_denial(refund, doubt, self.now_ms)?;
                }
            }
            // Somebody says otherwise: the end stays, and a person is told.
            (_, Some(_))
                if refund.ended_by(Proof::Person) && refund.last_word() != Some(decision) => {}
            _ => return Err(too_late("is final, or was never sent")),
        }
        // A clock that goes back does not make a word older than what was seen before it.
        let at_ms = self.now_ms;
        let signed = AuditNote { at_ms, ..signed };
        self.facts.push(Fact::Decided {
            reference: reference.to_owned(),
            decision: SignedDecision { decision, signed },
        });
        Ok(())
    }

    /// Ends a refund that was never sent.
    pub(crate) fn cancel(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.see_time(now_ms)?;
        let current = self.current();
        let refund = found(&current, reference)?;
        let books = Books::of(&current, &self.rules);
        if refund.end.is_some() || books.judge(refund) != Standing::Planned {
            return Err(too_late("was sent already, or has ended"));
        }
        if !books.may_be_cancelled(refund) {
            let detail = "a copy of its request may have arrived: a look has to show that none did";
            return Err(RefundError::new(code::TOO_EARLY, "reference", detail));
        }
        self.facts.push(Fact::Cancelled {
            reference: reference.to_owned(),
            at_ms: self.now_ms,
        });
        Ok(())
    }

    /// New patience for an undecided refund. It never permits a sending by itself.
    pub(crate) fn ask_again(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.see_time(now_ms)?;
        let current = self.current();
        // It is said after all that was tried, also by a clock that is behind.
        let tried = found(&current, reference)?.unbuildable_ms;
        let after = tried.map_or(0, |at_ms| at_ms.saturating_add(1));
        self.facts.push(Fact::AskedAgain {
            reference: reference.to_owned(),
            at_ms: self.now_ms.max(after),
        });
        Ok(())
    }

    /// Says that an entry of the provider is not one of this ledger's refunds.
    pub(crate) fn declare_external(
        &mut self,
        id: &str,
        signed: AuditNote,
    ) -> Result<(), RefundError> {
        self.see_time(signed.at_ms)?;
        let signed = signed.checked()?;
        let current = self.current();
        let books = Books::of(&current, &self.rules);
        let mut entries = books.entries.iter();
        let entry = entries.find(|entry| entry.id == Some(id));
        let entry = entry.ok_or_else(|| unknown("entryId", "was never listed"))?;
        if entry.is_ours() {
            return Err(too_late("is one of this ledger's refunds"));
        }
        self.facts
            .push(Fact::DeclaredExternal(External {
                id: id.to_owned(),
                signed,
            }));
        Ok(())
    }

    /// Says that somebody looked after an alert.
    pub(crate) fn settle_alert(
        &mut self,
        alert: &str,
        signed: AuditNote,
    ) -> Result<(), RefundError> {
        self.see_time(signed.at_ms)?;
        let signed = signed.checked()?;
        let current = self.current();
        let mut alerts = current.alerts.iter();
        let known = alerts
            .find(|known| known.id() == alert)
            .ok_or_else(unknown_alert)?;
        // Else nobody would be told any more, and everything would wait for good. Who settles it again has seen no later refusal.
        if known.kind == AlertKind::CredentialsRefused && known.settled.is_none() {
            self.change_credentials();
        }
        self.facts.push(Fact::AlertSettled {
            alert: alert.to_owned(),
            signed,
        });
        Ok(())
    }

    /// Corrects what was captured.
    pub(crate) fn correct_captured(
        &mut self,
        amount: &Money,
        signed: AuditNote,
    ) -> Result<(), RefundError> {
        self.see_time(signed.at_ms)?;
        let captured = amount.checked_in("amount", &self.record.currency)?;
        if captured.get() < self.record.already_refunded {
            let detail = "is less than what went back before this ledger";
            let field = "amount.minorUnits";
            return Err(RefundError::new(code::INVALID_AMOUNT, field, detail));
        }
        let signed = signed.checked()?;
        // The last word counts, also by a clock that is behind.
        let last = self.current().corrected();
        let after = last.map_or(0, |last| last.at_ms.saturating_add(1));
        let at_ms = self.now_ms.max(after);
        self.facts
            .push(Fact::CapturedCorrected(Captured {
                amount: amount.minor_units,
                version: 0,
                by: Some(AuditNote { at_ms, ..signed }),
            }));
        Ok(())
    }

    /// The credentials are new: what they kept back goes on.
    pub(crate) fn credentials_changed(&mut self, now_ms: i64) -> Result<(), RefundError> {
        self.see_time(now_ms)?;
        self.change_credentials();
        Ok(())
    }

    /// Lifts what was refused by now, and no refusal that somebody else stores meanwhile.
    fn change_credentials(&mut self) {
        let is_heard = |fact: &Fact| matches!(fact, Fact::Answered { .. } | Fact::Looked { .. });
        let heard = self.facts.iter().any(is_heard);
        self.facts
            .push(Fact::CredentialsChanged {
                said_on: self
                    .version
                    .saturating_add(i64::from(heard)),
                at_ms: self.now_ms,
            });
    }
}

fn found<'a>(record: &'a Record, reference: &str) -> Result<&'a Refund, RefundError> {
    let refund = record.refund(reference);
    refund.ok_or_else(|| unknown("reference", "is no refund of this ledger"))
}

fn unknown(field: &str, detail: &str) -> RefundError {
    RefundError::new(code::UNKNOWN_IDENTIFIER, field, detail)
}

pub(crate) fn unknown_alert() -> RefundError {
    unknown("alert", "is not an alert of this ledger")
}

fn too_late(detail: &str) -> RefundError {
    RefundError::new(code::TOO_LATE, "", detail)
}
