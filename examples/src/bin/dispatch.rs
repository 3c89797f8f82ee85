//! Runs documents line by line: one JSON document in, one JSON document out. `--list` prints what there is.
//!
//! ```sh
//! echo '{"provider":"tranzzo","operation":"build_request", ...}' | cargo run --quiet --bin dispatch
//! cargo run --quiet --bin dispatch -- --list
//! ```

use refundkit::dispatch::{call, operations};
use refundkit_tests::ledger_documents::ledger_documents;
use serde_json::{Value, json};
use std::io::{BufRead, ErrorKind, Write, stdin, stdout};

fn main() -> std::io::Result<()> {
    let ended = match std::env::args().nth(1).as_deref() {
        Some("--list") => list(),
        Some(_) => {
            eprintln!("usage: dispatch [--list]");
            std::process::exit(2);
        }
        None => dispatch_lines(),
    };
    // Whoever reads may have had enough, as `head` has.
    ended.or_else(|error| {
        if error.kind() == ErrorKind::BrokenPipe {
            Ok(())
        } else {
            Err(error)
        }
    })
}

fn dispatch_lines() -> std::io::Result<()> {
    for line in stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(stdout(), "{}", call(&line))?;
        }
    }
    Ok(())
}

/// One line for each provider and operation with a document that the fixtures or the stories of ledgers prove.
fn list() -> std::io::Result<()> {
    let (steps, ledgers) = (refundkit_tests::steps(), ledger_documents());
    for row in operations() {
        for operation in row.operations() {
            let (provider, name, inputs) = (row.provider, operation.name, operation.inputs);
            let step = steps
                .iter()
                .find(|step| step.is(provider, name));
            let shows = |document: &&Value| {
                document["provider"] == provider && document["operation"] == name
            };
            let bare = || json!({"provider": provider, "operation": name});
            let example = match step {
                Some(step) => step.document(),
                None => ledgers
                    .iter()
                    .find(shows)
                    .cloned()
                    .unwrap_or_else(bare),
            };
            let line = json!({"provider": provider, "operation": name, "inputs": inputs, "example": example});
            writeln!(stdout(), "{line}")?;
        }
    }
    Ok(())
}
