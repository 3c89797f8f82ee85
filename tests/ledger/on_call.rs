//! The page for people on call has a row for every word that a ledger says to them.

use std::fs;
use std::path::Path;

fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap()
}

/// The values of an enum, as they are written in documents.
fn words(file: &str, name: &str) -> Vec<String> {
    let source = text(file);
    let (_, rest) = source
        .split_once(&format!("pub enum {name} {{\n"))
        .unwrap();
    let (body, _) = rest.split_once("\n}").unwrap();
    let values = body
        .lines()
        .map(str::trim)
        .filter_map(|line| line.strip_suffix(','));
    values.map(in_snake_case).collect()
}

fn in_snake_case(value: &str) -> String {
    let mut word = String::new();
    for letter in value.chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// The first cell of every row.
fn rows(page: &str) -> Vec<&str> {
    let cells = page.lines().filter_map(|line| {
        line.strip_prefix("| `")?
            .split_once('`')
    });
    cells.map(|(word, _)| word).collect()
}

#[test]
fn every_word_has_its_row_and_every_row_its_word() {
    let mut words = [
        words("core/src/ledger/steps.rs", "Attention"),
        words("core/src/ledger/record.rs", "AlertKind"),
        words("core/src/ledger/reason.rs", "RefundReason"),
    ]
    .concat();
    let page = text("docs/on-call.md");
    let mut rows = rows(&page);
    words.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, words);
}
