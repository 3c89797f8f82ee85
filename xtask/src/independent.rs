//! What others say of our bytes: Python's `cryptography` and standard library, and what Node brings.

use crate::checks::PROGRAMS;
use crate::results::plain_result;
use crate::step::{Step, Tally, command, counted, root, succeeds, target};
use crate::{built, pip};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The tests are the same each time; without a seed the scripts draw one.
const SEED: Option<&str> = Some("1");

const SIGNATURES: &str = "signatures, by another implementation";

/// What `cargo xtask test` runs. Thousands of random inputs count as one test.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::new(SIGNATURES, signatures),
        Step::new("random inputs, comparison with Python's libraries", || {
            asked(compared_with_python)
        })
        .after(&[SIGNATURES, PROGRAMS]),
        Step::new("random inputs, comparison with Node's", || {
            asked(compared_with_node)
        })
        .after(&[PROGRAMS]),
    ]
}

fn signatures() -> Tally {
    match environment() {
        Ok(place) => counted(script(&place, "signatures.py"), plain_result),
        Err(missing) => missing,
    }
}

fn compared_with_python(dispatch: PathBuf) -> Tally {
    let place = target().join(PLACE);
    let mut check = script(&place, "differential.py");
    Tally::of(succeeds(check.arg(dispatch).args(SEED)))
}

fn compared_with_node(dispatch: PathBuf) -> Tally {
    if !command("node --version")
        .output()
        .is_ok_and(|output| output.status.success())
    {
        return Tally::missing("node");
    }
    Tally::of(succeeds(
        command("node tests/independent/differential.mjs")
            .arg(dispatch)
            .args(SEED),
    ))
}

/// The environment of both scripts, made by the first.
const PLACE: &str = "python";

fn environment() -> Result<PathBuf, Tally> {
    pip::environment(PLACE, "tests/independent/requirements.txt")
}

fn script(environment: &Path, name: &str) -> Command {
    let mut check = Command::new(environment.join("bin/python"));
    check
        .arg(
            root()
                .join("tests/independent")
                .join(name),
        )
        .current_dir(root());
    check
}

/// With the JSON interface, which takes one question on each line.
fn asked(check: impl FnOnce(PathBuf) -> Tally) -> Tally {
    if built::programs().is_err() {
        return Tally::FAILED;
    }
    check(target().join("debug/dispatch"))
}
