//! Build and check tasks, listed in `USAGE`; `cargo xtask test npm` runs the steps with `npm` in their name and what these
//! need.

mod bench;
mod built;
mod camel;
mod changed;
mod checks;
mod choices;
mod circles;
mod dist;
mod docs;
mod entries;
mod fields;
mod fuzz;
mod independent;
mod interfaces;
mod kotlin;
mod layers;
mod limit;
mod links;
mod model;
mod mutants;
mod npm;
mod panel;
mod pip;
mod postgres;
mod publish;
mod python;
mod quick;
mod results;
mod reverts;
mod run;
mod schedule;
mod sizes;
mod spent;
mod step;
mod summary;
mod supply;
mod swift;
mod tests;
mod third_party;
mod tokens;

use std::process::ExitCode;

const USAGE: &str = "usage:
  cargo xtask quick                          format, lints and the tests of what changed, in at most 90 seconds
  cargo xtask test [part of a step's name]   everything that a change must pass
  cargo xtask docs | dist | bench | third-party | advisories | swift | swift-sources | swift-bench [part of a step's name]
  cargo xtask fuzz [target] [executions]
  cargo xtask fields <folders with the providers' documents>
  cargo xtask mutants [files]
  cargo xtask reverts [part of a patch's name]
  cargo xtask reconciliation
  cargo xtask sizes";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .collect();
    match words.as_slice() {
        ["quick", ..] => quick::run(),
        ["test", part @ ..] => run::side_by_side(checks::all(), first(part)),
        ["step", name, result, ..] => run::one(checks::all(), name, result),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["fields", folders @ ..] => fields::run(folders),
        ["mutants", ..] => run::in_order(mutants::all(), ""),
        ["reverts", ..] => run::in_order(reverts::all(), ""),
        ["sizes", ..] => sizes::print(),
        [list, part @ ..] => in_order(list, first(part)),
        [] => usage(),
    }
}

fn first<'a>(words: &[&'a str]) -> &'a str {
    words
        .first()
        .copied()
        .unwrap_or_default()
}

/// Lists whose steps run one after the other.
fn in_order(list: &str, part: &str) -> ExitCode {
    let steps = match list {
        "docs" => docs::all(),
        "dist" => dist::all(),
        "advisories" => supply::advisories(),
        "third-party" => third_party::all(),
        "bench" => bench::all(),
        "reconciliation" => python::reconciliation(),
        "swift" => swift::all(),
        "swift-sources" => swift::sources(),
        "swift-bench" => swift::benchmarks(),
        _ => return usage(),
    };
    run::in_order(steps, part)
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}
