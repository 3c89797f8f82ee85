//! The demo's stage and stories: what a merchant lives through with each provider, over real HTTP.

mod google;
mod telling;

use crate::client::Client;
use crate::host::{lock, now};
use crate::houses::HOUSES;
use crate::ledger::Payment;
use crate::merchant::Till;
use crate::server::serve;
use crate::simulator::Simulator;
use crate::simulator::fault::{Fault, Reaction};
use refundkit::{HttpResponse, Money, ReceivedRequest, RefundOutcome, SendResult};
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use telling::Telling;

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

/// One refund of a story: of which payment, how much, what happens on the wire, and whether the money moves.
struct Act {
    story: &'static str,
    payment: usize,
    minor_units: i64,
    full: bool,
    fault: Option<Fault>,
    moves: bool,
}

impl Act {
    const fn new(story: &'static str, payment: usize, minor_units: i64) -> Self {
        Self {
            story,
            payment,
            minor_units,
            full: false,
            fault: None,
            moves: true,
        }
    }
}

/// Payment 0 is refunded whole; payment 1 in parts and then too much; payment 2 is decided later; of payment 3 an answer
/// is lost after the money moved.
const ACTS: [Act; 6] = [
    Act {
        full: true,
        ..Act::new("full", 0, CAPTURED)
    },
    Act::new("partial", 1, 3_050),
    Act::new("partial again", 1, 3_050),
    Act {
        moves: false,
        ..Act::new("too much", 1, 6_000)
    },
    Act::new("decided later", 2, CAPTURED),
    Act {
        fault: Some(Fault::DropAfter),
        ..Act::new("answer lost", 3, CAPTURED)
    },
];
const CAPTURED: i64 = 10_000;
const PAYMENTS: usize = 4;
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
        let tills = HOUSES
            .iter()
            .map(|house| (house.name, house.till_at(&base)))
            .collect();
        Ok(Self {
            simulator,
            tills,
            inbox,
            client: Client::new(Duration::from_secs(5)),
        })
    }

    /// The providers, in the order of the demo.
    pub fn houses(&self) -> Vec<&'static str> {
        self.tills.keys().copied().collect()
    }

    /// Google's stories, in which the merchant is the one who is called.
    pub fn tell_google(&self) -> Told {
        let failed = |error| Told {
            faults: vec![format!("google: {error}")],
            ..Told::default()
        };
        google::tell(self.client.clone()).unwrap_or_else(failed)
    }

    /// Lives through all acts with one provider and holds the simulator's count against what was asked.
    pub fn tell(&self, house: &'static str) -> Told {
        let till = self.tills[house].as_ref();
        let payments: Vec<Payment> = (0..PAYMENTS)
            .map(|index| payment(index, till.currency()))
            .collect();
        payments
            .iter()
            .for_each(|payment| self.open_payment(house, payment.clone()));
        let mut telling = Telling::new(self, house, till);
        for act in &ACTS {
            telling.play(act, &payments[act.payment]);
        }
        telling.audited(&payments)
    }

    fn open_payment(&self, house: &str, payment: Payment) {
        if let Some(ledger) = lock(&self.simulator).ledger(house) {
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
    Reaction::SendResult(HttpResponse::empty(200))
}

/// HTTP status and the provider's own words, cut to what fits into a table.
fn came_back(answer: &SendResult, outcome: &RefundOutcome) -> String {
    let said = outcome
        .provider_status
        .as_deref()
        .or(outcome.code.as_deref())
        .unwrap_or_default();
    match answer {
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
    text.trim_matches('"').replace('_', " ")
}
