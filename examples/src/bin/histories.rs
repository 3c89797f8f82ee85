//! Plays random histories by the ledger with every provider, and prints what came of the money.
//!
//! Beside each stands the same host without a ledger.
//!
//! `cargo histories [count] [providers]`: how many histories for each provider and world, 300 by default; names of providers,
//! all by default. Exits with an error if one refund was paid twice or believed wrongly, or if a forged webhook was verified.
//!
//! Google, which calls us, has a table of its own at the end: histories of captures.

use refundkit_examples::histories::captures::{self, CaptureCount};
use refundkit_examples::histories::{Count, Setting, World};
use refundkit_examples::parallel::in_parallel;
use refundkit_examples::providers::{DemoProvider, PROVIDERS, SIGNING_ONCE, VARIED};
use refundkit_examples::signed_once::Signatures;
use std::ops::AddAssign;
use std::process::ExitCode;

const BASE: &str = "http://127.0.0.1:1";

fn main() -> ExitCode {
    let histories = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(300);
    println!(
        "{TITLES}\n|{}",
        "---|".repeat(TITLES.matches('|').count() - 1)
    );
    let mut clean = true;
    let named: Vec<String> = std::env::args().skip(2).collect();
    let is_asked = |name: &str| named.is_empty() || named.iter().any(|asked| asked == name);
    let providers = PROVIDERS
        .iter()
        .chain(&SIGNING_ONCE)
        .chain(&VARIED);
    for provider in providers.filter(|provider| is_asked(provider.name)) {
        for world in World::ALL {
            clean &= play(provider, world, histories);
        }
    }
    let Signatures { needed, made } = Signatures::counted();
    println!(
        "\n{needed} requests needed a signature that was kept where it was made once; {made} were made."
    );
    if is_asked("google") {
        clean &= play_captures(histories);
    }
    match clean {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

const TITLES: &str = "| provider | world | histories | refunds | paid twice | false success | false refusal | lie believed | refused by a lie | another's id | forged | ended by itself | with a person | alerts | naive: paid twice | naive: false success | naive: false refusal |";

/// The same histories with a ledger and without.
#[derive(Clone, Copy, Default)]
struct Both {
    ledger: Count,
    naive: Count,
}

impl AddAssign for Both {
    fn add_assign(&mut self, other: Self) {
        self.ledger += other.ledger;
        self.naive += other.naive;
    }
}

/// Plays and prints a row. Whether no money went wrong.
fn play(provider: &'static DemoProvider, world: World, histories: u64) -> bool {
    let setting = Setting {
        provider: provider.name,
        world,
    };
    let both = in_parallel(histories, move |share, seed| {
        played(provider, &setting, share, seed)
    });
    println!("{}", row(&setting, &both));
    both.ledger.is_clean()
}

fn played(provider: &'static DemoProvider, setting: &Setting, histories: u64, seed: u64) -> Both {
    let ledger = provider.ledger_at(BASE);
    let mut simulated = provider.simulated_for("https://shop.example");
    let mut both = Both::default();
    for index in 0..histories {
        let seed = seed.wrapping_add(index);
        both.ledger += ledger.history(setting, simulated.as_mut(), seed);
        both.naive += ledger.history_without_ledger(setting, simulated.as_mut(), seed);
    }
    both
}

fn row(setting: &Setting, both: &Both) -> String {
    let Both { ledger, naive } = both;
    let share = |part: u64| {
        format!(
            "{:.3} %",
            100.0 * part as f64 / ledger.refunds.max(1) as f64
        )
    };
    let cells = [
        setting.provider.to_owned(),
        setting.world.name().to_owned(),
        ledger.histories.to_string(),
        ledger.refunds.to_string(),
        ledger.doubles.to_string(),
        ledger.false_successes.to_string(),
        ledger.false_declines.to_string(),
        ledger.lies_believed.to_string(),
        ledger.refused_by_lies.to_string(),
        ledger.anothers.to_string(),
        ledger.forgeries.to_string(),
        share(ledger.ended),
        share(ledger.persons),
        share(ledger.alerts),
        share(naive.doubles),
        share(naive.false_successes),
        share(naive.false_declines),
    ];
    format!("| {} |", cells.join(" | "))
}

/// Plays histories of captures and prints what came of them. Whether no money went wrong.
fn play_captures(histories: u64) -> bool {
    let count = in_parallel(histories, |share, seed| {
        let mut count = CaptureCount::default();
        for index in 0..share {
            count += captures::one(seed.wrapping_add(index));
        }
        count
    });
    println!("\n{}", count.table());
    count.is_clean()
}
