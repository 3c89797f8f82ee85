//! The model of the ledger: the committed traces are replayed, and small worlds are searched.
//!
//! It is a workspace of its own (`model/`), since it compiles the core with every guard removable.

use crate::step::{Step, Tally, command, root, succeeds, target};
use std::process::Command;

const MODEL: &str = "model: compiled";

/// The steps of `cargo xtask test`.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::compiling(MODEL, || Tally::of(succeeds(&mut cargo("build --release")))),
        Step::new("model of the ledger, small worlds", || {
            Tally::of(succeeds(&mut cargo("run --quiet --release -- small")))
        })
        .after(&[MODEL]),
    ]
}

fn cargo(words: &str) -> Command {
    let mut command = command(&format!("cargo {words}"));
    command
        .current_dir(root().join("model"))
        .env("CARGO_TARGET_DIR", target().join("model"));
    command
}
