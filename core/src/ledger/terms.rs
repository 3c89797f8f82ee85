//! What is true of all refunds of a provider.

use crate::decision::profile::OperationProfile;

/// What the ledger has to know of a provider.
#[derive(Clone, Copy, Debug)]
pub struct LedgerTerms {
    /// The provider's name in ledger keys, such as `tranzzo`. It never changes.
    pub kind: &'static str,
    /// Where requests go: `live`, `demo`, `loopback` or `custom`.
    pub environment: &'static str,
    /// How a refund behaves when it is repeated, and how it can be looked up.
    pub profile: OperationProfile,
    /// Whether a refund carries the merchant's reference on the wire.
    pub carries_reference: bool,
    /// What a status response shows of the payment's refunds.
    pub status_shows: StatusShows,
    /// Where requests are signed with the merchant's private key.
    pub signer: Signer,
}

/// Where requests are signed with the merchant's private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// They are not.
    Nobody,
    /// Here, so that each call needs fresh randomness.
    Here,
    /// In a signature service, a browser or by a person: it may take long.
    Elsewhere,
}

/// What a status response shows of the refunds of a payment, which decides what a look at it proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusShows {
    /// Each refund.
    Refunds,
    /// What was given back, all refunds together.
    Total,
    /// At most the state of the payment. A refund that is not shown may have been made all the same.
    State,
}

impl LedgerTerms {
    /// Whether a look that does not show a refund tells something.
    pub(super) fn looks_tell(&self) -> bool {
        self.status_shows != StatusShows::State
    }

    pub(super) fn lists_refunds(&self) -> bool {
        self.status_shows == StatusShows::Refunds
    }

    pub(super) fn shows_total(&self) -> bool {
        self.status_shows == StatusShows::Total
    }
}
