//! Python environments under `target/`, with nothing in them but what a locked list names, by its hashes.

use crate::step::{Tally, command, root, succeeds, target};
use std::path::{Path, PathBuf};
use std::process::Command;

/// An empty environment. A list may lose a name: what an older one left must not stay.
pub(crate) fn fresh(name: &str) -> Result<PathBuf, Tally> {
    let place = target().join(name);
    let made = succeeds(command("python3 -m venv --clear").arg(&place));
    if made {
        Ok(place)
    } else {
        Err(Tally::missing("python3 with venv"))
    }
}

/// An environment with what a list of the repository names.
pub(crate) fn environment(name: &str, list: &str) -> Result<PathBuf, Tally> {
    let place = fresh(name)?;
    if locked(&place, list, &[]) {
        Ok(place)
    } else {
        Err(Tally::missing(list))
    }
}

/// Installs what a list names, and nothing whose hash is not there.
pub(crate) fn locked(environment: &Path, list: &str, options: &[&str]) -> bool {
    let mut install = pip(environment);
    succeeds(
        install
            .args(options)
            .args(["--require-hashes", "--requirement"])
            .arg(root().join(list)),
    )
}

/// `pip install`.
pub(crate) fn pip(environment: &Path) -> Command {
    let mut install = Command::new(environment.join("bin/python"));
    install
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .current_dir(root());
    install
}
