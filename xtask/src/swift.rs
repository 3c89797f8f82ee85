//! `cargo xtask swift`: the Swift package, generated, built and tested.
//!
//! With `swift` from PATH, or with the one of another system whose root `REFUNDKIT_SWIFT_CHROOT` names (that needs root's
//! rights): sources and the library are copied into its `/refundkit`. `swift test` alone does the same afterwards.

use crate::step::{Step, Tally, command, counted, one, output, root, succeeds, target};
use crate::{built, camel, supply};
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use system::CLIENTS;

mod system;

pub(crate) use system::{copy, place, toolchain};

pub(crate) const PACKAGE: &str = "bindings-uniffi/swift";

const SIMULATOR: &str = "cargo run --quiet --package refundkit-examples --bin simulator";

/// Everything of Swift, in order: each needs the one before.
pub(crate) fn all() -> Vec<Step> {
    let rest = vec![
        Step::new("Swift tests", tests),
        Step::new("documentation for Swift", crate::docs::swift),
        Step::new("Swift point of sale", point_of_sale),
        Step::new("static library for iOS", ios),
    ];
    sources()
        .into_iter()
        .chain(rest)
        .collect()
}

/// What `cargo xtask swift-sources` runs: afterwards `swift build` and `swift test` need nothing else.
pub(crate) fn sources() -> Vec<Step> {
    vec![Step::new("Swift sources", || Tally::of(generated()))]
}

/// What `cargo xtask swift-bench` runs.
pub(crate) fn benchmarks() -> Vec<Step> {
    vec![
        Step::new("Swift sources", || Tally::of(generated())),
        Step::new("Swift", measured),
    ]
}

fn measured() -> Tally {
    let run = toolchain(
        "swift run -c release -Xlinker -L$PWD/lib Probe bench",
        PACKAGE,
    );
    run.map_or_else(|missing| missing, |mut run| Tally::of(succeeds(&mut run)))
}

/// What `cargo xtask dist` runs: the package in `dist/swift`, with its tests and the library of this machine.
pub(crate) fn dist() -> Vec<Step> {
    vec![Step::new("Swift package", packed)]
}

/// What goes into `dist/swift`, and where from.
const PARTS: [(&str, &str); 12] = [
    ("bindings-uniffi/swift/Package.swift", "Package.swift"),
    ("bindings-uniffi/swift/README.md", "README.md"),
    ("bindings-uniffi/swift/providers.md", "providers.md"),
    ("bindings-uniffi/swift/Sources", "Sources"),
    ("bindings-uniffi/swift/Headers", "Headers"),
    ("bindings-uniffi/swift/Tests", "Tests"),
    ("bindings-uniffi/swift/lib", "lib"),
    ("tests/fields", "Tests/fields"),
    ("tests/fixtures", "Tests/fixtures"),
    ("tests/keys", "Tests/keys"),
    ("LICENSE-APACHE", "LICENSE-APACHE"),
    ("LICENSE-MIT", "LICENSE-MIT"),
];

fn packed() -> Tally {
    let package = root().join("dist/swift");
    let _ = fs::remove_dir_all(&package);
    if !generated() {
        return Tally::FAILED;
    }
    let licensing =
        supply::host().and_then(|host| supply::licensing(supply::LIBRARY, &host, &package));
    if let Err(error) = licensing {
        eprintln!("{error}");
        return Tally::FAILED;
    }
    Tally::of(PARTS.iter().all(|(from, to)| {
        copy(&root().join(from), &package.join(to))
            .inspect_err(|error| eprintln!("{from}: {error}"))
            .is_ok()
    }))
}

/// Builds the library and writes the Swift source, the C header and its module map, and what the tests read.
pub(crate) fn generated() -> bool {
    let package = root().join(PACKAGE);
    let written = package.join("target");
    if built::library()
        .and_then(|()| built::archive())
        .and_then(|()| built::tools())
        .is_err()
    {
        return false;
    }
    succeeds(&mut bindgen(&package, &written))
        && placed(&written, &package)
            .map_err(|error| format!("{PACKAGE}: {error}"))
            .and_then(|()| write_stories(&package.join("Tests/stories.json")))
            .inspect_err(|error| eprintln!("{error}"))
            .is_ok()
}

/// Every call of every story of the ledger, for the tests. A file that is equal keeps its time.
fn write_stories(file: &Path) -> Result<(), String> {
    built::programs()?;
    let stories = output(built::program("golden").arg("stories"))?;
    if fs::read_to_string(file).is_ok_and(|kept| kept == stories) {
        return Ok(());
    }
    fs::write(file, stories).map_err(|error| format!("{}: {error}", file.display()))
}

