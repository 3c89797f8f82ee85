//! The layers of the core: a file imports from its own layer or from those below it, without a circle, and a provider from no
//! other provider.

use crate::circles::circles;
use crate::sizes::sources;
use crate::step::{Tally, root};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every layer of `core/src`, lowest first. Layers in one row do not import each other.
const LAYERS: [&[&str]; 11] = [
    &["value"],
    &["http"],
    &["json"],
    &["wire", "signature"],
    &["decision"],
    &["api"],
    &["ledger"],
    &["providers"],
    &["dispatch"],
    &["ffi"],
    &["kit", "server", "lib"],
];

/// Providers whose protocol others speak as well.
const SHARED_PROTOCOLS: [&str; 1] = ["session"];

/// An import: the file, its line, and where it points to, such as `value` or `providers::session`.
struct Import {
    line: usize,
    target: String,
}

/// What the files of the core import.
#[derive(Default)]
struct Imports {
    edges: BTreeMap<(String, String), u32>,
    faults: Vec<String>,
}

impl Imports {
    fn add_file(&mut self, place: &Path, text: &str) {
        for import in imports(text) {
            self.add_edge(layer_of(place), first(&import.target));
            if let Some(fault) = fault(place, &import.target) {
                let place = place.display();
                self.faults
                    .push(format!("{place}:{}: {fault}", import.line));
            }
        }
    }

    fn add_edge(&mut self, from: String, to: &str) {
        if from != to {
            *self
                .edges
                .entry((from, to.to_owned()))
                .or_default() += 1;
        }
    }
}

/// The check of `cargo xtask test`.
pub(crate) fn check() -> Tally {
    let core = root().join("core/src");
    let mut paths: Vec<PathBuf> = sources(&core);
    paths.sort();
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let place = file
            .strip_prefix(&core)
            .map_or_else(|_| file.clone(), Path::to_path_buf);
        (place, text)
    };
    let files: Vec<(PathBuf, String)> = paths.into_iter().map(read).collect();
    let mut imports = Imports::default();
    for (place, text) in &files {
        imports.add_file(place, text);
    }
    imports.faults.extend(circles(&files));
    for ((from, to), count) in &imports.edges {
        println!("{from} -> {to}: {count}");
    }
    for fault in &imports.faults {
        eprintln!("{fault}");
    }
    Tally::of(imports.faults.is_empty())
}

/// What is wrong with an import of `target` in the file at `place`, if anything.
fn fault(place: &Path, target: &str) -> Option<String> {
    let from = layer_of(place);
    let to = first(target);
    if from == to {
        return other_provider(place, target);
    }
    match (rank(&from), rank(to)) {
        (Some(from_rank), Some(to_rank)) if to_rank < from_rank => None,
        (Some(_), Some(_)) => Some(format!("the layer {from} must not import {to}")),
        _ => Some(format!("{from} or {to} is no layer")),
    }
}

/// A provider's folder imports its own modules and shared protocols alone.
fn other_provider(place: &Path, target: &str) -> Option<String> {
    let own = component(place, 1)?;
    let other = target.strip_prefix("providers::")?;
    let other = other.split("::").next()?;
    let allowed = other == own || SHARED_PROTOCOLS.contains(&other);
    if allowed {
        None
    } else {
        Some(format!("the provider {own} must not import {other}"))
    }
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS
        .iter()
        .position(|row| row.contains(&layer))
}

/// The layer of a file: its folder, or its own name at the top.
fn layer_of(place: &Path) -> String {
    let name = component(place, 0).unwrap_or_default();
    name.strip_suffix(".rs")
        .unwrap_or(&name)
        .to_owned()
}

fn component(place: &Path, index: usize) -> Option<String> {
    let component = place.components().nth(index)?;
    Some(
        component
            .as_os_str()
            .to_string_lossy()
            .into_owned(),
    )
}

fn first(target: &str) -> &str {
    target
        .split("::")
        .next()
        .unwrap_or_default()
}

/// Every path that begins with `crate::`, outside comments. A type taken from the root counts as an import of `lib`.
fn imports(text: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (position, start) in line.match_indices("crate::") {
            let target = target(&line[position + start.len()..]);
            let line = index + 1;
            found.push(Import { line, target });
        }
    }
    found
}

/// Where the path at the start of a text points to.
fn target(text: &str) -> String {
    let path: String = text
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ':'))
        .collect();
    match first(&path) {
        "for_each_provider" => "providers".to_owned(),
        "for_each_operation" => "api".to_owned(),
        "for_each_ledger_operation" => "ledger".to_owned(),
        "for_each_capture_operation" => "providers".to_owned(),
        name if name.starts_with(char::is_uppercase) => "lib".to_owned(),
        _ => path,
    }
}

#[cfg(test)]
mod test {
    use super::{fault, imports};
    use std::path::Path;

    #[test]
    fn imports_go_downwards_and_stay_within_a_provider() {
        let at = |place: &str, target: &str| fault(Path::new(place), target).is_none();
        assert!(at("decision/outcome.rs", "value::money::Money"));
        assert!(!at("value/money.rs", "decision::outcome"));
        assert!(!at("wire/mod.rs", "signature::rsa_key"));
        assert!(at(
            "providers/tranzzo/refund.rs",
            "providers::tranzzo::wire"
        ));
        assert!(at("providers/bank131/mod.rs", "providers::session::X"));
        assert!(!at(
            "providers/tranzzo/refund.rs",
            "providers::themap::wire"
        ));
        assert!(!at("providers/tranzzo/refund.rs", "unheard_of::X"));
    }

    #[test]
    fn comments_are_no_imports_and_a_type_of_the_root_is_one_of_lib() {
        let text = "use crate::value::hex;\n//! crate::ffi\nlet x = crate::Secret;";
        let found = imports(text);
        let targets: Vec<&str> = found
            .iter()
            .map(|import| import.target.as_str())
            .collect();
        assert_eq!(targets, ["value::hex", "lib"]);
    }
}
