//! What the ledger needs of a provider: one trait without the provider's types.

use super::terms::LedgerTerms;
use crate::api::context::CallContext;
use crate::api::merchant::QueryStatus;
use crate::decision::event::{RefundEvent, UnverifiedNotice};
use crate::decision::facts::RefundParts;
use crate::decision::outcome::{Problem, RefundOutcome, RefundStatus};
use crate::decision::profile::OperationProfile;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry, UnusableStatus};
use crate::http::{HttpRequest, SendResult};
use crate::signature::prepared::Prepared;
use crate::value::error::RefundError;
use crate::value::money::Money;
use serde::{Deserialize, Serialize};

/// One refund as it goes on the wire. The payment and the request are the provider's own data as JSON text.
#[derive(Clone, Copy, Debug)]
pub struct LedgerOrder<'a> {
    /// The payment, as [`KeepsLedger`](super::KeepsLedger) wrote it.
    pub payment: &'a str,
    /// What the merchant asked for beside the amount, as [`KeepsLedger`](super::KeepsLedger) wrote it.
    pub request: &'a str,
    /// How much to give back. It is always on the wire.
    pub amount: &'a Money,
    /// The reference that travels.
    pub reference: &'a str,
    /// The provider's ids of refunds that were listed before this one was sent.
    pub known_ids: &'a [String],
}

/// What one response to a refund says, before anything is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// A recognised success of this refund.
    Succeeded,
    /// The provider took the refund and has not decided.
    Pending,
    /// A refusal that the provider's document calls final.
    Refused,
    /// A refusal that an earlier arrival of the same refund explains just as well, such as "exceeds what is left".
    RefusedOrRepeated,
    /// Refused because some request with this refund's key arrived before. It says nothing of what became of that one.
    KeyTaken,
    /// The credentials were refused: nothing moved, and nothing is said about the refund.
    CredentialsRefused,
    /// Turned away unread, by a document that says that nothing was done.
    TurnedAway,
    /// The money came back to the merchant.
    Returned,
    /// Parts of the message contradict each other or the refund.
    Contradiction(Problem),
    /// Anything that decides nothing: silence, an error of the server, an unknown code.
    Nothing,
}

/// A response to a refund: what it says and the few facts that every support desk asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reading {
    /// What it says.
    pub said: Said,
    /// The provider's id of the refund.
    pub refund_id: Option<String>,
    /// The amount that the provider named.
    pub amount: Option<Money>,
    /// What is left of the payment in minor units, where the provider says it.
    pub remaining: Option<i64>,
    /// The bank's reference of the refund (RRN).
    pub bank_reference: Option<String>,
    /// The fiscal receipt: its id or its address.
    pub receipt: Option<String>,
    /// What the provider charges for the refund.
    pub fee: Option<Money>,
    /// What of the amount is money, and what is points.
    pub parts: Option<RefundParts>,
    /// When the refund was decided, as the provider wrote it.
    pub completed_at: Option<String>,
    /// The provider's code.
    pub code: Option<String>,
    /// HTTP status.
    pub http_status: Option<u16>,
}

impl Reading {
    /// A reading with the facts of an outcome.
    pub fn of(said: Said, outcome: RefundOutcome) -> Self {
        Self {
            refund_id: outcome.refund_id,
            amount: outcome.amount,
            bank_reference: outcome.bank_reference,
            receipt: outcome.receipt,
            fee: outcome.fee,
            parts: outcome.parts,
            completed_at: outcome.completed_at,
            code: outcome.code,
            http_status: outcome.http_status,
            ..Self::new(said)
        }
    }

    /// A reading without facts.
    pub fn new(said: Said) -> Self {
        Self {
            said,
            refund_id: None,
            amount: None,
            remaining: None,
            bank_reference: None,
            receipt: None,
            fee: None,
            parts: None,
            completed_at: None,
            code: None,
            http_status: None,
        }
    }
}

/// One refund of the payment, as a status response or a webhook lists it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Listed {
    /// The provider's id of the refund.
    pub refund_id: Option<String>,
    /// What happened to the money.
    pub status: RefundStatus,
    /// How much.
    pub amount: Option<Money>,
    /// The merchant's reference, where it came back: its first line.
    pub reference: Option<String>,
    /// Taken back by the payer's bank.
    pub chargeback: bool,
    /// The number by which banks find the refund (RRN).
    pub bank_reference: Option<String>,
    /// The receipt of the refund: an id or an address.
    pub receipt: Option<String>,
    /// What the provider charges for the refund.
    pub fee: Option<Money>,
    /// When the refund was decided, as the provider wrote it.
    pub completed_at: Option<String>,
    /// The provider's code of what became of it.
    pub code: Option<String>,
}

/// What a status response or a verified webhook shows of the payment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shown {
    /// The refunds that it lists.
    pub listed: Vec<Listed>,
    /// What was given back, all refunds together.
    pub total: Option<RefundedTotal>,
    /// The state of the payment as a whole, where nothing is listed.
    pub state: Option<PaymentState>,
    /// An amount of the payment in minor units whose meaning the document leaves open.
    pub open_amount: Option<i64>,
}

