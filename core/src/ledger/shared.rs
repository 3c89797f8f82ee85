//! The ledger as the classes of other languages hold it: it owns its provider, and threads take turns.
//!
//! Its methods are rows of the table of [`operations`](crate::operations): they take references and a context.

use super::adopt::AdoptedRefund;
use super::keeps::{KeepsLedger, ParsesInLedger, PaymentOf, RequestOf};
use super::settings::LedgerSettings;
use super::shell::Ledger;
use super::steps::{LedgerRow, LedgerStep};
use super::view::{AlertView, LedgerView, RefundView};
use super::word::RefundDecision;
use crate::api::context::CallContext;
use crate::api::parsed::{Parsed, ParsedStatus};
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::http::SendResult;
use crate::value::error::RefundError;
use crate::value::money::Money;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A row as it was loaded; nothing where there is none yet.
pub type LoadedRow = Option<LedgerRow>;
/// A refund, where the ledger knows it.
pub type KnownRefund = Option<RefundView>;
/// Every alert that nobody settled.
pub type OpenAlerts = Vec<AlertView>;
/// No result.
pub type Nothing = ();

/// A ledger that any thread may use.
#[derive(Debug)]
pub struct SharedLedger<P>(Mutex<Ledger<Arc<P>>>);

impl<P: KeepsLedger> SharedLedger<P> {
    /// Opens the ledger of a payment.
    pub fn open(
        provider: &Arc<P>,
        settings: &LedgerSettings,
        payment: &PaymentOf<P>,
        captured: &Money,
        row: &LoadedRow,
        already_refunded: i64,
    ) -> Result<Self, RefundError> {
        let (provider, settings) = (Arc::clone(provider), settings.clone());
        Ledger::open_after(
            provider,
            settings,
            payment,
            captured,
            already_refunded,
            row.clone(),
        )
        .map(Mutex::new)
        .map(Self)
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger<Arc<P>>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(missing_docs, reason = "the table of operations has the text of each")]
impl<P: ParsesInLedger> SharedLedger<P> {
    pub fn request(&self, reference: &str, refund: &RequestOf<P>) -> Result<Nothing, RefundError> {
        self.ledger()
            .request(reference, refund)
    }

    pub fn parse_response(
        &self,
        step: &u64,
        response: &SendResult,
    ) -> Result<Parsed<P::ResponseDetails>, RefundError> {
        self.ledger()
            .parse_response(*step, response)
    }

    pub fn parse_status_response(
        &self,
        step: &u64,
        response: &SendResult,
    ) -> Result<ParsedStatus<P::StatusDetails>, RefundError> {
        self.ledger()
            .parse_status_response(*step, response)
    }

    pub fn next(&self, context: &CallContext) -> Result<LedgerStep, RefundError> {
        self.ledger().next_with(context)
    }

    pub fn stored(&self, step: &u64) -> Result<Nothing, RefundError> {
        self.ledger().stored(*step)
    }

    pub fn reload(&self, row: &LoadedRow) -> Result<Nothing, RefundError> {
        self.ledger().reload(row.clone())
    }

    pub fn signed(&self, step: &u64, signature: &[u8]) -> Result<Nothing, RefundError> {
        self.ledger().signed(*step, signature)
    }

    pub fn not_signed(&self, step: &u64, context: &CallContext) -> Result<Nothing, RefundError> {
        self.ledger()
            .not_signed(*step, context.now_ms()?)
    }

    pub fn received(
        &self,
        step: &u64,
        response: &SendResult,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .received(*step, response, context.now_ms()?)
    }

    pub fn not_sent(&self, step: &u64, context: &CallContext) -> Result<Nothing, RefundError> {
        self.ledger()
            .not_sent(*step, context.now_ms()?)
    }

    pub fn listen(&self) -> Result<Nothing, RefundError> {
        self.ledger().listen();
        Ok(())
    }

    pub fn webhook(
        &self,
        event: &RefundEvent,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .webhook(event, context.now_ms()?)
    }

    pub fn notice(
        &self,
        notice: &UnverifiedNotice,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .notice(notice, context.now_ms()?)
    }

    pub fn adopt(
        &self,
        reference: &str,
        adopted: &AdoptedRefund,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .adopt(reference, adopted, context.now_ms()?)
    }

    pub fn decide(
        &self,
        reference: &str,
        decision: &RefundDecision,
        by: &str,
        note: &str,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .decide(reference, *decision, by, note, context.now_ms()?)
    }

    pub fn declare_external(
        &self,
        entry_id: &str,
        by: &str,
        note: &str,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .declare_external(entry_id, by, note, context.now_ms()?)
    }

    pub fn cancel(&self, reference: &str, context: &CallContext) -> Result<Nothing, RefundError> {
        self.ledger()
            .cancel(reference, context.now_ms()?)
    }

    pub fn ask_again(
        &self,
        reference: &str,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .ask_again(reference, context.now_ms()?)
    }

    pub fn settle_alert(
        &self,
        alert: &str,
        by: &str,
        note: &str,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .settle_alert(alert, by, note, context.now_ms()?)
    }

    pub fn correct_captured(
        &self,
        amount: &Money,
        by: &str,
        note: &str,
        context: &CallContext,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .correct_captured(amount, by, note, context.now_ms()?)
    }

    pub fn credentials_changed(&self, context: &CallContext) -> Result<Nothing, RefundError> {
        self.ledger()
            .credentials_changed(context.now_ms()?)
    }

    pub fn refund(&self, reference: &str) -> Result<KnownRefund, RefundError> {
        Ok(self.ledger().refund(reference))
    }

    pub fn view(&self) -> Result<LedgerView, RefundError> {
        Ok(self.ledger().view())
    }
}
