//! Mutation testing: the core and its reader of JSON are changed in one place at a time, and a test has to fail.
//!
//! `cargo xtask mutants` takes the files in which no mutant may survive; `cargo xtask mutants 'core/src/http/*.rs'` takes
//! others. cargo-mutants says which mutants there are. To compile the core for each takes days, so all of them are woven into
//! one copy of it, each behind its number: a mutant is then a process with a variable. The cheap fixtures go first, the other
//! tests see only what they left. Results are in `target/mutants/`.

mod copy;
mod list;
mod offsets;
mod pieces;
mod play;
mod weave;

use crate::step::{Result, Step, Tally, command, into_tally, succeeds, target};
use list::Mutant;
use play::Round;
use std::fs;

const VERSION: &str = "27.1.0";

/// Money and other values, outcomes and verdicts, the ledger, signatures, webhooks, and how JSON is read and written.
const NONE_SURVIVES: [&str; 19] = [
    "core/src/value/*.rs",
    "core/src/decision/*.rs",
    "core/src/ledger/*.rs",
    "core/src/signature/*.rs",
    "core/src/providers/**/checksum.rs",
    "core/src/providers/**/ledger.rs",
    "core/src/providers/**/notice.rs",
    "core/src/providers/**/notification.rs",
    "core/src/providers/**/parameters.rs",
    "core/src/providers/**/webhook.rs",
    "core/src/api/context.rs",
    "core/src/api/orders.rs",
    "core/src/http/base64.rs",
    "core/src/http/form.rs",
    "core/src/http/masking.rs",
    "core/src/providers/google/ledger/**/*.rs",
    "core/src/wire/mod.rs",
    "core/src/wire/raw.rs",
    "json/src/**/*.rs",
];

/// The stories without an RSA signature take a second, so they go first; then all stories and fixtures, then the
/// tests of the ledger, which take some seconds, then what asks more.
/// The forgeries try what the fixtures tried, a thousand times over.
const ROUNDS: [Round; 5] = [
    Round {
        test: "fixtures",
        arguments: &[
            "stories/",
            "--skip",
            "stories/bank131",
            "--skip",
            "stories/smart_glocal",
        ],
    },
    Round {
        test: "fixtures",
        arguments: &[],
    },
    Round {
        test: "refusals",
        arguments: &[],
    },
    Round {
        test: "suite",
        arguments: &["ledger::"],
    },
    Round {
        test: "suite",
        arguments: &["--skip", "forgeries", "--skip", "ledger::"],
    },
];

/// The steps of `cargo xtask mutants`.
pub(crate) fn all() -> Vec<Step> {
    vec![Step::new("mutants", || into_tally(run()))]
}

fn run() -> Result<Tally> {
    if !installed() {
        return Ok(Tally::missing("cargo-mutants"));
    }
    let mutants = list::of(&files())?;
    if mutants.is_empty() {
        return Err("there is no mutant in these files".to_owned());
    }
    let tests: Vec<&str> = ROUNDS
        .iter()
        .map(|round| round.test)
        .collect();
    let compiled = copy::compile(&mutants, &tests)?;
    println!("{} mutants, {} woven", mutants.len(), compiled.woven.len());
    let left = play::play(&ROUNDS, &compiled.programs, compiled.woven.clone())?;
    let alive = left
        .last()
        .cloned()
        .unwrap_or_default();
    write("refused", &mutants, |number| {
        compiled.refused.contains(&number)
    })?;
    write("not_woven", &mutants, |number| {
        !compiled.refused.contains(&number) && !compiled.woven.contains(&number)
    })?;
    write("alive", &mutants, |number| alive.contains(&number))?;
    Ok(Tally::of(alive.is_empty()))
}

fn write(name: &str, mutants: &[Mutant], is_of: impl Fn(usize) -> bool) -> Result<()> {
    let names: Vec<String> = mutants
        .iter()
        .filter(|mutant| is_of(mutant.number))
        .map(|mutant| format!("{}\n", mutant.name))
        .collect();
    println!("{name}: {}", names.len());
    let path = target().join("mutants").join(name);
    fs::create_dir_all(target().join("mutants"))
        .and_then(|()| fs::write(&path, names.concat()))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn installed() -> bool {
    let tools = target().join("tools");
    let install =
        format!("cargo install --quiet --locked cargo-mutants --version {VERSION} --root");
    tools
        .join("bin/cargo-mutants")
        .exists()
        || succeeds(command(&install).arg(&tools))
}

fn files() -> Vec<String> {
    let given: Vec<String> = std::env::args().skip(2).collect();
    if given.is_empty() {
        NONE_SURVIVES
            .map(str::to_owned)
            .to_vec()
    } else {
        given
    }
}
