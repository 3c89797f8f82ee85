//! Mutation testing: the core and its reader of JSON are changed in one place at a time, and a test has to fail.
//!
//! `cargo xtask mutants` takes the files in which no mutant may survive; `cargo xtask mutants 'core/src/http/*.rs'` takes
//! others. The cheap fixtures go first, the other tests see only what they left. Results are in `target/mutants.out/`.

use crate::step::{Step, Tally, command, root, succeeds, target};
use std::process::Command;

const VERSION: &str = "27.1.0";

/// Money and other values, outcomes and verdicts, the ledger, signatures, webhooks, and how JSON is read and written.
const NONE_SURVIVES: [&str; 19] = [
    "core/src/value/*.rs",
    "core/src/decision/*.rs",
    "core/src/ledger/*.rs",
    "core/src/signature/*.rs",
    "core/src/providers/**/checksum.rs",
    "core/src/providers/**/ledger.rs",
    "core/src/providers/**/notice.rs",
    "core/src/providers/**/notification.rs",
    "core/src/providers/**/parameters.rs",
    "core/src/providers/**/webhook.rs",
    "core/src/api/context.rs",
    "core/src/api/orders.rs",
    "core/src/http/base64.rs",
    "core/src/http/form.rs",
    "core/src/http/masking.rs",
    "core/src/providers/google/ledger/**/*.rs",
    "core/src/wire/mod.rs",
    "core/src/wire/raw.rs",
    "json/src/**/*.rs",
];

/// What is tried first, the fixtures and the stories: most mutants fall here, in a few seconds.
const FIRST: [&str; 1] = ["fixtures"];

/// What the rest is tried with, all but the forgeries: these try what the fixtures tried, a thousand times over.
const THEN: [&str; 2] = ["suite", "refusals"];
const SKIPPED: &str = "forgeries";

/// The steps of `cargo xtask mutants`.
pub(crate) fn all() -> Vec<Step> {
    vec![Step::new("mutants", run)]
}

fn run() -> Tally {
    if !installed() {
        return Tally::missing("cargo-mutants");
    }
    // The first round fails wherever the fixtures alone let one live.
    succeeds(&mut round(&FIRST, &[]));
    Tally::of(succeeds(&mut round(&THEN, &["--iterate"])))
}

fn installed() -> bool {
    let tools = target().join("tools");
    let install =
        format!("cargo install --quiet --locked cargo-mutants --version {VERSION} --root");
    tools
        .join("bin/cargo-mutants")
        .exists()
        || succeeds(command(&install).arg(&tools))
}

/// One round over the chosen files, with some of the tests. Iterating, it passes over what an earlier round caught.
fn round(tests: &[&str], iterating: &[&str]) -> Command {
    let mut command = Command::new(target().join("tools/bin/cargo-mutants"));
    command
        .current_dir(root())
        .args([
            "mutants",
            "--baseline",
            "skip",
            "--timeout",
            "120",
            "--no-shuffle",
        ])
        .args(iterating);
    command
        .arg("--output")
        .arg(target())
        .args(
            files()
                .into_iter()
                .flat_map(|file| ["--file".to_owned(), file]),
        );
    command.args(
        tests
            .iter()
            .map(|test| format!("--cargo-arg=--test={test}")),
    );
    command.args(["--", "--", "--skip", SKIPPED]);
    command
        .env("CARGO_TARGET_DIR", target().join("mutation"))
        .env("PROPTEST_CASES", "64");
    command
}

fn files() -> Vec<String> {
    let given: Vec<String> = std::env::args().skip(2).collect();
    if given.is_empty() {
        NONE_SURVIVES
            .map(str::to_owned)
            .to_vec()
    } else {
        given
    }
}
