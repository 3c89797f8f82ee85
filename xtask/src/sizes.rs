//! How long functions and files are: median function 8 lines, nine in ten at most 30, no file over 350.
//!
//! Counts the lines of a function from its signature to its closing brace, in every crate.

use crate::step::{Tally, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use syn::visit::{self, Visit};

const MEDIAN_FUNCTION: usize = 8;
const NINTH_DECILE: usize = 30;
const LONGEST_FILE: usize = 350;
const FOLDERS: [&str; 13] = [
    "json/src",
    "json/tests",
    "core/src",
    "bindings-wasm/src",
    "bindings-uniffi/src",
    "bindings-uniffi/bindgen/src",
    "examples/src",
    "examples/tests",
    "fuzz/src",
    "fuzz/fuzz_targets",
    "fuzz/examples",
    "tests",
    "xtask/src",
];

/// One measured function or file.
struct Measured {
    lines: usize,
    place: String,
}

#[derive(Default)]
struct Functions {
    file: String,
    found: Vec<Measured>,
}

impl Functions {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (
            signature.fn_token.span.start().line,
            block.brace_token.span.close().end().line,
        );
        let place = format!("{}: {}", self.file, signature.ident);
        self.found.push(Measured {
            lines: last.saturating_sub(first) + 1,
            place,
        });
    }
}

impl<'a> Visit<'a> for Functions {
    fn visit_item_fn(&mut self, function: &'a syn::ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'a syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }
}

/// The check of `cargo xtask test`.
pub(crate) fn check() -> Tally {
    let (functions, files) = measure();
    let (median, decile) = (at(&functions, 50), at(&functions, 90));
    let longest = files.last().map_or(0, |file| file.lines);
    println!(
        "{} functions: median {median}, nine in ten at most {decile}; longest file {longest}",
        functions.len()
    );
    for file in files.iter().filter(|file| file.lines > LONGEST_FILE) {
        eprintln!("too long: {} has {} lines", file.place, file.lines);
    }
    Tally::of(median <= MEDIAN_FUNCTION && decile <= NINTH_DECILE && longest <= LONGEST_FILE)
}

/// The longest functions and files, for a clean-up.
pub(crate) fn print() -> ExitCode {
    let (functions, files) = measure();
    for measured in functions
        .iter()
        .rev()
        .take(25)
        .chain(files.iter().rev().take(15))
    {
        println!("{:5} {}", measured.lines, measured.place);
    }
    ExitCode::SUCCESS
}

fn at(sorted: &[Measured], percent: usize) -> usize {
    sorted
        .get(sorted.len() * percent / 100)
        .map_or(0, |measured| measured.lines)
}

/// Functions and files, both sorted by length.
fn measure() -> (Vec<Measured>, Vec<Measured>) {
    let mut functions = Functions::default();
    let mut files = Vec::new();
    for path in FOLDERS
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
    {
        let text = fs::read_to_string(&path).unwrap_or_default();
        functions.file = path
            .strip_prefix(root())
            .unwrap_or(&path)
            .display()
            .to_string();
        files.push(Measured {
            lines: text.lines().count(),
            place: functions.file.clone(),
        });
        if let Ok(parsed) = syn::parse_file(&text) {
            functions.visit_file(&parsed);
        }
    }
    functions.found.sort_by_key(|measured| measured.lines);
    files.sort_by_key(|measured| measured.lines);
    (functions.found, files)
}

/// The Rust files of a folder.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let rust = files
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    rust.chain(folders.iter().flat_map(|folder| sources(folder)))
        .collect()
}
