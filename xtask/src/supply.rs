//! The supply chain: what may come in (`deny.toml`, lists with hashes), and the licensing documents that go out with every package.

use crate::checks::{LIBRARY as LIBRARY_COMPILED, TOOLS, WASM as WASM_COMPILED};
use crate::results::plain_result;
use crate::step::{Result, Step, Tally, command, counted, done, into_tally, root, succeeds};
use crate::{built, pip};
use std::path::{Path, PathBuf};
use std::process::Command;

const DENY: &str = "0.20.2";

/// What is compiled into a package: a crate, and the features of it that are not on by themselves.
pub(crate) type Build = (&'static str, &'static str);

/// What the npm package holds.
pub(crate) const WASM: Build = ("refundkit-wasm", "");
/// What it is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// What Kotlin and Swift load.
pub(crate) const LIBRARY: Build = ("refundkit-uniffi", "");
/// What Python loads.
pub(crate) const PYTHON: Build = ("refundkit-uniffi", "simulator");

/// What `cargo xtask test` runs.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::new("supply chain: licensing of the packages", licensing_holds).after(&[
            TOOLS,
            WASM_COMPILED,
            LIBRARY_COMPILED,
        ]),
        // Its tool is compiled where it is not there yet, in a folder of its own.
        Step::new("supply chain: licences, bans and sources", || {
            deny(&["licenses", "bans", "sources"])
        }),
    ]
}

/// What `cargo xtask advisories` runs, where the database can be fetched.
pub(crate) fn advisories() -> Vec<Step> {
    vec![Step::new("RustSec advisories", || deny(&["advisories"]))]
}

fn deny(checks: &[&str]) -> Tally {
    if !tool_is_there() {
        return Tally::missing("cargo-deny from crates.io");
    }
    let mut deny = Command::new(tool());
    deny.args(["--workspace", "--locked", "check", "--hide-inclusion-graph"])
        .args(checks)
        .current_dir(root());
    Tally::of(succeeds(&mut deny))
}

fn tool() -> PathBuf {
    root().join("target/tools/bin/cargo-deny")
}

fn tool_is_there() -> bool {
    let said = Command::new(tool())
        .arg("--version")
        .output();
    let found = said.is_ok_and(|said| {
        String::from_utf8_lossy(&said.stdout).trim() == format!("cargo-deny {DENY}")
    });
    // It runs for a second, and takes minutes longer to compile where it is optimised.
    let install = format!(
        "cargo install --quiet --locked --profile dev cargo-deny --version {DENY} --root target/tools"
    );
    let mut install = command(&install);
    install.env("CARGO_PROFILE_DEV_DEBUG", "0");
    found || succeeds(&mut install)
}

/// Writes both licensing documents of what a package holds into a folder: the licence texts, and the bill of materials.
pub(crate) fn licensing(build: Build, target: &str, folder: &Path) -> Result<()> {
    built::tools()?;
    let (package, features) = build;
    let mut tool = built::program("xtask-package");
    tool.args(["licensing", package, features, target])
        .arg(folder);
    done("the licensing of the package", succeeds(&mut tool))
}

/// The target of this machine.
pub(crate) fn host() -> Result<String> {
    let output = command("rustc --version --verbose")
        .output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = said
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned);
    host.ok_or_else(|| "rustc names no host".to_owned())
}

/// CycloneDX's own schema, the texts and what was compiled against each other.
fn licensing_holds() -> Tally {
    let environment = match pip::environment("supply/python", "tests/supply/requirements.txt") {
        Ok(environment) => environment,
        Err(missing) => return missing,
    };
    into_tally(compiled().and_then(|compiled| {
        let mut check = Command::new(environment.join("bin/python"));
        check
            .arg(root().join("tests/supply/licensing.py"))
            .current_dir(root());
        for (build, target, file) in compiled {
            let folder = root()
                .join("target/supply/licensing")
                .join(format!("{}-{}", build.0, build.1));
            licensing(build, &target, &folder)?;
            check.arg(folder).arg(file);
        }
        Ok(counted(check, plain_result))
    }))
}

/// Packages with their targets, and the files that cargo makes of them.
fn compiled() -> Result<[(Build, String, PathBuf); 3]> {
    built::wasm()?;
    built::libraries()?;
    Ok([
        (WASM, WASM_TARGET.to_owned(), built::wasm_file()),
        (LIBRARY, host()?, built::library_file()),
        (PYTHON, host()?, built::python_library_file()),
    ])
}
