//! Checks the ledger of `refundkit`: every order of events of small worlds, and what each guard is for.
//!
//! `model small` runs in `cargo xtask test`: it replays the committed traces and searches every world as far as it gets with a few
//! thousand states. `model full [states]` searches further, leaves out each guard, and writes `docs/model.md`.

mod acts;
mod host;
mod outside;
mod provider;
mod report;
mod scope;
mod search;
mod tables;
mod world;

use std::fs;
use std::process::ExitCode;

const SMALL: usize = 2000;

/// The same for each of the many worlds with two kinds of trouble.
const SMALL_PAIRS: usize = 200;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let mode = words
        .next()
        .unwrap_or_else(|| "small".to_owned());
    let limit = words
        .next()
        .and_then(|word| word.parse().ok());
    let is_good = match mode.as_str() {
        "full" => full(limit.unwrap_or(20_000)),
        "scopes" => report::check_scopes(limit.unwrap_or(SMALL), SMALL_PAIRS, &mut String::new()),
        _ => {
            report::replay_traces()
                && report::check_scopes(limit.unwrap_or(SMALL), SMALL_PAIRS, &mut String::new())
        }
    };
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn full(limit: usize) -> bool {
    let mut table = String::new();
    let hold = report::check_scopes(limit, limit, &mut table);
    let traces = report::try_guards(limit / 4);
    report::write_traces(&traces);
    let page = report::page(&table, &traces, limit);
    fs::write(report::root().join("docs/model.md"), page).expect("the page is written");
    hold
}
