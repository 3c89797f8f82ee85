//! `cargo xtask foreign`: programs that no one here wrote, at the simulator and at our bytes.

use crate::results::plain_result;
use crate::step::{Result, Step, Tally, counted, done, root, target, told};
use crate::{built, npm, pip};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const DRIVERS: &str = "tests/foreign";

/// The one step.
pub(crate) fn all() -> Vec<Step> {
    vec![Step::new("clients from PyPI and npm", run)]
}

fn run() -> Tally {
    match python() {
        Ok(python) => told(drive(python)),
        Err(missing) => missing,
    }
}

/// The clients alone are installed without what they ask for: see their list.
fn python() -> std::result::Result<PathBuf, Tally> {
    let place = pip::environment("foreign/python", "tests/foreign/requirements.txt")?;
    let clients = "tests/foreign/clients.txt";
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
        .env("DOOR", target().join("debug/door"));
    Ok(counted(run, plain_result))
}

/// npm's clients, beside the Python ones.
fn node_modules() -> Result<PathBuf> {
    let place = root().join("target/foreign/node");
    fs::create_dir_all(&place).map_err(|error| format!("{}: {error}", place.display()))?;
    for name in ["package.json", "package-lock.json"] {
        let from = root().join(DRIVERS).join(name);
        fs::copy(&from, place.join(name))
            .map_err(|error| format!("{}: {error}", from.display()))?;
    }
    done("npm", npm::packages("target/foreign/node"))?;
    Ok(place.join("node_modules"))
}
