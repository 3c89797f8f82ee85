//! A merchant who keeps the refunds of a payment in a ledger: one client for each provider, the same steps for all.
//!
//! A real app talks to one provider's class directly; the client is what lets the demo do the same for every provider.

use crate::histories::{self, Count, Setting};
use crate::ledger_loop::{Host, run};
use crate::listens::{Heard, Listens};
use crate::table::Table;
use refundkit::ledger::{KeepsLedger, Ledger, LedgerSettings, LedgerView, RefundView};
use refundkit::{Money, ReceivedRequest, RefundError, Rejection};
use refundkit_simulator::ledger::Payment;
use refundkit_simulator::simulated_provider::SimulatedProvider;

/// A refund that the merchant wants.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The merchant's own id of it.
    pub reference: String,
    /// How much.
    pub amount: Money,
}

/// One provider's merchant.
pub trait LedgerClient: Send + Sync {
    /// The account's currency.
    fn currency(&self) -> &'static str;
    /// Opens the ledger of a payment with the row that the table has.
    fn open<'a>(
        &'a self,
        payment: &Payment,
        settings: LedgerSettings,
        table: &mut dyn Table,
    ) -> Result<Box<dyn OpenLedger + 'a>, RefundError>;
    /// Reads a webhook before it is known which payment it is about.
    fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection>;
    /// Plays one random history of a payment.
    fn history(&self, setting: &Setting, simulated: &mut dyn SimulatedProvider, seed: u64)
    -> Count;
    /// Plays the same without a ledger.
    fn history_without_ledger(
        &self,
        setting: &Setting,
        simulated: &mut dyn SimulatedProvider,
        seed: u64,
    ) -> Count;
}

/// The ledger of a payment, whichever the provider.
pub trait OpenLedger {
    /// Asks for a refund.
    fn request(&mut self, wish: &Wish) -> Result<(), RefundError>;
    /// Takes in a webhook.
    fn hear(&mut self, webhook: &ReceivedRequest, now_ms: i64) -> Result<(), RefundError>;
    /// Lets the host do what there is to do, and returns when there is work again.
    fn run(&mut self, host: &mut dyn Host) -> Result<Option<i64>, RefundError>;
    /// A refund as it is known now.
    fn refund(&self, reference: &str) -> Option<RefundView>;
    /// The payment as it is known now.
    fn view(&self) -> LedgerView;
}

/// A provider, and how its payments and refunds are named.
pub struct ProviderLedger<P: KeepsLedger> {
    /// The provider.
    pub provider: P,
    /// The account's currency.
    pub currency: &'static str,
    /// A payment in the provider's terms.
    pub payment: fn(&Payment) -> P::Payment,
    /// A wish in the provider's terms.
    pub request: fn(Money) -> P::Request,
}

impl<P> LedgerClient for ProviderLedger<P>
where
    P: Listens + Send + Sync,
{
    fn currency(&self) -> &'static str {
        self.currency
    }

    fn open<'a>(
        &'a self,
        payment: &Payment,
        settings: LedgerSettings,
        table: &mut dyn Table,
    ) -> Result<Box<dyn OpenLedger + 'a>, RefundError> {
        let (provider, ids) = (&self.provider, (self.payment)(payment));
        let row = table.load(&provider.ledger_key(&settings, &ids)?);
        let ledger = Ledger::open(provider, settings, &ids, &payment.captured, row)?;
        let client = self;
        Ok(Box::new(Opened { client, ledger }))
    }

    fn read_webhook(&self, webhook: &ReceivedRequest) -> Result<Heard, Rejection> {
        self.provider.read_webhook(webhook)
    }

    fn history(
        &self,
        setting: &Setting,
        simulated: &mut dyn SimulatedProvider,
        seed: u64,
    ) -> Count {
        histories::one(self, setting, simulated, seed)
    }

    fn history_without_ledger(
        &self,
        setting: &Setting,
        simulated: &mut dyn SimulatedProvider,
        seed: u64,
    ) -> Count {
        histories::without_ledger(self, setting, simulated, seed)
    }
}

struct Opened<'a, P: KeepsLedger> {
    client: &'a ProviderLedger<P>,
    ledger: Ledger<&'a P>,
}

impl<P: Listens> OpenLedger for Opened<'_, P> {
    fn request(&mut self, wish: &Wish) -> Result<(), RefundError> {
        let request = (self.client.request)(wish.amount.clone());
        self.ledger
            .request(&wish.reference, &request)
    }

    fn hear(&mut self, webhook: &ReceivedRequest, now_ms: i64) -> Result<(), RefundError> {
        self.client
            .provider
            .hear(&mut self.ledger, webhook, now_ms)
    }

    fn run(&mut self, host: &mut dyn Host) -> Result<Option<i64>, RefundError> {
        run(&mut self.ledger, host)
    }

    fn refund(&self, reference: &str) -> Option<RefundView> {
        self.ledger.refund(reference)
    }

    fn view(&self) -> LedgerView {
        self.ledger.view()
    }
}
