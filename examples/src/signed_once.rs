//! A provider that signs the same request once. RSA costs a thousand times what everything else in a history does, and the
//! signature of a text is always the same one.
//!
//! The signatures are real ones, and the other side verifies them. What is saved is counted.

use crate::host::lock;
use crate::listens::{Heard, Listens};
use refundkit::kit::OperationProfile;
use refundkit::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerSigning, LedgerTerms, Reading, Shown,
};
use refundkit::{
    CallContext, HttpRequest, Money, Problem, ReceivedRequest, RefundError, RefundEvent, Rejection,
    SendResult, UnverifiedNotice,
};
use refundkit_simulator::cache::Cache;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Requests that needed a signature, and those of them for which one was made, since the program began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signatures {
    /// Requests that needed one.
    pub needed: u64,
    /// Signatures that were made. Every other request has the signature of an earlier one of the same text.
    pub made: u64,
}

static NEEDED: AtomicU64 = AtomicU64::new(0);
static MADE: AtomicU64 = AtomicU64::new(0);

impl Signatures {
    /// All of this program.
    pub fn counted() -> Self {
        Self {
            needed: NEEDED.load(Ordering::Relaxed),
            made: MADE.load(Ordering::Relaxed),
        }
    }
}

/// A provider, and every request that it signed.
#[derive(Debug)]
pub struct SignedOnce<P> {
    provider: P,
    requests: Mutex<Cache<Result<HttpRequest, RefundError>>>,
}

impl<P> SignedOnce<P> {
    /// Nothing is signed yet.
    pub fn new(provider: P) -> Self {
        Self {
            provider,
            requests: Mutex::default(),
        }
    }

    fn signed(
        &self,
        text: String,
        sign: impl FnOnce() -> Result<HttpRequest, RefundError>,
    ) -> Result<HttpRequest, RefundError> {
        NEEDED.fetch_add(1, Ordering::Relaxed);
        lock(&self.requests).of(text, || {
            MADE.fetch_add(1, Ordering::Relaxed);
            sign()
        })
    }
}

impl<P: LedgerProvider> LedgerProvider for SignedOnce<P> {
    fn terms(&self) -> LedgerTerms {
        self.provider.terms()
    }

    fn can_send(&self) -> bool {
        self.provider.can_send()
    }

    fn signed_elsewhere(&self) -> Option<&dyn LedgerSigning> {
        self.provider.signed_elsewhere()
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let text = format!("{order:?}");
        self.signed(text, || self.provider.build(order, context))
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        self.provider.build_unsigned(order)
    }

    fn profile_of(&self, order: &LedgerOrder<'_>) -> OperationProfile {
        self.provider.profile_of(order)
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        self.provider.read(order, result)
    }

    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        let text = payment.to_owned();
        self.signed(text, || {
            self.provider
                .build_status(payment, context)
        })
    }

    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        self.provider
            .read_status(payment, result)
    }

    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        self.provider
            .read_event(payment, event)
    }

    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool {
        self.provider
            .is_notice_of(payment, notice)
    }
}

impl<P: KeepsLedger> KeepsLedger for SignedOnce<P> {
    type Payment = P::Payment;
    type Request = P::Request;

    fn payment_id(payment: &P::Payment) -> &str {
        P::payment_id(payment)
    }

    fn ledger_id(payment: &P::Payment) -> String {
        P::ledger_id(payment)
    }

    fn check_payment(&self, payment: &P::Payment) -> Result<(), RefundError> {
        self.provider.check_payment(payment)
    }

    fn amount(request: &P::Request) -> &Money {
        P::amount(request)
    }

    fn payment_ids(&self, event: &RefundEvent) -> Vec<String> {
        self.provider.payment_ids(event)
    }
}

impl<P: Listens> Listens for SignedOnce<P> {
    fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection> {
        self.provider.read_webhook(webhook)
    }
}
