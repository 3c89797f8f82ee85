//! Build and check tasks: `cargo xtask test`, `cargo xtask dist`, `cargo xtask bench`, `cargo xtask sizes`.

mod checks;
mod dist;
mod npm;
mod panel;
mod sizes;
mod step;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => step::run_all(&checks::all()),
        Some("dist") => step::run_all(&dist::all()),
        Some("bench") => step::run_all(&checks::benchmarks()),
        Some("sizes") => sizes::print(),
        _ => {
            eprintln!("usage: cargo xtask test | dist | bench | sizes");
            ExitCode::from(2)
        }
    }
}
