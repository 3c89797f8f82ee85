//! The examples for Node and the admin panel, run against the simulator; the panel in a real browser.

use crate::npm;
use crate::step::{Tally, command, counted, node_result, root, succeeds};

/// Packs the package that the examples install, then runs them.
pub(crate) fn check() -> Tally {
    if !npm::tools() {
        return Tally::missing(npm::TOOLS);
    }
    if let Err(error) = npm::pack(&root().join("target/npm-packed"), false) {
        eprintln!("{error}");
        return Tally::FAILED;
    }
    if !["examples/node", "examples/admin-panel"]
        .iter()
        .all(|folder| npm::packages(folder))
    {
        return Tally::missing("the npm packages of the examples");
    }
    if !npm::chromium() {
        return Tally::missing("chromium, or its path in CHROMIUM");
    }
    // Built before the tests' clocks run.
    if !succeeds(&mut command(
        "cargo build --quiet --package refundkit-examples --bin simulator",
    )) {
        return Tally::FAILED;
    }
    // One at a time: each file has a browser and a simulator of its own.
    let tests = npm::node_tests(&["--test-concurrency=1"], "tests/npm/panel", ".test.mjs");
    counted(tests, node_result)
}
