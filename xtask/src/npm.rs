//! The npm package: the wasm build, its glue and the loaders, packed as users install it.

use crate::entries::{self, Entry, TRIED, WHOLE};
use crate::results::node_result;
use crate::step::{
    Result, Tally, apt_installs, command, counted, done, into_tally, output, root, succeeds,
};
use crate::{built, camel, choices, interfaces, supply};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that stand beside the compiled ones.
const PLAIN: &[(&str, &str)] = &[
    ("bindings-wasm/README.md", "README.md"),
    ("bindings-wasm/providers.md", "providers.md"),
    ("bindings-wasm/bin/simulator.mjs", "bin/simulator.mjs"),
    ("CHANGELOG.md", "CHANGELOG.md"),
    ("LICENSE-MIT", "LICENSE-MIT"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
];

/// The loaders, and what esbuild makes of them.
const LOADERS: &[(&str, &[&str])] = &[
    (
        "node.cjs",
        &[
            "js/node.js",
            "--format=cjs",
            "--platform=node",
            "--target=node20",
        ],
    ),
    (
        "browser.js",
        &["js/browser.js", "--format=esm", "--target=es2022"],
    ),
    (
        "workerd.js",
        &[
            "js/workerd.js",
            "--format=esm",
            "--target=es2022",
            "--external:./refundkit_bg.wasm",
        ],
    ),
];

/// What users import of the files in `bindings-wasm/js`, beside the classes.
const PARTS: &[(&str, &str)] = &[
    ("prelude", "RefundError, isRefundError"),
    (
        "http",
        "axiosConfig, axiosResponse, fetchOnce, httpRequest, httpResponse, isNotSent, sendWithAxios, sendWithFetch",
    ),
    ("ledger", "runLedger"),
    ("conformance", "checkStore"),
];

/// What wasm-bindgen leaves without a word.
const FREE: &str = "    /**\n     * Gives the memory back at once; the object can't be used afterwards. Without it the garbage collector does that, later.\n     */\n    free(): void;\n";

/// Where those look for the package that install it.
const PACKED: &str = "target/npm-packed";

/// What `tools` installs.
pub(crate) const TOOLS: &str = "npm with the packages of tests/npm/package-lock.json";

/// Packs the package for the steps that use it.
pub(crate) fn packed() -> Tally {
    if !tools() {
        return Tally::missing(TOOLS);
    }
    into_tally(pack(&root().join(PACKED), TRIED, false).map(|_| Tally::PASSED))
}

/// The package, packed; by now, or by a step before.
pub(crate) fn tarball() -> Result<PathBuf> {
    let folder = root().join(PACKED);
    if !built::is_built() {
        done(TOOLS, tools())?;
        return pack(&folder, TRIED, false);
    }
    let name = concat!("refundkit-", env!("CARGO_PKG_VERSION"), ".tgz");
    let tarball = folder.join(name);
    done(name, tarball.exists())?;
    Ok(tarball)
}

/// The tests of the package, in everything that runs JavaScript.
pub(crate) fn test() -> Tally {
    let _ = chromium();
    into_tally(install().map(|()| counted(node_tests(&[], "tests/npm", ".test.js"), node_result)))
}

/// The package beside JavaScript written by hand, as it is installed; wants the golden steps.
pub(crate) fn bench() -> Result<Command> {
    install()?;
    Ok(command("node --expose-gc tests/npm/bench.js"))
}

/// Named one by one: node would also find the tests of other steps in the folders below.
pub(crate) fn node_tests(options: &[&str], folder: &str, ending: &str) -> Command {
    let folder = root().join(folder);
    let entries = fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name());
    let mut tests = command("node --test --test-reporter=spec --test-timeout=600000");
    tests
        .args(options)
        .args(entries.filter(|name| {
            name.to_string_lossy()
                .ends_with(ending)
        }))
        .current_dir(folder);
    tests
}

