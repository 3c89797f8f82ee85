//! The JSON interface as a shell script uses it: a line in, a line out.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;

fn dispatch(arguments: &[&str], input: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dispatch"));
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (mut pipe, input) = (child.stdin.take().expect("a pipe"), input.to_owned());
    // Whoever writes all before reading waits for ever once both pipes are full.
    let writer = thread::spawn(move || {
        pipe.write_all(input.as_bytes())
            .expect("it reads")
    });
    let output = child
        .wait_with_output()
        .expect("it ends");
    writer.join().expect("all was written");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("it writes text")
}

#[test]
fn every_line_gets_its_line() {
    let responses = dispatch(&[], "{\"provider\":\"tranzzo\"}\n\nnot json\n");
    let lines: Vec<&str> = responses.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("missing_field") && lines[1].contains("invalid_document"));
}

#[test]
fn each_listed_example_is_answered() {
    let list = dispatch(&["--list"], "");
    let examples: Vec<String> = list
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).expect("JSON")["example"].to_string()
        })
        .collect();
    assert!(examples.len() > 70);
    let responses = dispatch(&[], &examples.join("\n"));
    assert_eq!(responses.lines().count(), examples.len());
    let refused: Vec<&str> = responses
        .lines()
        .filter(|response| !response.starts_with("{\"ok\":"))
        .collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn a_reader_that_has_had_enough_is_no_error() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dispatch"));
    let mut child = command
        .arg("--list")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    // More is listed than a pipe holds, so the program cannot end before the pipe is closed.
    drop(child.stdout.take());
    assert!(
        child
            .wait()
            .expect("it ends")
            .success()
    );
}
