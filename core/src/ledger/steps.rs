//! The steps that a ledger hands out. Each is handed out once and has an id; the host carries it out and says what came of it.

use crate::http::{HttpRequest, HttpResponse};
use crate::signature::prepared::{Prepared, SigningAlgorithm};
use crate::value::error::{RefundError, code};
use crate::value::int_or_digits;
use serde::{Deserialize, Serialize};

/// The one thing to do now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "camelCase", tag = "kind")]
#[non_exhaustive]
pub enum LedgerStep {
    /// Write the row, if its version is still the expected one. Answer with `stored` or `reload`.
    Store(StoreStep),
    /// Sign these bytes with the key that lives elsewhere. Answer with `signed` or `not_signed`. Nothing was stored or sent for
    /// it yet.
    Sign(SignStep),
    /// Send the request once, without redirects and retries. Answer with `received`.
    Send(SendStep),
    /// Give this response to the webhook's sender: what it told is stored.
    Acknowledge(AcknowledgeStep),
    /// Nothing to do.
    Rest(RestStep),
}

/// A row to write. Only a committed, durable write is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoreStep {
    /// The step's id.
    pub id: u64,
    /// The primary key: lower-case ASCII, at most 255 characters.
    pub key: String,
    /// The record.
    pub body: String,
    /// The version that it replaces; 0 where there is no row yet. The new version is one more.
    pub expected: i64,
    /// When there is work again, in milliseconds since 1970; nothing where only a message or a person brings work.
    #[cfg_attr(feature = "typescript", tsify(type = "number | null"))]
    pub due: Option<i64>,
    /// Whether a person has to look.
    pub attention: Attention,
    /// The payment's refunds for people, as JSON text. The library never reads it back.
    pub summary: String,
}

/// Bytes to sign, for a provider whose private key lives elsewhere: a phone's key store, a KMS, an HSM.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SignStep {
    /// The step's id.
    pub id: u64,
    /// The text whose UTF-8 bytes are to be signed.
    pub to_sign: String,
    /// SHA-256 of these bytes in hex, for signers that take a digest.
    pub digest: String,
    /// How to sign.
    pub algorithm: SigningAlgorithm,
    /// Whether it is a refund. If not, it is a question, whose signature is at Bank 131 and Smart Glocal also that of a refund of
    /// the whole session: guard the key for both alike.
    pub money: bool,
}

impl SignStep {
    pub(super) fn new(id: u64, prepared: &Prepared, money: bool) -> Self {
        Self {
            id,
            to_sign: prepared.to_sign.clone(),
            digest: prepared.digest.clone(),
            algorithm: prepared.algorithm,
            money,
        }
    }
}

/// A request to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SendStep {
    /// The step's id.
    pub id: u64,
    /// The request, with secrets in it.
    pub request: HttpRequest,
    /// Whether it is a refund. If not, it is a question.
    pub money: bool,
    /// The deadline of the call, in milliseconds since 1970. A call that is given up for it is lost, never not sent.
    pub before: i64,
}

/// A response for the sender of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AcknowledgeStep {
    /// The response.
    pub response: HttpResponse,
}

/// A pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RestStep {
    /// When to call again, in milliseconds since 1970; nothing where only a message or a person brings work. A ledger that listens
    /// always says nothing: the row's `due` says it.
    #[cfg_attr(feature = "typescript", tsify(type = "number | null"))]
    pub until: Option<i64>,
}

/// Whether a person has to look at a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Attention {
    /// Nobody has to.
    None,
    /// A refund waits for a person's word.
    ManualReview,
    /// An alert is not settled.
    Alert,
}

impl Attention {
    /// The text of the column `attention`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ManualReview => "manual_review",
            Self::Alert => "alert",
        }
    }
}

/// A row as the host's store has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LedgerRow {
    /// The column `body`.
    pub body: String,
    /// The column `version`.
    #[serde(with = "int_or_digits")]
    #[cfg_attr(feature = "typescript", tsify(type = "number | string | bigint"))]
    pub version: i64,
}

/// How often a store was refused although the row has the version that the step named: nobody wrote in between.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Refusals {
    version: i64,
    times: u8,
}

impl Refusals {
    /// A store that never writes would keep its host going for ever.
    const MOST: u8 = 8;

    /// Counts a refusal of the step that named `expected`, after which `row` was loaded.
    pub(crate) fn count(&mut self, expected: i64, row: &LedgerRow) -> Result<(), RefundError> {
        if row.version != expected {
            return Ok(());
        }
        if self.version != expected {
            *self = Self {
                version: expected,
                times: 0,
            };
        }
        self.times = self.times.saturating_add(1);
        if self.times < Self::MOST {
            return Ok(());
        }
        let detail = "has the version that the step named, and the store refuses to replace it";
        Err(RefundError::new(code::STORE_REFUSED, "row", detail))
    }
}

pub(crate) fn step_outstanding() -> RefundError {
    RefundError::new(
        code::STEP_OUTSTANDING,
        "",
        "the last step is not answered yet",
    )
}

pub(crate) fn unknown_step() -> RefundError {
    RefundError::new(
        code::UNKNOWN_STEP,
        "id",
        "is not the id of the outstanding step",
    )
}

pub(crate) fn record_lost(detail: &str) -> RefundError {
    RefundError::new(code::RECORD_LOST, "row", detail)
}
