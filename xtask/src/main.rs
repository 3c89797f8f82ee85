//! Build and check tasks, listed in `USAGE`; `cargo xtask test npm` runs the steps with `npm` in their name and what these
//! need.

mod bench;
mod built;
mod camel;
mod changed;
mod checks;
mod choices;
mod dist;
mod docs;
mod foreign;
mod fuzz;
mod independent;
mod kotlin;
mod layers;
mod links;
mod mutants;
mod npm;
mod panel;
mod pip;
mod python;
mod quick;
mod results;
mod run;
mod schedule;
mod sizes;
mod spent;
mod step;
mod summary;
mod supply;
mod swift;
mod tests;
mod tokens;

use std::process::ExitCode;

const USAGE: &str = "usage:
  cargo xtask quick                          format, lints and the tests of what changed, in at most 90 seconds
  cargo xtask test [part of a step's name]   everything that a change must pass
  cargo xtask docs | dist | bench | foreign | advisories | swift | swift-sources | swift-bench [part of a step's name]
  cargo xtask fuzz [target] [executions]
  cargo xtask mutants [files]
  cargo xtask sizes";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |index: usize| words.get(index).map_or("", String::as_str);
    let part = word(1);
    match word(0) {
        "quick" => quick::run(),
        "test" => run::side_by_side(checks::all(), part),
        "step" => run::one(checks::all(), part, word(2)),
        "docs" => run::in_order(docs::all(), part),
        "dist" => run::in_order(dist::all(), part),
        "advisories" => run::in_order(supply::advisories(), part),
        "foreign" => run::in_order(foreign::all(), part),
        "bench" => run::in_order(bench::all(), part),
        "swift" => run::in_order(swift::all(), part),
        "swift-sources" => run::in_order(swift::sources(), part),
        "swift-bench" => run::in_order(swift::benchmarks(), part),
        "fuzz" => fuzz::run(&words[1..]),
        "mutants" => run::in_order(mutants::all(), ""),
        "sizes" => sizes::print(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
