//! What a step takes: time by the clock, time of the processors, and how much of it cargo compiles.

use std::fs;
use std::ops::{AddAssign, Sub};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

/// Milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    /// By the clock.
    pub(crate) wall: u64,
    /// Of all processors, user and system; 0 where the system does not tell.
    pub(crate) cpu: u64,
    /// By the clock, while cargo compiled or waited for another cargo.
    pub(crate) compiling_wall: u64,
    /// Of all processors, while cargo compiled.
    pub(crate) compiling_cpu: u64,
}

/// What this process has compiled until now.
static COMPILED: Mutex<Spent> = Mutex::new(Spent {
    wall: 0,
    cpu: 0,
    compiling_wall: 0,
    compiling_cpu: 0,
});

/// The commands of cargo that compile and then run nothing.
const COMPILING: [&str; 5] = ["build", "check", "clippy", "doc", "install"];

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.wall += other.wall;
        self.cpu += other.cpu;
        self.compiling_wall += other.compiling_wall;
        self.compiling_cpu += other.compiling_cpu;
    }
}

impl Sub for Spent {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            wall: self.wall.saturating_sub(other.wall),
            cpu: self.cpu.saturating_sub(other.cpu),
            compiling_wall: self
                .compiling_wall
                .saturating_sub(other.compiling_wall),
            compiling_cpu: self
                .compiling_cpu
                .saturating_sub(other.compiling_cpu),
        }
    }
}

/// The result of some work, and what the work took.
pub(crate) fn measured<T>(work: impl FnOnce() -> T) -> (T, Spent) {
    let start = Instant::now();
    let cpu_before = cpu();
    let compiled_before = compiled();
    let result = work();
    let mut spent = compiled() - compiled_before;
    spent.wall = milliseconds(start);
    spent.cpu = cpu().saturating_sub(cpu_before);
    (result, spent)
}

/// Does some work, and notes what it took as compiling where it is.
pub(crate) fn noted<T>(is_compiling: bool, work: impl FnOnce() -> T) -> T {
    if !is_compiling {
        return work();
    }
    let (result, spent) = measured(work);
    if let Ok(mut compiled) = COMPILED.lock() {
        compiled.compiling_wall += spent.wall;
        compiled.compiling_cpu += spent.cpu;
    }
    result
}

fn compiled() -> Spent {
    COMPILED
        .lock()
        .map_or(Spent::default(), |spent| *spent)
}

/// Whether a command is one of cargo's that compile and run nothing.
pub(crate) fn compiles(command: &Command) -> bool {
    let words: Vec<_> = command
        .get_args()
        .filter_map(|word| word.to_str())
        .collect();
    let is_cargo = Path::new(command.get_program()).ends_with("cargo");
    let is_compiling = words
        .first()
        .is_some_and(|first| COMPILING.contains(first));
    is_cargo && (is_compiling || words.contains(&"--no-run"))
}

fn milliseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Of this process and of the processes that it waited for. Linux counts in hundredths of a second.
fn cpu() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    ticks(&stat) * 10
}

/// User and system time, own and of children: the 14th to the 17th field. The second field may hold spaces.
fn ticks(stat: &str) -> u64 {
    let rest = stat
        .rsplit_once(')')
        .map_or("", |(_, rest)| rest);
    let fields = rest
        .split_whitespace()
        .skip(11)
        .take(4);
    fields
        .filter_map(|field| field.parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod test {
    use super::{compiles, measured, noted, ticks};
    use crate::step::command;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn the_four_times_of_a_process_are_added() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194304 100 200 0 0 11 22 33 44 20 0 1 0 99";
        assert_eq!(ticks(stat), 110);
        assert_eq!(ticks(""), 0);
    }

    #[test]
    fn only_what_compiles_and_runs_nothing_counts_as_compiling() {
        assert!(compiles(&command("cargo build --quiet")));
        assert!(compiles(&command("cargo test --no-run")));
        assert!(!compiles(&command("cargo test --doc")));
        assert!(!compiles(&command("cargo fmt --check")));
        assert!(!compiles(&command("npm install")));
    }

    #[test]
    fn compiling_is_part_of_the_whole() {
        let nap = || thread::sleep(Duration::from_millis(30));
        let (_, spent) = measured(|| {
            nap();
            noted(true, nap);
            noted(false, nap);
        });
        assert!(spent.wall >= 90, "{spent:?}");
        assert!(spent.compiling_wall >= 30, "{spent:?}");
        assert!(spent.wall - spent.compiling_wall >= 60, "{spent:?}");
    }
}
