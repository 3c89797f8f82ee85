//! The outcome that a program can trust: what happened to the money, and what is safe to do now.

use crate::decision::facts::RefundParts;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// What happened to the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefundStatus {
    /// The provider says that the money goes back.
    Succeeded,
    /// The provider has taken the request and has not decided yet.
    Pending,
    /// The money is proven not to have moved: by a recognised refusal, or because nothing was sent.
    Declined,
    /// The money went back and was returned by the payer's bank.
    Reversed,
    /// This message does not prove what happened. It must never be taken for success or failure. A word that a newer version
    /// stored reads as this too.
    #[serde(other)]
    Unknown,
}

/// What is safe now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NextAction {
    /// Nothing is left to do.
    Done,
    /// Wait for the webhook; `ask_after_ms` says when to ask instead.
    Wait,
    /// Ask for the status.
    QueryStatus,
    /// Send the very same request again, built from the same data with the new time. Only what Google and an integrator tell
    /// each other says so; whether a refund may be sent again, its ledger knows.
    ResendSame,
    /// Nothing moved, and nothing more will come of it: begin anew, later.
    StartNew,
    /// The provider refused; sending again will not help.
    Stop,
    /// A person has to look: the facts contradict each other or cannot be had. A word that a newer version stored reads as
    /// this too.
    #[serde(other)]
    ManualReview,
}

impl NextAction {
    /// Whether the refund goes on by itself, and a pause before it makes sense.
    pub(crate) fn goes_on(self) -> bool {
        matches!(
            self,
            Self::QueryStatus | Self::Wait | Self::ResendSame | Self::StartNew
        )
    }
}

/// Why an outcome is not a plain success. Later versions may add values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Problem {
    /// The host app says that no byte left the machine.
    NotSent,
    /// No response came, or only a part of one.
    Lost,
    /// A redirect, or HTTP status 0, behind which a browser hides one.
    Redirected,
    /// HTTP 429.
    RateLimited,
    /// HTTP 5xx.
    ServerError,
    /// HTML, broken JSON, JSON of another shape, or more than 4 MiB.
    Unreadable,
    /// A response without a body.
    Empty,
    /// A status, code or HTTP status that the documents do not list.
    Unrecognised,
    /// A field is there twice, or two names of one field have different values.
    DuplicateField,
    /// The HTTP status and the body say different things.
    StatusMismatch,
    /// Another amount than the one that was sent or expected.
    AmountMismatch,
    /// Another currency.
    CurrencyMismatch,
    /// Another order, payment or session.
    PaymentMismatch,
    /// Another refund of the same payment.
    RefundMismatch,
    /// Another merchant or account.
    MerchantMismatch,
    /// Another kind of operation than a refund.
    OperationMismatch,
    /// Parts of one response contradict each other.
    SelfContradiction,
    /// The provider does not list the refund. It may appear later.
    NotSeen,
    /// More than one refund could be this one.
    Ambiguous,
    /// One message says that the refund succeeded and another that it was refused, or two successes name different refunds.
    Conflict,
    /// An error response that is not final: the same request may get another response later.
    NotFinal,
    /// The time in the response is too far from now.
    Stale,
    /// Refused by a precondition, which an earlier sending that went through would explain.
    PreconditionFailed,
    /// The request id or idempotency key stands for a different refund already.
    KeyReused,
    /// The status query taught nothing: no response came, the response was unusable (the snapshot's own problem says why),
    /// or it reports no total.
    Unanswered,
    /// A ledger's status query was refused for the merchant's credentials.
    CredentialsRefused,
    /// A problem that a newer version of this library stored.
    #[serde(other)]
    Newer,
}

/// What one response, status or webhook means for one refund. Plain data: store it, compare it, show it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RefundOutcome {
    /// What happened to the money.
    pub status: RefundStatus,
    /// What is safe now.
    pub next_action: NextAction,
    /// Milliseconds to wait before the next action, where it is to ask or to send: at least what the provider asked for in
    /// `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub ask_after_ms: Option<i64>,
    /// Why the status is not plain success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub problem: Option<Problem>,
    /// The provider's id of the refund.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub refund_id: Option<String>,
    /// What the provider said it gives back; absent where it did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount: Option<Money>,
    /// The provider's status of the refund, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub provider_status: Option<String>,
    /// The provider's code, as it was spelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub code: Option<String>,
    /// The provider's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub message: Option<String>,
    /// HTTP status of the response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub http_status: Option<u16>,
    /// What is left of the payment after the refund, where the provider says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub remaining: Option<Money>,
    /// The number by which banks find the refund (RRN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub bank_reference: Option<String>,
    /// The receipt of the refund: an id or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub receipt: Option<String>,
    /// What the provider charges for the refund. A rate is in the details alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub fee: Option<Money>,
    /// When the refund was decided, as the provider wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub completed_at: Option<String>,
    /// The same in milliseconds since 1970, where the provider's document names the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub completed_at_ms: Option<i64>,
    /// What of the amount is money, and what is points, where the provider says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub parts: Option<RefundParts>,
}

impl RefundOutcome {
    /// An outcome for a test of your own; real ones come from a provider's methods. Every other field is public and begins
    /// empty.
    pub fn new(status: RefundStatus, next_action: NextAction) -> Self {
        Self {
            status,
            next_action,
            ask_after_ms: None,
            problem: None,
            refund_id: None,
            amount: None,
            provider_status: None,
            code: None,
            message: None,
            http_status: None,
            remaining: None,
            bank_reference: None,
            receipt: None,
            fee: None,
            completed_at: None,
            completed_at_ms: None,
            parts: None,
        }
    }
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl RefundOutcome {
    /// Whether nothing can change any more without a new request: the refund succeeded, it was refused for good, or nothing was
    /// given back and a new refund may be made (`StartNew`). A refusal that names no refund is about one sending: an earlier one
    /// that was lost may have worked all the same.
    pub fn is_final(&self) -> bool {
        matches!(
            self.next_action,
            NextAction::Done | NextAction::Stop | NextAction::StartNew
        )
    }
}
