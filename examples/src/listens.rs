//! How a ledger hears of a provider's webhooks: verified where the provider signs them, and as a notice where nobody does.

use refundkit::ledger::{KeepsLedger, Ledger};
use refundkit::{
    Bank131, ReceivedRequest, RefundError, SberbankGateway, SberbankLegacy, SmartGlocal, TheMap,
    Tranzzo,
};

/// A provider whose webhooks come into its ledger.
pub trait Listens: KeepsLedger + Sized {
    /// Gives a webhook to the ledger.
    fn hear(
        &self,
        ledger: &mut Ledger<&Self>,
        webhook: &ReceivedRequest,
        now_ms: i64,
    ) -> Result<(), RefundError>;
    /// Whether it is proven that the provider wrote a webhook. An unsigned one proves nothing.
    fn proves(&self, webhook: &ReceivedRequest) -> bool;
}

macro_rules! signed_webhooks {
    ($($provider:ty),*) => {$(
        impl Listens for $provider {
            fn hear(&self, ledger: &mut Ledger<&Self>, webhook: &ReceivedRequest, now_ms: i64) -> Result<(), RefundError> {
                let parsed = self.parse_webhook(webhook).map_err(|rejection| rejection.error)?;
                ledger.webhook(&parsed.event, now_ms)
            }
            fn proves(&self, webhook: &ReceivedRequest) -> bool {
                self.parse_webhook(webhook).is_ok()
            }
        }
    )*};
}

signed_webhooks!(Bank131, SberbankLegacy, SmartGlocal, TheMap, Tranzzo);

impl Listens for SberbankGateway {
    fn hear(
        &self,
        ledger: &mut Ledger<&Self>,
        webhook: &ReceivedRequest,
        now_ms: i64,
    ) -> Result<(), RefundError> {
        let parsed = self
            .parse_notice(webhook)
            .map_err(|rejection| rejection.error)?;
        ledger.notice(&parsed.notice, now_ms)
    }

    fn proves(&self, _webhook: &ReceivedRequest) -> bool {
        false
    }
}
