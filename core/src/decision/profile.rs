//! How an operation behaves when repeated, how it can be looked up, and the verdict that follows.
//!
//! This is the only place that decides what to do next. Providers say what they found, never what to do.

use crate::decision::outcome::{NextStep, Problem, RefundStatus};
use serde::Serialize;

/// What the provider does with the same refund sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Replay {
    /// It gives the first answer again: sending the same bytes is safe.
    SameAnswer,
    /// It carries a fence (such as the expected balance) that lets only one of them through: sending the same bytes is safe.
    CompareAndSet,
    /// It refuses the second one with an error of its own, without giving the first answer.
    Rejects,
    /// It gives the money back twice.
    None,
}

/// How the fate of a refund can be found out afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// By our own reference, which the provider stores with the refund. Where it does not list it, by the total, and then under
    /// the condition of that.
    ByReference,
    /// By the list of the payment's refunds: by our mark, if one went with ours, else by which is new, and then under the condition
    /// of the total.
    ByEntries,
    /// By the payment's refunded total. Proves something only while every earlier refund of the payment is decided: one
    /// that is pending or unknown may move the total in place of ours.
    ByTotal,
    /// By the payment's state alone, which tells no more than whether everything was given back.
    ByState,
    /// Not at all.
    None,
}

/// What HTTP 429 proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum RateLimit {
    /// The document says that nothing was done.
    Refuses,
    /// The document says nothing.
    Undocumented,
}

/// An operation's behaviour, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The operation as its document names it.
    pub operation: &'static str,
    /// What sending it again does.
    pub replay: Replay,
    /// How it can be looked up.
    pub lookup: Lookup,
    /// What HTTP 429 proves.
    pub rate_limit: RateLimit,
    /// What to do while several refunds could be this one.
    pub when_ambiguous: NextStep,
    /// Milliseconds after which asking makes sense.
    pub ask_after: i64,
    /// Where this is known from, and how surely.
    pub source: &'static str,
}

/// What was found in an answer, a status or a webhook: one row of the verdict table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No byte left.
    NotSent,
    /// No answer.
    Lost,
    /// A redirect.
    Redirected,
    /// HTTP 429.
    RateLimited,
    /// HTTP 5xx.
    ServerError,
    /// No JSON of the documented shape.
    Unreadable,
    /// No body.
    Empty,
    /// A status or code that the documents do not list.
    Unrecognised,
    /// The facts contradict each other.
    Contradiction(Problem),
    /// The status query itself failed; nothing was learnt.
    Unanswered(Problem),
    /// An answer that decides nothing, where the document says that a repetition may be decided.
    Undecided(Problem),
    /// A recognised success.
    Succeeded,
    /// Taken, not decided.
    Pending,
    /// Refused as a repetition: an earlier sending was taken, and this answer does not say what became of it.
    PendingCheck,
    /// A recognised refusal.
    Declined,
    /// A recognised refusal that an earlier, lost refund may explain: look before giving up.
    DeclinedCheck,
    /// A recognised refusal that may turn into success later, as a new refund.
    DeclinedForNow,
    /// The money came back.
    Reversed,
    /// Not among the payment's refunds.
    NotSeen,
    /// Several could be this one.
    Ambiguous,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What happened to the money.
    pub status: RefundStatus,
    /// What is safe now.
    pub next_step: NextStep,
    /// Why.
    pub problem: Option<Problem>,
}

impl Profile {
    /// The verdict table: what a finding means for an operation that behaves like this.
    pub fn verdict(&self, finding: Finding) -> Verdict {
        use RefundStatus::{Declined, Pending, Reversed, Succeeded, Unknown};
        let (status, next_step, problem) = match finding {
            Finding::NotSent => (Declined, NextStep::RetrySame, Some(Problem::NotSent)),
            Finding::Lost => (Unknown, self.after_silence(), Some(Problem::Lost)),
            Finding::Redirected => (Unknown, self.after_silence(), Some(Problem::Redirected)),
            Finding::RateLimited if self.rate_limit == RateLimit::Refuses => {
                (Declined, NextStep::RetrySame, Some(Problem::RateLimited))
            }
            Finding::RateLimited => (Unknown, self.after_silence(), Some(Problem::RateLimited)),
            Finding::ServerError => (Unknown, self.after_silence(), Some(Problem::ServerError)),
            Finding::Unreadable => (Unknown, self.after_silence(), Some(Problem::Unreadable)),
            Finding::Empty => (Unknown, self.after_silence(), Some(Problem::Empty)),
            Finding::Unrecognised => (Unknown, self.ask(), Some(Problem::Unrecognised)),
            Finding::Contradiction(problem) => (Unknown, NextStep::Person, Some(problem)),
            Finding::Unanswered(problem) => (Unknown, self.ask(), Some(problem)),
            Finding::Undecided(problem) => (Unknown, self.after_silence(), Some(problem)),
            Finding::Succeeded => (Succeeded, NextStep::Done, None),
            Finding::Pending => (Pending, NextStep::Wait, None),
            Finding::PendingCheck => (Pending, self.ask(), None),
            // Behind a fence, a refusal may be the fence itself: an earlier, lost attempt went through.
            Finding::Declined | Finding::DeclinedCheck if self.replay == Replay::CompareAndSet => {
                (Unknown, self.ask(), Some(Problem::Fenced))
            }
            Finding::Declined => (Declined, NextStep::Stop, None),
            Finding::DeclinedCheck => (Declined, self.ask(), None),
            Finding::DeclinedForNow => (Declined, NextStep::RetryNew, None),
            Finding::Reversed => (Reversed, NextStep::Person, None),
            Finding::NotSeen => (Unknown, self.after_silence(), Some(Problem::NotSeen)),
            Finding::Ambiguous => (Unknown, self.when_ambiguous(), Some(Problem::Ambiguous)),
        };
        Verdict {
            status,
            next_step,
            problem,
        }
    }

    /// After silence only a key that replays, or a fence, makes sending again safe.
    fn after_silence(&self) -> NextStep {
        match self.replay {
            Replay::SameAnswer | Replay::CompareAndSet => NextStep::RetrySame,
            Replay::Rejects | Replay::None => self.ask(),
        }
    }

    fn when_ambiguous(&self) -> NextStep {
        if self.when_ambiguous == NextStep::Ask {
            self.ask()
        } else {
            NextStep::Person
        }
    }

    fn ask(&self) -> NextStep {
        match self.lookup {
            Lookup::None => NextStep::Person,
            Lookup::ByReference | Lookup::ByEntries | Lookup::ByTotal | Lookup::ByState => {
                NextStep::Ask
            }
        }
    }

    /// When to ask: only where asking is possible and the next step may come to it.
    pub fn ask_after(&self, next_step: NextStep) -> Option<i64> {
        let may_ask =
            matches!(next_step, NextStep::Ask | NextStep::Wait) && self.lookup != Lookup::None;
        may_ask.then_some(self.ask_after)
    }
}
