//! What the documents demand beside their fields, and what shows that it is kept: a limit that is tried, a fixture, a test, a
//! row of a field, or the reason why nobody enforces it.

use super::message::at;
use super::{step, table};
use refundkit::dispatch::call;
use refundkit_tests::folder;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// A line of `rules.tsv`.
pub(super) struct Rule {
    pub(super) providers: Vec<String>,
    pub(super) text: String,
    pub(super) source: String,
    pub(super) kept: String,
}

pub(super) fn rules() -> Vec<Rule> {
    let lines = table("rules").into_iter();
    lines
        .map(|line| {
            let Ok([providers, text, source, kept]) = <[String; 4]>::try_from(line.clone()) else {
                panic!("{line:?}");
            };
            let providers = providers
                .split(',')
                .map(str::to_owned)
                .collect();
            Rule {
                providers,
                text,
                source,
                kept,
            }
        })
        .collect()
}

#[test]
fn every_rule_is_kept_or_says_why_not() {
    let sources = sources(&[folder().with_file_name(""), core()]);
    for rule in rules() {
        for provider in &rule.providers {
            let (kind, rest) = rule
                .kept
                .split_once(' ')
                .unwrap_or_default();
            let is_kept = match kind {
                "length" => has_longest(provider, rest),
                "most" => has_most(provider, rest),
                "fixture" => folder().join(rest).exists(),
                "test" => sources.contains(&format!("fn {rest}(")),
                "field" => has_row(rest),
                _ => rule.kept.starts_with("not enforced: "),
            };
            assert!(is_kept, "{provider}: {}: {}", rule.text, rule.kept);
        }
    }
}

/// Whether a text may be as long as the limit, and the error names the field where it is longer.
fn has_longest(provider: &str, limit: &str) -> bool {
    let (path, most) = limit
        .split_once(' ')
        .expect("a path and a length");
    let most = most.parse().expect("a length");
    let text = |length: usize| Value::from("x".repeat(length));
    has_limit(provider, path, &text(most), &text(most + 1))
}

fn has_most(provider: &str, limit: &str) -> bool {
    let (path, most) = limit
        .split_once(' ')
        .expect("a path and a number");
    let most: i64 = most.parse().expect("a number");
    has_limit(provider, path, &json!(most), &json!(most + 1))
}

fn has_limit(provider: &str, path: &str, fits: &Value, exceeds: &Value) -> bool {
    let error = |value: &Value| {
        let answered: Value =
            serde_json::from_str(&call(&request(provider, path, value).to_string())).expect("JSON");
        let field = answered["error"]["field"].as_str();
        field.map(|field| {
            field
                .replace('[', ".")
                .replace(']', "")
        })
    };
    error(fits).as_deref() != Some(path) && error(exceeds).as_deref() == Some(path)
}

/// The document of the refund that has every field, with another value at the path.
fn request(provider: &str, path: &str, value: &Value) -> Value {
    let name = format!("{provider}/every_field_of_a_request: build_request -> request.http");
    let mut document = step(&name).document();
    assert!(!at(&document, path).is_null(), "{provider}: {path}");
    let pointer = format!("/{}", path.replace('.', "/"));
    *document
        .pointer_mut(&pointer)
        .expect("the path is in the document") = value.clone();
    document
}

fn has_row(named: &str) -> bool {
    let (provider, field) = named
        .split_once(' ')
        .expect("a provider and a field");
    table(provider)
        .iter()
        .any(|line| line[1] == field)
}

pub(crate) fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src")
}

/// The text of every Rust file below the folders.
pub(crate) fn sources(folders: &[PathBuf]) -> String {
    let mut all = String::new();
    for entry in folders.iter().flat_map(|folder| {
        fs::read_dir(folder)
            .expect("a folder")
            .flatten()
    }) {
        let path = entry.path();
        if path.is_dir() {
            all += &sources(&[path]);
        } else if path
            .extension()
            .is_some_and(|ending| ending == "rs")
        {
            all += &fs::read_to_string(path).expect("a source");
        }
    }
    all
}
