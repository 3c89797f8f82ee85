//! Breadth-first search through every order of events, and the laws that hold in every state.

use crate::provider::ModelProvider;
use crate::scope::Scope;
use crate::world::{Act, World};
use refundkit::RefundStatus;
use refundkit::ledger::Guard;
use std::collections::HashMap;

/// What a search found.
pub(crate) struct Found {
    pub(crate) states: usize,
    /// The longest run.
    pub(crate) depth: usize,
    /// Whether every state was seen.
    pub(crate) is_exhausted: bool,
    /// The shortest run into a state that breaks a law, and the law.
    pub(crate) violation: Option<(&'static str, Vec<Act>)>,
    /// States in which every refund succeeded, and states in which nothing can happen any more.
    pub(crate) successes: usize,
    pub(crate) dead_ends: usize,
    /// Dead ends in which not every refund succeeded.
    pub(crate) unfinished: usize,
}

/// How far a search goes.
#[derive(Clone, Copy)]
pub(crate) struct Bounds {
    pub(crate) states: usize,
    /// The longest run that is of interest.
    pub(crate) events: usize,
}

/// Visits the states of a scope.
pub(crate) fn search(scope: &Scope, bounds: Bounds) -> Found {
    let provider = scope.provider();
    let first = World::new(scope, &provider);
    let mut parents: HashMap<u64, (u64, Option<Act>)> = HashMap::new();
    parents.insert(first.fingerprint(), (0, None));
    let mut found = Found {
        states: 1,
        depth: 0,
        is_exhausted: true,
        violation: None,
        successes: 0,
        dead_ends: 0,
        unfinished: 0,
    };
    let mut level = vec![first];
    while !level.is_empty() {
        if found.depth >= bounds.events {
            found.is_exhausted = false;
            break;
        }
        let mut next = Vec::new();
        for world in &level {
            let from = world.fingerprint();
            let acts = world.acts();
            found.count(world, acts.is_empty());
            for act in acts {
                let after = world.after(act);
                let print = after.fingerprint();
                if parents.contains_key(&print) {
                    continue;
                }
                parents.insert(print, (from, Some(act)));
                if let Some(law) = broken_law(&after) {
                    found.states = parents.len();
                    found.violation = Some((law, path(&parents, print)));
                    return found;
                }
                next.push(after);
            }
            if parents.len() >= bounds.states {
                found.states = parents.len();
                found.is_exhausted = false;
                return found;
            }
        }
        if !next.is_empty() {
            found.depth += 1;
        }
        level = next;
    }
    found.states = parents.len();
    found
}

impl Found {
    fn count(&mut self, world: &World<'_>, is_dead_end: bool) {
        let ended = world.row.iter().flat_map(|row| &row.ends);
        let succeeded = ended.filter(|end| end.status == RefundStatus::Succeeded && !end.by_person);
        let all = succeeded.count() == world.scope.amounts.len();
        self.successes += usize::from(all);
        self.dead_ends += usize::from(is_dead_end);
        self.unfinished += usize::from(is_dead_end && !all);
    }
}

fn path(parents: &HashMap<u64, (u64, Option<Act>)>, mut print: u64) -> Vec<Act> {
    let mut acts = Vec::new();
    while let Some((parent, Some(act))) = parents.get(&print) {
        acts.push(*act);
        print = *parent;
    }
    acts.reverse();
    acts
}

/// The events of a run, one after the other; the law that its last state breaks.
pub(crate) fn replay(scope: &Scope, acts: &[String]) -> Option<&'static str> {
    let provider: ModelProvider = scope.provider();
    let mut world = World::new(scope, &provider);
    for wanted in acts {
        let may = world.acts();
        let act = may
            .iter()
            .find(|act| format!("{act:?}") == *wanted)?;
        world = world.after(*act);
    }
    broken_law(&world)
}

/// Whether a lost refund is asked about for ever without a guard: its request never arrives.
pub(crate) fn repeats(guard: Guard) -> bool {
    let mut scope = Scope::new(crate::scope::Profile::Tranzzo, 1, &[60], "lost");
    scope.without = Some(guard);
    let provider = scope.provider();
    let mut world = World::new(&scope, &provider);
    for _ in 0..500 {
        let acts = world.acts();
        let mut useful = acts
            .iter()
            .filter(|act| !matches!(act, Act::Arrive(_)));
        let Some(act) = useful.next() else {
            return false;
        };
        world = world.after(*act);
    }
    true
}

/// The law that a state breaks, if it breaks one.
fn broken_law(world: &World<'_>) -> Option<&'static str> {
    world
        .fault
        .or_else(|| paid_twice(world))
        .or_else(|| more_than_captured(world))
        .or_else(|| false_ends(world))
}

/// A reference moves money once. The copy of a request that was sent once is the wire's fault, not the ledger's.
fn paid_twice(world: &World<'_>) -> Option<&'static str> {
    let twice = (0..world.moved.len()).any(|place| {
        let moved = &world.moved[place];
        let counts = |other: &&crate::world::Moved| {
            other.reference == moved.reference && other.status != "declined" && !other.is_copy
        };
        moved.reference.is_some() && world.moved.iter().filter(counts).count() > 1
    });
    twice.then_some("paid twice")
}

/// Our own refunds never exceed what was captured.
fn more_than_captured(world: &World<'_>) -> Option<&'static str> {
    let ours = world
        .moved
        .iter()
        .filter(|moved| moved.reference.is_some() && moved.status != "declined" && !moved.is_copy);
    let total: i64 = ours.map(|moved| moved.amount).sum();
    (total > world.scope.captured).then_some("more than was captured")
}

fn false_ends(world: &World<'_>) -> Option<&'static str> {
    let row = world.row.as_ref()?;
    row.ends.iter().find_map(|end| {
        let number: usize = end
            .reference
            .strip_prefix("refund-")?
            .parse()
            .ok()?;
        let times = world.times_moved(number);
        match end.status {
            // Where the host says what is not true, weak evidence may be wrong.
            RefundStatus::Succeeded if end.is_weak && world.scope.is_misconfigured() => None,
            RefundStatus::Succeeded if times == 0 => Some("false success"),
            RefundStatus::Declined if end.by_person && world.scope.arrives_whenever => None,
            RefundStatus::Declined if times > 0 => Some("false refusal"),
            _ => None,
        }
    })
}
