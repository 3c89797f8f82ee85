//! Every field and every rule that the providers' documents list, and where each is in the typed API: `tests/fields/`.
//!
//! A row of `<provider>.tsv` names a message of a fixture, the field's path in it, the page that lists it, and the file and
//! path at which the API takes it or gives it out; or one of two reasons why it does not. `derived.tsv` holds what
//! `cargo xtask fields` reads in the documents, and `rules.tsv` what they demand beside their fields.

mod derived;
mod message;
mod page;
mod reading;
mod rules;

use refundkit_tests::{Step, folder, merchants, steps};
pub(super) use rules::{core, sources};
use std::fs;
use std::sync::LazyLock;

const REASONS: [&str; 2] = ["secret", "not of a refund message"];

/// A row of a table, with the provider whose table it is.
struct Row {
    provider: String,
    message: String,
    field: String,
    source: String,
    path: String,
}

impl Row {
    fn has_reason(&self) -> bool {
        REASONS.contains(&self.path.as_str())
    }

    fn name(&self) -> String {
        format!("{} {} {}", self.provider, self.message, self.field)
    }

    fn case(&self) -> &str {
        self.message
            .split('/')
            .next()
            .unwrap_or_default()
    }

    /// The file of the case that the API's documents fill, and the path in it.
    fn place(&self) -> (&str, &str) {
        self.path
            .split_once(' ')
            .unwrap_or_else(|| panic!("{}: {}", self.name(), self.path))
    }
}

/// The lines of a table below `tests/fields/`, without its head.
pub(super) fn table(name: &str) -> Vec<Vec<String>> {
    let path = folder()
        .with_file_name("fields")
        .join(format!("{name}.tsv"));
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
    text.lines()
        .skip(1)
        .map(|line| {
            line.split('\t')
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

fn rows() -> Vec<Row> {
    merchants()
        .into_iter()
        .flat_map(rows_of)
        .collect()
}

fn rows_of(provider: &str) -> Vec<Row> {
    let lines = table(provider).into_iter();
    lines
        .map(|line| {
            let Ok([message, field, source, path]) = <[String; 4]>::try_from(line.clone()) else {
                panic!("{provider}: {line:?}");
            };
            Row {
                provider: provider.to_owned(),
                message,
                field,
                source,
                path,
            }
        })
        .collect()
}

/// A step of a fixture by its name, `provider/case: operation -> file`.
fn step(name: &str) -> &'static Step {
    static STEPS: LazyLock<Vec<Step>> = LazyLock::new(steps);
    STEPS
        .iter()
        .find(|step| step.name == name)
        .unwrap_or_else(|| panic!("{name}"))
}
