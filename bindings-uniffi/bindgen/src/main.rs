//! Writes the classes of other languages:
//! `refundkit-bindgen generate --library <library> --language python --out-dir <folder>`.
//!
//! `refundkit-bindgen fields <library>` prints what is documented of the fields of records and cases: the generated Python
//! leaves that out. What UniFFI writes for Python becomes idiomatic there by `idioms.py` of that package; in Kotlin and Swift
//! constructors get the defaults that UniFFI cannot write, and in Kotlin its own declarations are out of sight.

mod defaults;
mod visibility;

use defaults::Language;
use serde_json::{Map, Value};
use std::fs;
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
    let Some(language) = option(words, "--language") else {
        return Ok(());
    };
    let library = option(words, "--library").ok_or("--library is missing")?;
    let folder = Path::new(option(words, "--out-dir").unwrap_or("."));
    match language {
        "python" => make_idiomatic(&folder.join("refundkit.py"), &told(library)?),
        "kotlin" => {
            let source = folder.join("dev/refundkit/refundkit.kt");
            with_defaults(&source, library, Language::Kotlin)?;
            hide(&source)
        }
        "swift" => with_defaults(&folder.join("Refundkit.swift"), library, Language::Swift),
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

/// Gives the parameters of constructors the defaults that their documentation names.
fn with_defaults(source: &Path, library: &str, language: Language) -> Result<()> {
    let text = fs::read_to_string(source)?;
    let text = interfaces(library)?
        .iter()
        .try_fold(text, |text, interface| {
            defaults::written(interface, language, text)
        })?;
    Ok(fs::write(source, text)?)
}

/// Takes what UniFFI declares for its own use out of sight.
fn hide(source: &Path) -> Result<()> {
    let text = visibility::hidden(&fs::read_to_string(source)?)?;
    Ok(fs::write(source, text)?)
}

/// What is documented of the fields of records and cases.
fn told(library: &str) -> Result<Value> {
    let interfaces = interfaces(library)?;
    let documented = interfaces.iter().flat_map(documented);
    Ok(Value::Object(documented.collect()))
}

/// What the library shows to other languages.
fn interfaces(library: &str) -> Result<Vec<ComponentInterface>> {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let metadata = loader.load_metadata(library.into())?;
    Ok(loader.load_cis(metadata)?)
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
