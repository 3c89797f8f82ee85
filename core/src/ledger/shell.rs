//! The ledger with a provider's types: a thin shell around the machine.

use super::adopt::AdoptedRefund;
use super::keeps::{KeepsLedger, ParsesInLedger, check_captured, check_payment};
use super::machine::Machine;
use super::opening::Opening;
use super::settings::LedgerSettings;
use super::steps::{LedgerRow, LedgerStep};
use super::view::{AlertView, LedgerView, RefundView};
use super::word::{AuditNote, RefundDecision};
use crate::api::context::CallContext;
use crate::api::operations::texts;
use crate::api::parsed::{Parsed, ParsedStatus};
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::http::SendResult;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use std::ops::Deref;

crate::for_each_ledger_operation!(texts Ledger (), (), (at now_ms));

/// The ledger of one payment. If anything goes wrong while a step is carried out, drop it: the next run loads the row.
///
/// `H` is how it holds its provider: `&Tranzzo`, or `Arc<Tranzzo>` where the ledger goes to another task.
#[derive(Clone, Debug)]
pub struct Ledger<H> {
    provider: H,
    pub(super) machine: Machine,
}

impl<P: KeepsLedger, H: Deref<Target = P>> Ledger<H> {
    /// Opens the ledger of a payment with its row, or a new ledger where there is no row yet. `captured` is what was taken from
    /// the payer.
    pub fn open(
        provider: H,
        settings: LedgerSettings,
        payment: &P::Payment,
        captured: &Money,
        row: Option<LedgerRow>,
    ) -> Result<Self, RefundError> {
        Self::open_after(provider, settings, payment, captured, 0, row)
    }

    /// The same for a provider that lists no refunds, where `already_refunded` minor units went back before this ledger. What its
    /// status response shows by a reference (Sberbank's new gateway) is adopted instead. Give the same number at every opening of this
    /// ledger.
    pub fn open_after(
        provider: H,
        settings: LedgerSettings,
        payment: &P::Payment,
        captured: &Money,
        already_refunded: i64,
        row: Option<LedgerRow>,
    ) -> Result<Self, RefundError> {
        check_payment(&*provider, payment)?;
        let whole = check_captured(&*provider, captured)?.get();
        let terms = provider.terms();
        let fits = (0..=whole).contains(&already_refunded);
        if !fits || (terms.lists_refunds() && already_refunded != 0) {
            let detail = "must be from 0 to the captured amount, and 0 where refunds are listed";
            return Err(RefundError::new(
                code::INVALID_AMOUNT,
                "alreadyRefunded",
                detail,
            ));
        }
        let opening = Opening {
            payment_id: P::ledger_id(payment),
            payment: to_json(payment)?,
            captured: captured.clone(),
            already_refunded,
        };
        let mut machine = Machine::open(terms, settings, opening, row)?;
        if !provider.can_send() {
            machine.listen();
        }
        Ok(Self { provider, machine })
    }

    /// Makes it a listener: it stores what it hears, acknowledges it, and never sends.
    #[must_use]
    pub fn listening(mut self) -> Self {
        self.listen();
        self
    }

    #[doc = text!(listen)]
    pub fn listen(&mut self) {
        self.machine.listen();
    }

    #[doc = text!(request)]
    pub fn request(&mut self, reference: &str, request: &P::Request) -> Result<(), RefundError> {
        let text = to_json(request)?;
        self.machine
            .request(&*self.provider, reference, P::amount(request), text)
    }

    #[doc = text!(next)]
    pub fn next(&mut self, now_ms: i64) -> Result<LedgerStep, RefundError> {
        self.next_with(&CallContext::at(now_ms))
    }

    /// The same for a provider that signs with RSA (Bank 131, Smart Glocal), which needs fresh randomness for each step.
    pub fn next_with(&mut self, context: &CallContext) -> Result<LedgerStep, RefundError> {
        self.machine
            .next(&*self.provider, context)
    }

    #[doc = text!(stored)]
    pub fn stored(&mut self, step: u64) -> Result<(), RefundError> {
        self.machine.stored(step)
    }

    #[doc = text!(reload)]
    pub fn reload(&mut self, row: Option<LedgerRow>) -> Result<(), RefundError> {
        self.machine.reload(row)
    }

