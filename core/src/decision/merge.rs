//! Merging two outcomes of one refund: response, status and webhook may come in any order and any number of times.
//!
//! Merging is commutative, associative and idempotent, so the order of arrival does not matter. What is proven about the
//! refund itself never goes back to pending; success against refusal, or two successes that name different refunds, is a
//! conflict for a person. A refused repetition says nothing about an earlier sending that was lost.

use crate::decision::outcome::{NextAction, Problem, RefundOutcome, RefundStatus};

/// How much an outcome settles, least first. `Refused` excludes the two above it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// A question that nobody answered.
    Unanswered,
    /// Nothing was done: not sent, or turned away unread.
    Nothing,
    /// A look that taught nothing about this refund.
    NothingLearnt,
    /// One sending was refused. The provider names no refund, so another sending may have worked.
    RefusedSending,
    /// A sending whose fate nobody knows.
    Silence,
    /// A response that decides nothing, such as a refusal by a precondition: sending again would give the same response, but
    /// asking may help.
    Answered,
    /// No further look will settle it, but a message about the refund itself may.
    Undecidable,
    Pending,
    /// The refund itself was refused: the provider names it.
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
        match (ours.min(theirs), ours.max(theirs)) {
            (Weight::Refused, Weight::Succeeded | Weight::Reversed) => Self::conflict(),
            (Weight::Succeeded | Weight::Reversed, Weight::Succeeded | Weight::Reversed)
                if ours >= theirs =>
            {
                self.joined(other)
            }
            (Weight::Succeeded | Weight::Reversed, Weight::Succeeded | Weight::Reversed) => {
                other.joined(self)
            }
            _ if (ours, self.is_informed(), self) >= (theirs, other.is_informed(), other) => {
                self.clone()
            }
            _ => other.clone(),
        }
    }

    fn weight(&self) -> Weight {
        match (self.status, self.next_action) {
            (RefundStatus::Succeeded, _) => Weight::Succeeded,
            (RefundStatus::Reversed, _) => Weight::Reversed,
            (RefundStatus::Pending, _) => Weight::Pending,
            (RefundStatus::Declined, NextAction::ResendSame) => Weight::Nothing,
            (RefundStatus::Declined, _) if !self.is_about_the_refund() => Weight::RefusedSending,
            (RefundStatus::Declined, _) => Weight::Refused,
            (RefundStatus::Unknown, step) => self
                .problem
                .map_or(Weight::Silence, |problem| doubt(problem, step)),
        }
    }

    /// Whether the provider named the refund or its status, instead of refusing a request.
    fn is_about_the_refund(&self) -> bool {
        self.refund_id.is_some() || self.provider_status.is_some()
    }

    /// Two successes, returned or not: one refund, unless they name different ones or different amounts. Neither has a
    /// problem or anything to ask.
    fn joined(&self, other: &Self) -> Self {
        if differ(&self.refund_id, &other.refund_id) || differ(&self.amount, &other.amount) {
            return Self::conflict();
        }
        Self {
            refund_id: self
                .refund_id
                .clone()
                .max(other.refund_id.clone()),
            amount: self
                .amount
                .clone()
                .max(other.amount.clone()),
            provider_status: self
                .provider_status
                .clone()
                .max(other.provider_status.clone()),
            code: self
                .code
                .clone()
                .max(other.code.clone()),
            message: self
                .message
                .clone()
                .max(other.message.clone()),
            http_status: self.http_status.max(other.http_status),
            remaining: self
                .remaining
                .clone()
                .max(other.remaining.clone()),
            bank_reference: self
                .bank_reference
                .clone()
                .max(other.bank_reference.clone()),
            receipt: self
                .receipt
                .clone()
                .max(other.receipt.clone()),
            fee: self.fee.clone().max(other.fee.clone()),
            completed_at: self
                .completed_at
                .clone()
                .max(other.completed_at.clone()),
            completed_at_ms: self
                .completed_at_ms
                .max(other.completed_at_ms),
            parts: self
                .parts
                .clone()
                .max(other.parts.clone()),
            ..self.clone()
        }
    }

    /// A conflict made here knows less than any other contradiction, so it must not displace one.
    fn is_informed(&self) -> bool {
        self.problem != Some(Problem::Conflict)
    }

    fn conflict() -> Self {
        Self {
            problem: Some(Problem::Conflict),
            ..Self::new(RefundStatus::Unknown, NextAction::ManualReview)
        }
    }
}

fn differ<T: PartialEq>(first: &Option<T>, second: &Option<T>) -> bool {
    first.is_some() && second.is_some() && first != second
}

/// What an unknown outcome leaves open: what was said, what a sending came to, or nothing about this refund.
fn doubt(problem: Problem, step: NextAction) -> Weight {
    match problem {
        problem if problem.is_contradiction() && step == NextAction::ManualReview => {
            Weight::Contradiction
        }
        problem if problem.is_contradiction() => Weight::NothingLearnt,
        Problem::Unanswered => Weight::Unanswered,
        Problem::Ambiguous if step == NextAction::ManualReview => Weight::Undecidable,
        Problem::NotSeen | Problem::Ambiguous => Weight::NothingLearnt,
        Problem::PreconditionFailed | Problem::Unrecognised => Weight::Answered,
        _ => Weight::Silence,
    }
}
