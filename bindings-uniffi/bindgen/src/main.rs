//! Writes the classes of other languages:
//! `refundkit-bindgen generate --library <library> --language python --out-dir <folder>`.
//!
//! `refundkit-bindgen fields <library>` prints what is documented of the fields of records and cases: the generated Python
//! leaves that out. What UniFFI writes for Python becomes idiomatic there by `idioms.py` of that package.

use serde_json::{Map, Value};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use uniffi_bindgen::interface::Field;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const IDIOMS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../python/idioms.py");

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.as_slice() {
        [word, library] if word == "fields" => told(library).map(|told| println!("{told}")),
        _ => generate(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(words: &[String]) -> Result<()> {
    uniffi::uniffi_bindgen_main();
    match (option(words, "--language"), option(words, "--library")) {
        (Some("python"), Some(library)) => {
            let folder = option(words, "--out-dir").unwrap_or(".");
            make_idiomatic(&Path::new(folder).join("refundkit.py"), &told(library)?)
        }
        _ => Ok(()),
    }
}

/// The word after a flag.
fn option<'a>(words: &'a [String], name: &str) -> Option<&'a str> {
    let at = words
        .iter()
        .position(|word| word == name)?;
    words.get(at + 1).map(String::as_str)
}

fn make_idiomatic(module: &Path, told: &Value) -> Result<()> {
    let mut python = Command::new("python3")
        .arg(IDIOMS)
        .arg(module)
        .arg(env!("CARGO_PKG_VERSION"))
        .stdin(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = python.stdin.take() {
        write!(input, "{told}")?;
    }
    if python.wait()?.success() {
        return Ok(());
    }
    Err(format!("{IDIOMS} failed").into())
}

/// What is documented of the fields of records and cases.
fn told(library: &str) -> Result<Value> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader.load_metadata(library.into())?;
    let interfaces = loader.load_cis(metadata)?;
    let documented = interfaces.iter().flat_map(documented);
    Ok(Value::Object(documented.collect()))
}

/// `{"Money": {"currency": ".."}, "RefundAmount.Full": {"expected": ".."}}`.
fn documented(interface: &ComponentInterface) -> Map<String, Value> {
    let mut documented = Map::new();
    for record in interface.record_definitions() {
        let name = record.name().to_owned();
        documented.insert(name, fields(record.fields()));
    }
    for kind in interface.enum_definitions() {
        for case in kind.variants() {
            let name = format!("{}.{}", kind.name(), case.name());
            documented.insert(name, fields(case.fields()));
        }
    }
    documented
}

fn fields(fields: &[Field]) -> Value {
    let text = |field: &Field| field.docstring().map(Value::from);
    fields
        .iter()
        .filter_map(|field| Some((field.name().to_owned(), text(field)?)))
        .collect()
}
