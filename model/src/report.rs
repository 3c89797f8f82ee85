//! The tables of `docs/model.md`, and the runs that show what each guard is for.

use crate::scope::Scope;
use crate::search::{Bounds, Found, repeats, search};
use crate::tables::scopes;
use crate::together::{Base, bases, kinds};
use crate::world::Act;
use refundkit::ledger::Guard;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// How many states are visited of each world, and of each without a guard.
#[derive(Clone, Copy)]
pub(crate) struct Far {
    pub(crate) states: usize,
    /// The same for each of the many worlds with few kinds of trouble.
    pub(crate) together: usize,
    pub(crate) without_a_guard: usize,
}

/// A run that goes wrong without a guard.
pub(crate) struct Trace {
    pub(crate) guard: Guard,
    pub(crate) scope: usize,
    pub(crate) law: String,
    pub(crate) acts: Vec<String>,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn traces_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("traces.txt")
}

/// Searches every scope and prints its row; says whether every law holds.
pub(crate) fn check_scopes(limit: usize, table: &mut String) -> bool {
    let mut all_hold = true;
    for scope in scopes() {
        let start = Instant::now();
        let found = search(&scope, of_any_length(limit));
        let row = row(&scope, &found);
        eprintln!("{row} {:.1?}", start.elapsed());
        all_hold &= found.violation.is_none() && ends_without_a_person(&scope, &found);
        table.push_str(&row);
        table.push('\n');
    }
    all_hold
}

/// Searches the worlds of several kinds of trouble together, of at most so many.
pub(crate) fn check_together(most: usize, limit: usize, table: &mut String) -> bool {
    let mut all_hold = true;
    for base in bases() {
        let together = base.together.min(most);
        all_hold &= check_base(&Base { together, ..base }, limit, table);
    }
    all_hold
}

/// One row for all worlds of a base.
fn check_base(base: &Base, limit: usize, table: &mut String) -> bool {
    let start = Instant::now();
    let kinds = kinds(&base.scope);
    let mut states = 0;
    let mut bounded = 0;
    let mut faults = Vec::new();
    let worlds = base.scope.together(&kinds, base.together);
    for scope in &worlds {
        let found = search(scope, of_any_length(limit));
        states += found.states;
        bounded += usize::from(!found.is_exhausted && found.violation.is_none());
        if found.violation.is_some() {
            faults.push(row(scope, &found));
        }
    }
    let exhausted = worlds.len() - bounded - faults.len();
    let end = format!("{exhausted} exhausted, {bounded} bounded at {limit} states each");
    let trouble = format!(
        "every {} of {} kinds, {} worlds",
        base.together,
        kinds.len(),
        worlds.len()
    );
    let described = base.scope.describe();
    let comma = if described.ends_with("| ") { "" } else { "; " };
    let row = format!("| {described}{comma}{trouble} | {states} | {end} |");
    eprintln!("{row} {:.1?}", start.elapsed());
    for fault in &faults {
        eprintln!("{fault}");
    }
    table.push_str(&row);
    table.push('\n');
    faults.is_empty()
}

/// Where nothing goes wrong, every refund succeeds by itself.
fn ends_without_a_person(scope: &Scope, found: &Found) -> bool {
    let is_quiet = scope.trouble == crate::scope::Trouble::default();
    let succeeds = found.successes > 0 || !found.is_exhausted;
    !is_quiet || (found.unfinished == 0 && succeeds)
}

fn row(scope: &Scope, found: &Found) -> String {
    let end = match &found.violation {
        Some((law, acts)) => format!("**{law}**: {acts:?}"),
        None if found.is_exhausted => format!("exhausted, longest run {}", found.depth),
        None => format!("bounded at {} states", found.states),
    };
    let trouble = scope.describe();
    format!("| {trouble} | {} | {end} |", found.states)
}

/// Leaves out every guard, in every scope.
pub(crate) fn try_guards(limit: usize) -> Vec<Trace> {
    let mut traces = Vec::new();
    for guard in Guard::ALL {
        let trace = shortest(*guard, limit);
        match &trace {
            Some(trace) => eprintln!(
                "{}: {} in {} steps",
                guard.name(),
                trace.law,
                trace.acts.len()
            ),
            None => eprintln!("{}: nothing", guard.name()),
        }
        traces.extend(trace);
    }
    traces
}

