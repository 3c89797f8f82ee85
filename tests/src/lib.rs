//! Golden fixtures: one folder for each case, one table of steps, run through the JSON interface.
//!
//! A step is run where its expected file exists (`steps.json`). Its document is made of `case.json` and of the case's
//! files; `error.txt` holds lines `operation code field` for operations that must be refused.

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[cfg(doctest)]
#[doc = include_str!("../../docs/from-your-own-table.md")]
struct FromYourOwnTable;

pub mod forgeries;
mod http_file;
#[cfg(target_os = "linux")]
pub mod image;
pub mod ledger_documents;
mod lists;
pub mod pages;
pub mod plain_json;
pub mod stories;

use http_file::{print_http, read_http};
pub use lists::{SECRETS, inputs, merchants};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A value with some of its public fields set: `with!(PaymentSnapshot::default(), captured = money)`. Types that may grow have
/// no literal outside of their crate.
#[macro_export]
macro_rules! with {
    ($start:expr, $($field:ident = $value:expr),+ $(,)?) => {{
        let mut made = $start;
        $(made.$field = $value;)+
        made
    }};
}

/// One folder under `tests/fixtures/<provider>/`.
pub struct Case {
    folder: PathBuf,
    document: Value,
}

/// One operation of a case and what must come of it.
pub struct Step {
    /// `provider/case: operation -> file`.
    pub name: String,
    case: Arc<Case>,
    row: Value,
    expected: PathBuf,
    refused: Option<String>,
}

/// The folder of all fixtures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// Every case, in alphabetical order.
pub fn cases() -> Vec<Case> {
    subfolders(&folder())
        .iter()
        .flat_map(|provider| subfolders(provider))
        .map(Case::read)
        .collect()
}

/// Every step of every case.
pub fn steps() -> Vec<Step> {
    let table = read_json(&folder().join("steps.json"));
    let rows = table
        .as_array()
        .cloned()
        .unwrap_or_default();
    cases()
        .into_iter()
        .map(Arc::new)
        .flat_map(|case| case.steps(&rows))
        .collect()
}

fn subfolders(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut folders: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

impl Case {
    fn read(folder: PathBuf) -> Self {
        let document = read_json(&folder.join("case.json"));
        Self { folder, document }
    }

    /// `provider/case`.
    pub fn name(&self) -> String {
        let parts: Vec<_> = self
            .folder
            .iter()
            .rev()
            .take(2)
            .map(|part| part.to_string_lossy())
            .collect();
        format!("{}/{}", parts[1], parts[0])
    }

    fn steps(self: &Arc<Self>, rows: &[Value]) -> Vec<Step> {
        let expecting = rows.iter().filter(|row| {
            self.folder
                .join(text(row, "expect"))
                .exists()
        });
        let refused = fs::read_to_string(self.folder.join("error.txt")).unwrap_or_default();
        let refusals = refused.lines().map(|line| {
            let operation = line
                .split(' ')
                .next()
                .unwrap_or_default();
            let row = rows
                .iter()
                .find(|row| row["operation"] == operation && self.has_inputs(row));
            self.step(
                row.unwrap_or_else(|| panic!("{}: no step {operation}", self.name())),
                Some(line),
            )
        });
        expecting
            .map(|row| self.step(row, None))
            .chain(refusals)
            .collect()
    }

    /// The document of the case's first operation that must be refused.
    pub fn refused_document(self) -> Option<Value> {
        let rows = read_json(&folder().join("steps.json"));
        let steps = Arc::new(self).steps(rows.as_array()?);
        let step = steps
            .iter()
            .find(|step| step.refused.is_some())?;
        Some(step.document())
    }

    /// Whether every message that the row reads is there.
    fn has_inputs(&self, row: &Value) -> bool {
        let files = row
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| *name != "expect");
        let mut messages = files
            .filter_map(|(_, value)| value.as_str())
            .filter(|file| file.ends_with(".http"));
        messages.all(|file| self.folder.join(file).exists())
    }

    fn step(self: &Arc<Self>, row: &Value, refused: Option<&str>) -> Step {
        let (operation, expect) = (text(row, "operation"), text(row, "expect"));
        let target = if refused.is_some() {
            "error.txt"
        } else {
            expect
        };
        Step {
            name: format!("{}: {operation} -> {target}", self.name()),
            case: Arc::clone(self),
            row: row.clone(),
            expected: self.folder.join(target),
            refused: refused.map(str::to_owned),
        }
    }

    /// The case's own members that the operation reads, and one member for each file that the row names.
    fn document_for(&self, row: &Value) -> Value {
        let side = self.side(row);
        let operation = text(row, "operation");
        let mut document = json!({"provider": side["provider"], "operation": operation});
        let inputs = inputs(text(side, "provider"), operation);
        let config = inputs
            .contains(&"credentials")
            .then_some("config");
        for name in config
            .into_iter()
            .chain(inputs.iter().copied())
        {
            let file = row[name]
                .as_str()
                .filter(|file| self.folder.join(file).exists() || file.ends_with(".http"));
            let value = file
                .map(|file| self.input(name, file))
                .or_else(|| side.get(name).cloned());
            if let Some(value) = value.or_else(|| {
                self.document
                    .get(name)
                    .cloned()
                    .filter(|_| name != "config")
            }) {
                document[name] = value;
            }
        }
        document
    }

    /// The members of the merchant side, or of the provider side.
    fn side(&self, row: &Value) -> &Value {
        if row["side"] == "server" {
            &self.document["server"]
        } else {
            &self.document
        }
    }

    fn input(&self, name: &str, file: &str) -> Value {
        let path = self.folder.join(file);
        if file.ends_with(".json") {
            return read_json(&path);
        }
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if file.ends_with(".txt") {
            return json!(String::from_utf8_lossy(&bytes).trim_end());
        }
        if let Ok(word @ ("lost" | "notSent")) = std::str::from_utf8(&bytes).map(str::trim_end) {
            return json!(word);
        }
        let read = read_http(&bytes).unwrap_or_else(|| {
            let path = path.display();
            panic!(
                "{path}: no empty line ends the headers; what a step makes, WRITE_FIXTURES=1 writes"
            )
        });
        if name == "response" {
            json!({"response": read})
        } else {
            read
        }
    }
}

