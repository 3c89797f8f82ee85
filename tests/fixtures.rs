//! Runs every step of every fixture as a test of its own.

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials = refundkit_tests::steps()
        .into_iter()
        .map(|step| {
            let name = step.name.clone();
            Trial::test(name, move || step.run().map_err(Into::into))
        });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}
