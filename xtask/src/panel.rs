//! The examples for Node and the admin panel, run against the simulator; the panel in a real browser.

use crate::npm;
use crate::step::{Tally, command, counted, node_result, root, succeeds};

const TESTS: &str = "node --test --test-concurrency=1 --test-reporter=spec";
const FILES: [&str; 6] = ["examples", "refunds", "once", "goods", "many", "page"];

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
    let files = FILES.map(|file| format!("tests/npm/panel/{file}.test.mjs"));
    let mut tests = command(TESTS);
    tests.args(files);
    counted(tests, node_result)
}
