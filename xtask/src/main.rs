//! Build and check tasks: `cargo xtask test`, `cargo xtask bench`, `cargo xtask sizes`, `cargo xtask python`,
//! `cargo xtask swift`, `cargo xtask dist`.

mod checks;
mod dist;
mod python;
mod sizes;
mod step;
mod swift;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => step::run_all(&checks::all()),
        Some("bench") => step::run_all(&checks::benchmarks()),
        Some("python") => step::run_all(&python::checks()),
        Some("swift") => step::run_all(&swift::all()),
        Some("swift-sources") => step::run_all(&swift::sources()),
        Some("swift-bench") => step::run_all(&swift::benchmarks()),
        Some("dist") => step::run_all(&dist::all()),
        Some("sizes") => sizes::print(),
        _ => {
            eprintln!("usage: cargo xtask test | bench | sizes | python | swift | swift-sources | swift-bench | dist");
            ExitCode::from(2)
        }
    }
}
