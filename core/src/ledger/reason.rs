//! Why a refund of a ledger is where it is.

use super::judge::{Doubt, Standing};
use super::plan::Start;
use super::record::{End, Proof, Refund};
use serde::Serialize;

/// Why a refund is where it is: what proved its end, why it is not sent, or why nobody knows what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefundReason {
    /// Ended by the response to its own sending.
    Answer,
    /// Ended by an entry with its reference.
    Reference,
    /// Ended by an entry without a reference that nothing else explains.
    Baseline,
    /// Ended by the refunded total.
    Total,
    /// Ended by a refusal that is final.
    Refused,
    /// Ended by a person's word.
    Person,
    /// Ended unsent: it was cancelled.
    Cancelled,
    /// Ended unsent: it waited longer than a plan may.
    Expired,
    /// Ended unsent: it is more than what is left.
    ExceedsWhatIsLeft,
    /// Not sent yet: the pause before the next sending or question is not over.
    Pause,
    /// Not sent yet: another refund of the payment is undecided.
    Blocked,
    /// Not sent yet: too little is left while other refunds are undecided.
    TooLittleLeft,
    /// Not sent yet: the credentials were refused.
    CredentialsRefused,
    /// Not sent again: a person has to decide, since its sendings are used up.
    SendingsUsedUp,
    /// Not sent: for the whole time of patience no look could be read. Where it was turned away, another copy of its request may have
    /// arrived.
    NotSeen,
    /// Not sent: for the whole time of patience nobody signed its request.
    NotSigned,
    /// Not sent: for the whole time of patience no sending could leave. It is tried on.
    NotSent,
    /// Not sent: the provider's configuration has changed, and its request cannot be built any more.
    CannotBeBuilt,
    /// Undecided: no response came.
    Lost,
    /// Undecided: the provider has not decided.
    Pending,
    /// Undecided: what is shown may be this refund or another one.
    Ambiguous,
    /// Undecided: messages contradict each other.
    Contradicted,
    /// Undecided: a refusal that no look has confirmed yet.
    RefusalUnconfirmed,
}

impl RefundReason {
    pub(super) fn of(refund: &Refund, standing: &Standing, start: Option<&Start>) -> Option<Self> {
        match (&refund.end, start, standing) {
            (Some(end), _, _) => Some(Self::of_end(end)),
            (None, Some(start), _) => Self::of_start(start),
            (None, None, Standing::Undecided(doubt)) => Some(Self::of_doubt(*doubt)),
            (None, None, _) => None,
        }
    }

    fn of_end(end: &End) -> Self {
        match end.proof {
            Proof::Answer => Self::Answer,
            Proof::Reference => Self::Reference,
            Proof::Baseline => Self::Baseline,
            Proof::Total => Self::Total,
            Proof::Refusal => Self::Refused,
            Proof::Person => Self::Person,
            Proof::Cancelled => Self::Cancelled,
            Proof::Expired => Self::Expired,
            Proof::ExceedsWhatIsLeft => Self::ExceedsWhatIsLeft,
        }
    }

    fn of_start(start: &Start) -> Option<Self> {
        match start {
            Start::Ready | Start::NeedsLook => None,
            Start::Until(_) => Some(Self::Pause),
            Start::BlockedBy(_) => Some(Self::Blocked),
            Start::TooLittleLeft => Some(Self::TooLittleLeft),
            Start::Credentials => Some(Self::CredentialsRefused),
            Start::ForAPerson => Some(Self::SendingsUsedUp),
            Start::Unseen => Some(Self::NotSeen),
            Start::Unsigned => Some(Self::NotSigned),
            Start::Unsent => Some(Self::NotSent),
            Start::Unbuildable => Some(Self::CannotBeBuilt),
        }
    }

    fn of_doubt(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Lost => Self::Lost,
            Doubt::Pending => Self::Pending,
            Doubt::Ambiguous => Self::Ambiguous,
            Doubt::Contradicted(_) => Self::Contradicted,
            Doubt::Unconfirmed => Self::RefusalUnconfirmed,
        }
    }
}
