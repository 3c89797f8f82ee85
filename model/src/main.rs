//! Checks the ledger of `refundkit`: every order of events of small worlds, and what each guard is for.
//!
//! `model small` runs in `cargo xtask test`: it replays the committed traces and searches every world as far as it gets with a few
//! thousand states. `model full` searches further, leaves out each guard, and writes `docs/model.md`. `model scopes [states]` and
//! `model together [states]` are its two tables.

mod acts;
mod host;
mod outside;
mod provider;
mod report;
mod scope;
mod search;
mod tables;
mod together;
mod world;

use report::Far;
use std::fs;
use std::process::ExitCode;

const FULL: Far = Far {
    states: 250_000,
    together: 50_000,
    without_a_guard: 6_000,
};

const SMALL: usize = 2000;

/// The same for each of the many worlds with two kinds of trouble.
const SMALL_TOGETHER: usize = 200;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let mode = words
        .next()
        .unwrap_or_else(|| "small".to_owned());
    let states = words
        .next()
        .and_then(|word| word.parse().ok());
    let mut table = String::new();
    let is_good = match mode.as_str() {
        "full" => full(FULL),
        "scopes" => report::check_scopes(states.unwrap_or(SMALL), &mut table),
        "together" => report::check_together(3, states.unwrap_or(SMALL), &mut table),
        _ => {
            report::replay_traces()
                && report::check_scopes(SMALL, &mut table)
                && report::check_together(2, SMALL_TOGETHER, &mut table)
        }
    };
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn full(far: Far) -> bool {
    let mut table = String::new();
    let hold = report::check_scopes(far.states, &mut table)
        & report::check_together(3, far.together, &mut table);
    let traces = report::try_guards(far.without_a_guard);
    report::write_traces(&traces);
    let page = report::page(&table, &traces, far);
    fs::write(report::root().join("docs/model.md"), page).expect("the page is written");
    hold
}
