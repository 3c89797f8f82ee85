//! The verdict table as a document: every finding of an operation, what follows, and why.
//!
//! The page `docs/verdicts.md` is made of it, and a test holds the page against it.

use crate::decision::outcome::{NextAction, Problem, RefundStatus};
use crate::decision::profile::{Finding, Idempotency, Lookup, OperationProfile, RateLimit};
use serde::Serialize;

/// An operation's behaviour with everything that follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct ProfileDocument {
    /// The operation as its document names it.
    pub operation: String,
    /// What sending it again does.
    pub replay: Idempotency,
    /// How it can be looked up.
    pub lookup: Lookup,
    /// What HTTP 429 proves.
    pub rate_limit: RateLimit,
    /// Milliseconds after which asking makes sense.
    pub ask_after_ms: i64,
    /// The source of this knowledge, and how sure it is: H (high), M (medium) or L (low).
    pub source: String,
    /// One row per finding.
    pub verdicts: Vec<VerdictRow>,
}

/// One cell of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
pub struct VerdictRow {
    /// What was found.
    pub finding: String,
    /// What happened to the money.
    pub status: RefundStatus,
    /// What is safe now.
    pub next_action: NextAction,
    /// Why that is so.
    pub reason: String,
}

impl From<OperationProfile> for ProfileDocument {
    fn from(profile: OperationProfile) -> Self {
        Self {
            operation: profile.operation.to_owned(),
            replay: profile.replay,
            lookup: profile.lookup,
            rate_limit: profile.rate_limit,
            ask_after_ms: profile.ask_after_ms,
            source: profile.source.to_owned(),
            verdicts: FINDINGS
                .iter()
                .map(|row| row.decided(&profile))
                .collect(),
        }
    }
}

/// A finding, its name, and what it proves by itself.
struct Row(Finding, &'static str, &'static str);

impl Row {
    fn decided(&self, profile: &OperationProfile) -> VerdictRow {
        let Self(finding, name, proves) = *self;
        let verdict = profile.verdict(finding);
        let because = profile.because(verdict.next_action);
        VerdictRow {
            finding: name.to_owned(),
            status: verdict.status,
            next_action: verdict.next_action,
            reason: format!("{proves}; {because}"),
        }
    }
}

impl OperationProfile {
    /// What about the operation makes a step the safe one.
    fn because(&self, next_action: NextAction) -> &'static str {
        match (next_action, self.lookup, self.replay) {
            (NextAction::Done, ..) => "nothing is left to do",
            (NextAction::Wait, Lookup::None, _) => "only the provider can tell",
            (NextAction::Wait, ..) => "the webhook or the status will tell",
            (NextAction::QueryStatus, Lookup::ByReference, _) => "our reference finds it",
            (NextAction::QueryStatus, Lookup::ByEntries, _) => {
                "the payment's list of refunds finds it"
            }
            (NextAction::QueryStatus, Lookup::ByTotal, _) => {
                "the payment's refunded total tells, one refund at a time"
            }
            (NextAction::QueryStatus, Lookup::ByState, _) => {
                "the payment's state tells where it took all that was left"
            }
            (NextAction::QueryStatus, Lookup::None, _)
            | (NextAction::ManualReview, Lookup::None, _) => "it can't be looked up",
            (NextAction::ResendSame, ..) => "the first response is given again",
            (NextAction::StartNew, ..) => "a new refund may be taken later",
            (NextAction::Stop, ..) => "the same refund will be refused again",
            (NextAction::ManualReview, ..) => "no further response of the provider can settle it",
        }
    }
}

/// Every row of the table.
const FINDINGS: [Row; 19] = [
    Row(Finding::NotSent, "not sent", "no byte left the machine"),
    Row(Finding::Lost, "lost", "it may have arrived"),
    Row(Finding::Redirected, "3xx", "another host may have read it"),
    Row(
        Finding::Unrecognised,
        "401 or another status or code that is not documented here",
        "it proves nothing",
    ),
    Row(
        Finding::RateLimited,
        "429",
        "turned away; whether unread, the document decides",
    ),
    Row(
        Finding::ServerError,
        "5xx",
        "it may have been done before the error",
    ),
    Row(
        Finding::Unreadable,
        "HTML or broken JSON",
        "a proxy may have answered, or half of it is missing",
    ),
    Row(Finding::Empty, "empty", "it says nothing"),
    Row(
        Finding::Contradiction(Problem::AmountMismatch),
        "contradiction",
        "the facts exclude each other",
    ),
    Row(
        Finding::Undecided(Problem::NotFinal),
        "undecided",
        "the response is documented as not final",
    ),
    Row(
        Finding::Succeeded,
        "succeeded",
        "a recognised success about this refund",
    ),
    Row(Finding::Pending, "pending", "taken, not decided"),
    Row(
        Finding::PendingCheck,
        "refused as a repetition",
        "an earlier sending was taken",
    ),
    Row(Finding::Declined, "declined", "a recognised refusal"),
    Row(
        Finding::DeclinedCheck,
        "declined, as after a success",
        "an earlier, lost refund would explain it",
    ),
    Row(
        Finding::DeclinedForNow,
        "declined for now",
        "a recognised refusal that may end",
    ),
    Row(Finding::Reversed, "reversed", "the money came back"),
    Row(Finding::NotSeen, "not seen", "it may appear late"),
    Row(
        Finding::Ambiguous,
        "ambiguous",
        "several refunds could be this one",
    ),
];
