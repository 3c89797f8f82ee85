//! Signed messages changed in every way that can be listed, and at random: none may be read as something else.
//!
//! The originals are the fixtures that verify: webhooks of every provider, and requests as its own side reads them. A
//! changed message is refused, or says the same as the original; then the [reasons](reason) tell, from the bytes alone and
//! without asking the verifier, why both are the same message. One that is read otherwise, or for no known reason, is a
//! defect.

pub mod encoding;
pub mod member;
pub mod mutation;
pub mod original;
pub mod pair;
pub mod random;
pub mod reason;

use mutation::mutants;
use original::{Original, Read};
use random::Dice;
use reason::{Reason, is_same, reasons};
use refundkit::ReceivedRequest;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

/// What came of many changed messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Messages that were changed.
    pub originals: u64,
    /// Mutants; none equals its original.
    pub mutants: u64,
    /// Those that gave an error.
    pub refused: u64,
    /// Those that are the same message for one reason or several, and gave what the original gives.
    pub same: u64,
    /// Those that differ in what the scheme leaves unsigned, and gave what the original gives but for that.
    pub unsigned: u64,
    /// Those that became another fixture's message, whole and under its own signature: a replay, which no signature stops.
    pub genuine: u64,
    /// How often each reason was seen, alone or beside others.
    pub reasons: BTreeMap<Reason, u64>,
    /// Mutants that were read as something else, or for no reason: what they were made by and what came of them.
    pub defects: Vec<String>,
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.originals += other.originals;
        self.mutants += other.mutants;
        self.refused += other.refused;
        self.same += other.same;
        self.unsigned += other.unsigned;
        self.genuine += other.genuine;
        for (reason, times) in other.reasons {
            *self.reasons.entry(reason).or_default() += times;
        }
        self.defects.extend(other.defects);
    }
}

/// How thoroughly to forge.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// One of so many listed changes is made; 1 is all of them, and every bit.
    pub one_in: usize,
    /// Random mutants of each message, beside the listed ones.
    pub random: u64,
    /// Where the random ones start.
    pub seed: u64,
}

/// Forges one message; `others` are of the same provider, to splice with.
pub fn forge(original: &Original, others: &[&Original], effort: Effort) -> Count {
    let mut count = Count {
        originals: 1,
        ..Count::default()
    };
    for (change, mutant) in mutants(original, others, effort.one_in) {
        judge(original, others, &change, &mutant, &mut count);
    }
    let mut dice = Dice::new(effort.seed, original, others);
    for _ in 0..effort.random {
        let mutant = dice.mutant();
        judge(original, others, "at random", &mutant, &mut count);
    }
    count
}

/// What became of one mutant.
enum Verdict {
    Refused,
    /// The same message, for these reasons; whether it gave the same but for what nobody signs.
    Believed(BTreeSet<Reason>, bool),
    /// Another message of the fixtures, whole and under its own signature.
    Genuine,
    Defect(String),
}

fn judge(
    original: &Original,
    others: &[&Original],
    change: &str,
    mutant: &ReceivedRequest,
    count: &mut Count,
) {
    count.mutants += 1;
    match verdict(original, others, mutant) {
        Verdict::Refused => count.refused += 1,
        Verdict::Genuine => count.genuine += 1,
        Verdict::Defect(what) => count
            .defects
            .push(told(original, change, mutant, &what)),
        Verdict::Believed(found, whole) => {
            *(if whole {
                &mut count.same
            } else {
                &mut count.unsigned
            }) += 1;
            for reason in found {
                *count
                    .reasons
                    .entry(reason)
                    .or_default() += 1;
            }
        }
    }
}

fn verdict(original: &Original, others: &[&Original], mutant: &ReceivedRequest) -> Verdict {
    let read = original.read(mutant);
    let found = reasons(original, mutant);
    let explained = !found.is_empty()
        && found
            .iter()
            .all(|reason| original.scheme.allows(*reason));
    match read {
        Read::Refused => Verdict::Refused,
        Read::Same if explained => Verdict::Believed(found, true),
        Read::Unsigned if explained => Verdict::Believed(found, false),
        _ if others
            .iter()
            .any(|other| is_genuine(other, original.reads(mutant), mutant)) =>
        {
            Verdict::Genuine
        }
        read => Verdict::Defect(format!("{read:?} for {found:?}")),
    }
}

/// Whether a mutant became another message, and was read as that one.
fn is_genuine(other: &Original, found: Option<Value>, mutant: &ReceivedRequest) -> bool {
    found.is_some_and(|found| other.means(&found)) && is_same(other, mutant)
}

fn told(original: &Original, change: &str, mutant: &ReceivedRequest, what: &str) -> String {
    let ReceivedRequest {
        method,
        url,
        headers,
        body,
    } = mutant;
    let headers: Vec<String> = headers
        .iter()
        .map(|header| format!("{}: {}", header.name, header.value))
        .collect();
    let body = String::from_utf8_lossy(body);
    format!(
        "{}, {change}: {what}\n{method:?} {url}\n{headers:?}\n{body}",
        original.name
    )
}