impl Step {
    /// The document that the step hands to the JSON interface.
    pub fn document(&self) -> Value {
        self.case.document_for(&self.row)
    }

    /// Whether the step is a good example of an operation of a provider.
    pub fn is(&self, provider: &str, operation: &str) -> bool {
        self.refused.is_none()
            && self.row["refused"].is_null()
            && self.row["operation"] == operation
            && self.case.side(&self.row)["provider"] == provider
    }

    /// Runs the step; an error says what differs.
    pub fn run(&self) -> Result<(), String> {
        let response: Value =
            serde_json::from_str(&refundkit::dispatch::call(&self.document().to_string()))
                .map_err(|error| format!("the JSON interface returned no JSON: {error}"))?;
        match (&self.refused, response.get("ok"), response.get("error")) {
            (Some(line), None, Some(error)) => same(line, &refusal(line, error)),
            (None, None, Some(error)) if self.row["refused"] == true => self.compare(error),
            (None, Some(value), None) if self.row["refused"] != true => self.compare(value),
            _ => Err(format!("unexpected response: {response:#}")),
        }
    }

    fn compare(&self, value: &Value) -> Result<(), String> {
        let value = self.row["member"]
            .as_str()
            .map_or(value, |member| &value[member]);
        let printed = match self
            .expected
            .extension()
            .and_then(|ending| ending.to_str())
        {
            Some("http") => print_http(value),
            Some("txt") => value
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            _ => format!("{value:#}\n"),
        };
        if std::env::var_os("WRITE_FIXTURES").is_some() {
            return fs::write(&self.expected, printed).map_err(|error| error.to_string());
        }
        same(
            &fs::read_to_string(&self.expected).map_err(|error| error.to_string())?,
            &printed,
        )
    }
}

fn refusal(line: &str, error: &Value) -> String {
    let operation = line
        .split(' ')
        .next()
        .unwrap_or_default();
    format!(
        "{operation} {} {}",
        text(error, "code"),
        text(error, "field")
    )
    .trim_end()
    .to_owned()
}

fn same(expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!("expected:\n{expected}\nfound:\n{found}"))
    }
}

fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member]
        .as_str()
        .unwrap_or_default()
}

fn read_json(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
