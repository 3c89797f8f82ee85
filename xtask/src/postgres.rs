//! The server of PostgreSQL, which the examples start for themselves.

use crate::built;
use crate::step::{Tally, apt_installs, succeeds};
use std::fs;

/// Where Debian puts the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// As many as the tests kill with SQLite.
const KILLS: &str = "60";

/// Whether there is a server: Debian's, where there is none and apt may install it.
pub(crate) fn is_installed() -> bool {
    is_there() || apt_installs("postgresql")
}

fn is_there() -> bool {
    let versions = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .flatten();
    versions
        .map(|version| version.path().join("bin/initdb"))
        .any(|program| program.exists())
}

/// What a test counts for that no server can run.
pub(crate) fn missing() -> Tally {
    Tally::missing("the server of PostgreSQL")
}

/// The kill tests, briefly.
pub(crate) fn kills() -> Tally {
    if !is_installed() {
        return missing();
    }
    if built::programs().is_err() {
        return Tally::FAILED;
    }
    Tally::of(succeeds(built::program("kills").args(["postgres", KILLS])))
}
