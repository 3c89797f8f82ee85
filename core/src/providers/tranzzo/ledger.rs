//! What the ledger needs of Tranzzo.
//!
//! The reference travels as the first line of `comment`; a comment of the merchant follows after a line feed. A ledger's
//! payment is known by the `order_id` that goes into its refunds. Older integrations have Tranzzo's own number there
//! (`refunds_by_tranzzo_number`) and the merchant's in `provider_order_id`; the two are not compared with each other.

use super::wire::Operation;
use super::{REFUND, Tranzzo, TranzzoRefund, TranzzoShare, refund};
use crate::api::context::CallContext;
use crate::api::merchant::Provider;
use crate::decision::event::{EventKind, RefundEvent, UnverifiedNotice};
use crate::decision::observation::{Observation, read_response};
use crate::decision::outcome::Problem;
use crate::decision::profile::Finding;
use crate::http::validate::{self, in_refund};
use crate::http::{HttpRequest, SendResult};
use crate::json::decode;
use crate::ledger::{
    KeepsLedger, LedgerOrder, LedgerProvider, LedgerTerms, ParsesInLedger, Reading, Said, Shown,
    Signer, StatusShows, ledger_reference, read_snapshot,
};
use crate::value::error::RefundError;
use crate::value::money::{Money, RefundAmount};
use serde::{Deserialize, Serialize};

/// A payment at Tranzzo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TranzzoPayment {
    /// The `order_id` that refunds of this payment name: one line of 1 to 32 characters, not `0`, `.` or `..`.
    pub order_id: String,
}

/// What a merchant may say about a refund in a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct TranzzoRequest {
    /// How much.
    pub amount: Money,
    /// Where the webhook of this refund goes: an https address of at most 2048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub server_url: Option<String>,
    /// Who gives it back, where the payment was split. The amounts add up to the refund's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub split: Vec<TranzzoShare>,
    /// A comment of your own, after the reference: 1 to 2019 characters, no white space around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub comment: Option<String>,
}

impl TranzzoRequest {
    /// A refund of an amount. Every other field is public and begins empty.
    pub fn new(amount: Money) -> Self {
        Self {
            amount,
            server_url: None,
            split: Vec::new(),
            comment: None,
        }
    }
}

impl KeepsLedger for Tranzzo {
    type Payment = TranzzoPayment;
    type Request = TranzzoRequest;

    fn payment_id(payment: &TranzzoPayment) -> &str {
        &payment.order_id
    }

    fn check_payment(&self, payment: &TranzzoPayment) -> Result<(), RefundError> {
        refund::check_order_id("orderId", &payment.order_id)
    }

    fn amount(request: &TranzzoRequest) -> &Money {
        &request.amount
    }

    /// The merchant's number, or Tranzzo's own where refunds of this account name that one.
    fn payment_ids(&self, event: &RefundEvent) -> Vec<String> {
        let named = self.order_number_of(event);
        named
            .into_iter()
            .map(str::to_owned)
            .collect()
    }
}

impl ParsesInLedger for Tranzzo {
    /// Without a reference: a comment is compared by its first line, in [`read`](LedgerProvider::read).
    fn refund_of(&self, order: &LedgerOrder<'_>) -> Result<TranzzoRefund, RefundError> {
        let payment: TranzzoPayment = decode("payment", order.payment)?;
        Ok(TranzzoRefund {
            known_refund_ids: order.known_ids.to_vec(),
            ..TranzzoRefund::new(
                payment.order_id,
                RefundAmount::Partial(order.amount.clone()),
            )
        })
    }

    fn question(&self, payment: &str) -> Result<TranzzoRefund, RefundError> {
        let payment: TranzzoPayment = decode("payment", payment)?;
        let placeholder = RefundAmount::Partial(Money::new(1, "UAH"));
        Ok(TranzzoRefund::new(payment.order_id, placeholder))
    }
}

impl LedgerProvider for Tranzzo {
    fn terms(&self) -> LedgerTerms {
        LedgerTerms {
            kind: "tranzzo",
            environment: super::HOSTS.environment(&self.base),
            profile: REFUND,
            carries_reference: true,
            status_shows: StatusShows::Refunds,
            signer: Signer::Nobody,
        }
    }

    fn build(
        &self,
        order: &LedgerOrder<'_>,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_request(&self.sent_refund(order)?, context)
            .map_err(in_wish)
    }

    fn build_unsigned(&self, order: &LedgerOrder<'_>) -> Result<HttpRequest, RefundError> {
        let request = self.build(order, &CallContext::default())?;
        Ok(Self::redact(&request))
    }

