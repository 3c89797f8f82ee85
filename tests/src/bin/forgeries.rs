//! Forges every signed message of the fixtures and prints what was believed.
//!
//! `cargo forgeries [count] [one in]`: how many random mutants for each operation that verifies, 100,000 by default, beside
//! the listed ones: every bit, every field, every spelling, or one in so many of these. Exits with an error if one was read as
//! something else.

use refundkit_tests::forgeries::original::{Original, originals};
use refundkit_tests::forgeries::{Count, Effort, forge};
use std::collections::BTreeMap;
use std::process::ExitCode;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const SEED: u64 = 131;

type Row = (&'static str, &'static str);

fn main() -> ExitCode {
    let effort = Effort {
        random: argument(1).unwrap_or(100_000),
        one_in: argument(2).unwrap_or(1),
        seed: SEED,
    };
    let counts = in_parallel(&originals(), effort);
    println!(
        "| provider | operation | messages | mutants | refused | the same message | the same but for unsigned headers | another genuine message | read otherwise |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    let mut all = Count::default();
    for ((provider, operation), count) in counts {
        println!("| {provider} | `{operation}` {}", row(&count));
        all += count;
    }
    println!(
        "| all | {}\n\n| why it is the same message | mutants |\n|---|---|",
        row(&all)
    );
    for (reason, times) in &all.reasons {
        println!("| {reason:?} | {times} |");
    }
    for defect in all.defects.iter().take(20) {
        eprintln!("\n{defect}");
    }
    if all.defects.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn argument<T: FromStr>(index: usize) -> Option<T> {
    std::env::args()
        .nth(index)?
        .parse()
        .ok()
}

fn row(count: &Count) -> String {
    let Count {
        originals,
        mutants,
        refused,
        same,
        unsigned,
        genuine,
        defects,
        ..
    } = count;
    format!(
        "| {originals} | {mutants} | {refused} | {same} | {unsigned} | {genuine} | {} |",
        defects.len()
    )
}

/// One message after the other, on every processor.
fn in_parallel(originals: &[Original], effort: Effort) -> BTreeMap<Row, Count> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut counts = BTreeMap::<Row, Count>::new();
        while let Some(original) = originals.get(next.fetch_add(1, Ordering::Relaxed)) {
            *counts
                .entry((original.provider, original.operation))
                .or_default() += one(original, originals, effort);
        }
        counts
    };
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let parts: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..processors)
            .map(|_| scope.spawn(work))
            .collect();
        workers
            .into_iter()
            .map(|worker| {
                worker
                    .join()
                    .expect("no forgery panics")
            })
            .collect()
    });
    parts
        .into_iter()
        .flatten()
        .fold(BTreeMap::new(), |mut counts, (row, count)| {
            *counts.entry(row).or_default() += count;
            counts
        })
}

/// One message, with its share of the operation's random mutants.
fn one(original: &Original, originals: &[Original], effort: Effort) -> Count {
    let others = original.others(originals);
    let share = effort
        .random
        .div_ceil(others.len() as u64 + 1);
    forge(
        original,
        &others,
        Effort {
            random: share,
            ..effort
        },
    )
}
