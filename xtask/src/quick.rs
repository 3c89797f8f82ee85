//! `cargo xtask quick`: format, lints, and the unit and fixture tests of what changed since the branch left `main`.
//!
//! What runs long or needs a package of another language is left to `cargo xtask test`.

use crate::changed::{Part, files, parts};
use crate::results::cargo_result;
use crate::step::{Step, Tally, command, counted, one};
use crate::{links, run, sizes};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Fixtures and unit tests. What tries every place of every fixture is left to `cargo xtask test`.
const CORE: &str = "--package refundkit-tests --test fixtures --test suite -- --skip dispatch:: --skip forgeries::";

/// Runs the steps for what changed.
pub(crate) fn run() -> ExitCode {
    let files = match files() {
        Ok(files) => files,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let parts = parts(files.iter().map(String::as_str));
    println!("{} files changed: {parts:?}", files.len());
    run::in_order(steps(&parts), "")
}

fn steps(parts: &BTreeSet<Part>) -> Vec<Step> {
    let mut steps = vec![
        Step::new("format", || one("cargo fmt --all --check")),
        Step::new("sizes", sizes::check),
        Step::new("links", links::check),
    ];
    if parts.contains(&Part::Core) || parts.contains(&Part::Layers) {
        steps.push(Step::new("lints", || lints("--workspace")));
    } else {
        steps.extend(parts.iter().filter_map(lints_of));
    }
    steps.extend(parts.iter().filter_map(tests_of));
    steps
}

/// The lints of one package.
fn lints_of(part: &Part) -> Option<Step> {
    match part {
        Part::Tests => Some(Step::new("lints of the tests", || {
            lints("--package refundkit-tests")
        })),
        Part::Examples => Some(Step::new("lints of the examples", || {
            lints("--package refundkit-examples")
        })),
        Part::Xtask => Some(Step::new("lints of the build tool", || {
            lints("--package xtask")
        })),
        _ => None,
    }
}

/// The tests of one package.
fn tests_of(part: &Part) -> Option<Step> {
    match part {
        Part::Tests => Some(Step::new("tests of the core", || tests(CORE))),
        Part::Examples => Some(Step::new("tests of the examples", || {
            tests("--package refundkit-examples")
        })),
        Part::Xtask => Some(Step::new("tests of the build tool", || {
            tests("--package xtask")
        })),
        _ => None,
    }
}

fn lints(packages: &str) -> Tally {
    one(&format!(
        "cargo clippy --quiet {packages} --all-targets -- -D warnings"
    ))
}

fn tests(which: &str) -> Tally {
    let line = format!("cargo test --quiet --no-fail-fast {which}");
    let mut tests = command(&line);
    tests.env("PROPTEST_RNG_SEED", "1");
    tests.env("PROPTEST_CASES", "64");
    counted(tests, cargo_result)
}
