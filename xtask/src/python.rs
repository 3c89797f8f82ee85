//! The Python package: built as a wheel, installed in a fresh environment, tested there.

use crate::checks::{LIBRARY, PROGRAMS, TOOLS};
use crate::step::{Step, Tally, command, counted, into_tally, output, root, succeeds, target};
use crate::{built, pip, postgres, supply};
use std::path::{Path, PathBuf};
use std::process::Command;

pub(crate) const WHEEL: &str = "Python package: wheel";
/// The environment in which the wheel is made, installed and tested.
const PACKAGE: &str = "python-package";

/// What `cargo xtask test` runs.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::compiling(WHEEL, wheel).after(&[TOOLS, LIBRARY]),
        Step::new("Python package, as installed", test).after(&[WHEEL, PROGRAMS]),
        Step::new("documentation for Python", crate::docs::python).after(&[WHEEL]),
    ]
}

/// What `cargo xtask dist` runs: wheels for glibc and for musl in `dist/python/`.
pub(crate) fn dist() -> Vec<Step> {
    vec![
        Step::new("Python wheel for glibc", || {
            wheel_for("x86_64-unknown-linux-gnu", "manylinux2014")
        }),
        Step::new("Python wheel for musl", || {
            wheel_for("x86_64-unknown-linux-musl", "musllinux_1_2")
        }),
    ]
}

pub(crate) fn folder() -> PathBuf {
    root().join("bindings-uniffi/python")
}

/// An environment with the tools that build and test.
fn environment(name: &str) -> Result<PathBuf, Tally> {
    pip::environment(name, "bindings-uniffi/python/tests/requirements.txt")
}

/// Builds the library for this machine and writes the types that belong to it.
pub(crate) fn write_types(python: &Path) -> bool {
    let generated = root().join("target/ffi-sources");
    let is_built = built::python_library().and_then(|()| built::tools());
    is_built.is_ok()
        && succeeds(
            built::program("refundkit-bindgen")
                .args([
                    "generate",
                    "--no-format",
                    "--language",
                    "python",
                    "--library",
                ])
                .arg(built::python_library_file())
                .arg("--out-dir")
                .arg(&generated),
        )
        && write_fields(&generated.join("fields.json"))
        && succeeds(
            Command::new(python)
                .arg("stub.py")
                .args([
                    generated.join("refundkit.py"),
                    generated.join("fields.json"),
                ])
                .arg("src/refundkit/__init__.pyi")
                .current_dir(folder()),
        )
}

/// What is documented of fields, which the generated code leaves out.
fn write_fields(file: &Path) -> bool {
    let print = built::program("refundkit-bindgen")
        .arg("fields")
        .arg(built::python_library_file())
        .output();
    print.is_ok_and(|output| output.status.success() && std::fs::write(file, output.stdout).is_ok())
}

/// maturin, which finds our own generator under the name that it looks for.
fn maturin(environment: &Path, out: &Path) -> Option<Command> {
    let tools = environment.join("bin");
    let generator = target().join("debug/refundkit-bindgen");
    std::fs::copy(generator, tools.join("uniffi-bindgen")).ok()?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let searched =
        std::env::join_paths(std::iter::once(tools.clone()).chain(std::env::split_paths(&path)))
            .ok()?;
    let mut build = Command::new(tools.join("maturin"));
    build
        .args(["build", "--out"])
        .arg(out)
        .current_dir(folder())
        .env("PATH", searched);
    Some(build)
}

/// Builds one wheel for a target; `options` are maturin's.
fn build(
    environment: &Path,
    out: &Path,
    target: &str,
    options: &[&str],
    variables: &[(&str, &str)],
) -> bool {
    let texts = supply::licensing(supply::PYTHON, target, &folder())
        .and_then(|()| page_beside_the_code())
        .inspect_err(|error| eprintln!("{error}"));
    let built = texts.is_ok() && write_types(&environment.join("bin/python"));
    let command = maturin(environment, out).filter(|_| built);
    command.is_some_and(|mut maturin| {
        succeeds(
            maturin
                .args(options)
                .envs(variables.iter().copied()),
        )
    })
}

/// A wheel takes the README as its description; other pages lie in the package.
fn page_beside_the_code() -> Result<(), String> {
    let name = "providers.md";
    std::fs::copy(
        folder().join(name),
        folder()
            .join("src/refundkit")
            .join(name),
    )
    .map(|_| ())
    .map_err(|error| format!("{name}: {error}"))
}

fn wheels() -> PathBuf {
    root().join("target/wheels")
}

/// The wheel of this machine.
pub(crate) fn built_wheel() -> Result<PathBuf, String> {
    let wheels = std::fs::read_dir(wheels()).map_err(|error| error.to_string())?;
    let wheel = wheels.flatten().next();
    Ok(wheel
        .ok_or("there is no wheel")?
        .path())
}

