//! Steps: a named piece of work that passes, fails or is skipped, and the count of all.

use std::io::{BufRead, BufReader};
use std::ops::AddAssign;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

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

    /// A tool is missing: a failure where `CI` is set, else a skip.
    pub(crate) fn missing(tool: &str) -> Self {
        eprintln!("missing: {tool}");
        if std::env::var_os("CI").is_some() {
            Self::FAILED
        } else {
            Self {
                skipped: 1,
                ..Self::default()
            }
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

/// A named piece of work.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Tally,
}

/// Runs every step with `part` in its name, whatever the others do. The last lines printed are the steps that failed,
/// and the count.
pub(crate) fn run_all(steps: Vec<Step>, part: &str) -> ExitCode {
    let ran: Vec<_> = steps
        .iter()
        .filter(|step| step.name.contains(part))
        .map(|step| (step.name, timed(step)))
        .collect();
    let mut total = Tally::default();
    ran.iter().for_each(|(_, tally)| total += *tally);
    println!();
    ran.iter()
        .filter(|(_, tally)| tally.failed > 0)
        .for_each(|(name, _)| println!("failed: {name}"));
    println!(
        "{} passed, {} failed, {} skipped",
        total.passed, total.failed, total.skipped
    );
    ExitCode::from(u8::from(total.failed > 0))
}

/// Runs a step between two lines with its name.
fn timed(step: &Step) -> Tally {
    println!("\n== {}", step.name);
    let start = Instant::now();
    let tally = (step.run)();
    println!(
        "-- {}: {tally:?} in {:.1} s",
        step.name,
        start.elapsed().as_secs_f32()
    );
    tally
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
pub(crate) fn told(result: Result<Tally>) -> Tally {
    result.unwrap_or_else(|error| {
        eprintln!("{error}");
        Tally::FAILED
    })
}

/// Debian's packages, where apt may install them; its lists are fetched where they are old.
pub(crate) fn apt_installs(packages: &str) -> bool {
    let line = format!("apt-get install --quiet --quiet --yes --no-install-recommends {packages}");
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

/// Runs a command; whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.status().is_ok_and(|status| status.success())
}

/// One step that is one command.
pub(crate) fn one(line: &str) -> Tally {
    Tally::of(succeeds(&mut command(line)))
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
    let succeeded = child.wait().is_ok_and(|status| status.success());
    if !succeeded && tally.failed == 0 || tally == Tally::default() {
        tally += Tally::FAILED;
    }
    tally
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; ..` of cargo test.
pub(crate) fn cargo_result(line: &str) -> Option<Tally> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| {
        rest.split([';', '.'])
            .find_map(|part| part.trim().strip_suffix(word)?.trim().parse().ok())
    };
    Some(Tally {
        passed: number("passed")?,
        failed: number("failed")?,
        skipped: number("ignored")?,
    })
}

/// `3 passed, 0 failed` of our own scripts.
pub(crate) fn plain_result(line: &str) -> Option<Tally> {
    let (passed, rest) = line.split_once(" passed, ")?;
    let failed = rest.split(' ').next()?;
    Some(Tally {
        passed: passed.trim().parse().ok()?,
        failed: failed.parse().ok()?,
        skipped: 0,
    })
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 1` of Node's own test runner.
pub(crate) fn node_result(line: &str) -> Option<Tally> {
    let (word, number) = line.strip_prefix("ℹ ")?.split_once(' ')?;
    let number = number.parse().ok()?;
    match word {
        "pass" => Some(Tally {
            passed: number,
            ..Tally::default()
        }),
        "fail" | "cancelled" => Some(Tally {
            failed: number,
            ..Tally::default()
        }),
        "skipped" => Some(Tally {
            skipped: number,
            ..Tally::default()
        }),
        _ => None,
    }
}
