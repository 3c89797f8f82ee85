//! What others say of our bytes: Python's `cryptography` and standard library, and what Node brings.

use crate::pip;
use crate::step::{Step, Tally, command, counted, plain_result, root, succeeds, target};
use std::path::PathBuf;
use std::process::Command;

/// The tests are the same each time; without a seed the scripts draw one.
const SEED: Option<&str> = Some("1");

/// What `cargo xtask test` runs. Thousands of random inputs count as one test.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step {
            name: "signatures, by another implementation",
            run: signatures,
        },
        Step {
            name: "random inputs, beside Python's libraries",
            run: || asked(beside_python),
        },
        Step {
            name: "random inputs, beside Node's",
            run: || asked(beside_node),
        },
    ]
}

fn signatures() -> Tally {
    python("signatures.py").map_or_else(|missing| missing, |check| counted(check, plain_result))
}

fn beside_python(door: PathBuf) -> Tally {
    python("differential.py").map_or_else(
        |missing| missing,
        |mut check| Tally::of(succeeds(check.arg(door).args(SEED))),
    )
}

fn beside_node(door: PathBuf) -> Tally {
    if !command("node --version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return Tally::missing("node");
    }
    Tally::of(succeeds(
        command("node tests/independent/differential.mjs")
            .arg(door)
            .args(SEED),
    ))
}

/// A script in an environment of its own.
fn python(script: &str) -> Result<Command, Tally> {
    let environment = pip::environment("python", "tests/independent/requirements.txt")?;
    let mut check = Command::new(environment.join("bin/python"));
    check
        .arg(root().join("tests/independent").join(script))
        .current_dir(root());
    Ok(check)
}

/// With the door, which takes a question a line.
fn asked(check: impl FnOnce(PathBuf) -> Tally) -> Tally {
    if !succeeds(&mut command(
        "cargo build --quiet --package refundkit-examples --bin door",
    )) {
        return Tally::FAILED;
    }
    check(target().join("debug/door"))
}
