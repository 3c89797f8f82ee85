//! How an operation behaves when repeated, how it can be looked up, and the verdict that follows.
//!
//! Providers say what they found, and this module decides what is safe to do next.

use crate::decision::outcome::{NextAction, Problem, RefundStatus};
use serde::{Deserialize, Serialize};

/// What the provider does with the same refund sent again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Idempotency {
    /// It gives the first response again, so it is safe to send the same bytes again.
    SameResponse,
    /// It carries a precondition (such as the expected balance) that lets only one of them through, so it is safe to send
    /// the same bytes again.
    CompareAndSet,
    /// It refuses the second one with an error, and does not give the first response.
    Rejects,
    /// It gives the money back twice.
    #[default]
    None,
}

impl Idempotency {
    /// Whether nothing protects a repetition.
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// How the fate of a refund can be found out afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Lookup {
    /// By our own reference, which the provider stores with the refund and may list.
    ByReference,
    /// By the list of the payment's refunds, with our reference where the provider gives it back.
    ByEntries,
    /// By the payment's refunded total, in which an earlier refund that is undecided may stand in place of ours.
    ByTotal,
    /// By the payment's state alone, which tells only whether everything was given back.
    ByState,
    /// There is no way to find it out.
    None,
}

/// What HTTP 429 proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum RateLimit {
    /// The provider's document says that nothing was done.
    Refuses,
    /// The provider's document does not say whether anything was done.
    Undocumented,
}

/// What may become of a refund while several entries could be it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ambiguity {
    /// A later look may show which one it is: ask again.
    MayClear,
    /// No later look tells them apart: a person has to look.
    Final,
}

/// An operation's behaviour, as data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationProfile {
    /// The operation as its document names it.
    pub operation: &'static str,
    /// What sending it again does.
    pub replay: Idempotency,
    /// How it can be looked up.
    pub lookup: Lookup,
    /// What HTTP 429 proves.
    pub rate_limit: RateLimit,
    /// Whether a later look may tell several candidates apart.
    pub ambiguity: Ambiguity,
    /// Milliseconds after which asking, or sending again, makes sense.
    pub ask_after_ms: i64,
    /// The source of this knowledge, and how sure it is: H an official document, or bytes computed again; M one official hint, or two
    /// independent third parties; L one third party.
    pub source: &'static str,
}

/// What was found in a response: one row of the verdict table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No byte left this machine.
    NotSent,
    /// No response.
    Lost,
    /// A redirect.
    Redirected,
    /// HTTP 429.
    RateLimited,
    /// HTTP 5xx.
    ServerError,
    /// The body is not JSON of the documented shape.
    Unreadable,
    /// No body.
    Empty,
    /// A status or code that the documents do not list.
    Unrecognised,
    /// The facts contradict each other.
    Contradiction(Problem),
    /// A response that decides nothing, while the document says that a repetition may be decided.
    Undecided(Problem),
    /// A recognised success.
    Succeeded,
    /// The provider has taken the refund and has not decided yet.
    Pending,
    /// Refused as a repetition: an earlier sending was taken, and this response does not say what became of it.
    PendingCheck,
    /// A recognised refusal.
    Declined,
    /// A recognised refusal that an earlier, lost refund may explain: look before giving up.
    DeclinedCheck,
    /// A recognised refusal that may turn into success later, as a new refund.
    DeclinedForNow,
    /// The money came back.
    Reversed,
    /// Our refund is not among the payment's refunds.
    NotSeen,
    /// Several entries could be our refund.
    Ambiguous,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What happened to the money.
    pub status: RefundStatus,
    /// What is safe now.
    pub next_action: NextAction,
    /// Why.
    pub problem: Option<Problem>,
}

impl OperationProfile {
    /// The verdict table: what a finding means for an operation that behaves like this.
    pub fn verdict(&self, finding: Finding) -> Verdict {
        use RefundStatus::{Declined, Pending, Reversed, Succeeded, Unknown};
        let after_silence = self.resend_or(self.ask());
        let after_nothing = self.resend_or(NextAction::StartNew);
        let (status, next_action, problem) = match finding {
            Finding::NotSent => (Declined, after_nothing, Some(Problem::NotSent)),
            Finding::Lost => (Unknown, after_silence, Some(Problem::Lost)),
            Finding::Redirected => (Unknown, after_silence, Some(Problem::Redirected)),
            Finding::RateLimited if self.rate_limit == RateLimit::Refuses => {
                (Declined, after_nothing, Some(Problem::RateLimited))
            }
            Finding::RateLimited => (Unknown, after_silence, Some(Problem::RateLimited)),
            Finding::ServerError => (Unknown, after_silence, Some(Problem::ServerError)),
            Finding::Unreadable => (Unknown, after_silence, Some(Problem::Unreadable)),
            Finding::Empty => (Unknown, after_silence, Some(Problem::Empty)),
            Finding::Unrecognised => (Unknown, self.ask(), Some(Problem::Unrecognised)),
            Finding::Contradiction(problem) => (Unknown, NextAction::ManualReview, Some(problem)),
            Finding::Undecided(problem) => (Unknown, after_silence, Some(problem)),
            Finding::Succeeded => (Succeeded, NextAction::Done, None),
            Finding::Pending => (Pending, NextAction::Wait, None),
            Finding::PendingCheck => (Pending, self.ask(), None),
            // With a precondition, the refusal may come from the precondition: an earlier, lost attempt went through.
            Finding::Declined | Finding::DeclinedCheck
                if self.replay == Idempotency::CompareAndSet =>
            {
                (Unknown, self.ask(), Some(Problem::PreconditionFailed))
            }
            Finding::Declined => (Declined, NextAction::Stop, None),
            Finding::DeclinedCheck => (Declined, self.ask(), None),
            Finding::DeclinedForNow => (Declined, NextAction::StartNew, None),
            Finding::Reversed => (Reversed, NextAction::ManualReview, None),
            Finding::NotSeen => (Unknown, after_silence, Some(Problem::NotSeen)),
            Finding::Ambiguous => (Unknown, self.when_ambiguous(), Some(Problem::Ambiguous)),
        };
        Verdict {
            status,
            next_action,
            problem,
        }
    }

    /// A single message never says to send a refund again, even where the provider would give its first response once more:
    /// that rests on what else was sent and heard. Google, which cannot ask us, does repeat itself.
    fn resend_or(&self, otherwise: NextAction) -> NextAction {
        if self.replay == Idempotency::SameResponse && self.lookup == Lookup::None {
            NextAction::ResendSame
        } else {
            otherwise
        }
    }

    fn when_ambiguous(&self) -> NextAction {
        match self.ambiguity {
            Ambiguity::MayClear => self.ask(),
            Ambiguity::Final => NextAction::ManualReview,
        }
    }

    fn ask(&self) -> NextAction {
        match self.lookup {
            Lookup::None => NextAction::ManualReview,
            Lookup::ByReference | Lookup::ByEntries | Lookup::ByTotal | Lookup::ByState => {
                NextAction::QueryStatus
            }
        }
    }

    /// How long to wait before the next action, in milliseconds, where it is to ask or to send again.
    pub fn ask_after_ms(&self, next_action: NextAction) -> Option<i64> {
        let has_pause = match next_action {
            NextAction::QueryStatus | NextAction::Wait => self.lookup != Lookup::None,
            NextAction::ResendSame => true,
            NextAction::Done
            | NextAction::StartNew
            | NextAction::Stop
            | NextAction::ManualReview => false,
        };
        has_pause
            .then_some(self.ask_after_ms)
            .filter(|pause| *pause > 0)
    }
}
