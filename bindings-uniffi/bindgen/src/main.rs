//! Writes the classes of other languages:
//! `refundkit-bindgen generate --library <library> --language python --out-dir <folder>`.
//!
//! `refundkit-bindgen fields <library>` prints what is documented of the fields of records and cases: the generated Python
//! leaves that out.

use serde_json::{Map, Value};
use std::process::ExitCode;
use uniffi_bindgen::interface::Field;
use uniffi_bindgen::{BindgenLoader, BindgenPaths, ComponentInterface, GlobalConfig};

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    match (words.next().as_deref(), words.next()) {
        (Some("fields"), Some(library)) => print(&library),
        _ => {
            uniffi::uniffi_bindgen_main();
            ExitCode::SUCCESS
        }
    }
}

fn print(library: &str) -> ExitCode {
    let loader = BindgenLoader::new(BindgenPaths::default(), GlobalConfig::default());
    let interfaces = loader
        .load_metadata(library.into())
        .and_then(|metadata| loader.load_cis(metadata));
    match interfaces {
        Ok(interfaces) => println!(
            "{}",
            Value::Object(
                interfaces
                    .iter()
                    .flat_map(documented)
                    .collect()
            )
        ),
        Err(error) => {
            eprintln!("{library}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// `{"Money": {"currency": ".."}, "RefundAmount.Full": {"expected": ".."}}`.
fn documented(interface: &ComponentInterface) -> Map<String, Value> {
    let records = interface
        .record_definitions()
        .iter()
        .map(|record| (record.name().to_owned(), fields(record.fields())));
    let cases = interface
        .enum_definitions()
        .iter()
        .flat_map(|kind| {
            kind.variants().iter().map(|case| {
                (
                    format!("{}.{}", kind.name(), case.name()),
                    fields(case.fields()),
                )
            })
        });
    records.chain(cases).collect()
}

fn fields(fields: &[Field]) -> Value {
    let text = |field: &Field| field.docstring().map(Value::from);
    fields
        .iter()
        .filter_map(|field| Some((field.name().to_owned(), text(field)?)))
        .collect()
}
