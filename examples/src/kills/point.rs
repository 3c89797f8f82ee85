//! The points of the loop at which a process is killed.

use serde::{Deserialize, Serialize};

/// A point between two effects of the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Point {
    /// Before the wish is stored.
    C0,
    /// The wish is stored, nothing is asked.
    C1,
    /// The payment is looked at before a refund, and what came back is not stored.
    C2,
    /// While the row that arms the refund is committed.
    C3,
    /// The armed row is committed, and no byte is sent.
    C4,
    /// The refund is sent, and its response has not come.
    C5,
    /// The response is in memory.
    C6,
    /// The response is stored.
    C7,
    /// A webhook is verified, and not stored.
    C8,
    /// A webhook is stored, and not acknowledged.
    C9,
    /// A person's word is in memory.
    C10,
    /// Frozen after the armed row was committed, woken later, and killed after that.
    C11,
}

impl Point {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::C0,
        Self::C1,
        Self::C2,
        Self::C3,
        Self::C4,
        Self::C5,
        Self::C6,
        Self::C7,
        Self::C8,
        Self::C9,
        Self::C10,
        Self::C11,
    ];

    /// What the table calls it.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::C0 => "before the wish is stored",
            Self::C1 => "wish stored",
            Self::C2 => "looking before the refund",
            Self::C3 => "while arming is committed",
            Self::C4 => "armed, no byte sent",
            Self::C5 => "sent, no response yet",
            Self::C6 => "response in memory",
            Self::C7 => "response stored",
            Self::C8 => "webhook verified",
            Self::C9 => "webhook stored",
            Self::C10 => "a person's word in memory",
            Self::C11 => "armed, frozen, woken, killed",
        }
    }

    /// Whether it is about a webhook, which comes only where the provider decides later.
    pub(super) fn needs_webhook(self) -> bool {
        matches!(self, Self::C8 | Self::C9)
    }
}
