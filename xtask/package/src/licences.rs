//! The licence texts of what others wrote, as each package carries them: `THIRD-PARTY-LICENSES`.
//!
//! Where a crate gives a choice, MIT is taken: the shortest text. Texts that differ in nothing but who holds the copyright
//! stand once, below all their names.

use crate::Result;
use crate::crates::{Compiled, Crate};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const HEAD: &str = "This package holds code of the Rust packages below, compiled, under the licence that follows their names. Their sources are
at https://crates.io under these names and versions. It also holds code of Rust's standard library, copyright The Rust
Project Contributors, under MIT OR Apache-2.0 like this package itself.
";
const RULE: &str =
    "\n--------------------------------------------------------------------------------\n";

/// How the files are called that hold licences.
const LICENCE_FILES: &[&str] = &["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"];
/// What stands beside MIT, where that is taken.
const OTHERS: &[&str] = &["APACHE", "BSD", "UNLICENSE", "ZLIB", "LLVM"];
const MIT: &str = "Permission is hereby granted, free of charge";
const TITLE: usize = 40;

/// The file.
pub(crate) fn text(compiled: &Compiled) -> Result<String> {
    let mut names_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in compiled.foreign() {
        let licence = parted(&texts(one)?);
        let name = title(one) + &licence.holders;
        names_of
            .entry(licence.body)
            .or_default()
            .push(name);
    }
    let mut parts: Vec<(Vec<String>, String)> = names_of
        .into_iter()
        .map(|(body, names)| (names, body))
        .collect();
    parts.sort();
    let mut text = HEAD.to_owned();
    for (names, body) in parts {
        text += &format!("{RULE}{}\n\n{body}\n", names.join("\n"));
    }
    Ok(text)
}

fn title(one: &Crate) -> String {
    let package = &one.package;
    let expression = expression(one);
    format!("{} {} ({expression})", package.name, package.version)
}

/// A licence apart from those who hold the copyright.
struct Licence {
    holders: String,
    body: String,
}

/// Who holds the copyright, and MIT's words in lines of one width; any other text stays whole, since its holders are of parts.
fn parted(text: &str) -> Licence {
    let (holders, rest): (Vec<&str>, Vec<&str>) = text
        .lines()
        .map(str::trim)
        .partition(|line| is_holder(line));
    let body = paragraphs(&rest);
    match start_of_mit(&body) {
        Some(start) => Licence {
            holders: holders
                .iter()
                .map(|line| format!("\n    {line}"))
                .collect(),
            body: body[start..].to_owned(),
        },
        None => Licence {
            holders: String::new(),
            body: text.to_owned(),
        },
    }
}

fn is_holder(line: &str) -> bool {
    ["Copyright (", "Copyright ©", "Copyright 2"]
        .iter()
        .any(|word| line.starts_with(word))
}

/// Each paragraph as one line.
fn paragraphs(lines: &[&str]) -> String {
    let paragraphs: Vec<String> = lines
        .split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .filter(|lines| !lines.is_empty())
        .collect();
    paragraphs.join("\n\n")
}

/// Where MIT begins, in a text that is MIT alone.
fn start_of_mit(body: &str) -> Option<usize> {
    let start = body.find(MIT)?;
    if start < TITLE && body.matches(MIT).count() == 1 {
        Some(start)
    } else {
        None
    }
}

/// What the manifest declares, in today's spelling.
pub(crate) fn expression(one: &Crate) -> String {
    one.package
        .license
        .clone()
        .unwrap_or_default()
        .replace('/', " OR ")
}

/// The texts that the crate brings, or else the licence's own with the authors' names.
fn texts(one: &Crate) -> Result<String> {
    let files = files(one)?;
    if files.is_empty() {
        return standard(one);
    }
    let mut texts = Vec::new();
    for file in &files {
        let text =
            fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        texts.push(
            text.replace('\r', "")
                .trim()
                .to_owned(),
        );
    }
    Ok(texts.join("\n\n"))
}

/// The files of a crate that hold licences; those of MIT alone where it is one of two.
fn files(one: &Crate) -> Result<Vec<PathBuf>> {
    let mut files = licensing(one)?;
    if is_choice(one)
        && files
            .iter()
            .any(|path| is_named(path, &["MIT"]))
    {
        files.retain(|path| !is_named(path, OTHERS));
    }
    files.sort();
    Ok(files)
}

fn licensing(one: &Crate) -> Result<Vec<PathBuf>> {
    let manifest = &one.package.manifest_path;
    let folder = manifest
        .parent()
        .ok_or("a manifest without a folder")?;
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && is_named(path, LICENCE_FILES))
        .collect())
}

fn is_choice(one: &Crate) -> bool {
    let expression = expression(one);
    expression.contains("MIT OR") || expression.contains("OR MIT")
}

fn is_named(path: &Path, words: &[&str]) -> bool {
    let name = path.file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_uppercase();
    words
        .iter()
        .any(|word| name.contains(word))
}

/// Some crates name a licence and bring no text.
fn standard(one: &Crate) -> Result<String> {
    let expression = expression(one);
    let name = if expression.contains("MIT") {
        "MIT"
    } else {
        expression.as_str()
    };
    let licence =
        spdx::license_id(name).ok_or_else(|| format!("{}: no text of {name}", one.package.name))?;
    let authors = one.package.authors.join(", ");
    Ok(licence
        .text()
        .trim()
        .replace("<year> <copyright holders>", &authors))
}
