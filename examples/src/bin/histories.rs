//! Plays random histories by the ledger with every provider that has one, and prints what came of the money.
//!
//! `cargo histories [count] [providers]`: how many histories for each provider and world, 1,000,000 by default; names of
//! providers, all by default. Exits with an error if one
//! refund was paid twice or believed wrongly, or if a forged webhook was verified.

use refundkit_examples::histories::{Count, Setting};
use refundkit_examples::providers::{DemoProvider, LIMITED, PROVIDERS};
use std::process::ExitCode;
use std::thread;

const BASE: &str = "http://127.0.0.1:1";
const SEED: u64 = 131;

fn main() -> ExitCode {
    let histories = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_000_000);
    println!(
        "| provider | others refund | histories | refunds | paid twice | false success | false refusal | forged | ended by itself | with a person | alerts |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let mut clean = true;
    let named: Vec<String> = std::env::args().skip(2).collect();
    let is_asked = |name: &str| named.is_empty() || named.iter().any(|asked| asked == name);
    let providers = PROVIDERS.iter().chain(&LIMITED);
    for provider in
        providers.filter(|provider| provider.ledger.is_some() && is_asked(provider.name))
    {
        for others in [false, true] {
            let setting = Setting {
                provider: provider.name,
                others,
            };
            let count = in_parallel(provider, setting, histories);
            clean &= count.is_clean();
            println!("{}", row(&setting, &count));
        }
    }
    match clean {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Splits the histories over the processors.
fn in_parallel(provider: &'static DemoProvider, setting: Setting, histories: u64) -> Count {
    let workers = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let part = |worker: u64| {
        let share = histories / workers + u64::from(worker < histories % workers);
        thread::spawn(move || played(provider, &setting, share, SEED + (worker << 40)))
    };
    let parts: Vec<_> = (0..workers).map(part).collect();
    let mut sum = Count::default();
    for part in parts {
        sum += part.join().expect("no history panics");
    }
    sum
}

fn played(provider: &'static DemoProvider, setting: &Setting, histories: u64, seed: u64) -> Count {
    let ledger = provider
        .ledger_at(BASE)
        .expect("it has a ledger");
    let mut simulated = provider.simulated_for("https://shop.example");
    let mut count = Count::default();
    for index in 0..histories {
        count += ledger.history(setting, simulated.as_mut(), seed.wrapping_add(index));
    }
    count
}

fn row(setting: &Setting, count: &Count) -> String {
    let share = |part: u64| format!("{:.3} %", 100.0 * part as f64 / count.refunds.max(1) as f64);
    let others = if setting.others { "yes" } else { "no" };
    format!(
        "| {} | {others} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        setting.provider,
        count.histories,
        count.refunds,
        count.doubles,
        count.false_successes,
        count.false_declines,
        count.forgeries,
        share(count.ended),
        share(count.persons),
        share(count.alerts),
    )
}
