//! The licence texts of what others wrote, as each package carries them: `THIRD-PARTY-LICENSES`.
//!
//! Where a crate gives a choice, MIT is taken: the shortest text. Texts that differ in nothing but who holds the copyright
//! stand once, below all their names.

use crate::Result;
use crate::crates::{Compiled, Crate};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

const HEAD: &str = "This package holds code of the Rust packages below, compiled, under the licence that follows their names. Their sources are
at https://crates.io under these names and versions. It also holds code of Rust's standard library, copyright The Rust
Project Contributors, under MIT OR Apache-2.0 like this package itself.
";
const RULE: &str =
    "\n--------------------------------------------------------------------------------\n";

/// What stands beside MIT, where that is taken.
const OTHERS: &[&str] = &["APACHE", "BSD", "UNLICENSE", "ZLIB", "LLVM"];
const MIT: &str = "Permission is hereby granted, free of charge";
const TITLE: usize = 40;

/// The file.
pub(crate) fn text(compiled: &Compiled) -> Result<String> {
    let mut bodies: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for one in compiled.foreign() {
        let (holders, body) = parted(&texts(one)?);
        let name = format!(
            "{} {} ({})",
            one.package.name,
            one.package.version,
            expression(one)
        );
        bodies.entry(body).or_default().push(name + &holders);
    }
    let mut parts: Vec<(Vec<String>, String)> = bodies
        .into_iter()
        .map(|(body, names)| (names, body))
        .collect();
    parts.sort();
    let printed = parts
        .iter()
        .map(|(names, body)| format!("{RULE}{}\n\n{body}\n", names.join("\n")));
    Ok(HEAD.to_owned() + &printed.collect::<String>())
}

/// Who holds the copyright, and MIT's words in lines of one width; any other text stays whole, since its holders are of parts.
fn parted(text: &str) -> (String, String) {
    let is_holder = |line: &&str| {
        ["Copyright (", "Copyright ©", "Copyright 2"]
            .iter()
            .any(|word| line.starts_with(word))
    };
    let (holders, rest): (Vec<&str>, Vec<&str>) = text.lines().map(str::trim).partition(is_holder);
    let body = rest
        .split(|line| line.is_empty())
        .map(|lines| lines.join(" "))
        .filter(|lines| !lines.is_empty());
    let body = body.collect::<Vec<_>>().join("\n\n");
    match body
        .find(MIT)
        .filter(|start| *start < TITLE && body.matches(MIT).count() == 1)
    {
        Some(start) => (
            holders.iter().map(|line| format!("\n    {line}")).collect(),
            body[start..].to_owned(),
        ),
        None => (String::new(), text.to_owned()),
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
    let read = |file: &PathBuf| {
        fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
    };
    let texts = files.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(texts
        .iter()
        .map(|text| text.replace('\r', "").trim().to_owned())
        .collect::<Vec<_>>()
        .join("\n\n"))
}

fn files(one: &Crate) -> Result<Vec<PathBuf>> {
    let folder = one
        .package
        .manifest_path
        .parent()
        .ok_or("a manifest without a folder")?;
    let entries = fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file())
        .collect();
    let named = |path: &PathBuf, words: &[&str]| {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .to_uppercase();
        words.iter().any(|word| name.contains(word))
    };
    files.retain(|path| {
        named(
            path,
            &["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"],
        )
    });
    let is_choice = expression(one).contains("MIT OR") || expression(one).contains("OR MIT");
    if is_choice && files.iter().any(|path| named(path, &["MIT"])) {
        files.retain(|path| !named(path, OTHERS));
    }
    files.sort();
    Ok(files)
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
