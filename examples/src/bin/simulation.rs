//! Plays random histories with every provider and prints what came of the money.
//!
//! `cargo simulation [count]`: how many histories for each provider, 1,000,000 by default. Exits with an error if one refund was
//! paid twice or believed wrongly, or if a forged webhook or a status about something else was believed.

use refundkit_examples::parallel::in_parallel;
use refundkit_examples::providers::{DemoProvider, GOOGLE, LIMITED, PROVIDERS};
use refundkit_examples::simulation::{Count, play};
use std::process::ExitCode;

const BASE: &str = "http://127.0.0.1:1";

fn main() -> ExitCode {
    let histories = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .unwrap_or(1_000_000);
    println!(
        "| provider | histories | refunds | paid twice | false success | false refusal | forged | lie believed | with a person | held back | baseline client: paid twice | baseline client: believed wrongly |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|");
    let mut clean = true;
    for provider in PROVIDERS
        .iter()
        .chain(&LIMITED)
        .chain([&GOOGLE])
    {
        let count = in_parallel(histories, move |share, seed| played(provider, share, seed));
        clean &= count.is_clean();
        println!("{}", row(provider.name, &count));
    }
    if clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn played(provider: &'static DemoProvider, histories: u64, seed: u64) -> Count {
    let merchant = provider.merchant_at(BASE);
    let mut simulated = provider.simulated_for("https://shop.example");
    play(
        provider,
        merchant.as_ref(),
        simulated.as_mut(),
        histories,
        seed,
    )
}

fn row(provider: &str, count: &Count) -> String {
    let share = |part: u64| format!("{:.3} %", 100.0 * part as f64 / count.refunds.max(1) as f64);
    format!(
        "| {provider} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        count.histories,
        count.refunds,
        count.doubles,
        count.false_successes,
        count.false_declines,
        count.forgeries,
        count.lies,
        share(count.persons),
        share(count.held_back),
        share(count.naive_doubles),
        share(count.naive_errors),
    )
}
