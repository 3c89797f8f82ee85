//! Everything that `cargo xtask test` runs.
//!
//! What others wait for is compiled first: tests and programs run beside what is compiled after them.

use crate::results::cargo_result;
use crate::step::{
    Step, Tally, command, counted, into_tally, linting, one, output, root, succeeds,
};
use crate::{
    built, docs, entries, fuzz, independent, kotlin, layers, links, model, npm, panel, postgres,
    publish, python, sizes, supply, tests,
};
use std::fs;

pub(crate) const PROGRAMS: &str = "tests and programs: compiled";
pub(crate) const TOOLS: &str = "tools for packages: compiled";
pub(crate) const WASM: &str = "npm package: compiled";
pub(crate) const PACKED: &str = "npm package: packed";
pub(crate) const LIBRARY: &str = "libraries for Python, Kotlin and Swift: compiled";
pub(crate) const FUZZ: &str = "fuzz targets: compiled";

/// The checks, in the order in which they start where nothing else decides.
pub(crate) fn all() -> Vec<Step> {
    let parts = [
        texts(),
        compiled(),
        programs(),
        independent::checks(),
        packages(),
        python::checks(),
        kotlin::checks(),
        fuzz::checks(),
        model::checks(),
        supply::checks(),
        publish::checks(),
        own(),
    ];
    parts.into_iter().flatten().collect()
}

/// What takes no compiler.
fn texts() -> Vec<Step> {
    vec![
        Step::new("format", || one("cargo fmt --all --check")),
        Step::new("sizes", sizes::check),
        Step::new("layers", layers::check),
        Step::new("links", links::check),
        Step::new("dependencies of the core", dependencies),
    ]
}

/// What others use.
fn compiled() -> Vec<Step> {
    vec![
        Step::compiling(PROGRAMS, tests::compiled),
        Step::compiling(TOOLS, || into_tally(built::tools().map(|()| Tally::PASSED))),
        Step::compiling(WASM, || {
            into_tally(entries::compile(entries::TRIED).map(|()| Tally::PASSED))
        }),
        Step::compiling(LIBRARY, || {
            into_tally(built::libraries().map(|()| Tally::PASSED))
        }),
    ]
}

fn programs() -> Vec<Step> {
    vec![
        Step::new("tests", tests::run).after(&[PROGRAMS]),
        Step::new("demo", || program("demo", "")).after(&[PROGRAMS]),
        Step::new("histories", || program("histories", "10")).after(&[PROGRAMS]),
        Step::new("kill tests with PostgreSQL", postgres::kills).after(&[PROGRAMS]),
        Step::new("forgeries", || program("forgeries", "1000 10")).after(&[PROGRAMS]),
    ]
}

fn program(name: &str, argument: &str) -> Tally {
    let words = argument.split_whitespace();
    Tally::of(succeeds(built::program(name).args(words)))
}

fn packages() -> Vec<Step> {
    vec![
        Step::new(PACKED, npm::packed).after(&[TOOLS, WASM]),
        Step::new("npm package", npm::test).after(&[PACKED, PROGRAMS]),
        Step::new("examples for Node, and the admin panel", panel::check)
            .after(&[PACKED, PROGRAMS]),
        Step::new("documentation for TypeScript", docs::typescript).after(&[PACKED]),
    ]
}

/// What compiles and nobody waits for.
fn own() -> Vec<Step> {
    vec![
        Step::compiling("lints", || {
            one(
                "cargo clippy --quiet --workspace --exclude xtask-package --exclude refundkit-bindgen --all-targets -- -D warnings",
            )
        }),
        Step::compiling("lints without signing", || {
            one("cargo clippy --quiet --package refundkit --no-default-features -- -D warnings")
        }),
        Step::compiling("tests of the generator", generator).after(&[TOOLS]),
        Step::compiling("core for wasm32", wasm),
        Step::compiling("examples in the documentation", tests::documentation),
        Step::compiling("documentation", documentation),
    ]
}

/// With the other tools, as which it was compiled: alone, its dependencies have other features and are compiled once more.
/// These two are linted here and where they are built.
fn generator() -> Tally {
    let tests = "cargo test --quiet --package xtask-package --package refundkit-bindgen --bins";
    counted(linting(tests), cargo_result)
}

/// The core with its default features: the npm package adds one.
fn wasm() -> Tally {
    built::add_wasm_target();
    one("cargo check --quiet --package refundkit --target wasm32-unknown-unknown")
}

fn documentation() -> Tally {
    let mut cargo = command(
        "cargo doc --quiet --workspace --exclude xtask-package --exclude refundkit-bindgen --no-deps",
    );
    Tally::of(succeeds(cargo.env("RUSTDOCFLAGS", "-D warnings")))
}

/// The core's whole tree is written down: a new dependency, a clock or an executor shows as a changed line.
fn dependencies() -> Tally {
    let tree =
        "cargo tree --package refundkit --edges normal --prefix none --format {p} --no-dedupe";
    let printed = output(&mut command(tree)).unwrap_or_default();
    let mut found: Vec<&str> = printed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    found.sort_unstable();
    found.dedup();
    let listed = fs::read_to_string(root().join("core/dependencies.txt")).unwrap_or_default();
    let expected: Vec<&str> = listed
        .lines()
        .filter(|line| !line.starts_with('#'))
        .collect();
    if found != expected {
        eprintln!(
            "core/dependencies.txt does not list what the core depends on:\n{}",
            found.join("\n")
        );
    }
    Tally::of(found == expected)
}

#[cfg(test)]
mod test {
    use super::all;

    #[test]
    fn every_need_is_a_step_that_stands_before() {
        let steps = all();
        for (index, step) in steps.iter().enumerate() {
            let is_before = |need: &&str| {
                steps[..index]
                    .iter()
                    .any(|other| other.name == *need)
            };
            assert!(step.needs.iter().all(is_before), "{}", step.name);
        }
    }

    #[test]
    fn a_name_is_given_once() {
        let mut names: Vec<_> = all()
            .iter()
            .map(|step| step.name)
            .collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
