//! cargo's own tests, in two steps: compiled, while nothing else may compile, and run, beside other work.

use crate::results::cargo_result;
use crate::step::{Result, Tally, command, counted, into_tally, output, target};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Named, since the layers switch on features of the core. Their programs are built as well.
const COMPILE: &str = "cargo test --no-run --message-format json-render-diagnostics --package refundkit-json --package refundkit --package refundkit-tests --package refundkit-examples --package xtask";
const DOCUMENTATION: &str = "cargo test --no-fail-fast --doc --package refundkit-json --package refundkit --package refundkit-tests";

/// A compiled test and the folder of its package, in which it runs.
#[derive(Debug, PartialEq, Eq)]
struct Test {
    program: PathBuf,
    folder: PathBuf,
}

/// Compiles the tests and writes down where they are.
pub(crate) fn compiled() -> Tally {
    into_tally(compile().map(|()| Tally::PASSED))
}

fn compile() -> Result<()> {
    let printed = output(&mut command(COMPILE))?;
    let tests: Vec<Test> = printed
        .lines()
        .filter_map(test)
        .collect();
    let mut list = String::new();
    for test in &tests {
        let (program, folder) = (test.program.display(), test.folder.display());
        list.push_str(&format!("{program}\t{folder}\n"));
    }
    fs::write(list_file(), list).map_err(|error| error.to_string())
}

fn list_file() -> PathBuf {
    target().join("tests.list")
}

/// What a message of cargo says of a test that it compiled.
fn test(message: &str) -> Option<Test> {
    let message: Value = serde_json::from_str(message).ok()?;
    let is_test = message["profile"]["test"].as_bool()?;
    let program = message["executable"].as_str()?;
    let manifest = Path::new(message["manifest_path"].as_str()?);
    is_test.then_some(Test {
        program: program.into(),
        folder: manifest.parent()?.to_owned(),
    })
}

/// Runs what was compiled. Random inputs are the same each time; `cargo test` by itself draws others.
pub(crate) fn run() -> Tally {
    let Ok(list) = fs::read_to_string(list_file()) else {
        eprintln!("no tests were compiled");
        return Tally::FAILED;
    };
    let mut tally = Tally::default();
    for (program, folder) in list
        .lines()
        .filter_map(|line| line.split_once('\t'))
    {
        println!("\nrunning {program}");
        let mut test = Command::new(program);
        test.current_dir(folder)
            .env("CARGO_MANIFEST_DIR", folder);
        test.env("PROPTEST_RNG_SEED", "1");
        tally += counted(test, cargo_result);
    }
    tally
}

/// The examples in comments and in the README.
pub(crate) fn documentation() -> Tally {
    counted(command(DOCUMENTATION), cargo_result)
}

#[cfg(test)]
mod test {
    use super::{Test, test};

    fn message(is_test: bool, executable: &str) -> String {
        format!(
            r#"{{"reason":"compiler-artifact","manifest_path":"/r/tests/Cargo.toml","profile":{{"test":{is_test}}},"executable":{executable}}}"#
        )
    }

    #[test]
    fn only_programs_that_are_tests_are_run() {
        let found = test(&message(true, r#""/r/target/debug/deps/suite-1""#));
        let expected = Test {
            program: "/r/target/debug/deps/suite-1".into(),
            folder: "/r/tests".into(),
        };
        assert_eq!(found, Some(expected));
        assert_eq!(test(&message(false, r#""/r/target/debug/dispatch""#)), None);
        assert_eq!(test(&message(true, "null")), None);
        assert_eq!(test(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
