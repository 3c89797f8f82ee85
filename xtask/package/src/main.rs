//! What packages are made with and is long to compile, apart from `xtask` so that no other step waits for it.
//!
//! `xtask-package glue <wasm> <folder>` writes what wasm-bindgen makes of the compiled classes.
//! `xtask-package licensing <package> <features> <target> <folder>` writes the licence texts and the bill of materials of a package.

mod crates;
mod licences;
mod sbom;

use crates::Compiled;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use wasm_bindgen_cli_support::Bindgen;

const LICENCES: &str = "THIRD-PARTY-LICENSES";
const BILL: &str = "sbom.cdx.json";

/// What a tool that failed leaves to say.
type Result<T> = std::result::Result<T, String>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .collect();
    let done = match words[..] {
        ["glue", wasm, folder] => glue(wasm.as_ref(), folder.as_ref()),
        ["licensing", package, features, target, folder] => {
            licensing((package, features), target, folder.as_ref())
        }
        _ => Err(
            "usage: glue <wasm> <folder> | licensing <package> <features> <target> <folder>"
                .to_owned(),
        ),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn glue(wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("refundkit");
    bindgen.typescript(true);
    bindgen.remove_name_section(true);
    bindgen.remove_producers_section(true);
    let bundler = bindgen
        .bundler(true)
        .map_err(|error| error.to_string())?;
    bundler
        .generate(folder)
        .map_err(|error| error.to_string())
}

fn licensing(build: (&str, &str), target: &str, folder: &Path) -> Result<()> {
    let compiled = Compiled::of(build, target)?;
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    write(&folder.join(LICENCES), &licences::text(&compiled)?)?;
    write(&folder.join(BILL), &sbom::json(&compiled)?)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

/// The repository's root.
fn root() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
