//! Runs steps, one after the other or side by side, and tells at the end what they took and what came of them.

use crate::built::BUILT;
use crate::limit;
use crate::schedule::{Next, Schedule, chosen};
use crate::spent::{Spent, measured};
use crate::step::{Lane, Step, Tally, target};
use crate::summary;
use std::fs::{self, File};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::mpsc::{Sender, channel};
use std::thread;

/// A step that came to its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) name: &'static str,
    pub(crate) tally: Tally,
    pub(crate) spent: Spent,
}

/// Runs every step with `part` in its name in the order of the list, whatever the others do.
pub(crate) fn in_order(steps: Vec<Step>, part: &str) -> ExitCode {
    let start = measured(|| {
        let steps = steps
            .iter()
            .filter(|step| step.is_named(part));
        steps.map(alone).collect::<Vec<_>>()
    });
    summary::print(&start.0, start.1)
}

/// Runs a step between two lines with its name.
fn alone(step: &Step) -> Ran {
    println!("\n== {}", step.name);
    let ran = run(step);
    println!("{}", summary::ended(&ran));
    ran
}

fn run(step: &Step) -> Ran {
    let (tally, spent) = measured(step.run);
    Ran {
        name: step.name,
        tally,
        spent,
    }
}

/// Runs every step with `part` in its name, and what these need, as many at a time as there are processors. Each is a
/// process of its own, `xtask step <name> <result>`, whose output is printed whole when it has ended.
pub(crate) fn side_by_side(steps: Vec<Step>, part: &str) -> ExitCode {
    let (ran, spent) = measured(|| all_of(&chosen(steps, part)));
    match ran {
        Ok(ran) => summary::print(&ran, spent),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn all_of(steps: &[Step]) -> io::Result<Vec<Ran>> {
    let folder = target().join(format!("steps/{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let at_once = thread::available_parallelism().map_or(1, NonZero::get);
    let mut schedule = Schedule::new(steps, at_once);
    let mut ran = Vec::new();
    let (sender, receiver) = channel();
    loop {
        ran.extend(begin(steps, &mut schedule, &folder, &sender));
        if ran.len() == steps.len() {
            break;
        }
        let (index, ended): (usize, Ran) = receiver
            .recv()
            .map_err(io::Error::other)?;
        schedule.finish(index, ended.tally);
        show(&ended, &log(&folder, index));
        ran.push(ended);
    }
    fs::remove_dir_all(&folder)?;
    Ok(ran)
}

/// Starts what may start now, and gives back what is left out.
fn begin(
    steps: &[Step],
    schedule: &mut Schedule,
    folder: &Path,
    sender: &Sender<(usize, Ran)>,
) -> Vec<Ran> {
    let mut left_out = Vec::new();
    while let Some(next) = schedule.next() {
        match next {
            Next::Start(index) => start(index, &steps[index], folder, sender),
            Next::Leave(index, need) => {
                left_out.push(left(&steps[index], &steps[need], schedule, index));
            }
        }
    }
    left_out
}

fn left(step: &Step, need: &Step, schedule: &Schedule, index: usize) -> Ran {
    println!("\n== {}\nnot run: {} did not pass", step.name, need.name);
    Ran {
        name: step.name,
        tally: schedule
            .tally(index)
            .unwrap_or(Tally::FAILED),
        spent: Spent::default(),
    }
}

/// Starts a step in a process of its own; a thread waits for its end.
fn start(index: usize, step: &Step, folder: &Path, sender: &Sender<(usize, Ran)>) {
    println!(".. {}", step.name);
    let (name, lane) = (step.name, step.lane);
    let log = log(folder, index);
    let result = folder.join(format!("{index}.result"));
    let sender = sender.clone();
    thread::spawn(move || {
        let ran = child(name, lane, &log, &result).unwrap_or_else(|error| {
            eprintln!("{name}: {error}");
            Ran {
                name,
                tally: Tally::FAILED,
                spent: Spent::default(),
            }
        });
        // The receiver is gone only where the whole run has failed.
        let _ = sender.send((index, ran));
    });
}

fn log(folder: &Path, index: usize) -> PathBuf {
    folder.join(format!("{index}.log"))
}

fn child(name: &'static str, lane: Lane, log: &Path, result: &Path) -> io::Result<Ran> {
    let output = File::create(log)?;
    let mut step = Command::new(myself()?);
    step.args(["step", name]).arg(result);
    if lane == Lane::Free {
        step.env(BUILT, "1");
    }
    step.stdout(output.try_clone()?)
        .stderr(output);
    limit::wait(step.spawn()?, limit::STEP)?;
    let text = fs::read_to_string(result)?;
    let ran = summary::parsed(name, &text);
    ran.ok_or_else(|| io::Error::other("the step left no result"))
}

/// This very program: cargo may put a newer one in its place while steps run.
fn myself() -> io::Result<PathBuf> {
    let own = PathBuf::from("/proc/self/exe");
    if own.exists() {
        Ok(own)
    } else {
        std::env::current_exe()
    }
}

fn show(ran: &Ran, log: &Path) {
    println!("\n== {}", ran.name);
    let printed = fs::read(log).unwrap_or_default();
    println!("{}", String::from_utf8_lossy(&printed).trim_end());
    println!("{}", summary::ended(ran));
}

/// `xtask step <name> <result>`: one of the steps, in the process of its own.
pub(crate) fn one(steps: Vec<Step>, name: &str, result: &str) -> ExitCode {
    let Some(step) = steps
        .iter()
        .find(|step| step.name == name)
    else {
        eprintln!("there is no step {name}");
        return ExitCode::from(2);
    };
    let ran = run(step);
    match fs::write(result, summary::printed(&ran)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{result}: {error}");
            ExitCode::FAILURE
        }
    }
}
