//! The examples for Node and the admin panel, run against the simulator; the panel in a real browser.

use crate::results::node_result;
use crate::step::{Tally, counted};
use crate::{built, npm, postgres};

/// Packs the package that the examples install, then runs them.
pub(crate) fn check() -> Tally {
    if let Err(error) = npm::tarball() {
        eprintln!("{error}");
        return Tally::FAILED;
    }
    if !["examples/node", "examples/service", "examples/admin-panel"]
        .iter()
        .all(|folder| npm::packages(folder))
    {
        return Tally::missing("the npm packages of the examples");
    }
    if !npm::chromium() {
        return Tally::missing("chromium, or its path in CHROMIUM");
    }
    if !postgres::is_installed() {
        return postgres::missing();
    }
    // Built before the tests' clocks run.
    if built::programs().is_err() {
        return Tally::FAILED;
    }
    // Each file has a browser and a simulator of its own, and waits most of the time.
    let tests = npm::node_tests(&["--test-concurrency=2"], "tests/npm/panel", ".test.mjs");
    counted(tests, node_result)
}
