//! How long functions, lines and files are.
//!
//! Lines alone can be saved by writing densely, so tokens are counted as well: those of a function's body, wherever it
//! stands, macros included, and those of a line over all code. Tests are held to the length of files alone.

use crate::step::{Tally, root};
use crate::tokens::{Functions, tokens_in};
use proc_macro2::TokenStream;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Tokens of a function's body: half of them have at most so many.
const MEDIAN_FUNCTION: usize = 40;
/// Nine in ten have at most so many.
const NINTH_DECILE: usize = 130;
/// Tokens of a hundred lines of code, without blank lines and comments.
const HUNDRED_LINES: usize = 750;
const LONGEST_FILE: usize = 350;

const CODE: [&str; 11] = [
    "json/src",
    "core/src",
    "bindings-wasm/src",
    "bindings-uniffi/src",
    "bindings-uniffi/bindgen/src",
    "simulator/src",
    "examples/src",
    "fuzz/src",
    "fuzz/fuzz_targets",
    "xtask/src",
    "xtask/package/src",
];
const TESTS: [&str; 5] = [
    "json/tests",
    "tests",
    "examples/tests",
    "fuzz/examples",
    "model/src",
];

/// A function or a file, and how large it is.
struct Measured {
    size: usize,
    place: String,
}

/// What was measured: functions by tokens and files by lines, the smallest first.
#[derive(Default)]
struct Measures {
    functions: Vec<Measured>,
    files: Vec<Measured>,
    /// Files of code by the tokens of a hundred lines.
    dense: Vec<Measured>,
    tokens: usize,
    lines: usize,
}

impl Measures {
    fn of_the_repository() -> Self {
        let mut measures = Self::default();
        for path in CODE
            .iter()
            .flat_map(|folder| sources(&root().join(folder)))
        {
            let text = measures.add_file(&path);
            measures.add_code(&path, &text);
        }
        for path in TESTS
            .iter()
            .flat_map(|folder| sources(&root().join(folder)))
        {
            measures.add_file(&path);
        }
        measures
            .functions
            .sort_by_key(|function| function.size);
        measures
            .files
            .sort_by_key(|file| file.size);
        measures
            .dense
            .sort_by_key(|file| file.size);
        measures
    }

    fn add_file(&mut self, path: &Path) -> String {
        let text = fs::read_to_string(path).unwrap_or_default();
        self.files.push(Measured {
            size: text.lines().count(),
            place: place(path),
        });
        text
    }

    fn add_code(&mut self, path: &Path, text: &str) {
        let code = text
            .split("\n#[cfg(test)]")
            .next()
            .unwrap_or_default();
        let Ok(stream) = code.parse::<TokenStream>() else {
            return;
        };
        for (name, size) in Functions::of(stream.clone()) {
            let place = format!("{}: {name}", place(path));
            self.functions
                .push(Measured { size, place });
        }
        let tokens = tokens_in(stream);
        let lines = code
            .lines()
            .filter(|line| is_code(line))
            .count();
        self.dense.push(Measured {
            size: of_a_hundred_lines(tokens, lines),
            place: place(path),
        });
        self.tokens += tokens;
        self.lines += lines;
    }
}

fn of_a_hundred_lines(tokens: usize, lines: usize) -> usize {
    (tokens * 100)
        .checked_div(lines)
        .unwrap_or(0)
}

fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("//")
}

fn place(path: &Path) -> String {
    let path = path
        .strip_prefix(root())
        .unwrap_or(path);
    path.display().to_string()
}

/// The check of `cargo xtask test`.
pub(crate) fn check() -> Tally {
    let measures = Measures::of_the_repository();
    let median = at(&measures.functions, 50);
    let decile = at(&measures.functions, 90);
    let hundred = of_a_hundred_lines(measures.tokens, measures.lines);
    let longest = measures
        .files
        .last()
        .map_or(0, |file| file.size);
    println!(
        "{} functions: median {median} tokens, nine in ten at most {decile}; {hundred} tokens a hundred lines; longest \
         file {longest} lines",
        measures.functions.len()
    );
    for file in measures
        .files
        .iter()
        .filter(|file| file.size > LONGEST_FILE)
    {
        eprintln!("too long: {} has {} lines", file.place, file.size);
    }
    if hundred > HUNDRED_LINES {
        eprintln!(
            "too dense: {hundred}, where {HUNDRED_LINES} are allowed; `cargo xtask sizes` has each file above"
        );
    }
    Tally::of(
        median <= MEDIAN_FUNCTION
            && decile <= NINTH_DECILE
            && hundred <= HUNDRED_LINES
            && longest <= LONGEST_FILE,
    )
}

/// The longest functions and files, and the files that are denser than the average may be, for a clean-up.
pub(crate) fn print() -> ExitCode {
    let measures = Measures::of_the_repository();
    let functions = measures
        .functions
        .iter()
        .rev()
        .take(40);
    let files = measures.files.iter().rev().take(20);
    for measured in functions.chain(files) {
        println!("{:5} {}", measured.size, measured.place);
    }
    let dense = measures
        .dense
        .iter()
        .rev()
        .take_while(|file| file.size > HUNDRED_LINES);
    for file in dense {
        println!("{:5} tokens a hundred lines: {}", file.size, file.place);
    }
    ExitCode::SUCCESS
}

fn at(sorted: &[Measured], percent: usize) -> usize {
    let measured = sorted.get(sorted.len() * percent / 100);
    measured.map_or(0, |measured| measured.size)
}

/// The Rust files of a folder.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = files.into_iter().filter(|path| {
        path.extension()
            .is_some_and(|ending| ending == "rs")
    });
    rust.chain(
        folders
            .iter()
            .flat_map(|folder| sources(folder)),
    )
    .collect()
}
