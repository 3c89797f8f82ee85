//! Everything that `cargo xtask test` runs.

use crate::step::{Step, Tally, cargo_result, command, counted, one, root, succeeds};
use std::fs;

/// Named, since the layers switch on features of the core.
const TESTS: &str = "cargo test --no-fail-fast --package refundkit-json --package refundkit --package refundkit-tests --package refundkit-examples --package xtask";

/// The checks, cheapest first.
pub(crate) fn all() -> Vec<Step> {
    [
        own(),
        crate::independent::checks(),
        crate::fuzz::checks(),
        packages(),
        crate::python::checks(),
        crate::kotlin::checks(),
        crate::supply::checks(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn own() -> Vec<Step> {
    vec![
        Step {
            name: "format",
            run: || one("cargo fmt --all --check"),
        },
        Step {
            name: "lints",
            run: || one("cargo clippy --workspace --all-targets -- -D warnings"),
        },
        Step {
            name: "lints without signing",
            run: || one("cargo clippy --package refundkit --no-default-features -- -D warnings"),
        },
        Step {
            name: "sizes",
            run: crate::sizes::check,
        },
        Step {
            name: "layers",
            run: crate::layers::check,
        },
        Step {
            name: "links",
            run: crate::links::check,
        },
        Step {
            name: "dependencies of the core",
            run: dependencies,
        },
        Step {
            name: "tests",
            run: tests,
        },
        Step {
            name: "documentation",
            run: documentation,
        },
        Step {
            name: "core for wasm32",
            run: wasm,
        },
    ]
}

fn packages() -> Vec<Step> {
    vec![
        Step {
            name: "npm package",
            run: crate::npm::test,
        },
        Step {
            name: "documentation for TypeScript",
            run: crate::docs::typescript,
        },
        Step {
            name: "examples for Node, and the admin panel",
            run: crate::panel::check,
        },
        Step {
            name: "demo",
            run: || one("cargo demo"),
        },
        Step {
            name: "histories",
            run: || one("cargo run --quiet --package refundkit-examples --bin histories -- 2000"),
        },
        Step {
            name: "forgeries",
            run: || one("cargo forgeries 1000"),
        },
    ]
}

/// Random inputs are the same each time; `cargo test` by itself draws others.
fn tests() -> Tally {
    let mut cargo = command(TESTS);
    cargo.env("PROPTEST_RNG_SEED", "1");
    counted(cargo, cargo_result)
}

fn documentation() -> Tally {
    Tally::of(succeeds(
        command("cargo doc --workspace --no-deps").env("RUSTDOCFLAGS", "-D warnings"),
    ))
}

fn wasm() -> Tally {
    // rustup may be absent where the target came with the toolchain; the build then tells.
    let _ = succeeds(&mut command("rustup target add wasm32-unknown-unknown"));
    one("cargo build --package refundkit --target wasm32-unknown-unknown")
}

/// The core's whole tree is written down: a new dependency, a clock or an executor shows as a changed line.
fn dependencies() -> Tally {
    let tree = command(
        "cargo tree --package refundkit --edges normal --prefix none --format {p} --no-dedupe",
    )
    .output();
    let printed = tree
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
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
