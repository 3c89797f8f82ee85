//! Programs that refund by the ledger are killed with SIGKILL at every point of the loop, and what came of the money is counted.
//!
//! A death is one payment with one or two refunds of it, and two processes that refund it by a table in a real database. The first
//! that reaches the named point is killed there. Another process takes its place, time passes, webhooks come, a person looks
//! where the ledger asks for one, and when everything has ended the simulator's own count of money says what happened.
//! The provider is the simulator behind HTTP, in the process that kills, so that it outlives the deaths.

mod aim;
mod bank;
mod death;
mod orders;
mod payment;
mod person;
mod point;
mod post;
mod postgres;
mod process;
mod sqlite;
mod store;
mod tally;
mod worker;
mod worlds;

use aim::Aim;
use bank::Bank;
use death::Scene;
use fastrand::Rng;
use std::path::PathBuf;

pub use point::Point;
pub use store::{Database, Store};
pub use tally::{Count, Tally};
pub use worker::work;

/// What to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The program whose first argument `worker` makes it a worker.
    pub program: PathBuf,
    /// How many processes to kill.
    pub kills: usize,
    /// Where the random choices begin.
    pub seed: u64,
}

/// How often a point is tried that no process reaches, such as a webhook where none is sent.
const MOST_TRIES: usize = 40;

/// Kills so many processes, the same number at each point.
pub fn run(plan: &Plan, database: &Database) -> Result<Tally, String> {
    let banks = worlds::ALL
        .iter()
        .map(Bank::open)
        .collect::<Result<Vec<_>, _>>();
    let banks = banks.map_err(|error| error.to_string())?;
    let mut tally = Tally::default();
    let mut deaths = Deaths {
        plan,
        database,
        banks: &banks,
        played: 0,
    };
    for index in 0..plan.kills {
        let point = Point::ALL[index % Point::ALL.len()];
        deaths.one(point, index / Point::ALL.len(), &mut tally)?;
    }
    Ok(tally)
}

/// The deaths, one after the other.
struct Deaths<'a> {
    plan: &'a Plan,
    database: &'a Database,
    banks: &'a [Bank],
    /// The payments so far.
    played: u64,
}

impl Deaths<'_> {
    /// Kills one process at a point. Where no process reaches it, another payment is tried, with the next provider.
    fn one(&mut self, point: Point, round: usize, tally: &mut Tally) -> Result<(), String> {
        for attempt in 0..MOST_TRIES {
            self.played += 1;
            let bank = &self.banks[(round + attempt) % self.banks.len()];
            let scene = Scene {
                bank,
                program: &self.plan.program,
                store: self.database.address(),
            };
            let mut rng = Rng::with_seed(self.plan.seed ^ (self.played << 20));
            let aim = Aim::at(point, attempt == 0, &mut rng);
            let fates = death::play(&scene, &aim, self.played, rng)
                .map_err(|problem| format!("{} at {point:?}: {problem}", bank.world.name))?;
            tally.add(point, bank.world, &aim, &fates);
            if aim.is_met() {
                return Ok(());
            }
        }
        Err(format!("no process reached {point:?}"))
    }
}
