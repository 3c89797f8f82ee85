//! The steps that a capture's ledger hands out.

use crate::http::HttpResponse;
use crate::ledger::{RestStep, StoreStep};
use crate::value::money::Money;
use serde::Serialize;

/// The one thing to do now. Each step is handed out once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum GoogleStep {
    /// Write the row, if its version is still the expected one. Answer with `stored` or `reload`.
    Store(StoreStep),
    /// Pay out once. Answer with `paid`, `not_paid` or `unknown`.
    Pay(GooglePayStep),
    /// Look up a payout whose result nobody stored. Answer with `paid`, `not_paid` or `unknown`.
    Check(GoogleCheckStep),
    /// Answer Google.
    Respond(GoogleRespondStep),
    /// Nothing to do.
    Rest(RestStep),
}

/// A payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GooglePayStep {
    /// The step's id.
    pub id: u64,
    /// What names the payout: 28 characters, the same for every payout of the request.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// The payout begins before this time or not at all, in milliseconds since 1970.
    pub before: i64,
}

/// A question about a payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoogleCheckStep {
    /// The step's id.
    pub id: u64,
    /// What names the payout.
    pub key: String,
    /// How much it would have been.
    pub amount: Money,
}

/// A response for Google.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GoogleRespondStep {
    /// The response.
    pub response: HttpResponse,
}
