//! A merchant who keeps the refunds of a payment in a ledger: the loop of the README over real HTTP, with rows in memory.
//!
//! A real app talks to one provider's class directly; the client is what lets the demo do the same for every provider.

use crate::histories::{self, Count, Setting};
use crate::ledger::Payment;
use crate::merchant_client::fresh;
use crate::simulator::simulated_provider::SimulatedProvider;
use refundkit::ledger::{
    KeepsLedger, Ledger, LedgerRow, LedgerSettings, LedgerStep, RefundStage, RefundView, SendStep,
    StoreStep, ledger_key,
};
use refundkit::{HttpRequest, Money, ReceivedRequest, RefundError, SendResult, VerifyWebhooks};
use std::collections::BTreeMap;

/// A refund that the merchant wants.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The merchant's own id of it.
    pub reference: String,
    /// How much.
    pub amount: Money,
}

/// What happened to a refund from the wish to the end.
#[derive(Debug, Default)]
pub struct Course {
    /// The refund requests that were sent.
    pub sent: Vec<HttpRequest>,
    /// What came back for the first of them.
    pub response: Option<SendResult>,
    /// The refund after that response.
    pub first: Option<RefundView>,
    /// How the merchant learned more.
    pub learned_by: Vec<&'static str>,
    /// The refund at the end.
    pub last: Option<RefundView>,
}

/// What a merchant has outside of the ledger: an HTTP client, an endpoint for webhooks, and a table.
pub trait Surroundings {
    /// Sends a request once.
    fn send(&mut self, request: &HttpRequest) -> SendResult;
    /// The webhooks that came since the last call.
    fn webhooks(&mut self) -> Vec<ReceivedRequest>;
    /// The table of ledgers.
    fn rows(&mut self) -> &mut Rows;
}

/// The table of ledgers, with the check of versions that a database makes.
#[derive(Debug, Default)]
pub struct Rows(BTreeMap<String, LedgerRow>);

impl Rows {
    /// The row under a key.
    pub fn load(&self, key: &str) -> Option<LedgerRow> {
        self.0.get(key).cloned()
    }

    /// Writes a row, if its version is still the expected one.
    pub fn store(&mut self, step: &StoreStep) -> bool {
        let version = self
            .0
            .get(&step.key)
            .map_or(0, |row| row.version);
        if version != step.expected {
            return false;
        }
        let row = LedgerRow {
            body: step.body.clone(),
            version: version + 1,
        };
        self.0.insert(step.key.clone(), row);
        true
    }
}

/// One provider's merchant.
pub trait LedgerClient: Send + Sync {
    /// The account's currency.
    fn currency(&self) -> &'static str;
    /// Makes a refund and follows it until it ends, or until only a person can help. `now_ms` is when it begins; pauses are
    /// passed over.
    fn refund(
        &self,
        outside: &mut dyn Surroundings,
        payment: &Payment,
        wish: &Wish,
        now_ms: i64,
    ) -> Result<Course, RefundError>;
    /// Plays one random history of a payment.
    fn history(&self, setting: &Setting, simulated: &mut dyn SimulatedProvider, seed: u64)
    -> Count;
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
    P: KeepsLedger + VerifyWebhooks + Send + Sync,
{
    fn currency(&self) -> &'static str {
        self.currency
    }

    fn refund(
        &self,
        outside: &mut dyn Surroundings,
        payment: &Payment,
        wish: &Wish,
        now_ms: i64,
    ) -> Result<Course, RefundError> {
        let ids = (self.payment)(payment);
        // Nobody else refunds payments of the demo.
        let mut settings = LedgerSettings::new("demo");
        settings.no_other_refunds = true;
        let row = outside
            .rows()
            .load(&ledger_key(&self.provider, &settings, &ids));
        let mut ledger = Ledger::open(&self.provider, settings, &ids, &payment.captured, row)?;
        ledger.request(&wish.reference, &(self.request)(wish.amount.clone()))?;
        let mut run = Run {
            outside,
            provider: &self.provider,
            ledger,
            reference: &wish.reference,
            course: Course::default(),
            now_ms,
        };
        run.follow()?;
        Ok(run.course)
    }

    fn history(
        &self,
        setting: &Setting,
        simulated: &mut dyn SimulatedProvider,
        seed: u64,
    ) -> Count {
        histories::one(self, setting, simulated, seed)
    }
}

/// One refund on its way.
struct Run<'a, P: KeepsLedger> {
    outside: &'a mut dyn Surroundings,
    provider: &'a P,
    ledger: Ledger<'a, P>,
    reference: &'a str,
    course: Course,
    now_ms: i64,
}

impl<P: KeepsLedger + VerifyWebhooks> Run<'_, P> {
    fn follow(&mut self) -> Result<(), RefundError> {
        while let Some(until) = self.steps()? {
            if self.is_over() {
                break;
            }
            if self.listen()? == 0 {
                self.now_ms = self.now_ms.max(until);
            }
        }
        self.course.last = self.ledger.refund(self.reference);
        Ok(())
    }

    /// The loop of the README.
    fn steps(&mut self) -> Result<Option<i64>, RefundError> {
        loop {
            match self
                .ledger
                .next_with(&fresh().with_time(self.now_ms))?
            {
                LedgerStep::Store(row) if self.outside.rows().store(&row) => {
                    self.ledger.stored(row.id)?;
                }
                LedgerStep::Store(row) => {
                    let newer = self.outside.rows().load(&row.key);
                    self.ledger.reload(newer)?;
                }
                LedgerStep::Send(send) => self.send(&send)?,
                LedgerStep::Rest(rest) => return Ok(rest.until),
                // The endpoint answered the webhook already: nothing is lost where the demo ends.
                _ => {}
            }
        }
    }

    fn send(&mut self, step: &SendStep) -> Result<(), RefundError> {
        let result = self.outside.send(&step.request);
        self.ledger
            .received(step.id, &result, self.now_ms)?;
        if step.money {
            self.course
                .sent
                .push(step.request.clone());
            self.course
                .response
                .get_or_insert(result);
            let view = self.ledger.refund(self.reference);
            self.course.first = self.course.first.take().or(view);
        } else if self.course.first.is_some() {
            self.course.learned_by.push("asked");
        }
        Ok(())
    }

    /// Gives the ledger what came meanwhile, and says how much that was.
    fn listen(&mut self) -> Result<usize, RefundError> {
        let webhooks = self.outside.webhooks();
        for webhook in &webhooks {
            let event = self
                .provider
                .parse_webhook(webhook)
                .map_err(|rejection| rejection.error)?
                .event;
            self.ledger
                .webhook(&event, self.now_ms)?;
            self.course.learned_by.push("webhook");
        }
        Ok(webhooks.len())
    }

    fn is_over(&self) -> bool {
        let view = self.ledger.refund(self.reference);
        view.is_none_or(|view| view.stage == RefundStage::Ended)
    }
}
