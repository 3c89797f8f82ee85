//! The world of a scope: a store, workers, a wire, a provider and people. Every event of it is an [`Act`].

use crate::provider::ModelProvider;
use crate::scope::{Scope, Trouble};
use refundkit::ledger::model::{ModelEnd, ends};
use refundkit::ledger::{Ledger, LedgerRow, LedgerStep, RefundDecision};
use refundkit::{HttpResponse, SendResult};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

pub(crate) const BEGIN: i64 = 1_800_000_000_000;

/// What a worker is doing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Doing {
    Idle,
    /// It stands still before its next call.
    Paused,
    Store {
        id: u64,
        expected: i64,
        body: String,
        due: Option<i64>,
    },
    Send {
        id: u64,
        before: i64,
        body: String,
    },
    Waits {
        id: u64,
        flight: u8,
        reply: Option<String>,
    },
    Query {
        id: u64,
        seen: Option<String>,
    },
}

#[derive(Clone)]
pub(crate) struct Worker<'p> {
    pub(crate) ledger: Option<Ledger<&'p ModelProvider>>,
    pub(crate) doing: Doing,
}

/// A refund request on its way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Flight {
    pub(crate) number: u8,
    pub(crate) reference: String,
    pub(crate) amount: i64,
    /// Its deadline, in the world's time.
    pub(crate) before: i64,
    /// The second copy of a request that was sent once.
    pub(crate) is_copy: bool,
}

/// Money at the provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Moved {
    /// The reference of ours that it carried; nothing for others' refunds.
    pub(crate) reference: Option<String>,
    pub(crate) amount: i64,
    pub(crate) status: &'static str,
    pub(crate) is_copy: bool,
    pub(crate) is_chargeback: bool,
    /// When it arrived, where that matters.
    pub(crate) at_ms: i64,
}

/// The row with its due time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stored {
    pub(crate) body: String,
    pub(crate) version: i64,
    pub(crate) due: Option<i64>,
    pub(crate) ends: Vec<ModelEnd>,
}

/// One event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Start(usize),
    Resume(usize),
    Commit(usize),
    SendOut(usize),
    NotSent(usize),
    /// The deadline of a call passed before it was made.
    GiveUp(usize),
    Reply(usize),
    Lose(usize),
    Look(usize),
    Looked(usize),
    LoseLook(usize),
    /// The look is answered from an older copy of the provider's books.
    LookBehind(usize),
    SecondThread(usize),
    Crash(usize),
    Arrive(usize),
    Refuse(usize),
    RefuseCredentials(usize),
    TurnAway(usize),
    Contradict(usize),
    TakeLate(usize),
    Double(usize),
    Settle(usize, bool),
    Portal,
    Chargeback,
    Return(usize),
    Webhook(usize),
    Person(usize, RefundDecision),
    /// Somebody says that the refused credentials are new.
    Renew,
    Backup,
    Restore,
    Time,
    /// Two hours pass: nothing is on its way any more.
    Quiet,
}

#[derive(Clone)]
pub(crate) struct World<'p> {
    pub(crate) scope: &'p Scope,
    pub(crate) provider: &'p ModelProvider,
    /// What travels for each refund.
    pub(crate) references: Rc<Vec<String>>,
    pub(crate) now_ms: i64,
    pub(crate) row: Option<Stored>,
    pub(crate) backup: Option<Option<Stored>>,
    pub(crate) workers: Vec<Worker<'p>>,
    pub(crate) wire: Vec<Flight>,
    pub(crate) moved: Vec<Moved>,
    pub(crate) sendings: u8,
    pub(crate) left: Trouble,
    pub(crate) is_renewed: bool,
    /// What went wrong, if anything did.
    pub(crate) fault: Option<&'static str>,
}

