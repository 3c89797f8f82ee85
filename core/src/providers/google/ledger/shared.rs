//! The ledger of a capture as the classes of other languages hold it: it owns its integrator, and threads take turns.

use super::machine::GoogleCaptureLedger;
use super::opening::GoogleCaptureOpening;
use super::steps::GoogleStep;
use crate::api::context::CallContext;
use crate::ledger::{LoadedRow, Nothing, OpenAlerts};
use crate::providers::google::{GoogleIntegrator, GoogleRefundRequest, GoogleRefundResult};
use crate::value::error::RefundError;
use crate::value::money::Money;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The ledger of a capture that any thread may use.
#[derive(Debug)]
pub struct SharedCaptureLedger(Mutex<GoogleCaptureLedger<Arc<GoogleIntegrator>>>);

impl SharedCaptureLedger {
    /// Opens the ledger of a capture.
    pub fn open(
        google: &Arc<GoogleIntegrator>,
        capture: &GoogleCaptureOpening,
        row: &LoadedRow,
    ) -> Result<Self, RefundError> {
        let opened = GoogleCaptureLedger::open(Arc::clone(google), capture.clone(), row.clone());
        opened.map(Mutex::new).map(Self)
    }

    fn ledger(&self) -> MutexGuard<'_, GoogleCaptureLedger<Arc<GoogleIntegrator>>> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[expect(missing_docs, reason = "the table of operations has the text of each")]
impl SharedCaptureLedger {
    pub fn answer(
        &self,
        request: &GoogleRefundRequest,
        row: &LoadedRow,
    ) -> Result<Nothing, RefundError> {
        self.ledger()
            .answer(request.clone(), row.as_ref())
    }

    pub fn next(&self, context: &CallContext) -> Result<GoogleStep, RefundError> {
        self.ledger().next(context.now_ms()?)
    }

    pub fn stored(&self, step: &u64) -> Result<Nothing, RefundError> {
        self.ledger().stored(*step)
    }

    pub fn reload(&self, row: &LoadedRow) -> Result<Nothing, RefundError> {
        self.ledger().reload(row.clone())
    }

    pub fn paid(&self, step: &u64, result: &GoogleRefundResult) -> Result<Nothing, RefundError> {
        self.ledger()
            .paid(*step, result.clone())
    }

    pub fn not_paid(&self, step: &u64) -> Result<Nothing, RefundError> {
        self.ledger().not_paid(*step)
    }

    pub fn unknown(&self, step: &u64) -> Result<Nothing, RefundError> {
        self.ledger().unknown(*step)
    }

    pub fn alerts(&self) -> Result<OpenAlerts, RefundError> {
        Ok(self.ledger().alerts())
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

    pub fn left(&self) -> Result<Money, RefundError> {
        Ok(self.ledger().left())
    }
}
