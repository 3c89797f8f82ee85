//! The demo's stage and stories: what a merchant lives through with each provider, over real HTTP.

mod google;

use crate::client::Client;
use crate::houses::HOUSES;
use crate::ledger::Payment;
use crate::merchant::{Attempt, Plan, Till};
use crate::server::serve;
use crate::simulator::Simulator;
use crate::simulator::fault::Reaction;
use refundkit::{Answer, HttpResponse, Money, NextStep, ReceivedRequest, RefundOutcome};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// One line of the table.
pub struct Row {
    /// Provider.
    pub house: &'static str,
    /// Which refund.
    pub story: &'static str,
    /// What was sent.
    pub sent: String,
    /// What came back.
    pub came_back: String,
    /// What it means.
    pub outcome: String,
    /// What is safe now.
    pub next_step: String,
    /// What came of that.
    pub then: String,
}

/// The lines of one provider, and what went wrong.
#[derive(Default)]
pub struct Told {
    /// Lines of the table.
    pub rows: Vec<Row>,
    /// Money or requests that do not add up.
    pub faults: Vec<String>,
}

type Inbox = Arc<Mutex<Vec<ReceivedRequest>>>;

/// The simulator, the merchant's webhook endpoint, and the client between them.
pub struct Stage {
    simulator: Arc<Mutex<Simulator>>,
    tills: BTreeMap<&'static str, Box<dyn Till>>,
    inbox: Inbox,
    client: Client,
}

/// One refund of a story: of which payment, how much, and how it must end.
struct Act {
    story: &'static str,
    payment: usize,
    minor_units: i64,
    full: bool,
    moves: bool,
}

/// Payment 0 is refunded whole, payment 1 in parts and then too much, payment 2 is decided later.
const ACTS: [Act; 5] = [
    Act { story: "full", payment: 0, minor_units: 10_000, full: true, moves: true },
    Act { story: "partial", payment: 1, minor_units: 3_050, full: false, moves: true },
    Act { story: "partial again", payment: 1, minor_units: 3_050, full: false, moves: true },
    Act { story: "too much", payment: 1, minor_units: 6_000, full: false, moves: false },
    Act { story: "decided later", payment: 2, minor_units: 4_000, full: false, moves: true },
];
const CAPTURED: i64 = 10_000;
const PAYMENTS: usize = 3;
const LATER: usize = 2;

impl Stage {
    /// Opens both servers on free ports of loopback.
    pub fn open() -> io::Result<Self> {
        let inbox = Inbox::default();
        let shop = serve({
            let inbox = Arc::clone(&inbox);
            move |webhook| receive(&inbox, webhook)
        })?;
        let simulator = Arc::new(Mutex::new(Simulator::new(&format!("http://{shop}"))));
        let bank = serve({
            let simulator = Arc::clone(&simulator);
            move |request| lock(&simulator).handle(request, now())
        })?;
        let base = format!("http://{bank}");
        let tills = HOUSES.iter().map(|house| (house.name, house.till_at(&base))).collect();
        let client = Client::new(Duration::from_secs(5));
        Ok(Self { simulator, tills, inbox, client })
    }

