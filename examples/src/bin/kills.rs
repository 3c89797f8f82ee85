//! Kills processes that refund by the ledger, at every point of their loop, and prints what came of the money.
//!
//! `cargo kills [count]`: how many, 2,000 by default, with the table in SQLite. `cargo kills-postgres [count]`: the same with a
//! PostgreSQL that it starts itself. Exits with an error if a refund was paid twice or believed wrongly, if one neither ended
//! nor waited for a person, or if one was not paid exactly once where the profile replays.

use refundkit_examples::kills::{Database, Plan, Store, run, work};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, errand] = arguments.as_slice()
        && command == "worker"
    {
        return work(errand);
    }
    match killed(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn killed(arguments: &[String]) -> Result<bool, String> {
    let count = arguments
        .get(1)
        .map_or(Ok(2_000), |count| count.parse());
    let database = Database::open(store(arguments)?)?;
    let plan = Plan {
        program: std::env::current_exe().map_err(|error| error.to_string())?,
        kills: count.map_err(|_| "the second argument is how many to kill".to_owned())?,
        seed: 131,
    };
    let tally = run(&plan, &database)?;
    tally.print();
    Ok(tally.is_clean())
}

fn store(arguments: &[String]) -> Result<Store, String> {
    match arguments.first().map(String::as_str) {
        Some("sqlite") => Ok(Store::Sqlite),
        Some("postgres") => Ok(Store::Postgres),
        _ => Err("the first argument is a database that was built in".to_owned()),
    }
}
