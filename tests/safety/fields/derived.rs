//! Every field that the documents show has a row, and every word of a closed list is known to the core.
//!
//! `derived.tsv` has the document, the name in it, and what it is: a `field`, a `value` of one, or something else, with what
//! else. The documents are not in the repository; `cargo xtask fields` reads them.

use super::rules::{core, sources};
use super::table;
use std::collections::BTreeSet;

/// The documents, and the tables that cover them; `001` is seed 001, a name is a fact sheet.
const DOCUMENTS: [(&str, &[&str]); 10] = [
    ("000", &["bank131", "smart_glocal"]),
    ("001", &["sberbank_legacy"]),
    ("002", &["themap"]),
    ("003", &["tranzzo"]),
    ("004", &["google"]),
    ("bank131-smart-glocal", &["bank131", "smart_glocal"]),
    ("sberbank", &["sberbank_legacy", "sberbank_gateway"]),
    ("themap", &["themap"]),
    ("tranzzo", &["tranzzo"]),
    ("google", &["google"]),
];

#[test]
fn every_field_of_the_documents_has_a_row() {
    let derived = table("derived");
    assert!(derived.len() > 450, "{}", derived.len());
    for (document, providers) in DOCUMENTS {
        let known: BTreeSet<String> = providers
            .iter()
            .flat_map(|provider| table(provider))
            .flat_map(|line| words(&line[1]))
            .collect();
        for line in derived
            .iter()
            .filter(|line| line[0] == document && line[2] == "field")
        {
            let has_row = words(&line[1]).is_subset(&known);
            assert!(has_row, "{document}: {} has no row", line[1]);
        }
    }
}

/// Codes and statuses: the core reads each by its name.
#[test]
fn every_word_of_a_closed_list_is_known() {
    let core = sources(&[core()]);
    for line in table("derived")
        .iter()
        .filter(|line| line[2] == "value")
    {
        let is_known = core.contains(&format!("\"{}\"", line[1]));
        assert!(is_known, "{}: {}", line[0], line[1]);
    }
}

#[test]
fn a_name_that_is_no_field_says_what_it_is() {
    for line in table("derived") {
        let is_of_a_provider = DOCUMENTS
            .iter()
            .any(|(document, _)| *document == line[0]);
        let is_described = ["field", "value"].contains(&line[2].as_str()) || line[2].contains(' ');
        assert!(
            is_described && (is_of_a_provider || line[2] != "field"),
            "{line:?}"
        );
    }
}

/// The names in a path, without indexes and in lower case: two generations of one field differ in nothing else.
fn words(path: &str) -> BTreeSet<String> {
    let words =
        path.split(|character: char| !(character.is_alphanumeric() || "_-".contains(character)));
    words
        .filter(|word| !word.is_empty() && word.parse::<usize>().is_err())
        .map(str::to_lowercase)
        .collect()
}
