//! Steps: a named piece of work that passes, fails or is skipped, and what steps are made of.

use crate::spent;
use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl Tally {
    pub(crate) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    pub(crate) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };

    pub(crate) const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };

    /// A tool is missing: a failure where `CI` is set, else a skip.
    pub(crate) fn missing(tool: &str) -> Self {
        eprintln!("missing: {tool}");
        if std::env::var_os("CI").is_some() {
            Self::FAILED
        } else {
            Self::SKIPPED
        }
    }

    pub(crate) fn of(passed: bool) -> Self {
        if passed { Self::PASSED } else { Self::FAILED }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// What a step keeps busy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// cargo, which compiles on every processor and locks its folder: one step at a time.
    Cargo,
    /// Anything else: beside other steps.
    Free,
}

/// A named piece of work.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Tally,
    pub(crate) lane: Lane,
    /// The names of the steps whose results it uses.
    pub(crate) needs: &'static [&'static str],
}

impl Step {
    /// Whether `part` is a part of its name, in any case.
    pub(crate) fn is_named(&self, part: &str) -> bool {
        let name = self.name.to_lowercase();
        name.contains(&part.to_lowercase())
    }

    pub(crate) fn new(name: &'static str, run: fn() -> Tally) -> Self {
        Self {
            name,
            run,
            lane: Lane::Free,
            needs: &[],
        }
    }

    /// A step in which cargo compiles.
    pub(crate) fn compiling(name: &'static str, run: fn() -> Tally) -> Self {
        let lane = Lane::Cargo;
        Self {
            lane,
            ..Self::new(name, run)
        }
    }

    pub(crate) fn after(mut self, needs: &'static [&'static str]) -> Self {
        self.needs = needs;
        self
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// Where cargo leaves what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// What a tool that failed leaves to say.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// Fails by the tool's name.
pub(crate) fn done(tool: &str, succeeded: bool) -> Result<()> {
    if succeeded {
        Ok(())
    } else {
        Err(format!("{tool} failed"))
    }
}

/// What was counted, or a failure that is told.
pub(crate) fn into_tally(result: Result<Tally>) -> Tally {
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        Tally::FAILED
    })
}

/// Debian's packages, where apt may install them; its lists are fetched where they are old. Another step may be
/// installing too: apt waits for it.
pub(crate) fn apt_installs(packages: &str) -> bool {
    let line = format!(
        "apt-get install --option DPkg::Lock::Timeout=600 --quiet --quiet --yes --no-install-recommends {packages}"
    );
    let install = || succeeds(&mut command(&line));
    install() || succeeds(&mut command("apt-get update --quiet --quiet")) && install()
}

/// A command in the root, words separated by spaces.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).current_dir(root());
    command
}

/// The same of cargo with clippy in the compiler's place, for the workspace's own crates: what it builds is linted, and
/// nothing that it depends on is read once more for that.
pub(crate) fn linting(line: &str) -> Command {
    let mut cargo = command(line);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
    // As `cargo clippy -- -D warnings` says it to the same program.
    cargo.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings");
    cargo
}

/// Runs a command; whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let is_compiling = spent::compiles(command);
    spent::noted(is_compiling, || command.status()).is_ok_and(|status| status.success())
}

/// One step that is one command.
pub(crate) fn one(line: &str) -> Tally {
    Tally::of(succeeds(&mut command(line)))
}

/// What a command prints, where it succeeds. Its errors go where this program's own go.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let tool = command
        .get_program()
        .to_string_lossy()
        .into_owned();
    let is_compiling = spent::compiles(command);
    let output = spent::noted(is_compiling, || {
        command
            .stderr(Stdio::inherit())
            .output()
    });
    let output = output.map_err(|error| format!("{tool}: {error}"))?;
    done(&tool, output.status.success())?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command that prints test results, passes its output on and counts the tests in it.
pub(crate) fn counted(mut command: Command, count: fn(&str) -> Option<Tally>) -> Tally {
    let Ok(mut child) = command.stdout(Stdio::piped()).spawn() else {
        return Tally::FAILED;
    };
    let mut tally = Tally::default();
    for line in child
        .stdout
        .take()
        .into_iter()
        .flat_map(|stdout| BufReader::new(stdout).lines())
        .map_while(|line| line.ok())
    {
        println!("{line}");
        if let Some(counted) = count(&line) {
            tally += counted;
        }
    }
    let succeeded = child
        .wait()
        .is_ok_and(|status| status.success());
    if !succeeded && tally.failed == 0 || tally == Tally::default() {
        tally += Tally::FAILED;
    }
    tally
}