    #[doc = text!(signed)]
    pub fn signed(&mut self, step: u64, signature: &[u8]) -> Result<(), RefundError> {
        self.machine
            .signed(&*self.provider, step, signature)
    }

    #[doc = text!(not_signed)]
    pub fn not_signed(&mut self, step: u64, now_ms: i64) -> Result<(), RefundError> {
        self.machine.not_signed(step, now_ms)
    }

    #[doc = text!(received)]
    pub fn received(
        &mut self,
        step: u64,
        result: &SendResult,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .received(&*self.provider, step, result, now_ms)
    }

    #[doc = text!(not_sent)]
    pub fn not_sent(&mut self, step: u64, now_ms: i64) -> Result<(), RefundError> {
        self.received(step, &SendResult::NotSent, now_ms)
    }

    #[doc = text!(webhook)]
    pub fn webhook(&mut self, event: &RefundEvent, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .webhook(&*self.provider, event, now_ms)
    }

    #[doc = text!(notice)]
    pub fn notice(&mut self, notice: &UnverifiedNotice, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .notice(&*self.provider, notice, now_ms)
    }

    #[doc = text!(adopt)]
    pub fn adopt(
        &mut self,
        reference: &str,
        adopted: &AdoptedRefund,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .adopt(&*self.provider, reference, adopted, now_ms)
    }

    #[doc = text!(decide)]
    pub fn decide(
        &mut self,
        reference: &str,
        decision: RefundDecision,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let signed = AuditNote::new(by, note, now_ms);
        self.machine
            .decide(reference, decision, signed)
    }

    #[doc = text!(declare_external)]
    pub fn declare_external(
        &mut self,
        entry_id: &str,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .declare_external(entry_id, AuditNote::new(by, note, now_ms))
    }

    #[doc = text!(cancel)]
    pub fn cancel(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.machine.cancel(reference, now_ms)
    }

    #[doc = text!(ask_again)]
    pub fn ask_again(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .ask_again(reference, now_ms)
    }

    #[doc = text!(settle_alert)]
    pub fn settle_alert(
        &mut self,
        alert: &str,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .settle_alert(alert, AuditNote::new(by, note, now_ms))
    }

    #[doc = text!(correct_captured)]
    pub fn correct_captured(
        &mut self,
        amount: &Money,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .correct_captured(amount, AuditNote::new(by, note, now_ms))
    }

    #[doc = text!(credentials_changed)]
    pub fn credentials_changed(&mut self, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .credentials_changed(now_ms)
    }

    #[doc = text!(refund)]
    pub fn refund(&self, reference: &str) -> Option<RefundView> {
        self.machine.refund(reference)
    }

    /// Every refund, in the order in which they were asked for.
    pub fn refunds(&self) -> Vec<RefundView> {
        self.machine.refunds()
    }

    #[doc = text!(view)]
    pub fn view(&self) -> LedgerView {
        self.machine.view()
    }

    /// What is left to give back.
    pub fn left(&self) -> Money {
        self.machine.left()
    }

    /// Every alert that nobody settled.
    pub fn alerts(&self) -> Vec<AlertView> {
        self.machine.alerts()
    }
}

impl<P: ParsesInLedger, H: Deref<Target = P>> Ledger<H> {
    #[doc = text!(parse_response)]
    pub fn parse_response(
        &self,
        step: u64,
        result: &SendResult,
    ) -> Result<Parsed<P::ResponseDetails>, RefundError> {
        let refund = self
            .machine
            .sent_order(step, |order| self.provider.refund_of(order))??;
        self.provider
            .parse_response(&refund, result, &CallContext::default())
    }

    #[doc = text!(parse_status_response)]
    pub fn parse_status_response(
        &self,
        step: u64,
        result: &SendResult,
    ) -> Result<ParsedStatus<P::StatusDetails>, RefundError> {
        let payment = self.machine.asked_payment(step)?;
        let question = self.provider.question(payment)?;
        self.provider
            .parse_status_response(&question, result)
    }
}

#[cfg(feature = "model")]
impl<H> Ledger<H> {
    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    pub(super) fn with_machine(mut self, change: impl FnOnce(&mut Machine)) -> Self {
        change(&mut self.machine);
        self
    }
}