/// Installs the package in an empty folder, with the golden steps beside it.
fn install() -> Result<()> {
    let work = root().join("target/npm");
    let tarball = tarball()?;
    built::programs()?;
    let golden = output(&mut built::program("golden"))?;
    write(&work.join("golden.json"), &golden)?;
    let stories = output(built::program("golden").arg("stories"))?;
    write(&work.join("stories.json"), &stories)?;
    done(
        "install.js",
        succeeds(
            command("node tests/npm/install.js")
                .arg(tarball)
                .arg(work.join("golden.json"))
                .arg(work.join("stories.json")),
        ),
    )
}

/// Whether there is a Chromium: Debian's, where there is none and apt may install it. Tests that need one say so without.
pub(crate) fn chromium() -> bool {
    let path = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    Path::new(&path).exists() || apt_installs("chromium")
}

/// Installs the tools that build and test the package.
pub(crate) fn tools() -> bool {
    packages("tests/npm")
}

/// Installs what a folder's lock file names, by its hashes. `npm ci` would refuse a lock that was made where the registry
/// lacks an optional package of another platform, so what `npm install` did is held against the lock instead.
pub(crate) fn packages(folder: &str) -> bool {
    let line = "npm install --no-save --no-audit --no-fund --loglevel error --fetch-timeout=60000";
    succeeds(command(line).current_dir(root().join(folder)))
        && succeeds(command("node tests/supply/locked.mjs").arg(folder))
}

/// Builds the package with these entries and the whole, and packs it into `folder`; `optimised` takes longer and is what
/// gets published.
pub(crate) fn pack(folder: &Path, entries: &[Entry], optimised: bool) -> Result<PathBuf> {
    let work = root().join("target/npm");
    let package = work.join("package");
    let _ = fs::remove_dir_all(&work);
    create(folder)?;
    entries::compile(entries)?;
    built::tools()?;
    let (parts, dist) = (work.join("parts"), package.join("dist"));
    let (whole, typed) = (parts.join(WHOLE), dist.join(WHOLE));
    place(&built::wasm_file(), &whole, &typed, optimised)?;
    declare(&whole, &typed)?;
    describe(&package, entries)?;
    for entry in entries {
        let (part, dist) = (parts.join(entry.folder()), dist.join(entry.folder()));
        let names = place(&entry.wasm_file(), &part, &dist, optimised)?;
        // The types are the whole's: what one entry gives, another takes.
        let types = |ending| types_of(&names, &format!("{}.{ending}", entry.types()));
        write(&dist.join("index.d.ts"), &types("js"))?;
        write(&dist.join("index.d.cts"), &types("cjs"))?;
    }
    let npm = command("npm pack --silent --pack-destination")
        .arg(folder)
        .current_dir(&package)
        .output();
    let printed = npm.map_err(|error| error.to_string())?;
    Ok(folder.join(String::from_utf8_lossy(&printed.stdout).trim()))
}

/// What is imported from compiled classes, with its loaders; gives the names of all of it.
fn place(wasm: &Path, work: &Path, dist: &Path, optimised: bool) -> Result<String> {
    create(work)?;
    create(dist)?;
    let mut tool = built::program("xtask-package");
    done(
        "wasm-bindgen",
        succeeds(tool.arg("glue").arg(wasm).arg(work)),
    )?;
    if optimised {
        optimise(&work.join("refundkit_bg.wasm"))?;
    }
    load(work, dist)
}

/// The declarations of a part of what another file declares, and the types of the rest.
fn types_of(names: &str, from: &str) -> String {
    format!("export {{ {names} }} from \"{from}\";\nexport type * from \"{from}\";\n")
}

fn optimise(wasm: &Path) -> Result<()> {
    let mut tool =
        command("tests/npm/node_modules/.bin/wasm-opt -Oz --strip-debug --strip-producers");
    done("wasm-opt", succeeds(tool.arg(wasm).arg("-o").arg(wasm)))
}

