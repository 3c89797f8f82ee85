//! The mutants of a set of files, as cargo-mutants lists them.

use crate::step::{Result, output, root, target};
use serde_json::Value;
use std::process::Command;

/// A place in a text: lines and columns from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Genre {
    FnValue,
    BinaryOperator,
    UnaryOperator,
    MatchArm,
    MatchArmGuard,
    StructField,
}

#[derive(Clone, Debug)]
pub(super) struct Mutant {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) file: String,
    pub(super) genre: Genre,
    pub(super) replacement: String,
    pub(super) start: Place,
}

/// Numbered from 1: 0 stands for the code as it is.
pub(super) fn of(files: &[String]) -> Result<Vec<Mutant>> {
    let mut list = Command::new(target().join("tools/bin/cargo-mutants"));
    list.current_dir(root())
        .args(["mutants", "--list", "--json"]);
    for file in files {
        list.args(["--file", file]);
    }
    let listed = output(&mut list)?;
    let listed: Vec<Value> = serde_json::from_str(&listed).map_err(|error| error.to_string())?;
    listed
        .iter()
        .zip(1..)
        .map(|(value, number)| mutant(value, number))
        .collect::<Option<_>>()
        .ok_or_else(|| "cargo-mutants lists something unknown".to_owned())
}

fn mutant(value: &Value, number: usize) -> Option<Mutant> {
    let text = |member: &str| Some(value.get(member)?.as_str()?.to_owned());
    Some(Mutant {
        number,
        name: text("name")?,
        file: text("file")?,
        genre: genre(&text("genre")?)?,
        replacement: text("replacement")?,
        start: place(value.pointer("/span/start")?)?,
    })
}

fn genre(word: &str) -> Option<Genre> {
    Some(match word {
        "FnValue" => Genre::FnValue,
        "BinaryOperator" => Genre::BinaryOperator,
        "UnaryOperator" => Genre::UnaryOperator,
        "MatchArm" => Genre::MatchArm,
        "MatchArmGuard" => Genre::MatchArmGuard,
        "StructField" => Genre::StructField,
        _ => return None,
    })
}

fn place(value: &Value) -> Option<Place> {
    let number = |member: &str| usize::try_from(value.get(member)?.as_u64()?).ok();
    Some(Place {
        line: number("line")?,
        column: number("column")?,
    })
}