/// The shortest run of all scopes: each next scope is searched for shorter ones only.
fn shortest(guard: Guard, states: usize) -> Option<Trace> {
    let mut best: Option<Trace> = None;
    for (number, scope) in scopes().iter().enumerate() {
        let scope = Scope {
            without: Some(guard),
            ..scope.clone()
        };
        let events = best
            .as_ref()
            .map_or(usize::MAX, |trace| trace.acts.len() - 1);
        let found = search(&scope, Bounds { states, events });
        if let Some((law, acts)) = found.violation {
            best = Some(trace_of(guard, number, law, &acts));
        }
    }
    best
}

fn trace_of(guard: Guard, scope: usize, law: &str, acts: &[Act]) -> Trace {
    Trace {
        guard,
        scope,
        law: law.to_owned(),
        acts: acts
            .iter()
            .map(|act| format!("{act:?}"))
            .collect(),
    }
}

fn of_any_length(states: usize) -> Bounds {
    let events = usize::MAX;
    Bounds { states, events }
}

pub(crate) fn write_traces(traces: &[Trace]) {
    let mut text = String::new();
    for trace in traces {
        let (guard, scope, law) = (trace.guard.name(), trace.scope, &trace.law);
        let _ = writeln!(text, "{guard}\t{scope}\t{law}\t{}", trace.acts.join(" "));
    }
    fs::write(traces_file(), text).expect("the traces are written");
}

pub(crate) fn read_traces() -> Vec<Trace> {
    let text = fs::read_to_string(traces_file()).unwrap_or_default();
    text.lines().filter_map(trace).collect()
}

fn trace(line: &str) -> Option<Trace> {
    let mut parts = line.split('\t');
    let (name, scope, law, acts) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let guard = *Guard::ALL
        .iter()
        .find(|guard| guard.name() == name)?;
    // An event such as `Settle(0, true)` has a blank in it.
    let acts = acts.replace(", ", ",");
    Some(Trace {
        guard,
        scope: scope.parse().ok()?,
        law: law.to_owned(),
        acts: acts
            .split(' ')
            .map(|act| act.replace(',', ", "))
            .collect(),
    })
}

/// Replays every committed trace: without its guard it breaks the law, with all guards it does not.
pub(crate) fn replay_traces() -> bool {
    let all = scopes();
    let traces = read_traces();
    let mut is_good = !traces.is_empty();
    for trace in &traces {
        let Some(scope) = all.get(trace.scope) else {
            return false;
        };
        let without = Scope {
            without: Some(trace.guard),
            ..scope.clone()
        };
        let broken = crate::search::replay(&without, &trace.acts);
        let kept = crate::search::replay(scope, &trace.acts);
        if broken != Some(trace.law.as_str()) || kept.is_some() {
            eprintln!("{}: {broken:?}, with it {kept:?}", trace.guard.name());
            is_good = false;
        }
    }
    println!("{} traces replayed", traces.len());
    is_good
}

/// The page.
pub(crate) fn page(scopes_table: &str, traces: &[Trace], far: Far) -> String {
    let mut text = include_str!("page.md").replace("{states}", &far.states.to_string());
    text = text.replace("{together}", &far.together.to_string());
    text = text.replace("{guarded}", &far.without_a_guard.to_string());
    text = text.replace("{commit}", &commit());
    text = text.replace("{scopes}", scopes_table.trim_end());
    text.replace("{guards}", guards_table(traces).trim_end())
}

/// The commit that is searched, shortened, as git names it.
fn commit() -> String {
    let mut git = Command::new("git");
    let named = git
        .args(["rev-parse", "--short", "HEAD"])
        .output();
    named
        .map(|output| {
            String::from_utf8_lossy(&output.stdout)
                .trim()
                .to_owned()
        })
        .unwrap_or_default()
}

fn guards_table(traces: &[Trace]) -> String {
    let all = scopes();
    let mut table = String::new();
    for guard in Guard::ALL {
        let found = traces
            .iter()
            .find(|trace| trace.guard == *guard);
        let shown = match found {
            Some(trace) => {
                let scope = all
                    .get(trace.scope)
                    .map(Scope::describe)
                    .unwrap_or_default();
                let acts = trace.acts.join(", ");
                format!(
                    "{} in {} events ({scope}): {acts}",
                    trace.law,
                    trace.acts.len()
                )
                .replace('|', ";")
            }
            None if repeats(*guard) => "an undecided refund is asked about for ever".to_owned(),
            None => "not shown necessary".to_owned(),
        };
        let _ = writeln!(
            table,
            "| `{}` | {} | {shown} |",
            guard.name(),
            guard.rule().trim()
        );
    }
    table
}
