//! The demo's environment and scenarios: what a merchant lives through with each provider, over real HTTP.

mod course;
mod google;
mod ledger_runner;
mod runner;

use crate::client::Client;
use crate::host::{lock, now_ms};
use crate::ledger_client::LedgerClient;
use crate::providers::PROVIDERS;
use crate::server::serve;
use refundkit::{HttpResponse, Money, ReceivedRequest, RefundOutcome, SendResult};
use refundkit_simulator::Simulator;
use refundkit_simulator::fault::{Fault, Reaction};
use refundkit_simulator::ledger::Payment;
use runner::Runner;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// One line of the table.
pub struct Row {
    /// Provider.
    pub provider: &'static str,
    /// Which refund.
    pub name: &'static str,
    /// What was sent.
    pub sent: String,
    /// What came back.
    pub came_back: String,
    /// What it means.
    pub outcome: String,
    /// What is safe now.
    pub next_action: String,
    /// What came of that.
    pub then: String,
}

/// The lines of one provider, and what went wrong.
#[derive(Default)]
pub struct Report {
    /// Lines of the table.
    pub rows: Vec<Row>,
    /// Money or requests that do not add up.
    pub faults: Vec<String>,
}

type Inbox = Arc<Mutex<Vec<ReceivedRequest>>>;

/// The simulator, the merchant's webhook endpoint, and the client between them.
pub struct Environment {
    simulator: Arc<Mutex<Simulator>>,
    merchants: BTreeMap<&'static str, Box<dyn LedgerClient>>,
    inbox: Inbox,
    client: Client,
}

/// One refund of a scenario: of which payment, how much, what happens on the wire, and whether the money moves.
struct DemoScenario {
    name: &'static str,
    payment: usize,
    minor_units: i64,
    fault: Option<Fault>,
    moves: bool,
}

impl DemoScenario {
    const fn new(name: &'static str, payment: usize, minor_units: i64) -> Self {
        Self {
            name,
            payment,
            minor_units,
            fault: None,
            moves: true,
        }
    }
}

/// Payment 0 is refunded whole; payment 1 in parts and then too much; payment 2 is decided later; of payment 3 a response
/// is lost after the money moved.
const SCENARIOS: [DemoScenario; 6] = [
    DemoScenario::new("full", 0, CAPTURED),
    DemoScenario::new("partial", 1, 3_050),
    DemoScenario::new("partial again", 1, 3_050),
    DemoScenario {
        moves: false,
        ..DemoScenario::new("too much", 1, 6_000)
    },
    DemoScenario::new("decided later", 2, CAPTURED),
    DemoScenario {
        fault: Some(Fault::DropAfter),
        ..DemoScenario::new("response lost", 3, CAPTURED)
    },
];
const CAPTURED: i64 = 10_000;
const PAYMENTS: usize = 4;
const LATER: usize = 2;

impl Environment {
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
            move |request| lock(&simulator).handle(request, now_ms())
        })?;
        let base = format!("http://{bank}");
        let merchants = PROVIDERS
            .iter()
            .map(|provider| (provider.name, provider.ledger_at(&base)))
            .collect();
        Ok(Self {
            simulator,
            merchants,
            inbox,
            client: Client::new(Duration::from_secs(5)),
        })
    }

    /// The providers, in the order of the demo.
    pub fn providers(&self) -> Vec<&'static str> {
        self.merchants
            .keys()
            .copied()
            .collect()
    }

    /// Google's scenarios, in which the merchant is the one who is called.
    pub fn run_google(&self) -> Report {
        let failed = |error| Report {
            faults: vec![format!("google: {error}")],
            ..Report::default()
        };
        google::run(self.client.clone()).unwrap_or_else(failed)
    }

    /// Runs all scenarios with one provider and holds the simulator's count against what was asked.
    pub fn run(&self, provider: &'static str) -> Report {
        let merchant = self.merchants[provider].as_ref();
        let payments: Vec<Payment> = (0..PAYMENTS)
            .map(|index| payment(index, merchant.currency()))
            .collect();
        payments
            .iter()
            .for_each(|payment| self.open_payment(provider, payment.clone()));
        let mut runner = Runner::new(self, provider, merchant);
        for scenario in &SCENARIOS {
            runner.play(scenario, &payments[scenario.payment]);
        }
        runner.audited(&payments)
    }

    fn open_payment(&self, provider: &str, payment: Payment) {
        if let Some(ledger) = lock(&self.simulator).ledger(provider) {
            ledger.open(payment);
        }
    }
}

/// An id of the form that every provider takes: 36 characters.
fn payment(index: usize, currency: &str) -> Payment {
    let id = format!("00000000-0000-4000-8000-{index:012x}");
    Payment::new(
        &id,
        &format!("order-{index}"),
        Money::new(CAPTURED, currency),
        index == LATER,
    )
}

fn receive(inbox: &Inbox, webhook: ReceivedRequest) -> Reaction {
    lock(inbox).push(webhook);
    Reaction::Response(HttpResponse::empty(200))
}

/// The provider's own word for an outcome.
fn said(outcome: &RefundOutcome) -> Option<&str> {
    let status = outcome.provider_status.as_deref();
    status.or(outcome.code.as_deref())
}

/// HTTP status and the provider's own word, cut to what fits into a table.
fn came_back(response: &SendResult, said: Option<&str>) -> String {
    let said = said.unwrap_or_default();
    match response {
        SendResult::Response(response) => format!("{} {said}", response.status)
            .chars()
            .take(24)
            .collect(),
        SendResult::Lost => "nothing".to_owned(),
        SendResult::NotSent => "no connection".to_owned(),
    }
}

/// The stable text of a status or step.
fn word(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    text.trim_matches('"')
        .replace('_', " ")
}
