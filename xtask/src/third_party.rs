//! `cargo xtask third-party`: programs that other people wrote, at the simulator and at our bytes.

use crate::results::plain_result;
use crate::step::{Result, Step, Tally, counted, done, into_tally, root, target};
use crate::{built, npm, pip};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const DRIVERS: &str = "tests/third_party";

/// The one step.
pub(crate) fn all() -> Vec<Step> {
    vec![Step::new("clients from PyPI and npm", run)]
}

fn run() -> Tally {
    match python() {
        Ok(python) => into_tally(drive(python)),
        Err(missing) => missing,
    }
}

/// The clients alone are installed without what they ask for: see their list.
fn python() -> std::result::Result<PathBuf, Tally> {
    let place = pip::environment("third_party/python", "tests/third_party/requirements.txt")?;
    let clients = "tests/third_party/clients.txt";
    let done = pip::locked(&place, clients, &["--no-deps", "--no-build-isolation"]);
    if done {
        Ok(place)
    } else {
        Err(Tally::missing(clients))
    }
}

fn drive(python: PathBuf) -> Result<Tally> {
    let modules = node_modules()?;
    built::programs()?;
    let mut run = Command::new(python.join("bin/python"));
    run.arg(root().join(DRIVERS).join("run.py"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("NODE_MODULES", modules);
    run.env("SIMULATOR", target().join("debug/simulator"))
        .env("DISPATCH", target().join("debug/dispatch"));
    Ok(counted(run, plain_result))
}

/// npm's clients, beside the Python ones.
fn node_modules() -> Result<PathBuf> {
    let place = root().join("target/third_party/node");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    for name in ["package.json", "package-lock.json"] {
        let from = root().join(DRIVERS).join(name);
        fs::copy(&from, place.join(name))
            .map_err(|error| format!("{}: {error}", from.display()))?;
    }
    done("npm", npm::packages("target/third_party/node"))?;
    Ok(place.join("node_modules"))
}