impl Shown {
    /// Refunds that are listed. `reference` gives the merchant's reference out of what came back.
    pub fn listing(
        entries: impl IntoIterator<Item = RefundEntry>,
        reference: impl Fn(&str) -> String,
    ) -> Self {
        let listed = entries
            .into_iter()
            .map(|entry| Listed {
                refund_id: entry.refund_id,
                status: entry.status,
                amount: entry.amount,
                reference: entry
                    .reference
                    .as_deref()
                    .map(&reference),
                chargeback: entry.chargeback,
                bank_reference: entry.bank_reference,
                receipt: entry.receipt,
                fee: entry.fee,
                completed_at: entry.completed_at,
                code: entry.code,
            });
        Self {
            listed: listed.collect(),
            ..Self::default()
        }
    }
}

/// A refunded total in minor units of the payment's currency. It only grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefundedTotal {
    /// Money.
    pub money: i64,
    /// Points, where the response names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<i64>,
}

impl RefundedTotal {
    /// Money and points together.
    pub(super) fn whole(self) -> i64 {
        self.money
            .saturating_add(self.points.unwrap_or(0))
    }

    pub(super) fn has_components_of(self, other: Self) -> bool {
        self.points.is_some() == other.points.is_some()
    }
}

/// What the response to a status query says of the payment, or why it cannot be used. `question` is the refund that the query
/// was built for.
pub fn read_snapshot<P: QueryStatus + LedgerProvider>(
    provider: &P,
    question: Result<P::Refund, RefundError>,
    result: &SendResult,
) -> Result<PaymentSnapshot, Problem> {
    read_status(provider, question, result).map(|(snapshot, _)| snapshot)
}

/// The same with the details of the response.
pub fn read_status<P: QueryStatus + LedgerProvider>(
    provider: &P,
    question: Result<P::Refund, RefundError>,
    result: &SendResult,
) -> Result<(PaymentSnapshot, Option<P::StatusDetails>), Problem> {
    let parsed = question.and_then(|refund| provider.parse_status_response(&refund, result));
    let parsed = parsed.map_err(|_| Problem::Unanswered)?;
    let snapshot = parsed
        .snapshot
        .map_err(|unusable| problem_of(provider, &unusable))?;
    Ok((snapshot, parsed.details))
}

fn problem_of(provider: &dyn LedgerProvider, status: &UnusableStatus) -> Problem {
    let is_refused = matches!(status.http_status, Some(401 | 403));
    match is_refused || provider.refuses_credentials(status) {
        true => Problem::CredentialsRefused,
        false => status.problem,
    }
}

/// The state of a payment as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentState {
    /// Charged: nothing was given back, or only a part.
    Charged,
    /// A refund is under way.
    Refunding,
    /// Everything was given back.
    Refunded,
    /// A signed notification says that one refund succeeded, without saying which.
    OneSucceeded,
}

/// A provider whose requests are signed with a key that lives elsewhere.
pub trait LedgerSigning {
    /// The request of a refund and the bytes to sign.
    fn prepare(&self, order: &LedgerOrder<'_>) -> Result<Prepared, RefundError>;
    /// The query about the payment and the bytes to sign.
    fn prepare_status(&self, payment: &str) -> Result<Prepared, RefundError>;
    /// The request with its signature, which is verified where the merchant's public key is known.
    fn finish(&self, prepared: &Prepared, signature: &[u8]) -> Result<HttpRequest, RefundError>;
}

/// A provider as the ledger sees it.
pub trait LedgerProvider {
    /// What is true of all its refunds.
    fn terms(&self) -> LedgerTerms;
    /// The request to send. An error means that nothing was sent.
    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
    /// The request without anything that proves who asks: whether it can be built, and for its digest.
    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError>;
    /// Whether it has what its requests need. If not, its ledgers listen, from verification secrets alone.
    fn can_send(&self) -> bool {
        true
    }
    /// How its requests are signed, where the key lives elsewhere. [`build`](Self::build) and
    /// [`build_status`](Self::build_status) are not called then.
    fn signed_elsewhere(&self) -> Option<&dyn LedgerSigning> {
        None
    }
    /// How this very refund behaves when it is repeated.
    fn profile_of(&self, _order: &LedgerOrder<'_>) -> OperationProfile {
        self.terms().profile
    }
    /// Reads whatever came back. It never fails for what a provider sent.
    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading;
    /// The query about the payment.
    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError>;
    /// Reads the response to the query, or says why it cannot be used.
    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem>;
    /// Whether the provider's words refuse the merchant's credentials. HTTP 401 and 403 do so without words.
    fn refuses_credentials(&self, _status: &UnusableStatus) -> bool {
        false
    }
    /// What a verified event shows of this payment; nothing where it is about another one.
    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown>;
    /// The merchant's reference in what a message carries, or an older program sent.
    fn reference_in(&self, carried: &str) -> String {
        carried.to_owned()
    }
    /// Whether an unsigned notice is about this payment.
    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool;
}
