//! Rust, Node and Python beside code written by hand for the same jobs, in one run: one table, one plot, and the sizes.
//!
//! Each language has a program that prints a line of JSON a task, with the microseconds of every round; what the numbers mean
//! is worked out here, once.

use crate::step::{Result, Step, Tally, command, done, into_tally, output, root, succeeds};
use crate::{built, pip};
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `cargo xtask bench` runs.
pub(crate) fn all() -> Vec<Step> {
    let own = vec![
        Step::new("table: Rust, Node and Python beside code by hand", || {
            into_tally(table())
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
    let golden = golden(&folder)?;
    let mut measured = Measured::default();
    measured.run("Rust", rust().arg(&golden))?;
    measured.run("Node", crate::npm::bench()?.arg(&golden))?;
    measured.run("Python", crate::python::bench()?.arg(&golden))?;
    let page = page(&commit()?, &measured, &sizes()?);
    println!("{page}");
    write(&root().join("docs/benchmarks.md"), &page)?;
    plot(&folder, &measured.rows)?;
    Ok(Tally::PASSED)
}

/// The fixtures' steps, which every program reads.
fn golden(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    built::programs()?;
    let steps = output(&mut built::program("golden"))?;
    let golden = folder.join("golden.json");
    write(&golden, &steps)?;
    Ok(golden)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).map_err(|error| error.to_string())
}

/// The commit whose code is measured, with its day.
fn commit() -> Result<String> {
    let commit = output(&mut command("git show --no-patch --format=%h,%x20%cs HEAD"))?;
    Ok(commit.trim().to_owned())
}

/// What the programs printed.
#[derive(Default)]
struct Measured {
    rows: Vec<Row>,
    starts: Vec<Start>,
}

/// How long it takes to start, with the same bounds.
struct Start {
    name: String,
    spread: [f64; 3],
}

impl Measured {
    fn run(&mut self, language: &'static str, program: &mut Command) -> Result<()> {
        for line in output(program)?.lines() {
            let line: Value = serde_json::from_str(line)
                .map_err(|error| format!("{language}: {error}: {line}"))?;
            self.rows.extend(row(language, &line));
            self.starts.extend(start(&line));
        }
        Ok(())
    }
}

fn start(line: &Value) -> Option<Start> {
    let name = line["start"].as_str()?.to_owned();
    let spread = spread(&line["rounds"]);
    Some(Start { name, spread })
}

fn rust() -> Command {
    command("cargo bench --quiet --package refundkit-tests --bench comparison --")
}

fn row(language: &'static str, line: &Value) -> Option<Row> {
    let bytes = [0, 1].map(|side| {
        line["bytes"][side]
            .as_i64()
            .unwrap_or_default()
    });
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
    [10, 50, 90].map(|percent| at(&rounds, percent))
}

fn at(sorted: &[f64], percent: usize) -> f64 {
    let found = sorted.get(sorted.len() * percent / 100);
    found.copied().unwrap_or_default()
}

fn page(commit: &str, measured: &Measured, sizes: &[(&str, u64)]) -> String {
    let mut page = format!("{HEAD}\nMeasured on {commit}.\n{COLUMNS}");
    for row in &measured.rows {
        page.push_str(&row.printed());
    }
    page.push_str("\n| Start | median (four fifths) |\n|---|---|\n");
    for start in &measured.starts {
        page.push_str(&start.printed());
    }
    page.push_str("\n| Size | bytes |\n|---|---|\n");
    for (name, size) in sizes {
        let _ = writeln!(page, "| {name} | {size} |");
    }
    page
}

impl Row {
    fn printed(&self) -> String {
        let Self { language, task, .. } = self;
        let [low, median, high] = self.ours;
        let [hand_low, hand, hand_high] = self.by_hand;
        let [bytes, hand_bytes] = self.bytes;
        let ratio = median / hand;
        let ours = format!("{median:.2} ({low:.2} to {high:.2})");
        let by_hand = format!("{hand:.2} ({hand_low:.2} to {hand_high:.2})");
        format!(
            "| {language} | {task} | {ours} | {by_hand} | {ratio:.1} | {bytes} | {hand_bytes} |\n"
        )
    }
}

impl Start {
    fn printed(&self) -> String {
        let [low, median, high] = self.spread;
        let name = &self.name;
        format!("| {name} | {median:.1} ({low:.1} to {high:.1}) |\n")
    }
}

const HEAD: &str = "# Benchmarks

Written by `cargo xtask bench`: one run of Rust, Node and Python, microseconds a call, the median and between which bounds four fifths of
the rounds were. By hand is the same job in plain host code, with JSON and a digest and without the checks. Both give the same bytes or the
same verdict, which the run checks first. Bytes: in Rust allocated by a call, in Node left for the collector, in Python the most that a
call holds of Python's own.

![the same as a plot](benchmarks.svg)
";

const COLUMNS: &str = "
| Language | Task | refundkit, us | by hand, us | ratio | bytes | by hand |
|---|---|---|---|---|---|---|
";

/// What the builds of this run left.
fn sizes() -> Result<Vec<(&'static str, u64)>> {
    let wasm = root().join("target/npm/package/dist/refundkit_bg.wasm");
    Ok(vec![
        ("WebAssembly", size(&wasm)?),
        ("WebAssembly, gzip", compressed_size(&wasm)?),
        ("Python wheel", size(&crate::python::built_wheel()?)?),
        (
            "library of Kotlin and Swift, with its symbols",
            size(&built::library_file())?,
        ),
        (
            "crates that the core depends on, itself included",
            crates()?,
        ),
    ])
}

fn compressed_size(file: &Path) -> Result<u64> {
    let compressed = command("gzip -9 -c")
        .arg(file)
        .output()
        .map_err(|error| error.to_string())?;
    Ok(compressed.stdout.len() as u64)
}

fn crates() -> Result<u64> {
    let list = root().join("core/dependencies.txt");
    let text = fs::read_to_string(list).map_err(|error| error.to_string())?;
    let crates = text
        .lines()
        .filter(|line| !line.starts_with('#'));
    Ok(crates.count() as u64)
}

fn size(path: &Path) -> Result<u64> {
    fs::metadata(path)
        .map(|data| data.len())
        .map_err(|error| format!("{}: {error}", path.display()))
}

/// matplotlib draws; it is installed where it is needed alone.
fn plot(folder: &Path, rows: &[Row]) -> Result<()> {
    let data = folder.join("rows.json");
    let text = Value::from_iter(rows.iter().map(bars)).to_string();
    write(&data, &text)?;
    let environment = pip::environment("bench/python", "xtask/plot/requirements.txt")
        .map_err(|_| "matplotlib".to_owned())?;
    let mut draw = Command::new(environment.join("bin/python"));
    draw.arg(root().join("xtask/plot/plot.py"))
        .arg(&data)
        .arg(root().join("docs/benchmarks.svg"));
    done("the plot", succeeds(&mut draw))
}

fn bars(row: &Row) -> Value {
    json!({
        "language": row.language,
        "task": row.task,
        "ours": row.ours,
        "byHand": row.by_hand,
    })
}
