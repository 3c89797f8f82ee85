//! The examples for Node and the admin panel, run against the simulator; the panel in a real browser.

use crate::npm;
use crate::step::{Tally, command, counted, root, succeeds};
use std::path::Path;

const TESTS: &str = "node --test --test-concurrency=1 --test-reporter=tap tests/npm/panel/examples.test.mjs tests/npm/panel/panel.test.mjs";

/// Packs the package that the examples install, then runs them.
pub(crate) fn check() -> Tally {
    if !npm::tools() {
        return Tally::missing("npm with the packages of tests/npm/package-lock.json");
    }
    if let Err(error) = npm::pack(&root().join("target/npm-packed"), false) {
        eprintln!("{error}");
        return Tally::FAILED;
    }
    if !["examples/node", "examples/admin-panel"].iter().all(|folder| install(folder)) {
        return Tally::missing("the npm packages of the examples");
    }
    if !browser() {
        return Tally::missing("chromium, or its path in CHROMIUM");
    }
    // Built before the tests' clocks run.
    if !succeeds(&mut command("cargo build --quiet --package refundkit-examples --bin simulator")) {
        return Tally::FAILED;
    }
    counted(command(TESTS), tap_result)
}

fn install(folder: &str) -> bool {
    succeeds(command("npm install --no-save --no-audit --no-fund --loglevel error").current_dir(root().join(folder)))
}

fn browser() -> bool {
    let path = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    Path::new(&path).exists() || succeeds(&mut command("apt-get install --yes --quiet chromium"))
}

/// `# pass 7`, `# fail 0` and `# skipped 0` of node's test runner.
fn tap_result(line: &str) -> Option<Tally> {
    let (word, number) = line.strip_prefix("# ")?.split_once(' ')?;
    let (number, none) = (number.parse().ok()?, Tally::default());
    match word {
        "pass" => Some(Tally { passed: number, ..none }),
        "fail" => Some(Tally { failed: number, ..none }),
        "skipped" => Some(Tally { skipped: number, ..none }),
        _ => None,
    }
}
