//! Mutants are played: a test has to fail with each.

use super::copy::folder;
use crate::step::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;

/// A test program and which of its tests are played, in the order of rounds.
pub(super) struct Round {
    pub(super) test: &'static str,
    pub(super) arguments: &'static [&'static str],
}

/// Which mutants each round let live; the next one sees only these.
pub(super) fn play(
    rounds: &[Round],
    programs: &BTreeMap<String, PathBuf>,
    mutants: BTreeSet<usize>,
) -> Result<Vec<BTreeSet<usize>>> {
    let mut alive = mutants;
    let mut left = Vec::new();
    for round in rounds {
        let program = programs
            .get(round.test)
            .ok_or(round.test)?;
        if !passes(program, round, 0) {
            return Err(format!("{} fails without a mutant", round.test));
        }
        let before = alive.len();
        alive = survivors(program, round, alive);
        println!("{}: {} of {before} live", round.test, alive.len());
        left.push(alive.clone());
    }
    Ok(left)
}

fn survivors(program: &Path, round: &Round, mutants: BTreeSet<usize>) -> BTreeSet<usize> {
    let waiting = Mutex::new(mutants.into_iter());
    let alive = Mutex::new(BTreeSet::new());
    let next = || waiting.lock().ok()?.next();
    let work = || {
        while let Some(mutant) = next() {
            if passes(program, round, mutant)
                && let Ok(mut alive) = alive.lock()
            {
                println!("alive after {}: {mutant}", round.test);
                alive.insert(mutant);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    alive.into_inner().unwrap_or_default()
}

/// Whether every test passes. The first that fails ends it; four minutes or four gigabytes are a failure.
fn passes(program: &Path, round: &Round, mutant: usize) -> bool {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            r#"ulimit -v 4000000; exec timeout --signal KILL 240 "$0" "$@""#,
        ])
        .arg(program)
        .args(["--test-threads", "1"])
        .args(round.arguments)
        .current_dir(folder().join("tests"))
        .env("CARGO_MANIFEST_DIR", folder().join("tests"))
        .env("REFUNDKIT_MUTANT", mutant.to_string())
        .env("PROPTEST_CASES", "64")
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    let printed = child.stdout.take();
    let failed = printed
        .into_iter()
        .flat_map(|printed| BufReader::new(printed).lines())
        .map_while(|line| line.ok())
        .any(|line| line.ends_with("FAILED"));
    if failed {
        child.kill().ok();
    }
    child
        .wait()
        .is_ok_and(|status| status.success())
        && !failed
}