    /// The providers, in the order of the demo.
    pub fn houses(&self) -> Vec<&'static str> {
        self.tills.keys().copied().collect()
    }

    /// Google's stories, in which the merchant is the one who is called.
    pub fn tell_google(&self) -> Told {
        google::tell(self.client.clone())
            .unwrap_or_else(|error| Told { faults: vec![format!("google: {error}")], ..Told::default() })
    }

    /// Lives through all acts with one provider and holds the simulator's count against what was asked.
    pub fn tell(&self, house: &'static str) -> Told {
        let till = &self.tills[house];
        let payments: Vec<Payment> = (0..PAYMENTS).map(|index| payment(index, till.currency())).collect();
        payments.iter().for_each(|payment| self.open_payment(house, payment.clone()));
        let mut told = Told::default();
        for act in &ACTS {
            match self.play(house, till.as_ref(), act, &payments[act.payment]) {
                Ok(row) => told.rows.push(row),
                Err(error) => told.faults.push(format!("{house}, {}: {error}", act.story)),
            }
        }
        told.faults
            .extend(payments.iter().enumerate().filter_map(|(index, payment)| self.audit(house, index, payment)));
        told
    }

    fn open_payment(&self, house: &str, payment: Payment) {
        if let Some(ledger) = lock(&self.simulator).ledger(house) {
            ledger.open(payment);
        }
    }

    fn play(
        &self,
        house: &'static str,
        till: &dyn Till,
        act: &Act,
        payment: &Payment,
    ) -> Result<Row, refundkit::RefundError> {
        let mut plan = Plan {
            payment_id: payment.id.clone(),
            merchant_order: payment.merchant_order.clone(),
            amount: Money::new(act.minor_units, till.currency()),
            full: act.full,
            mark: format!("{} {}", payment.merchant_order, act.story).replace(' ', "-"),
            baseline: None,
        };
        let before = till.attempt(&plan);
        plan.baseline = before.snapshot(&self.client.send(&before.status_request()?))?.baseline();
        if let Some(baseline) = plan.baseline.as_mut().filter(|_| !act.moves) {
            // With it, the refund would be refused here instead of by the provider.
            baseline.remaining = None;
        }
        let attempt = till.attempt(&plan);
        let request = attempt.request()?;
        let answer = self.client.send(&request);
        let outcome = attempt.understand(&answer)?;
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default();
        let path = path.split_once('/').map_or(path, |(_, path)| path);
        Ok(Row {
            house,
            story: act.story,
            sent: format!("POST {} {}", short(path), plan.amount.format()?),
            came_back: came_back(&answer, &outcome),
            outcome: word(&outcome.status),
            next_step: word(&outcome.next_step),
            then: self.follow(house, attempt.as_ref(), &outcome)?,
        })
    }

    /// Does what the outcome says is safe: waits for the webhook, or asks.
    fn follow(
        &self,
        house: &str,
        attempt: &dyn Attempt,
        outcome: &RefundOutcome,
    ) -> Result<String, refundkit::RefundError> {
        match outcome.next_step {
            NextStep::Wait => self.wait(house, attempt),
            NextStep::Ask => self.ask(attempt).map(|outcome| format!("asked: {}", word(&outcome.status))),
            _ => Ok(String::new()),
        }
    }

    fn wait(&self, house: &str, attempt: &dyn Attempt) -> Result<String, refundkit::RefundError> {
        let webhooks = lock(&self.simulator).settle_pending(now());
        for webhook in &webhooks {
            self.client.send(webhook);
        }
        let received = std::mem::take(&mut *lock(&self.inbox));
        let ours = received.iter().filter(|webhook| webhook.path() == house);
        for webhook in ours {
            if let Some(outcome) = attempt.hear(webhook)? {
                return Ok(format!("webhook: {}", word(&outcome.status)));
            }
        }
        self.ask(attempt).map(|outcome| format!("notice, asked: {}", word(&outcome.status)))
    }

    fn ask(&self, attempt: &dyn Attempt) -> Result<RefundOutcome, refundkit::RefundError> {
        let answer = self.client.send(&attempt.status_request()?);
        attempt.resolve(&attempt.snapshot(&answer)?)
    }

    /// What is wrong with a payment's money or arrivals, by the simulator's own count.
    fn audit(&self, house: &str, index: usize, payment: &Payment) -> Option<String> {
        let acts = || ACTS.iter().filter(|act| act.payment == index);
        let asked: i64 = acts().filter(|act| act.moves).map(|act| act.minor_units).sum();
        let mut simulator = lock(&self.simulator);
        let ledger = simulator.ledger(house)?;
        let (moved, arrived) = (ledger.moved(&payment.id), ledger.arrivals(payment));
        let fine = moved == asked && arrived == acts().count();
        (!fine).then(|| format!("{house}, payment {index}: asked {asked}, moved {moved}; {arrived} requests arrived"))
    }
}

/// An id of the gateway's form, 36 characters.
fn payment(index: usize, currency: &str) -> Payment {
    let id = format!("00000000-0000-4000-8000-{index:012x}");
    Payment::new(&id, &format!("order-{index}"), Money::new(CAPTURED, currency), index == LATER)
}

fn receive(inbox: &Inbox, webhook: ReceivedRequest) -> Reaction {
    lock(inbox).push(webhook);
    Reaction::Answer(HttpResponse::empty(200))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn came_back(answer: &Answer, outcome: &RefundOutcome) -> String {
    let said = [outcome.provider_status.as_deref(), outcome.code.as_deref()];
    let said: Vec<&str> = said.into_iter().flatten().collect();
    match answer {
        Answer::Response(response) => format!("{} {}", response.status, said.join(" ")),
        Answer::Lost => "nothing".to_owned(),
        Answer::NotSent => "no connection".to_owned(),
    }
}

/// The last two segments of a path.
fn short(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    let segments: Vec<&str> = path.rsplitn(3, '/').take(2).collect();
    segments.into_iter().rev().collect::<Vec<_>>().join("/")
}

/// The stable text of a status or step.
fn word(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.trim_matches('"').to_owned()
}
