//! Plays random histories by the ledger with every provider, and prints what came of the money.
//!
//! `cargo histories [count] [providers]`: how many histories for each provider and world, 300 by default; names of providers,
//! all by default. Exits with an error if one refund was paid twice or believed wrongly, or if a forged webhook was verified.

use refundkit_examples::histories::{Count, Setting, World};
use refundkit_examples::parallel::in_parallel;
use refundkit_examples::providers::{DemoProvider, LIMITED, PROVIDERS};
use std::process::ExitCode;

const BASE: &str = "http://127.0.0.1:1";

fn main() -> ExitCode {
    let histories = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(300);
    println!(
        "| provider | world | histories | refunds | paid twice | false success | false refusal | forged | ended by itself | with a person | alerts |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    let mut clean = true;
    let named: Vec<String> = std::env::args().skip(2).collect();
    let is_asked = |name: &str| named.is_empty() || named.iter().any(|asked| asked == name);
    let providers = PROVIDERS.iter().chain(&LIMITED);
    for provider in providers.filter(|provider| is_asked(provider.name)) {
        for world in World::ALL {
            let setting = Setting {
                provider: provider.name,
                world,
            };
            let count = in_parallel(histories, move |share, seed| {
                played(provider, &setting, share, seed)
            });
            clean &= count.is_clean();
            println!("{}", row(&setting, &count));
        }
    }
    match clean {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn played(provider: &'static DemoProvider, setting: &Setting, histories: u64, seed: u64) -> Count {
    let ledger = provider.ledger_at(BASE);
    let mut simulated = provider.simulated_for("https://shop.example");
    let mut count = Count::default();
    for index in 0..histories {
        count += ledger.history(setting, simulated.as_mut(), seed.wrapping_add(index));
    }
    count
}

fn row(setting: &Setting, count: &Count) -> String {
    let share = |part: u64| format!("{:.3} %", 100.0 * part as f64 / count.refunds.max(1) as f64);
    format!(
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        setting.provider,
        setting.world.name(),
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
