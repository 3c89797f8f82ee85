//! Rust, Node and Python beside code written by hand for the same jobs, in one run: one table, one plot, and the sizes.
//!
//! Each language has a program that prints a line of JSON a task, with the microseconds of every round; what the numbers mean
//! is worked out here, once.

use crate::step::{Result, Step, Tally, command, done, output, root, succeeds, told};
use crate::{built, pip};
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// What `cargo xtask bench` runs.
pub(crate) fn all() -> Vec<Step> {
    let own = vec![
        Step::new("table: Rust, Node and Python beside code by hand", || {
            told(table())
        }),
        Step::new("core, call by call", || {
            crate::step::one("cargo bench --package refundkit-tests --bench core")
        }),
    ];
    [own, crate::kotlin::benchmarks()]
        .into_iter()
        .flatten()
        .collect()
}

/// A task of a language: the median of its rounds, and between which bounds four fifths of them are.
struct Row {
    language: &'static str,
    task: String,
    ours: [f64; 3],
    by_hand: [f64; 3],
    bytes: [i64; 2],
}

fn table() -> Result<Tally> {
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let golden = folder.join("golden.json");
    built::programs()?;
    let steps = output(&mut built::program("golden"))?;
    fs::write(&golden, steps).map_err(|error| error.to_string())?;
    let programs = [
        ("Rust", rust()),
        ("Node", crate::npm::bench()?),
        ("Python", crate::python::bench()?),
    ];
    let mut lines = Vec::new();
    for (language, mut program) in programs {
        for line in output(program.arg(&golden))?.lines() {
            lines.push((
                language,
                serde_json::from_str::<Value>(line)
                    .map_err(|error| format!("{language}: {error}: {line}"))?,
            ));
        }
    }
    let rows: Vec<Row> = lines
        .iter()
        .filter_map(|(language, line)| row(language, line))
        .collect();
    let starts = lines
        .iter()
        .filter_map(|(_, line)| Some((line["start"].as_str()?, spread(&line["rounds"]))));
    let page = page(&rows, &starts.collect::<Vec<_>>(), &sizes()?);
    println!("{page}");
    fs::write(root().join("docs/benchmarks.md"), page).map_err(|error| error.to_string())?;
    plot(&folder, &rows).map(|()| Tally::PASSED)
}

fn rust() -> Command {
    command("cargo bench --quiet --package refundkit-tests --bench beside --")
}

fn row(language: &'static str, line: &Value) -> Option<Row> {
    let bytes = [0, 1].map(|side| line["bytes"][side].as_i64().unwrap_or_default());
    let task = line["task"].as_str()?.to_owned();
    Some(Row {
        language,
        task,
        ours: spread(&line["ours"]),
        by_hand: spread(&line["byHand"]),
        bytes,
    })
}

/// The 10th, 50th and 90th of a hundred.
fn spread(rounds: &Value) -> [f64; 3] {
    let mut rounds: Vec<f64> = rounds
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    rounds.sort_by(f64::total_cmp);
    let at = |percent: usize| {
        rounds
            .get(rounds.len() * percent / 100)
            .copied()
            .unwrap_or_default()
    };
    [at(10), at(50), at(90)]
}

fn page(rows: &[Row], starts: &[(&str, [f64; 3])], sizes: &[(&str, u64)]) -> String {
    let mut page = String::from(HEAD);
    for row in rows {
        let ([low, median, high], [hand_low, hand, hand_high]) = (row.ours, row.by_hand);
        let _ = writeln!(
            page,
            "| {} | {} | {median:.2} ({low:.2} to {high:.2}) | {hand:.2} ({hand_low:.2} to {hand_high:.2}) | {:.1} | {} | {} |",
            row.language,
            row.task,
            median / hand,
            row.bytes[0],
            row.bytes[1]
        );
    }
    page.push_str("\n| Start | median (four fifths) |\n|---|---|\n");
    for (name, [low, median, high]) in starts {
        let _ = writeln!(page, "| {name} | {median:.1} ({low:.1} to {high:.1}) |");
    }
    page.push_str("\n| Size | bytes |\n|---|---|\n");
    for (name, size) in sizes {
        let _ = writeln!(page, "| {name} | {size} |");
    }
    page
}

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench`: one run of Rust, Node and Python, microseconds a call, the median and between which bounds four fifths of
the rounds were. By hand is the same job in plain host code, with JSON and a digest and without the checks. Both give the same bytes or the
same verdict, which the run checks first. Bytes: in Rust allocated by a call, in Node left for the collector, in Python the most that a
call holds of Python's own.

![the same as a plot](benchmarks.svg)

| Language | Task | refundkit, us | by hand, us | ratio | bytes | by hand |
|---|---|---|---|---|---|---|
";

/// What the builds of this run left.
fn sizes() -> Result<Vec<(&'static str, u64)>> {
    let wasm = root().join("target/npm/package/dist/refundkit_bg.wasm");
    let compressed = command("gzip -9 -c")
        .arg(&wasm)
        .output()
        .map_err(|error| error.to_string())?;
    let wheels = fs::read_dir(root().join("target/wheels")).map_err(|error| error.to_string())?;
    let wheel = wheels
        .flatten()
        .map(|wheel| wheel.path())
        .next()
        .ok_or("there is no wheel")?;
    let crates = fs::read_to_string(root().join("core/dependencies.txt"))
        .map_err(|error| error.to_string())?;
    Ok(vec![
        ("WebAssembly", size(&wasm)?),
        ("WebAssembly, gzip", compressed.stdout.len() as u64),
        ("Python wheel", size(&wheel)?),
        (
            "library of Python, Kotlin and Swift, with its symbols",
            size(&built::library_file())?,
        ),
        (
            "crates that the core depends on, itself included",
            crates.lines().filter(|line| !line.starts_with('#')).count() as u64,
        ),
    ])
}

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path)
        .map(|data| data.len())
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// matplotlib draws; it is installed where it is needed alone.
fn plot(folder: &Path, rows: &[Row]) -> Result<()> {
    let data = folder.join("rows.json");
    let bars = |row: &Row| json!({"language": row.language, "task": row.task, "ours": row.ours, "byHand": row.by_hand});
    let text = Value::Array(rows.iter().map(bars).collect()).to_string();
    fs::write(&data, text).map_err(|error| error.to_string())?;
    let environment = pip::environment("bench/python", "xtask/plot/requirements.txt")
        .map_err(|_| "matplotlib".to_owned())?;
    let mut draw = Command::new(environment.join("bin/python"));
    draw.arg(root().join("xtask/plot/plot.py"))
        .arg(&data)
        .arg(root().join("docs/benchmarks.svg"));
    done("the plot", succeeds(&mut draw))
}
