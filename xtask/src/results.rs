//! What test runners print of their results.

use crate::step::Tally;

/// `test result: ok. 3 passed; 0 failed; 1 ignored; ..` of cargo test.
pub(crate) fn cargo_result(line: &str) -> Option<Tally> {
    let rest = line.strip_prefix("test result: ")?;
    let number = |word: &str| {
        rest.split([';', '.'])
            .find_map(|part| {
                part.trim()
                    .strip_suffix(word)?
                    .trim()
                    .parse()
                    .ok()
            })
    };
    Some(Tally {
        passed: number("passed")?,
        failed: number("failed")?,
        skipped: number("ignored")?,
    })
}

/// `3 passed, 0 failed` of our own scripts.
pub(crate) fn plain_result(line: &str) -> Option<Tally> {
    let (passed, rest) = line.split_once(" passed, ")?;
    let failed = rest.split(' ').next()?;
    Some(Tally {
        passed: passed.trim().parse().ok()?,
        failed: failed.parse().ok()?,
        skipped: 0,
    })
}

/// `ℹ pass 3`, `ℹ fail 0`, `ℹ skipped 1` of Node's own test runner.
pub(crate) fn node_result(line: &str) -> Option<Tally> {
    let (word, number) = line
        .strip_prefix("ℹ ")?
        .split_once(' ')?;
    let number = number.parse().ok()?;
    match word {
        "pass" => Some(Tally {
            passed: number,
            ..Tally::default()
        }),
        "fail" | "cancelled" => Some(Tally {
            failed: number,
            ..Tally::default()
        }),
        "skipped" => Some(Tally {
            skipped: number,
            ..Tally::default()
        }),
        _ => None,
    }
}
