//! A copy of the workspace with all mutants woven in, and its test programs.

use super::list::Mutant;
use super::pieces::Woven;
use super::weave::{DEFINITION, weave};
use crate::step::{Result, command, output, root, target};
use crate::swift::copy;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The crates that may be changed.
const ROOTS: [&str; 2] = ["core/src/lib.rs", "json/src/lib.rs"];

/// What came of compiling.
pub(super) struct Compiled {
    pub(super) programs: BTreeMap<String, PathBuf>,
    /// Mutants that can be played.
    pub(super) woven: BTreeSet<usize>,
    /// Mutants that the compiler refuses.
    pub(super) refused: BTreeSet<usize>,
}

pub(super) fn folder() -> PathBuf {
    target().join("mutation/woven")
}

pub(super) fn compile(mutants: &[Mutant], tests: &[&str]) -> Result<Compiled> {
    copy_tree()?;
    let mut refused = BTreeSet::new();
    loop {
        let places = write(mutants, &refused)?;
        let wrong = refusals(&places)?;
        if wrong.is_empty() {
            let woven = places
                .values()
                .flat_map(|lines| lines.values().copied())
                .collect();
            let programs = programs(tests)?;
            return Ok(Compiled {
                programs,
                woven,
                refused,
            });
        }
        eprintln!("{} mutants cannot be compiled", wrong.len());
        refused.extend(wrong);
    }
}

/// What git knows and what it would add, as it stands in the folder. It is made anew: a story that is gone here must not be
/// played there, where it would fail with every mutant.
fn copy_tree() -> Result<()> {
    if folder().exists() {
        fs::remove_dir_all(folder()).map_err(told(&folder()))?;
    }
    let files = output(&mut command(
        "git ls-files --cached --others --exclude-standard",
    ))?;
    files
        .lines()
        .map(|file| (root().join(file), folder().join(file)))
        .filter(|(from, _)| from.is_file())
        .try_for_each(|(from, to)| copy(&from, &to).map_err(told(&from)))
}

fn told(path: &Path) -> impl Fn(io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}

/// Writes every file with its mutants; by file, the mutant on each line.
fn write(
    mutants: &[Mutant],
    refused: &BTreeSet<usize>,
) -> Result<BTreeMap<String, BTreeMap<usize, usize>>> {
    let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        let of_file = by_file
            .entry(&mutant.file)
            .or_default();
        if !refused.contains(&mutant.number) {
            of_file.push(mutant);
        }
    }
    for lib in ROOTS {
        by_file.entry(lib).or_default();
    }
    let mut places = BTreeMap::new();
    for (file, mutants) in by_file {
        let (from, to) = (root().join(file), folder().join(file));
        let text = fs::read_to_string(&from).map_err(told(&from))?;
        let Woven { mut text, lines } =
            weave(&text, &mutants).map_err(|error| format!("{file}: {error}"))?;
        if ROOTS.contains(&file) {
            text.push_str(DEFINITION);
        }
        fs::write(&to, text).map_err(told(&to))?;
        places.insert(file.to_owned(), lines);
    }
    Ok(places)
}

/// cargo in the copy; no lint of ours stops it.
fn cargo(line: &str) -> Command {
    let mut cargo = command(line);
    cargo
        .current_dir(folder())
        .env("CARGO_TARGET_DIR", target().join("mutation"))
        .env("RUSTFLAGS", "--cap-lints=warn -Awarnings")
        .stderr(Stdio::null())
        .stdout(Stdio::piped());
    cargo
}

fn messages(mut cargo: Command) -> Result<Vec<Value>> {
    let output = cargo
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect())
}

/// The mutants on whose lines the compiler found an error.
fn refusals(places: &BTreeMap<String, BTreeMap<usize, usize>>) -> Result<BTreeSet<usize>> {
    let check = cargo(
        "cargo check --lib --package refundkit-tests --profile mutants --message-format json",
    );
    let mut wrong = BTreeSet::new();
    let mut elsewhere = None;
    for message in messages(check)? {
        if message
            .pointer("/message/level")
            .and_then(Value::as_str)
            != Some("error")
        {
            continue;
        }
        let of_message = on_lines(&message, places);
        if of_message.is_empty()
            && message
                .pointer("/message/spans/0")
                .is_some()
        {
            let text = message.pointer("/message/rendered");
            elsewhere = text
                .and_then(Value::as_str)
                .map(str::to_owned);
        }
        wrong.extend(of_message);
    }
    match elsewhere {
        Some(text) if wrong.is_empty() => Err(text),
        _ => Ok(wrong),
    }
}

/// By the places that the compiler names first, else by the others.
fn on_lines(message: &Value, places: &BTreeMap<String, BTreeMap<usize, usize>>) -> BTreeSet<usize> {
    let spans = message
        .pointer("/message/spans")
        .and_then(Value::as_array);
    let spans = spans
        .map(Vec::as_slice)
        .unwrap_or_default();
    let found = |primary: bool| -> BTreeSet<usize> {
        spans
            .iter()
            .filter(|span| {
                span.get("is_primary")
                    .and_then(Value::as_bool)
                    == Some(primary)
            })
            .filter_map(|span| mutant_at(span, places))
            .collect()
    };
    let first = found(true);
    if first.is_empty() {
        found(false)
    } else {
        first
    }
}

fn mutant_at(span: &Value, places: &BTreeMap<String, BTreeMap<usize, usize>>) -> Option<usize> {
    let file = span.get("file_name")?.as_str()?;
    let line = usize::try_from(span.get("line_start")?.as_u64()?).ok()?;
    places.get(file)?.get(&line).copied()
}

fn programs(tests: &[&str]) -> Result<BTreeMap<String, PathBuf>> {
    let mut line =
        "cargo test --no-run --package refundkit-tests --package refundkit-json --profile mutants --message-format json"
            .to_owned();
    for test in tests {
        line.push_str(" --test ");
        line.push_str(test);
    }
    let mut programs = BTreeMap::new();
    for message in messages(cargo(&line))? {
        let name = message
            .pointer("/target/name")
            .and_then(Value::as_str);
        let program = message
            .get("executable")
            .and_then(Value::as_str);
        if let (Some(name), Some(program)) = (name, program) {
            programs.insert(name.to_owned(), PathBuf::from(program));
        }
    }
    if tests
        .iter()
        .all(|test| programs.contains_key(*test))
    {
        Ok(programs)
    } else {
        Err("the woven tests cannot be compiled".to_owned())
    }
}
