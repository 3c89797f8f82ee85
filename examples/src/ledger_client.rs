//! A merchant who keeps the refunds of a payment in a ledger: the loop of the README over real HTTP, with rows in memory.
//!
//! A real app talks to one provider's class directly; the client is what lets the demo do the same for every provider.

use crate::histories::{self, Count, Setting};
use crate::ledger::Payment;
use crate::ledger_loop::{Host, run};
use crate::listens::Listens;
use crate::simulator::simulated_provider::SimulatedProvider;
use crate::table::{Rows, Table};
use refundkit::ledger::{KeepsLedger, Ledger, LedgerSettings, RefundStage, RefundView, SendStep};
use refundkit::{HttpRequest, Money, ReceivedRequest, RefundError, SendResult};

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
    P: Listens + Send + Sync,
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
        let row = outside.rows().load(
            &self
                .provider
                .ledger_key(&settings, &ids)?,
        );
        let mut ledger = Ledger::open(&self.provider, settings, &ids, &payment.captured, row)?;
        ledger.request(&wish.reference, &(self.request)(wish.amount.clone()))?;
        let mut run = Run {
            provider: &self.provider,
            ledger,
            visit: Visit {
                outside,
                reference: &wish.reference,
                course: Course::default(),
                now_ms,
            },
        };
        run.follow()?;
        Ok(run.visit.course)
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
    provider: &'a P,
    ledger: Ledger<&'a P>,
    visit: Visit<'a>,
}

/// What the refund's host does, and what it writes down.
struct Visit<'a> {
    outside: &'a mut dyn Surroundings,
    reference: &'a str,
    course: Course,
    now_ms: i64,
}

impl<P: KeepsLedger> Host<P> for Visit<'_> {
    fn table(&mut self) -> &mut dyn Table {
        self.outside.rows()
    }

    fn now_ms(&self) -> i64 {
        self.now_ms
    }

    fn send(&mut self, step: &SendStep) -> SendResult {
        self.outside.send(&step.request)
    }

    fn heard(&mut self, ledger: &Ledger<&P>, step: &SendStep, result: SendResult) {
        let course = &mut self.course;
        if step.money {
            course.sent.push(step.request.clone());
            course.response.get_or_insert(result);
            let view = ledger.refund(self.reference);
            course.first = course.first.take().or(view);
        } else if course.first.is_some() {
            course.learned_by.push("asked");
        }
    }
}

impl<P: Listens> Run<'_, P> {
    fn follow(&mut self) -> Result<(), RefundError> {
        // The endpoint answered each webhook already, so nobody waits for a response.
        while let Some(until) = run(&mut self.ledger, &mut self.visit)? {
            if self.is_over() {
                break;
            }
            if self.listen()? == 0 {
                self.visit.now_ms = self.visit.now_ms.max(until);
            }
        }
        self.visit.course.last = self.ledger.refund(self.visit.reference);
        Ok(())
    }

    /// Gives the ledger what came meanwhile, and says how much that was.
    fn listen(&mut self) -> Result<usize, RefundError> {
        let webhooks = self.visit.outside.webhooks();
        for webhook in &webhooks {
            self.provider
                .hear(&mut self.ledger, webhook, self.visit.now_ms)?;
            self.visit
                .course
                .learned_by
                .push("webhook");
        }
        Ok(webhooks.len())
    }

    fn is_over(&self) -> bool {
        let view = self.ledger.refund(self.visit.reference);
        view.is_none_or(|view| view.stage == RefundStage::Ended)
    }
}
