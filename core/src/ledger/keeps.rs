//! The trait of a provider whose payments have ledgers, with the provider's own types.

use super::provider::{LedgerOrder, LedgerProvider};
use super::settings::LedgerSettings;
use crate::api::merchant::QueryStatus;
use crate::decision::event::RefundEvent;
use crate::value::error::RefundError;
use crate::value::money::{MinorUnits, Money};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The provider's own types of a payment and of what a merchant may ask for.
pub trait KeepsLedger: LedgerProvider {
    /// The ids of a payment.
    type Payment: Serialize + DeserializeOwned;
    /// What a merchant may say about a refund beside its reference.
    type Request: Serialize + DeserializeOwned;
    /// The provider's own id of the payment.
    fn payment_id(payment: &Self::Payment) -> &str;
    /// The payment's id as it stands in the ledger's key and in what references are derived from. Where the provider takes two
    /// spellings for one payment, both have to give the same.
    fn ledger_id(payment: &Self::Payment) -> String {
        Self::payment_id(payment).to_owned()
    }
    /// Checks the ids of a payment. An error names the member of the payment alone; the ledger adds `payment`.
    fn check_payment(&self, payment: &Self::Payment) -> Result<(), RefundError>;
    /// The account's currency, where messages name none and every payment is in it.
    fn account_currency(&self) -> Option<&str> {
        None
    }
    /// How much a request gives back.
    fn amount(request: &Self::Request) -> &Money;
    /// The provider's ids of the payments that a verified event is about, in the number space of
    /// [`ledger_id`](Self::ledger_id). It never guesses. Where a webhook has another name for the payment, the provider says which.
    fn payment_ids(&self, event: &RefundEvent) -> Vec<String> {
        event
            .payment_id
            .iter()
            .cloned()
            .collect()
    }

    /// The key of a payment's row.
    fn ledger_key(
        &self,
        settings: &LedgerSettings,
        payment: &Self::Payment,
    ) -> Result<String, RefundError> {
        check_payment(self, payment)?;
        settings.key_of(&self.terms(), &Self::ledger_id(payment))
    }

    /// The keys of the rows that a verified event is about. It never guesses, and there may be none.
    fn ledger_keys_of(
        &self,
        settings: &LedgerSettings,
        event: &RefundEvent,
    ) -> Result<LedgerKeys, RefundError> {
        let ids = self.payment_ids(event);
        ids.iter()
            .map(|id| settings.key_of(&self.terms(), id))
            .collect()
    }
}

/// The ids of a payment. Errors say that they are the payment's.
pub(super) fn check_payment<P: KeepsLedger + ?Sized>(
    provider: &P,
    payment: &P::Payment,
) -> Result<(), RefundError> {
    let checked = provider.check_payment(payment);
    checked.map_err(|error| error.within("payment"))
}

/// What was captured. The account's currency is that of every refund, so that a payment in another one could never be refunded.
pub(super) fn check_captured<P: KeepsLedger + ?Sized>(
    provider: &P,
    captured: &Money,
) -> Result<MinorUnits, RefundError> {
    match provider.account_currency() {
        Some(currency) => captured.checked_in("captured", currency),
        None => captured.checked("captured"),
    }
}

/// A provider of which a ledger can parse the responses in the provider's own words.
pub trait ParsesInLedger: KeepsLedger + QueryStatus {
    /// The refund of an order, with everything that its response is compared with.
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<Self::Refund, RefundError>;
    /// A refund that is never sent, since a status query names the payment alone.
    fn question(&self, payment: &str) -> Result<Self::Refund, RefundError>;
}

/// The ids of a payment at a provider.
pub type PaymentOf<P> = <P as KeepsLedger>::Payment;
/// What a merchant may say about a refund of a provider.
pub type RequestOf<P> = <P as KeepsLedger>::Request;
/// Keys of rows.
pub type LedgerKeys = Vec<String>;
