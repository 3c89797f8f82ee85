//! Coverage-guided fuzzing of the core: a short run in `cargo xtask test`, and `cargo xtask fuzz [target] [executions]`.
//!
//! libFuzzer with the stable toolchain: `fuzz/instrumented` puts its counters into the core. The first corpus is made of the
//! fixtures; what a long run adds to it stays in `target/fuzz`.

mod report;

use crate::checks::FUZZ;
use crate::step::{
    Result, Step, Tally, apt_installs, command, done, into_tally, root, succeeds, target,
};
use report::Report;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::thread;

/// A target, how many inputs it gets in the short and in the long run, and how long they may be.
struct Target {
    name: &'static str,
    short: u64,
    long: u64,
    longest: u32,
}

/// The long run is of 10^8 inputs in all; signatures with RSA cost a thousand times what a decimal does.
const TARGETS: &[Target] = &[
    Target {
        name: "json",
        short: 200_000,
        long: 20_000_000,
        longest: 1024,
    },
    Target {
        name: "values",
        short: 300_000,
        long: 48_000_000,
        longest: 512,
    },
    Target {
        name: "responses",
        short: 100_000,
        long: 18_000_000,
        longest: 2048,
    },
    Target {
        name: "webhooks",
        short: 40_000,
        long: 6_000_000,
        longest: 2048,
    },
    Target {
        name: "requests",
        short: 40_000,
        long: 6_000_000,
        longest: 2048,
    },
    Target {
        name: "dispatch",
        short: 5_000,
        long: 1_000_000,
        longest: 4096,
    },
    Target {
        name: "ledger",
        short: 3_000,
        long: 1_000_000,
        longest: 512,
    },
    Target {
        name: "round_trip",
        short: 3_000,
        long: 1_000_000,
        longest: 512,
    },
];

const COMPILER: &str = "a C++ compiler, for libFuzzer";

/// The steps of `cargo xtask test`.
pub(crate) fn checks() -> Vec<Step> {
    vec![
        Step::compiling(FUZZ, compiled),
        Step::new("fuzzing, briefly", || into_tally(briefly())).after(&[FUZZ]),
        Step::compiling("fuzz targets: format and lints", || into_tally(lints())),
    ]
}

/// `cargo xtask fuzz [target] [executions]`.
pub(crate) fn run(arguments: &[&str]) -> ExitCode {
    match at_length(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// libFuzzer is C++. Debian's compiler, where there is none and apt may install it.
fn compiler() -> bool {
    let found = || {
        succeeds(
            Command::new("c++")
                .arg("--version")
                .stdout(Stdio::null()),
        )
    };
    found() || apt_installs("g++") && found()
}

fn compiled() -> Tally {
    if !compiler() {
        return Tally::missing(COMPILER);
    }
    into_tally(build().map(|()| Tally::PASSED))
}

fn lints() -> Result<Tally> {
    if !compiler() {
        return Ok(Tally::missing(COMPILER));
    }
    let formatted = succeeds(&mut cargo("fmt --check"));
    let clean = succeeds(&mut cargo(
        "clippy --quiet --release --all-targets -- -D warnings",
    ));
    let mut tally = Tally::of(formatted);
    tally += Tally::of(clean);
    Ok(tally)
}

/// Always the same inputs: nothing of earlier runs, and a seed.
fn briefly() -> Result<Tally> {
    let mut tally = Tally::default();
    let mut reports = Vec::new();
    for target in TARGETS {
        let grown = folder("brief").join(target.name);
        fs::remove_dir_all(&grown)
            .or_else(absent)
            .map_err(|error| error.to_string())?;
        let report = target.play(&grown, target.short, &["-seed=1"])?;
        tally += Tally::of(report.passed);
        reports.push(report);
    }
    report::print(&reports);
    Ok(tally)
}

fn absent(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
    }
}

/// What the command line asks for.
struct Asked {
    target: Option<&'static Target>,
    executions: Option<u64>,
}

impl Asked {
    fn of(arguments: &[&str]) -> Result<Self> {
        let named = arguments
            .first()
            .filter(|name| name.parse::<u64>().is_err());
        let count = arguments
            .last()
            .and_then(|count| count.parse().ok());
        Ok(Self {
            target: named
                .map(|name| Target::named(name))
                .transpose()?,
            executions: count,
        })
    }

    fn targets(&self) -> &'static [Target] {
        self.target
            .map_or(TARGETS, std::slice::from_ref)
    }

    /// How many inputs a target gets.
    fn share(&self, target: &Target) -> u64 {
        match self.executions {
            None => target.long,
            Some(executions) if self.target.is_some() => executions,
            Some(executions) => target.share(executions),
        }
    }
}

