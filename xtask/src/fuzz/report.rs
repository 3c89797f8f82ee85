//! What libFuzzer says of a run, as a row of a table.

use crate::step::Result;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// One run of one target.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) name: &'static str,
    pub(crate) passed: bool,
    executions: u64,
    a_second: u64,
    covered: u64,
    counters: u64,
    features: u64,
    corpus: u64,
    megabytes: u64,
}

impl Report {
    /// Runs a target and reads what it prints; what it prints of a finding is passed on.
    pub(crate) fn of(name: &'static str, mut command: Command) -> Result<Self> {
        let mut child = command
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name}: {error}"))?;
        let mut report = Self {
            name,
            ..Self::default()
        };
        let mut is_told = false;
        let mut last = String::new();
        for line in child
            .stderr
            .take()
            .into_iter()
            .flat_map(|stderr| BufReader::new(stderr).lines())
            .map_while(|line| line.ok())
        {
            is_told |= line.contains("panicked") || line.contains("ERROR: libFuzzer");
            if is_told {
                eprintln!("{line}");
            }
            report.read(&line);
            last = line;
        }
        report.passed = child
            .wait()
            .is_ok_and(|status| status.success());
        if !report.passed && !is_told {
            eprintln!("{name}: {last}");
        }
        Ok(report)
    }

    /// `#300000 DONE cov: 864 ft: 2299 corp: 741/116Kb ..`, `stat::peak_rss_mb: 30`, `Loaded 1 modules (905 inline ..`.
    fn read(&mut self, line: &str) {
        let after = |word: &str| number(line.split_once(word)?.1);
        let mut keep = |place: fn(&mut Self) -> &mut u64, word: &str| {
            if let Some(found) = after(word) {
                *place(self) = found;
            }
        };
        keep(|report| &mut report.counters, "Loaded 1 modules   (");
        keep(|report| &mut report.covered, " cov: ");
        keep(|report| &mut report.features, " ft: ");
        keep(|report| &mut report.corpus, " corp: ");
        keep(
            |report| &mut report.executions,
            "stat::number_of_executed_units:",
        );
        keep(|report| &mut report.a_second, "stat::average_exec_per_sec:");
        keep(|report| &mut report.megabytes, "stat::peak_rss_mb:");
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim_start();
    text.split(|character: char| !character.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// One table.
pub(crate) fn print(reports: &[Report]) {
    println!(
        "{:<12}{:>12}{:>10}{:>9}{:>7}{:>10}{:>9}{:>8}",
        "target", "executions", "a second", "edges", "%", "features", "corpus", "MB"
    );
    for report in reports {
        let Report {
            name,
            passed,
            executions,
            a_second,
            covered,
            counters,
            features,
            corpus,
            megabytes,
        } = report;
        let share = (covered * 1000)
            .checked_div(*counters)
            .unwrap_or_default();
        let (percent, finding) = (
            format!("{}.{}", share / 10, share % 10),
            if *passed { "" } else { "  FINDING" },
        );
        println!(
            "{name:<12}{executions:>12}{a_second:>10}{covered:>9}{percent:>7}{features:>10}{corpus:>9}{megabytes:>8}{finding}"
        );
    }
    println!(
        "{:<12}{:>12}",
        "in all",
        reports
            .iter()
            .map(|report| report.executions)
            .sum::<u64>()
    );
}
