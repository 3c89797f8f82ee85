//! The record: one stored text per payment, with every fact that is known of its refunds.
//!
//! The record holds facts and what was made final, never advice. Amounts are minor units of the payment's currency. It holds no
//! secret, and of what a provider said only the fields of this file: no texts, no card digits, no customer.

use super::look::Look;
use super::moment::Moment;
use super::provider::{PaymentState, Said};
use super::receipts::Receipts;
use super::word::{AuditNote, RefundDecision};
use crate::api::stored::Stored;
use crate::decision::facts::RefundParts;
use crate::decision::outcome::RefundStatus;
use crate::decision::profile::Idempotency;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// The most refunds of one payment.
pub(crate) const MOST_REFUNDS: usize = 64;

/// Everything that is known of a payment's refunds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) account: String,
    pub(crate) payment_id: String,
    pub(crate) payment: String,
    pub(crate) currency: String,
    pub(crate) captured: Vec<Captured>,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) already_refunded: i64,
    /// The largest time that any call named.
    pub(crate) now_ms: i64,
    /// The largest time when a call last named one that is more than an hour below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clocks_differ_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_before_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) noticed_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) refunds: Vec<Refund>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) sightings: Vec<Sighting>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) looks: Vec<Look>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) receipts: Vec<Receipts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) webhooks: Vec<Webhook>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) externals: Vec<External>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) credentials_changed: Option<Moment>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) alerts: Vec<Alert>,
    /// Whether the row says that a refund waits for a person. Time alone can make it so, and is stored for that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) waits: bool,
}

impl Stored for Record {
    const KIND: &'static str = "ledger";
}

/// What was taken from the payer: the first entry is the opening, every later one a correction by a person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Captured {
    pub(crate) amount: i64,
    /// The version that stored it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(crate) version: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<AuditNote>,
}

/// One refund that the merchant asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Refund {
    /// The host's own id of the refund.
    pub(crate) reference: String,
    /// What travels: derived from it.
    pub(crate) wire_reference: String,
    pub(crate) amount: i64,
    /// What else the merchant asked for, as JSON text; its digest once the refund is final.
    pub(crate) request: String,
    /// The digest of `request`, by which another wish under the same reference is noticed.
    pub(crate) digest: String,
    pub(crate) at_ms: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) attempts: Vec<Attempt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) asked_again_ms: Vec<i64>,
    /// When its request could last not be built any more, since the provider was configured in another way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unbuildable_ms: Option<i64>,
    /// When somebody first and last refused to sign it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unsigned_ms: Option<(i64, i64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cancelled_ms: Option<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) decisions: Vec<SignedDecision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) end: Option<End>,
}

/// One permission to send, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Attempt {
    /// The version of the record that armed it: its identity.
    pub(crate) armed: i64,
    pub(crate) at_ms: i64,
    /// It is sent only before this time.
    pub(crate) before_ms: i64,
    /// What the clock of the host said that armed it, where the record had seen a later time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clock_ms: Option<i64>,
    /// The digest of the request without credentials.
    pub(crate) digest: String,
    /// What sending it again does.
    #[serde(default, skip_serializing_if = "Idempotency::is_none")]
    pub(crate) replay: Idempotency,
    /// How many sightings the record held: these were there before.
    pub(crate) known: usize,
    /// The digest of the nonce that permits to send it, where the host keeps no object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) permit: Option<String>,
    /// The version that stored it as lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lost_version: Option<i64>,
    /// The version that stored that no byte left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) not_sent_version: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<Answer>,
    /// Found in a look or told by an older program, never armed here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) taken_over: bool,
}

/// What the response to a sending said.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Answer {
    /// The version that stored it.
    pub(crate) version: i64,
    pub(crate) at_ms: i64,
    pub(crate) said: Said,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remaining: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bank_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) receipt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fee: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) parts: Option<RefundParts>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) completed_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) http_status: Option<u16>,
}

impl Answer {
    /// When it was heard.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            version: self.version,
            at_ms: self.at_ms,
        }
    }
}

/// What a person said about a refund, and who it was.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SignedDecision {
    pub(crate) decision: RefundDecision,
    pub(crate) signed: AuditNote,
}

/// The end of a refund, with the rule that reached it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct End {
    pub(crate) status: RefundStatus,
    pub(crate) proof: Proof,
    pub(crate) at_ms: i64,
    /// The version that stored it.
    pub(crate) version: i64,
    /// The version of the rules that judged.
    pub(crate) judge: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// What was left, where the refund was refused for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left: Option<i64>,
}

/// What an end rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proof {
    Answer,
    Reference,
    Baseline,
    Total,
    Refusal,
    Person,
    Cancelled,
    Expired,
    ExceedsWhatIsLeft,
}

/// An entry as some message showed it. Sightings are a set; a look names them by their place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Sighting {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    pub(crate) status: RefundStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<i64>,
    /// Its currency, where it is not the payment's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) chargeback: bool,
}

/// What a verified webhook showed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Webhook {
    /// The digest of the event's dedupe key.
    pub(crate) key: String,
    /// The version that stored it.
    pub(crate) version: i64,
    pub(crate) at_ms: i64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) seen: Vec<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<PaymentState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) open_amount: Option<i64>,
}

impl Webhook {
    /// When it was heard.
    pub(super) fn moment(&self) -> Moment {
        Moment {
            version: self.version,
            at_ms: self.at_ms,
        }
    }
}

/// A person's word that an entry is not ours.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct External {
    pub(crate) id: String,
    pub(crate) signed: AuditNote,
}

/// Something that a person has to know, until a person settles it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Alert {
    pub(crate) kind: AlertKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) found: Option<i64>,
    /// What was seen to contradict when it was raised: what comes after it was settled is another alert.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) evidence: Vec<String>,
    pub(crate) at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) settled: Option<AuditNote>,
}

/// The kinds of alerts. Later versions may add kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AlertKind {
    /// More than one refund went out under one reference.
    PaidTwice,
    /// The payer's bank returned a refund.
    ReturnedByBank,
    /// The payer's bank took money back.
    ChargedBack,
    /// What is final or decided is contradicted by what the provider shows.
    Contradicted,
    /// The provider knows a refund with a reference that this ledger makes, and the record does not: an older copy of the record was
    /// restored, or another program refunds under the same name of the account.
    RecordBehind,
    /// The provider refused the credentials. Nothing is sent until they change. Where the entry is `looks`, it refused them to a status
    /// query, which is asked again.
    CredentialsRefused,
    /// The provider says that another amount is left than the record does.
    RestDiffers,
    /// An entry is in another currency or has no amount, so that what is left is not known.
    UnreadableEntry,
    /// The clocks of two hosts differ by more than an hour. What waits goes by the one that is ahead.
    ClocksDiffer,
    /// The record keeps no more webhooks: later ones are not acknowledged, and looks alone tell.
    RecordFull,
    /// A refund that was asked for was never sent and has expired: nothing was given back.
    Expired,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands out references"
)]
fn is_zero(number: &i64) -> bool {
    *number == 0
}