/// Bundles glue, prelude and loader for each kind of host.
fn load(work: &Path, dist: &Path) -> Result<String> {
    copy_folder(&root().join("bindings-wasm/js"), &work.join("js"))?;
    for file in ["refundkit_bg.js", "refundkit_bg.wasm"] {
        copy(&work.join(file), &work.join("js").join(file))?;
    }
    let names = exported(&read(&work.join("refundkit_bg.js"))?);
    let parts = [("refundkit_bg", names.as_str())]
        .into_iter()
        .chain(PARTS.iter().copied());
    let exports: String = parts
        .clone()
        .map(|(file, names)| format!("export {{ {names} }} from \"./{file}.js\";\n"))
        .collect();
    write(&work.join("js/exports.js"), &exports)?;
    let mut all: Vec<&str> = parts.map(|(_, names)| names).collect();
    all.push("init");
    let all = all.join(", ");
    write(
        &dist.join("node.mjs"),
        &format!("export {{ {all} }} from \"./node.cjs\";\n"),
    )?;
    let wasm = "refundkit_bg.wasm";
    copy(&work.join(wasm), &dist.join(wasm))?;
    let declared = "refundkit_bg.wasm.d.ts";
    copy(&work.join("js").join(declared), &dist.join(declared))?;
    for (name, options) in LOADERS {
        bundle(work, &dist.join(name), options)?;
    }
    Ok(all)
}

fn bundle(work: &Path, output: &Path, options: &[&str]) -> Result<()> {
    let tool = root().join("tests/npm/node_modules/.bin/esbuild");
    let mut esbuild = command(&tool.to_string_lossy());
    esbuild.args(options).args([
        "--bundle",
        "--minify-whitespace",
        "--minify-syntax",
        "--line-limit=160",
        "--log-level=warning",
    ]);
    done(
        "esbuild",
        succeeds(
            esbuild
                .arg(format!("--outfile={}", output.display()))
                .current_dir(work),
        ),
    )
}

/// The classes and functions of the glue that are for users.
fn exported(glue: &str) -> String {
    let named = |line: &str| {
        let rest = line
            .strip_prefix("export class ")
            .or_else(|| line.strip_prefix("export function "))?;
        let name: String = rest
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect();
        (!name.starts_with("__")).then_some(name)
    };
    glue.lines()
        .filter_map(named)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The types of the whole.
fn declare(work: &Path, dist: &Path) -> Result<()> {
    // Documentation that went through a macro arrives as raw literals, which wasm-bindgen prints with their `r"`.
    // `Symbol.dispose` is unknown to compilers whose libraries end before it. Who opens a ledger must say that there is no row.
    let types = read(&work.join("refundkit.d.ts"))?
        .replace("* r\" ", "* ")
        .replace("    [Symbol.dispose](): void;\n", "")
        .replace("now_ms: number", "nowMs: number")
        .replace("entry_id: string", "entryId: string")
        .replace("already_refunded?: number", "alreadyRefunded?: number")
        .replace(
            "row?: LedgerRow | null",
            "row: LedgerRow | null | undefined",
        )
        .replace("    free(): void;\n", FREE);
    let types = interfaces::declared(&camel::spelled(&choices::documented(&types)?))?;
    write(&dist.join("index.d.ts"), &types)?;
    write(&dist.join("index.d.cts"), &types)
}

/// Manifest and texts.
fn describe(package: &Path, entries: &[Entry]) -> Result<()> {
    let manifest = read(&root().join("bindings-wasm/package.json"))?;
    let manifest = entries::exported(&manifest, entries)?;
    write(
        &package.join("package.json"),
        &manifest.replace("\"0.0.0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\"")),
    )?;
    create(&package.join("bin"))?;
    supply::licensing(supply::WASM, supply::WASM_TARGET, package)?;
    PLAIN
        .iter()
        .try_for_each(|(from, to)| copy(&root().join(from), &package.join(to)))
}

fn create(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| format!("{}: {error}", from.display()))
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    create(to)?;
    let entries = fs::read_dir(from).map_err(|error| format!("{}: {error}", from.display()))?;
    entries
        .flatten()
        .try_for_each(|entry| copy(&entry.path(), &to.join(entry.file_name())))
}
