//! Build and check tasks: `cargo xtask test`, `docs`, `dist`, `bench`, `fuzz`, `mutants`, `foreign`, `advisories`, `sizes`,
//! `swift`, `swift-sources`, `swift-bench`; `cargo xtask test npm` runs the steps with `npm` in their name.

mod bench;
mod camel;
mod checks;
mod choices;
mod crates;
mod dist;
mod docs;
mod foreign;
mod fuzz;
mod independent;
mod kotlin;
mod layers;
mod licences;
mod links;
mod mutants;
mod npm;
mod panel;
mod pip;
mod python;
mod sbom;
mod sizes;
mod step;
mod supply;
mod swift;

use std::process::ExitCode;

fn main() -> ExitCode {
    let part = std::env::args().nth(2).unwrap_or_default();
    match std::env::args().nth(1).as_deref() {
        Some("test") => step::run_all(checks::all(), &part),
        Some("docs") => step::run_all(docs::all(), &part),
        Some("dist") => step::run_all(dist::all(), &part),
        Some("advisories") => step::run_all(supply::advisories(), &part),
        Some("foreign") => step::run_all(foreign::all(), &part),
        Some("bench") => step::run_all(bench::all(), &part),
        Some("swift") => step::run_all(swift::all(), &part),
        Some("swift-sources") => step::run_all(swift::sources(), &part),
        Some("swift-bench") => step::run_all(swift::benchmarks(), &part),
        Some("fuzz") => fuzz::run(&std::env::args().skip(2).collect::<Vec<_>>()),
        Some("mutants") => step::run_all(mutants::all(), ""),
        Some("sizes") => sizes::print(),
        _ => {
            eprintln!(
                "usage: cargo xtask test | docs | dist | bench | foreign | advisories | swift | swift-sources | swift-bench [part of a step's name], cargo xtask fuzz [target] [executions], cargo xtask mutants [files], cargo xtask sizes"
            );
            ExitCode::from(2)
        }
    }
}
