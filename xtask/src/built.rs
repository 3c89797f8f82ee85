//! What cargo builds for the steps, and where it lies.
//!
//! Each is asked for wherever it is used. In a run of steps side by side a step of its own has built it, and whoever uses
//! it must not wait for cargo's lock.

use crate::step::{Result, command, done, linting, root, succeeds, target};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set for steps that use what other steps have built.
pub(crate) const BUILT: &str = "REFUNDKIT_XTASK_BUILT";

const PROGRAMS: &str =
    "cargo build --quiet --package refundkit-tests --package refundkit-examples --bins";
const TOOLS: &str = "cargo build --quiet --package xtask-package --package refundkit-bindgen";
const LIBRARY: &str = "cargo build --quiet --profile ffi-release --package refundkit-uniffi";
const WITH_SIMULATOR: &str =
    "cargo build --quiet --profile ffi-release --package refundkit-uniffi --features simulator";
const ARCHIVE: &str = "cargo rustc --quiet --profile ffi-release --package refundkit-uniffi --lib --crate-type staticlib";
const CLASSES: &str = "cargo build --quiet --package refundkit-wasm --profile wasm-release --target wasm32-unknown-unknown --no-default-features --features";
const WASM: &str = "cargo build --quiet --package refundkit-wasm --profile wasm-release --target wasm32-unknown-unknown";

/// The programs of tests and examples: simulator, dispatch, demo, histories, forgeries, golden.
pub(crate) fn programs() -> Result<()> {
    build(PROGRAMS)
}

/// The generator of foreign sources, and what packages are made with; linted, since what they depend on takes longest to
/// compile.
pub(crate) fn tools() -> Result<()> {
    build_by(TOOLS, linting(TOOLS))
}

/// The libraries that Python, Kotlin and Swift load.
pub(crate) fn libraries() -> Result<()> {
    library()?;
    python_library()
}

/// The library that Kotlin and Swift load.
pub(crate) fn library() -> Result<()> {
    build(LIBRARY)?;
    copied(&made_library(), &library_file())
}

/// The library that Python loads, with the simulator.
pub(crate) fn python_library() -> Result<()> {
    build(WITH_SIMULATOR)?;
    copied(&made_library(), &python_library_file())
}

fn made_library() -> PathBuf {
    target()
        .join("ffi-release")
        .join(library_name())
}

/// The same to be linked into a program, as Swift does. It is optimised as a whole once more, so only who needs it builds it.
pub(crate) fn archive() -> Result<()> {
    build(ARCHIVE)
}

/// The classes for JavaScript.
pub(crate) fn wasm() -> Result<()> {
    add_wasm_target();
    build(WASM)
}

/// rustup may be absent where the target came with the toolchain; the build then tells.
pub(crate) fn add_wasm_target() {
    if !is_built() {
        let _ = succeeds(&mut command("rustup target add wasm32-unknown-unknown"));
    }
}

/// Some of the classes for JavaScript, by a feature of the layer. Build the whole afterwards: it is written to the same file.
pub(crate) fn classes(feature: &str, into: &Path) -> Result<()> {
    add_wasm_target();
    build(&format!("{CLASSES} {feature}"))?;
    copied(&wasm_file(), into)
}

/// What was built is kept where no other build replaces it.
fn copied(from: &Path, into: &Path) -> Result<()> {
    if is_built() {
        return Ok(());
    }
    let folder = into.parent().unwrap_or(into);
    let copied = fs::create_dir_all(folder).and_then(|()| fs::copy(from, into));
    copied
        .map(|_| ())
        .map_err(|error| format!("{}: {error}", into.display()))
}

/// One of the programs or tools.
pub(crate) fn program(name: &str) -> Command {
    let mut program = Command::new(target().join("debug").join(name));
    program.current_dir(root());
    program
}

/// A copy: the next build replaces what cargo leaves, while others read it.
pub(crate) fn library_file() -> PathBuf {
    target()
        .join("ffi-library")
        .join(library_name())
}

/// The same of Python's.
pub(crate) fn python_library_file() -> PathBuf {
    target()
        .join("ffi-library/python")
        .join(library_name())
}

fn library_name() -> String {
    format!(
        "{}refundkit{}",
        std::env::consts::DLL_PREFIX,
        std::env::consts::DLL_SUFFIX
    )
}

pub(crate) fn wasm_file() -> PathBuf {
    target().join("wasm32-unknown-unknown/wasm-release/refundkit_wasm.wasm")
}

pub(crate) fn is_built() -> bool {
    std::env::var_os(BUILT).is_some()
}

fn build(line: &str) -> Result<()> {
    build_by(line, command(line))
}

fn build_by(line: &str, mut cargo: Command) -> Result<()> {
    if is_built() {
        return Ok(());
    }
    done(line, succeeds(&mut cargo))
}