impl<'p> World<'p> {
    pub(crate) fn new(scope: &'p Scope, provider: &'p ModelProvider) -> Self {
        let idle = Worker {
            ledger: None,
            doing: Doing::Idle,
        };
        let mut world = Self {
            scope,
            provider,
            references: Rc::default(),
            now_ms: BEGIN,
            row: None,
            backup: None,
            workers: vec![idle; scope.workers],
            wire: Vec::new(),
            moved: Vec::new(),
            sendings: 0,
            left: scope.trouble,
            is_renewed: false,
            fault: None,
        };
        let refunds = world.open().refunds();
        let references = refunds
            .iter()
            .map(|refund| refund.wire_reference.clone());
        world.references = Rc::new(references.collect());
        world
    }

    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        let left = &self.left;
        (
            self.now_ms,
            &self.row,
            &self.backup,
            &self.wire,
            &self.moved,
        )
            .hash(&mut hasher);
        (left, self.is_renewed).hash(&mut hasher);
        self.fault.hash(&mut hasher);
        for worker in &self.workers {
            match &worker.doing {
                // A step's id is a name only.
                Doing::Store { .. } | Doing::Send { .. } => 0_u8.hash(&mut hasher),
                Doing::Waits { flight, reply, .. } => (1_u8, flight, reply).hash(&mut hasher),
                Doing::Query { seen, .. } => (2_u8, seen).hash(&mut hasher),
                other => (3_u8, other).hash(&mut hasher),
            }
            if let Some(ledger) = &worker.ledger {
                ledger.hash_state(&mut hasher);
            }
        }
        hasher.finish()
    }

    /// What the clock of a worker shows.
    pub(crate) fn clock(&self, number: usize) -> i64 {
        let is_ahead = number > 0;
        self.now_ms + i64::from(is_ahead) * self.scope.clocks_apart
    }

    /// Calls `next` and keeps the step.
    pub(crate) fn go(&mut self, number: usize) {
        let now_ms = self.clock(number);
        let worker = &mut self.workers[number];
        let Some(ledger) = worker.ledger.as_mut() else {
            return;
        };
        match ledger.next(now_ms) {
            Ok(LedgerStep::Store(store)) => {
                worker.doing = Doing::Store {
                    id: store.id,
                    expected: store.expected,
                    body: store.body,
                    due: store.due,
                };
            }
            Ok(LedgerStep::Send(send)) if send.money => {
                worker.doing = Doing::Send {
                    id: send.id,
                    before: send.before,
                    body: send.request.body.unwrap_or_default(),
                };
            }
            Ok(LedgerStep::Send(send)) => {
                worker.doing = Doing::Query {
                    id: send.id,
                    seen: None,
                };
            }
            Ok(LedgerStep::Acknowledge(_)) => self.go(number),
            // The run ends; the next one loads the row.
            _ => self.stop(number),
        }
    }

    pub(crate) fn stop(&mut self, number: usize) {
        self.workers[number] = Worker {
            ledger: None,
            doing: Doing::Idle,
        };
    }

    /// Writes a row over the version that it replaces.
    pub(crate) fn store(&mut self, body: &str, expected: i64, due: Option<i64>) -> bool {
        let version = self
            .row
            .as_ref()
            .map_or(0, |row| row.version);
        if version != expected {
            return false;
        }
        let ends = ends(body);
        let mut before = self.row.iter().flat_map(|row| &row.ends);
        if !before.all(|end| ends.contains(end)) {
            self.fault = Some("a final state changed");
        }
        self.row = Some(Stored {
            body: body.to_owned(),
            version: version + 1,
            due,
            ends,
        });
        true
    }

    pub(crate) fn committed(&mut self, number: usize) {
        let Doing::Store {
            id,
            expected,
            body,
            due,
        } = self.workers[number].doing.clone()
        else {
            return;
        };
        let is_stored = self.store(&body, expected, due);
        let row = self.row.clone();
        let worker = &mut self.workers[number];
        let Some(ledger) = worker.ledger.as_mut() else {
            return;
        };
        let answered = if is_stored {
            ledger.stored(id)
        } else {
            ledger.reload(row.map(|row| LedgerRow {
                body: row.body,
                version: row.version,
            }))
        };
        match answered {
            Ok(()) if self.left.frozen > 0 => self.workers[number].doing = Doing::Paused,
            Ok(()) => self.go(number),
            Err(_) => self.stop(number),
        }
    }

    pub(crate) fn received(&mut self, number: usize, result: &SendResult) {
        let now_ms = self.clock(number);
        let worker = &mut self.workers[number];
        let (Doing::Send { id, .. } | Doing::Waits { id, .. } | Doing::Query { id, .. }) =
            worker.doing
        else {
            return;
        };
        let ledger = worker.ledger.as_mut();
        let answered = ledger.map(|ledger| ledger.received(id, result, now_ms));
        if answered.is_some_and(|answered| answered.is_ok()) {
            self.go(number);
        } else {
            self.stop(number);
        }
    }

    /// Puts a request on the wire.
    pub(crate) fn send_out(&mut self, number: usize) {
        let Doing::Send { id, before, body } = self.workers[number].doing.clone() else {
            return;
        };
        let (reference, amount) = body.split_once(' ').unwrap_or_default();
        self.sendings += 1;
        self.wire.push(Flight {
            number: self.sendings,
            reference: reference.to_owned(),
            amount: amount.parse().unwrap_or_default(),
            before: before - (self.clock(number) - self.now_ms),
            is_copy: false,
        });
        self.workers[number].doing = Doing::Waits {
            id,
            flight: self.sendings,
            reply: None,
        };
    }
}

pub(crate) fn response(text: &str) -> SendResult {
    SendResult::Response(HttpResponse {
        status: 200,
        headers: Vec::new(),
        body: text.as_bytes().to_vec(),
    })
}
