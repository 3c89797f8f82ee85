//! Coverage-guided fuzzing: what each target does with the bytes that libFuzzer makes, and what must then be true.
//!
//! No target knows a provider. Providers come from the core's own list, and everything else that a method needs (credentials,
//! the refund that a response is about) from the golden fixtures, which are the first corpus as well.

mod dictionary;
mod differential;
mod dispatch;
mod fixtures;
mod json;
mod ledger;
mod message;
mod mutated_response;
mod mutations;
mod outcomes;
mod requests;
mod responses;
mod round_trip;
mod targets;
mod values;
mod webhooks;

pub use dictionary::dictionary;

use peak_alloc::PeakAlloc;
use std::collections::BTreeSet;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes of memory that reading one byte may cost, at the most.
const PER_BYTE: usize = 512;

/// What any input may cost: keys, and the messages of fixtures.
const FLAT: usize = 1 << 20;

/// Runs one input; more memory than its length explains is a finding.
pub fn bounded(data: &[u8], run: impl Fn(&[u8])) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    run(data);
    let cost = MEMORY
        .peak_usage()
        .saturating_sub(before);
    assert!(
        cost <= FLAT + PER_BYTE * data.len(),
        "{cost} bytes of memory for {} bytes",
        data.len()
    );
}

/// A target: its name, its first corpus, and the operations (`provider/operation`) that it reaches.
pub struct Target {
    /// The binary's name.
    pub name: &'static str,
    /// Plays one input.
    pub run: fn(&[u8]),
    /// The first corpus, made of the fixtures.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// What it calls.
    pub reaches: fn() -> BTreeSet<String>,
}

/// Every target. All are in every binary, so that all have the same counters.
pub const TARGETS: &[Target] = &[
    Target {
        name: "json",
        run: |data| bounded(data, json::run),
        seeds: json::seeds,
        reaches: BTreeSet::new,
    },
    Target {
        name: "values",
        run: |data| bounded(data, values::run),
        seeds: values::seeds,
        reaches: BTreeSet::new,
    },
    Target {
        name: "responses",
        run: |data| bounded(data, responses::run),
        seeds: responses::seeds,
        reaches: responses::reaches,
    },
    Target {
        name: "webhooks",
        run: |data| bounded(data, webhooks::run),
        seeds: webhooks::seeds,
        reaches: webhooks::reaches,
    },
    Target {
        name: "requests",
        run: |data| bounded(data, requests::run),
        seeds: requests::seeds,
        reaches: requests::reaches,
    },
    Target {
        name: "dispatch",
        run: dispatch::run,
        seeds: dispatch::seeds,
        reaches: dispatch::reaches,
    },
    Target {
        name: "ledger",
        run: ledger::run,
        seeds: ledger::seeds,
        reaches: ledger::reaches,
    },
    Target {
        name: "round_trip",
        run: round_trip::run,
        seeds: round_trip::seeds,
        reaches: round_trip::reaches,
    },
];

/// Plays one input of a target.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS
        .iter()
        .find(|target| target.name == name)
        .expect("a target");
    (target.run)(data);
}

/// Plays one input of the target that the first byte chooses: what all corpora cover together.
pub fn together(data: &[u8]) {
    let Some((choice, data)) = data.split_first() else {
        return;
    };
    (TARGETS[usize::from(*choice) % TARGETS.len()].run)(data);
}

/// Makes everything ready, so that no input pays for it.
pub fn prepare() {
    for target in TARGETS {
        drop((target.seeds)());
    }
}

/// Every operation of every provider that the JSON interface knows.
pub fn operations() -> Vec<String> {
    let rows = refundkit::dispatch::operations().iter();
    rows.flat_map(|row| {
        row.operations()
            .map(move |operation| format!("{}/{}", row.provider, operation.name))
    })
    .collect()
}
