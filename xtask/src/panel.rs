//! The examples for Node and the admin panel, run against the simulator; the panel in a real browser.

use crate::npm;
use crate::step::{Tally, command, counted, root, succeeds};

const TESTS: &str = "node --test --test-concurrency=1 --test-reporter=tap tests/npm/panel/examples.test.mjs tests/npm/panel/panel.test.mjs";

/// Packs the package that the examples install, then runs them.
pub(crate) fn check() -> Tally {
    if !npm::tools() {
        return Tally::missing(npm::TOOLS);
    }
    if let Err(error) = npm::pack(&root().join("target/npm-packed"), false) {
        eprintln!("{error}");
        return Tally::FAILED;
    }
    if !["examples/node", "examples/admin-panel"].iter().all(|folder| npm::packages(folder)) {
        return Tally::missing("the npm packages of the examples");
    }
    if !npm::chromium() {
        return Tally::missing("chromium, or its path in CHROMIUM");
    }
    // Built before the tests' clocks run.
    if !succeeds(&mut command("cargo build --quiet --package refundkit-examples --bin simulator")) {
        return Tally::FAILED;
    }
    counted(command(TESTS), tap_result)
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