    fn read(&self, order: &LedgerOrder<'_>, result: &SendResult) -> Reading {
        let Ok(refund) = self.refund_of(order) else {
            return Reading::new(Said::Nothing);
        };
        let reading = self.read_response(&refund, result);
        let reference = comment_of(result)
            .as_deref()
            .map(|comment| self.reference_in(comment));
        let another = reference.is_some_and(|found| found != order.reference);
        let said = match reading.said {
            Said::Contradiction(_) | Said::Nothing => reading.said,
            _ if another => Said::Contradiction(Problem::RefundMismatch),
            said => said,
        };
        Reading { said, ..reading }
    }

    fn build_status(
        &self,
        payment: &str,
        context: &CallContext,
    ) -> Result<HttpRequest, RefundError> {
        self.build_status_request(&self.question(payment)?, context)
    }

    fn read_status(&self, payment: &str, result: &SendResult) -> Result<Shown, Problem> {
        let snapshot = read_snapshot(self, self.question(payment), result)?;
        Ok(Shown::listing(snapshot.entries, |carried| {
            self.reference_in(carried)
        }))
    }

    fn read_event(&self, payment: &str, event: &RefundEvent) -> Option<Shown> {
        let payment: TranzzoPayment = decode("payment", payment).ok()?;
        if self.order_number_of(event) != Some(payment.order_id.as_str()) {
            return None;
        }
        Some(match event.kind {
            EventKind::Refund => {
                Shown::listing(event.entries.clone(), |carried| self.reference_in(carried))
            }
            EventKind::Other => Shown::default(),
        })
    }

    /// The reference that a ledger made, whatever became of the line feed behind it; of another comment its first line.
    fn reference_in(&self, carried: &str) -> String {
        let first_line = carried.lines().next();
        ledger_reference(carried)
            .or(first_line)
            .unwrap_or_default()
            .to_owned()
    }

    fn is_notice_of(&self, payment: &str, notice: &UnverifiedNotice) -> bool {
        let payment: Result<TranzzoPayment, RefundError> = decode("payment", payment);
        payment.is_ok_and(|payment| notice.merchant_order.as_ref() == Some(&payment.order_id))
    }
}

impl Tranzzo {
    fn read_response(&self, refund: &TranzzoRefund, result: &SendResult) -> Reading {
        let observation = self.read(refund, result).0.checked();
        let said = said(&observation);
        let outcome = observation.into_outcome(&REFUND, &self.secrets());
        Reading::of(said, outcome)
    }
}

/// What a finding says, before anything is judged. 401 and 403 are refusals of the credentials, not of the refund.
fn said(observation: &Observation) -> Said {
    let of_credentials = matches!(observation.http_status, Some(401 | 403));
    match observation.finding {
        Finding::Succeeded => Said::Succeeded,
        Finding::Pending => Said::Pending,
        Finding::Declined if of_credentials && observation.provider_status.is_none() => {
            Said::CredentialsRefused
        }
        Finding::Declined => Said::Refused,
        Finding::RateLimited => Said::TurnedAway,
        Finding::Reversed => Said::Returned,
        Finding::Contradiction(problem) => Said::Contradiction(problem),
        _ => Said::Nothing,
    }
}

impl Tranzzo {
    /// The refund that goes on the wire.
    fn sent_refund(&self, order: &LedgerOrder<'_>) -> Result<TranzzoRefund, RefundError> {
        let request: TranzzoRequest = decode("request", order.request)?;
        let comment = match &request.comment {
            Some(comment) => {
                check_comment(comment).map_err(in_refund)?;
                format!("{}\n{comment}", order.reference)
            }
            None => order.reference.to_owned(),
        };
        Ok(TranzzoRefund {
            reference: Some(comment),
            server_url: request.server_url,
            split: request.split,
            ..self.refund_of(order)?
        })
    }
}

/// The amount of a ledger's request is never `full`, and its place does not say so.
fn in_wish(error: RefundError) -> RefundError {
    error.renaming("amount.partial", "amount")
}

/// What Tranzzo takes as a comment, less the reference and the line feed before it.
const MOST_OF_COMMENT: usize = 2019;

fn check_comment(comment: &str) -> Result<(), RefundError> {
    validate::text("comment", comment, MOST_OF_COMMENT)?;
    refund::check_trimmed("comment", comment)
}

fn comment_of(result: &SendResult) -> Option<String> {
    let (_, operation) = read_response::<Operation<'_>>(result).ok()?;
    operation.comment?.string()
}
