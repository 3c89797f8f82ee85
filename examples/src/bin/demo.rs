//! The main job on real input: a simulator of every provider on loopback, refunded against over real HTTP.
//!
//! Exits with an error if the money that moved is not exactly what was asked.

use comfy_table::{Table, presets};
use refundkit_examples::scenarios::{Environment, Row};
use std::process::ExitCode;

fn main() -> ExitCode {
    let environment = Environment::open().expect("loopback can be listened on");
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    let providers = environment
        .providers()
        .into_iter()
        .map(|provider| environment.run(provider));
    for report in providers.chain([environment.run_google()]) {
        rows.extend(report.rows);
        faults.extend(report.faults);
    }
    println!("{}", table(&rows));
    verdict(rows.len(), &faults)
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header([
        "provider",
        "refund",
        "sent",
        "came back",
        "outcome",
        "next action",
        "then",
    ]);
    for row in rows {
        table.add_row([
            row.provider,
            row.name,
            &row.sent,
            &row.came_back,
            &row.outcome,
            &row.next_action,
            &row.then,
        ]);
    }
    table
}

fn verdict(refunds: usize, faults: &[String]) -> ExitCode {
    if faults.is_empty() {
        println!(
            "{refunds} refunds: the money that moved is exactly what was asked, and every request arrived as often as it was sent."
        );
        return ExitCode::SUCCESS;
    }
    for fault in faults {
        eprintln!("WRONG: {fault}");
    }
    ExitCode::FAILURE
}
