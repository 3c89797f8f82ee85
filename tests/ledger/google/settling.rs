//! Words of people by chance, between ends that several workers say of one request.

use super::workers::{Ledger, declined, store, under};
use super::{NOW, Rows, World};
use refundkit::ledger::{Attention, StoreStep};
use refundkit::providers::google::{GoogleCaptureLedger, GoogleStep};
use serde_json::Value;

/// Whatever overtakes what: a person's word settles the ends that the person has seen and no other, once and for good, and the
/// row asks for a person exactly while an end is there that nobody has settled.
#[test]
fn a_word_settles_what_was_seen_and_nothing_else() {
    let mut dice = fastrand::Rng::with_seed(12);
    let (mut overtaken, mut raised_again) = (0, 0);
    for _ in 0..300 {
        let world = World {
            payouts_replay: true,
            ..World::new()
        };
        let mut desk = Desk::new(&world);
        while !desk.agents.is_empty() {
            desk.act(&mut dice);
        }
        desk.settle_the_rest();
        overtaken += desk.overtaken;
        raised_again += desk.raised_again;
    }
    assert!(
        overtaken > 100 && raised_again > 50,
        "{overtaken} {raised_again}"
    );
}

/// Somebody who has the ledger open, what that one will do, and what it saw.
struct Agent<'a> {
    ledger: Ledger<'a>,
    does: Option<Deed>,
}

enum Deed {
    /// Says how a payout ended.
    Ends { step: u64 },
    /// Looks at the alerts as they are when the ledger is opened, and settles them.
    Settles,
}

struct Desk<'a> {
    world: &'a World,
    rows: Rows,
    agents: Vec<Agent<'a>>,
    /// The ends that each person has seen: the note is the number.
    seen: Vec<Vec<Value>>,
    overtaken: usize,
    raised_again: usize,
}

impl<'a> Desk<'a> {
    /// Five workers who were told to pay, and five people who come later.
    fn new(world: &'a World) -> Self {
        let mut desk = Self {
            world,
            rows: Rows::new(),
            agents: Vec::new(),
            seen: Vec::new(),
            overtaken: 0,
            raised_again: 0,
        };
        for _ in 0..5 {
            let worker = desk.worker();
            desk.agents.push(worker);
        }
        for _ in 0..5 {
            let ledger = desk.open();
            let does = Some(Deed::Settles);
            desk.agents
                .push(Agent { ledger, does });
        }
        desk
    }

    fn open(&self) -> Ledger<'a> {
        let opening = self.world.opening("payment");
        let key = self
            .world
            .google
            .ledger_key(&opening)
            .unwrap();
        let row = self.rows.get(&key).cloned();
        GoogleCaptureLedger::open(&self.world.google, opening, row).unwrap()
    }

    fn worker(&mut self) -> Agent<'a> {
        let mut ledger = self.open();
        let request = self.world.request("a", 2_000);
        let key = self.world.google.request_key(&request);
        let row = self.rows.get(&key.unwrap());
        ledger.answer(request, row).unwrap();
        loop {
            match ledger.next(NOW).unwrap() {
                GoogleStep::Store(step) => store(&mut ledger, step, &mut self.rows),
                GoogleStep::Pay(pay) => {
                    let does = Some(Deed::Ends { step: pay.id });
                    return Agent { ledger, does };
                }
                step => panic!("{step:?}"),
            };
        }
    }

    /// Somebody does the next thing, or dies.
    fn act(&mut self, dice: &mut fastrand::Rng) {
        let place = dice.usize(..self.agents.len());
        let mut agent = self.agents.swap_remove(place);
        match agent.does.take() {
            Some(Deed::Ends { step }) => {
                let result = match dice.usize(..4) {
                    0 => declined(),
                    id => under(["one", "two", "three"][id - 1]),
                };
                agent
                    .ledger
                    .paid(step, result)
                    .unwrap();
            }
            Some(Deed::Settles) => {
                agent.ledger = self.open();
                self.settle(&mut agent.ledger);
            }
            None => match agent.ledger.next(NOW).unwrap() {
                GoogleStep::Store(step) => self.store(&mut agent.ledger, step),
                _ => return,
            },
        }
        if dice.usize(..30) > 0 {
            self.agents.push(agent);
        }
    }

    fn settle(&mut self, ledger: &mut Ledger<'a>) {
        for alert in ledger.alerts() {
            let note = self.seen.len().to_string();
            self.seen.push(said(&ends(&self.rows)));
            ledger
                .settle_alert(&alert.id, "anna", &note, NOW)
                .unwrap();
        }
    }

    /// Stores, and compares what is stored with what everybody has seen.
    fn store(&mut self, ledger: &mut Ledger<'a>, step: StoreStep) {
        let before = ends(&self.rows);
        if !store(ledger, step.clone(), &mut self.rows) {
            self.overtaken += 1;
            return;
        }
        let after = ends(&self.rows);
        assert!(said(&after).starts_with(&said(&before)));
        for (place, end) in after.iter().enumerate() {
            let known = before
                .get(place)
                .map_or(&Value::Null, |end| &end["settled"]);
            assert!(
                known.is_null() || *known == end["settled"],
                "the first word stays"
            );
            if let Some(note) = end["settled"]["note"].as_str() {
                let seen = &self.seen[note.parse::<usize>().unwrap()];
                assert!(seen.contains(&without_word(end)), "{seen:?} {end}");
            }
        }
        let is_settled = |end: &Value| !end["settled"].is_null();
        let is_open = after.len() > 1 && !after.iter().all(is_settled);
        assert_eq!(step.attention == Attention::Alert, is_open);
        let was_settled = before.len() > 1 && before.iter().all(is_settled);
        self.raised_again += usize::from(was_settled && is_open);
    }

    /// In the end somebody looks at what is there, and nobody has to look any more.
    fn settle_the_rest(&mut self) {
        let mut ledger = self.open();
        self.settle(&mut ledger);
        while let GoogleStep::Store(step) = ledger.next(NOW).unwrap() {
            self.store(&mut ledger, step);
        }
        assert_eq!(self.open().alerts(), []);
    }
}

/// The ends in the row of the capture.
fn ends(rows: &Rows) -> Vec<Value> {
    let records = rows
        .values()
        .map(|row| serde_json::from_str::<Value>(&row.body).unwrap());
    let mut ends = records.filter_map(|record| {
        record["data"]["refunds"][0]["ends"]
            .as_array()
            .cloned()
    });
    ends.next().unwrap_or_default()
}

fn said(ends: &[Value]) -> Vec<Value> {
    ends.iter().map(without_word).collect()
}

fn without_word(end: &Value) -> Value {
    let mut end = end.clone();
    if let Some(members) = end.as_object_mut() {
        members.remove("settled");
    }
    end
}
