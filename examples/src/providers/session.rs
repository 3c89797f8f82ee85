//! Bank 131 and Smart Glocal: signed with RSA, decided later, and told apart by `metadata`.

use crate::ledger_client::{LedgerClient, ProviderLedger};
use crate::signed_once::SignedOnce;
use refundkit::ledger::KeepsLedger;
use refundkit::providers::session::{SessionMerchant, SessionProvider};
use refundkit::{
    Bank131, Endpoint, PaymentSession, Provider, SessionConfig, SessionRequest, SmartGlocal,
};
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::providers::{known, session::credentials};

pub(super) fn bank131_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(bank131_ledgers(endpoint))
}

/// The ledgers of Bank 131.
pub fn bank131_ledgers(endpoint: Endpoint) -> ProviderLedger<Bank131> {
    ledgers(merchant(endpoint), "RUB")
}

/// The same, signing equal requests once.
pub(super) fn bank131_ledger_signing_once(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let bank: Bank131 = merchant(endpoint);
    Box::new(ledgers(SignedOnce::new(bank), "RUB"))
}

pub(super) fn smart_glocal_ledger(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    Box::new(smart_glocal_ledgers(endpoint))
}

/// The ledgers of Smart Glocal.
pub fn smart_glocal_ledgers(endpoint: Endpoint) -> ProviderLedger<SmartGlocal> {
    ledgers(merchant(endpoint), "USD")
}

/// The same, signing equal requests once.
pub(super) fn smart_glocal_ledger_signing_once(endpoint: Endpoint) -> Box<dyn LedgerClient> {
    let glocal: SmartGlocal = merchant(endpoint);
    Box::new(ledgers(SignedOnce::new(glocal), "USD"))
}

fn merchant<P: SessionProvider>(endpoint: Endpoint) -> SessionMerchant<P> {
    let provider = SessionMerchant::<P>::new(SessionConfig::at(endpoint), known(credentials()));
    provider.expect("the test credentials are good")
}

fn ledgers<P>(provider: P, currency: &'static str) -> ProviderLedger<P>
where
    P: KeepsLedger<Payment = PaymentSession, Request = SessionRequest>,
{
    ProviderLedger {
        provider,
        currency,
        payment,
        request: SessionRequest::new,
    }
}

fn payment(payment: &Payment) -> PaymentSession {
    PaymentSession {
        session_id: payment.id.clone(),
    }
}