fn wheel() -> Tally {
    let place = match environment(PACKAGE) {
        Ok(place) => place,
        Err(missing) => return missing,
    };
    // No older wheel may be the one that is installed.
    let _ = std::fs::remove_dir_all(wheels());
    let host = supply::host();
    Tally::of(host.is_ok_and(|host| build(&place, &wheels(), &host, &[], &[])))
}

/// An environment in which the wheel is installed.
fn installed() -> Result<PathBuf, Tally> {
    if !built::is_built() {
        let built = wheel();
        if built != Tally::PASSED {
            return Err(built);
        }
    }
    let place = target().join(PACKAGE);
    let mut install = pip::pip(&place);
    install.args(["--no-index", "--find-links"]);
    install.arg(wheels()).arg("refundkit");
    if succeeds(&mut install) {
        Ok(place.join("bin/python"))
    } else {
        Err(Tally::FAILED)
    }
}

fn test() -> Tally {
    let python = match installed() {
        Ok(python) => python,
        Err(tally) => return tally,
    };
    let mut tests = Command::new(python);
    tests.args([
        "-m",
        "pytest",
        "-q",
        "--import-mode=importlib",
        "-p",
        "no:cacheprovider",
        // What a test that hangs is doing.
        "-o",
        "faulthandler_timeout=300",
    ]);
    tests
        .args(["tests", "../../examples/python/tests"])
        .env("PYTHONPATH", folder().join("tests"))
        .current_dir(folder());
    let mut tally = Tally::default();
    if !postgres::is_installed() {
        tests.args(["-k", "not postgres"]);
        tally += postgres::missing();
    }
    tally += into_tally(write_golden().map(|()| counted(tests, pytest_result)));
    tally
}

/// The stories of the ledger, which the tests play, and the golden steps, which the benchmark reads.
fn write_golden() -> Result<(), String> {
    built::programs()?;
    let stories = output(built::program("golden").arg("stories"))?;
    let steps = output(&mut built::program("golden"))?;
    let folder = root().join("target/python");
    std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(folder.join("stories.json"), stories))
        .and_then(|()| std::fs::write(folder.join("golden.json"), steps))
        .map_err(|error| format!("{}: {error}", folder.display()))
}

/// The wheel beside Python written by hand, as it is installed; wants the golden steps.
pub(crate) fn bench() -> Result<Command, String> {
    let mut bench = Command::new(installed().map_err(|_| "the wheel is not installed".to_owned())?);
    bench
        .arg("tests/bench.py")
        .current_dir(folder());
    Ok(bench)
}

/// What `cargo xtask reconciliation` runs: a hundred thousand corruptions, where the tests try some of them, and five hundred without
/// each rule, where the tests look for one.
pub(crate) fn reconciliation() -> Vec<Step> {
    vec![
        Step::new("reconciliation", || {
            example("tests/reconciliation", "100000")
        }),
        Step::new("reconciliation without each rule", || {
            example("tests/reconciliation/necessary.py", "500")
        }),
    ]
}

/// Runs a program of the example for so many cases.
fn example(program: &str, cases: &str) -> Tally {
    let python = match installed() {
        Ok(python) => python,
        Err(tally) => return tally,
    };
    let example = root().join("examples/python");
    let mut corruptions = Command::new(python);
    corruptions
        .args([program, cases])
        .env("PYTHONPATH", &example)
        .current_dir(&example);
    Tally::of(succeeds(&mut corruptions))
}

/// `12 passed, 1 skipped in 3.21s` of pytest.
fn pytest_result(line: &str) -> Option<Tally> {
    let (counts, _) = line
        .trim_matches(['=', ' '])
        .rsplit_once(" in ")?;
    let number = |word: &str| {
        counts.split(", ").find_map(|part| {
            part.strip_suffix(word)?
                .trim()
                .parse()
                .ok()
        })
    };
    let tally = Tally {
        passed: number("passed").unwrap_or(0),
        failed: number("failed").unwrap_or(0)
            + number("error")
                .or_else(|| number("errors"))
                .unwrap_or(0),
        skipped: number("skipped").unwrap_or(0),
    };
    (tally != Tally::default()).then_some(tally)
}

/// zig links against old C libraries. It must not strip: the foreign sources are read from the symbols.
fn wheel_for(target: &str, compatibility: &str) -> Tally {
    let place = match environment("python-dist") {
        Ok(place) => place,
        Err(missing) => return missing,
    };
    let zig = "bindings-uniffi/python/tests/dist.txt";
    if !pip::locked(&place, zig, &[]) {
        return Tally::missing(zig);
    }
    // rustup may be absent where the target came with the toolchain; the build then tells.
    let _ = succeeds(command("rustup target add").arg(target));
    let options = [
        "--zig",
        "--target",
        target,
        "--compatibility",
        compatibility,
    ];
    let variables = [
        ("CARGO_PROFILE_FFI_RELEASE_STRIP", "none"),
        ("RUSTFLAGS", "-C target-feature=-crt-static"),
    ];
    let musl = usize::from(target.ends_with("musl"));
    Tally::of(build(
        &place,
        &root().join("dist/python"),
        target,
        &options,
        &variables[..=musl],
    ))
}
