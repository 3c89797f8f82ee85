//! Two outcomes of one refund as one: answer, status and webhook may come in any order and any number of times.
//!
//! Merging is commutative, associative and idempotent, so the order of arrival does not matter. A final answer never goes
//! back to pending; success against refusal is a conflict for a person.

use crate::outcome::{NextStep, Problem, RefundOutcome, RefundStatus};

/// How much an outcome settles, least first. `Refused` and the two above it exclude each other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// Nothing was done: not sent, or turned away unread.
    Nothing,
    /// Nobody can say.
    Unknown,
    /// This attempt was refused, an earlier one may have worked.
    RefusedThisTime,
    Pending,
    Refused,
    Succeeded,
    Reversed,
    Contradiction,
}

impl RefundOutcome {
    /// What both outcomes together say of the same refund.
    #[must_use]
    pub fn merge(&self, other: &Self) -> Self {
        let (ours, theirs) = (self.weight(), other.weight());
        let (lighter, heavier) = (ours.min(theirs), ours.max(theirs));
        if lighter == Weight::Refused && matches!(heavier, Weight::Succeeded | Weight::Reversed) {
            return Self::conflict();
        }
        let first = (ours, self.is_informed(), self) >= (theirs, other.is_informed(), other);
        if first { self.clone() } else { other.clone() }
    }

    fn weight(&self) -> Weight {
        match (self.status, self.next_step) {
            (RefundStatus::Succeeded, _) => Weight::Succeeded,
            (RefundStatus::Reversed, _) => Weight::Reversed,
            (RefundStatus::Pending, _) => Weight::Pending,
            (RefundStatus::Declined, NextStep::RetrySame) => Weight::Nothing,
            (RefundStatus::Declined, NextStep::Ask | NextStep::Person) => Weight::RefusedThisTime,
            (RefundStatus::Declined, _) => Weight::Refused,
            (RefundStatus::Unknown, NextStep::Person) if self.is_contradiction() => Weight::Contradiction,
            (RefundStatus::Unknown, _) => Weight::Unknown,
        }
    }

    /// A conflict made here knows less than any other contradiction, so it must not displace one.
    fn is_informed(&self) -> bool {
        self.problem != Some(Problem::Conflict)
    }

    /// A person is needed for what was said, not for what was left unsaid.
    fn is_contradiction(&self) -> bool {
        self.problem.is_some_and(Problem::is_contradiction)
    }

    fn conflict() -> Self {
        Self {
            status: RefundStatus::Unknown,
            next_step: NextStep::Person,
            ask_after: None,
            problem: Some(Problem::Conflict),
            refund_id: None,
            amount: None,
            provider_status: None,
            code: None,
            message: None,
            http_status: None,
        }
    }
}