fn bindgen(package: &Path, written: &Path) -> Command {
    let library = ffi("librefundkit").with_extension(std::env::consts::DLL_EXTENSION);
    let mut bindgen = built::program("refundkit-bindgen");
    bindgen.args(["generate", "--language", "swift", "--no-format"]);
    bindgen
        .arg("--config")
        .arg(package.join("uniffi.toml"));
    bindgen.arg("--out-dir").arg(written);
    bindgen.arg("--library").arg(library);
    bindgen
}

/// The module map stands in a folder of its module's name, so that two packages of this kind do not collide.
fn placed(written: &Path, package: &Path) -> io::Result<()> {
    let headers = package.join("Headers/RefundkitFFI");
    let places = [
        (
            written.join("Refundkit.swift"),
            package.join("Sources/Refundkit/Refundkit.swift"),
        ),
        (
            written.join("RefundkitFFI.h"),
            headers.join("RefundkitFFI.h"),
        ),
        (
            written.join("RefundkitFFI.modulemap"),
            headers.join("module.modulemap"),
        ),
        (
            ffi("librefundkit").with_extension("a"),
            package.join("lib/librefundkit.a"),
        ),
    ];
    let (source, header) = (&places[0].0, &places[1].0);
    fs::write(source, camel::spelled(&fs::read_to_string(source)?))?;
    fs::write(header, without_keyword(&fs::read_to_string(header)?))?;
    places
        .iter()
        .try_for_each(|(from, to)| copy(from, to))?;
    fs::remove_dir_all(written)
}

/// A member of a struct is named as the ledger's method `signed`, which is a word of C. Nothing in Swift names the member.
fn without_keyword(header: &str) -> String {
    header.replace(" _Nonnull signed;", " _Nonnull signed_;")
}

/// What `cargo build` left.
fn ffi(name: &str) -> PathBuf {
    target().join("ffi-release").join(name)
}

fn tests() -> Tally {
    let tally =
        testing(PACKAGE, "lib").map_or_else(|missing| missing, |run| counted(run, swift_result));
    if std::env::var_os("WRITE_FIXTURES").is_some()
        && let Err(error) = copy(&place(CLIENTS), &root().join(CLIENTS))
    {
        eprintln!("{CLIENTS}: {error}");
        return Tally::FAILED;
    }
    tally
}

fn testing(folder: &str, library: &str) -> Result<Command, Tally> {
    toolchain(&format!("swift test -Xlinker -L$PWD/{library}"), folder)
}

/// `✔ Test run with 3 tests passed after 0.1 seconds.` of Swift Testing.
fn swift_result(line: &str) -> Option<Tally> {
    let (_, rest) = line.split_once("Test run with ")?;
    let count: u32 = rest.split(' ').next()?.parse().ok()?;
    // How many of them failed it does not say.
    Some(if rest.contains("passed") {
        Tally {
            passed: count,
            ..Tally::default()
        }
    } else {
        Tally::FAILED
    })
}

/// The example's tests against the simulator, which ends with its standard input.
fn point_of_sale() -> Tally {
    let mut run = match testing("examples/swift-pos", "../../bindings-uniffi/swift/lib") {
        Ok(run) => run,
        Err(missing) => return missing,
    };
    let started = command(SIMULATOR)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut simulator) = started else {
        return Tally::FAILED;
    };
    let tally = address(&mut simulator).map_or(Tally::FAILED, |address| {
        run.env("REFUNDKIT_SIMULATOR", address);
        counted(run, swift_result)
    });
    drop(simulator.stdin.take());
    let _ = simulator.wait();
    tally
}

/// `http://127.0.0.1:12345`, the first word that the simulator prints.
fn address(simulator: &mut Child) -> Option<String> {
    let mut line = String::new();
    BufReader::new(simulator.stdout.take()?)
        .read_line(&mut line)
        .ok()?;
    line.split(',')
        .next()
        .filter(|word| word.starts_with("http"))
        .map(str::to_owned)
}

/// What a Mac packs into the XCFramework. The library for the simulator needs a Mac too.
fn ios() -> Tally {
    if !succeeds(&mut command("rustup target add aarch64-apple-ios")) {
        return Tally::missing("the Rust target aarch64-apple-ios");
    }
    one(
        "cargo rustc --package refundkit-uniffi --lib --profile ffi-release --target aarch64-apple-ios --crate-type staticlib",
    )
}
