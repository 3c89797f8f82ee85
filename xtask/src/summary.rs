//! The end of a run: where the time went, which steps failed, and how much passed.

use crate::run::Ran;
use crate::spent::Spent;
use crate::step::Tally;
use std::fmt::Write;
use std::process::ExitCode;

/// Prints the end of a run; the last line is the count.
pub(crate) fn print(ran: &[Ran], whole: Spent) -> ExitCode {
    if ran.is_empty() {
        eprintln!("no step has such a name");
        return ExitCode::FAILURE;
    }
    print!("\n{}", text(ran, whole));
    let has_failed = ran
        .iter()
        .any(|step| step.tally.failed > 0);
    ExitCode::from(u8::from(has_failed))
}

fn text(ran: &[Ran], whole: Spent) -> String {
    let mut text = times(ran, whole);
    let mut total = Tally::default();
    for step in ran {
        total += step.tally;
        if step.tally.failed > 0 {
            let _ = writeln!(text, "failed: {}", step.name);
        }
    }
    let Tally {
        passed,
        failed,
        skipped,
    } = total;
    let _ = writeln!(text, "{passed} passed, {failed} failed, {skipped} skipped");
    text
}

/// A table in seconds, the longest step first. Steps side by side add up to more than the whole by the clock.
fn times(ran: &[Ran], whole: Spent) -> String {
    let mut sorted = ran.to_vec();
    sorted.sort_by_key(|step| std::cmp::Reverse(step.spent.wall));
    let mut text = String::from("   clock  compiling  running  processors  compiling  step\n");
    let mut sum = Spent::default();
    for step in &sorted {
        let _ = writeln!(text, "{}  {}", row(step.spent), step.name);
        sum += step.spent;
    }
    let _ = writeln!(text, "{}  all steps", row(sum));
    let clock = seconds(whole.wall);
    let _ = writeln!(text, "{clock:>8}  by the clock from start to end\n");
    text
}

fn row(spent: Spent) -> String {
    format!(
        "{:>8}  {:>9}  {:>7}  {:>10}  {:>9}",
        seconds(spent.wall),
        seconds(spent.compiling_wall),
        seconds(
            spent
                .wall
                .saturating_sub(spent.compiling_wall)
        ),
        seconds(spent.cpu),
        seconds(spent.compiling_cpu),
    )
}

fn seconds(milliseconds: u64) -> String {
    let tenths = milliseconds.saturating_add(50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// The line below what a step printed.
pub(crate) fn ended(ran: &Ran) -> String {
    let Tally {
        passed,
        failed,
        skipped,
    } = ran.tally;
    let clock = seconds(ran.spent.wall);
    format!(
        "-- {}: {passed} passed, {failed} failed, {skipped} skipped in {clock} s",
        ran.name
    )
}

/// What a step's process leaves for the one that started it: seven numbers.
pub(crate) fn printed(ran: &Ran) -> String {
    let Ran { tally, spent, .. } = ran;
    format!(
        "{} {} {} {} {} {} {}",
        tally.passed,
        tally.failed,
        tally.skipped,
        spent.wall,
        spent.cpu,
        spent.compiling_wall,
        spent.compiling_cpu
    )
}

pub(crate) fn parsed(name: &'static str, text: &str) -> Option<Ran> {
    let mut numbers = text
        .split(' ')
        .map(|number| number.parse::<u64>().ok());
    let mut number = || numbers.next().flatten();
    let tally = Tally {
        passed: u32::try_from(number()?).ok()?,
        failed: u32::try_from(number()?).ok()?,
        skipped: u32::try_from(number()?).ok()?,
    };
    let spent = Spent {
        wall: number()?,
        cpu: number()?,
        compiling_wall: number()?,
        compiling_cpu: number()?,
    };
    Some(Ran { name, tally, spent })
}

#[cfg(test)]
mod test {
    use super::{parsed, printed, text};
    use crate::run::Ran;
    use crate::spent::Spent;
    use crate::step::Tally;

    fn ran(name: &'static str, tally: Tally, wall: u64) -> Ran {
        let spent = Spent {
            wall,
            cpu: 2 * wall,
            compiling_wall: wall / 4,
            compiling_cpu: wall / 2,
        };
        Ran { name, tally, spent }
    }

    #[test]
    fn a_result_survives_the_way_between_two_processes() {
        let tally = Tally {
            passed: 3,
            failed: 1,
            skipped: 2,
        };
        let before = ran("tests", tally, 1234);
        assert_eq!(parsed("tests", &printed(&before)), Some(before));
        assert_eq!(parsed("tests", "3 1 2 9"), None);
    }

    #[test]
    fn times_come_first_then_what_failed_and_the_count_is_last() {
        let steps = [
            ran("links", Tally::FAILED, 400),
            ran("tests", Tally::PASSED, 12_340),
            ran("browser", Tally::SKIPPED, 0),
        ];
        let whole = Spent {
            wall: 12_500,
            ..Spent::default()
        };
        let text = text(&steps, whole);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[1],
            "    12.3        3.1      9.3        24.7        6.2  tests"
        );
        assert!(lines[2].ends_with("links") && lines[3].ends_with("browser"));
        assert!(
            lines[5]
                .trim_start()
                .starts_with("12.5  by the clock")
        );
        let end = ["failed: links", "1 passed, 1 failed, 1 skipped"];
        assert_eq!(lines[lines.len() - 2..], end);
    }
}