fn at_length(arguments: &[&str]) -> Result<bool> {
    let asked = Asked::of(arguments)?;
    build()?;
    let mut reports = side_by_side(asked.targets().iter(), |target| {
        let grown = folder("corpus").join(target.name);
        target.play(&grown, asked.share(target), &["-timeout=10"])
    })?;
    reports.sort_by_key(|report| {
        TARGETS
            .iter()
            .position(|target| target.name == report.name)
    });
    report::print(&reports);
    together()?;
    Ok(!reports.is_empty()
        && reports
            .iter()
            .all(|report| report.passed))
}

/// As many at a time as there are cores.
fn side_by_side<T: Send>(
    targets: impl Iterator<Item = &'static Target> + Send,
    play: impl Fn(&Target) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let waiting = Mutex::new(targets);
    let next = || waiting.lock().ok()?.next();
    let worker = || {
        std::iter::from_fn(next)
            .map(&play)
            .collect::<Result<Vec<T>>>()
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| scope.spawn(worker))
            .collect();
        let mut all = Vec::new();
        for worker in workers {
            let done = worker.join();
            all.extend(done.map_err(|_| "a target's thread fell over".to_owned())??);
        }
        Ok(all)
    })
}

impl Target {
    fn named(name: &str) -> Result<&'static Self> {
        let found = TARGETS
            .iter()
            .find(|target| target.name == name);
        found.ok_or_else(|| {
            let names: Vec<&str> = TARGETS
                .iter()
                .map(|target| target.name)
                .collect();
            format!("the targets are {}", names.join(", "))
        })
    }

    /// Its part of a number of executions.
    fn share(&self, executions: u64) -> u64 {
        let all: u64 = TARGETS
            .iter()
            .map(|target| target.long)
            .sum();
        executions
            .saturating_mul(self.long)
            .div_ceil(all)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(folder("release").join(self.name));
        let artifacts = folder("artifacts").join(format!("{}-", self.name));
        command.current_dir(root());
        command.args(["-rss_limit_mb=512", "-print_final_stats=1"]);
        command.arg(format!("-artifact_prefix={}", artifacts.display()));
        command
    }

    /// Makes up inputs; what reaches something new is added to `grown`.
    fn play(&self, grown: &Path, executions: u64, more: &[&str]) -> Result<Report> {
        for folder in [grown, &folder("artifacts")] {
            fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        let seeds = folder("seeds");
        let mut command = self.command();
        command
            .args([grown, &seeds.join(self.name)])
            .args(more);
        command.arg(format!("-runs={executions}"));
        command.arg(format!("-max_len={}", self.longest));
        command.arg(format!("-dict={}", seeds.join("dictionary.dict").display()));
        Report::of(self.name, command)
    }
}

/// What all corpora cover together: each input with its target's number before it.
fn together() -> Result<()> {
    let all = folder("together");
    fs::remove_dir_all(&all)
        .or_else(absent)
        .map_err(|error| error.to_string())?;
    fs::create_dir_all(&all).map_err(|error| error.to_string())?;
    for (number, target) in (0_u8..).zip(TARGETS) {
        copy(number, &folder("corpus").join(target.name), &all)
            .map_err(|error| error.to_string())?;
    }
    let mut command = Command::new(folder("release").join("together"));
    command
        .args(["-runs=0", "-print_final_stats=1", "-max_len=1000000"])
        .arg(&all);
    report::print(&[Report::of("together", command)?]);
    Ok(())
}

fn copy(number: u8, from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)
        .into_iter()
        .flatten()
    {
        let entry = entry?;
        let input = [&[number], fs::read(entry.path())?.as_slice()].concat();
        fs::write(
            to.join(format!("{number}-{}", entry.file_name().display())),
            input,
        )?;
    }
    Ok(())
}

/// The binaries, and the first corpus of each.
fn build() -> Result<()> {
    done(
        "the build of the fuzz targets",
        succeeds(&mut cargo("build --quiet --release --bins --example seeds")),
    )?;
    let mut seeds = Command::new(folder("release").join("examples/seeds"));
    done("the first corpus", succeeds(seeds.arg(folder("seeds"))))
}

/// cargo in `fuzz/`, with counters in the core.
fn cargo(words: &str) -> Command {
    let mut command = command(&format!("cargo {words}"));
    command
        .current_dir(root().join("fuzz"))
        .env("CARGO_TARGET_DIR", folder(""));
    command.env("RUSTC_WRAPPER", root().join("fuzz/instrumented"));
    command
}

fn folder(name: &str) -> PathBuf {
    target().join("fuzz").join(name)
}
