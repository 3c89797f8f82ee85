//! The ledger with a provider's types: a thin shell around the machine.

use super::adopt::AdoptedRefund;
use super::keeps::{KeepsLedger, ParsesInLedger, check_payment};
use super::machine::Machine;
use super::opening::Opening;
use super::settings::LedgerSettings;
use super::steps::{LedgerRow, LedgerStep};
use super::view::{AlertView, LedgerView, RefundView};
use super::word::AuditNote;
use crate::api::context::CallContext;
use crate::api::parsed::{Parsed, ParsedStatus};
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::http::SendResult;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::Money;
use std::ops::Deref;

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
    /// status response shows by a reference (Sberbank's new gateway) is adopted instead.
    pub fn open_after(
        provider: H,
        settings: LedgerSettings,
        payment: &P::Payment,
        captured: &Money,
        already_refunded: i64,
        row: Option<LedgerRow>,
    ) -> Result<Self, RefundError> {
        check_payment(&*provider, payment)?;
        let whole = captured.checked("captured")?.get();
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

    /// From now on it stores what it hears, acknowledges it, and never sends.
    pub fn listen(&mut self) {
        self.machine.listen();
    }

    /// Asks for a refund. `reference` is your own id of it, 1 to 64 characters: the same reference is the same refund, and
    /// another wish under it is an error.
    pub fn request(&mut self, reference: &str, request: &P::Request) -> Result<(), RefundError> {
        let text = to_json(request)?;
        self.machine
            .request(&*self.provider, reference, P::amount(request), text)
    }

    /// The one thing to do now, which is handed out once. While it is not answered, asking again is an error.
    pub fn next(&mut self, now_ms: i64) -> Result<LedgerStep, RefundError> {
        self.next_with(&CallContext::at(now_ms))
    }

    /// The same for a provider that signs with RSA (Bank 131, Smart Glocal), which needs fresh randomness for each step.
    pub fn next_with(&mut self, context: &CallContext) -> Result<LedgerStep, RefundError> {
        self.machine
            .next(&*self.provider, context)
    }

    /// Says that a `Store` was committed.
    pub fn stored(&mut self, step: u64) -> Result<(), RefundError> {
        self.machine.stored(step)
    }

    /// Says that a `Store` found another version, and what is there now.
    pub fn reload(&mut self, row: Option<LedgerRow>) -> Result<(), RefundError> {
        self.machine.reload(row)
    }

    /// Gives the signature of a `Sign`: its raw bytes. One that the merchant's public key does not verify is an error, and the step
    /// stays outstanding.
    pub fn signed(&mut self, step: u64, signature: &[u8]) -> Result<(), RefundError> {
        self.machine
            .signed(&*self.provider, step, signature)
    }

    /// Says that a `Sign` gets no signature now, such as where a person did not unlock the key. Nothing was armed, and the signature
    /// is asked for again after a pause.
    pub fn not_signed(&mut self, step: u64, now_ms: i64) -> Result<(), RefundError> {
        self.machine.not_signed(step, now_ms)
    }

    /// Says what came of a `Send`: a response, nothing or only a part of one (`Lost`), or a proof that no byte left (`NotSent`).
    pub fn received(
        &mut self,
        step: u64,
        result: &SendResult,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .received(&*self.provider, step, result, now_ms)
    }

    /// Says that certainly not one byte of a `Send` left, such as where no connection could be made.
    pub fn not_sent(&mut self, step: u64, now_ms: i64) -> Result<(), RefundError> {
        self.received(step, &SendResult::NotSent, now_ms)
    }

    /// Takes a verified webhook. Go on with `next`: its acknowledgement is a step after the store.
    pub fn webhook(&mut self, event: &RefundEvent, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .webhook(&*self.provider, event, now_ms)
    }

    /// Takes a message that nobody signed. It proves nothing: it makes the ledger ask earlier.
    pub fn notice(&mut self, notice: &UnverifiedNotice, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .notice(&*self.provider, notice, now_ms)
    }

    /// Takes over a refund that a program without a ledger sent. It counts as sent, with a lost response.
    pub fn adopt(
        &mut self,
        reference: &str,
        adopted: &AdoptedRefund,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .adopt(&*self.provider, reference, adopted, now_ms)
    }

    /// A person's word about an undecided refund. "Not given back" is refused while something may still be on its way, and where the
    /// provider shows refunds also until the ledger has looked after that. `by` has 1 to 64 characters, `note` 1 to 500.
    pub fn decide(
        &mut self,
        reference: &str,
        given_back: bool,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let signed = AuditNote::new(by, note, now_ms);
        self.machine
            .decide(reference, given_back, signed)
    }

    /// A person's word that an entry of the provider is not one of this ledger's refunds.
    pub fn external(
        &mut self,
        entry_id: &str,
        by: &str,
        note: &str,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        self.machine
            .external(entry_id, AuditNote::new(by, note, now_ms))
    }

    /// Ends a refund that was never sent.
    pub fn cancel(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.machine.cancel(reference, now_ms)
    }

    /// Asks about an undecided refund again, with new patience. It never permits a sending by itself.
    pub fn ask_again(&mut self, reference: &str, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .ask_again(reference, now_ms)
    }

    /// Says that somebody looked after an alert.
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

    /// Corrects what was captured.
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

    /// Says that the credentials are new: what the refused ones kept back goes on.
    pub fn credentials_changed(&mut self, now_ms: i64) -> Result<(), RefundError> {
        self.machine
            .credentials_changed(now_ms)
    }

    /// A refund as it is known now.
    pub fn refund(&self, reference: &str) -> Option<RefundView> {
        self.machine.refund(reference)
    }

    /// Every refund, in the order in which they were asked for.
    pub fn refunds(&self) -> Vec<RefundView> {
        self.machine.refunds()
    }

    /// What people are shown: what is left, every refund and every alert.
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
    /// Everything that the response to the `Send` of a refund says, in the provider's own words, and what this message alone shows.
    /// It changes nothing, and is there until `received`.
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

    /// Everything that the response to the `Send` of a question says of the payment, in the provider's own words. It changes
    /// nothing, and is there until `received`.
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
