//! The protocol's names, as its documents spell them.

use super::{details, metadata};
use crate::decision::observation::either;
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::RefundEntry;
use crate::value::currency::Currency;
use crate::value::money::Money;
use crate::value::timestamp::epoch_millis;
use crate::wire::details::DetailValue;
use crate::wire::{JsonError, Nested, NestedList, RawValue, list_from_json};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use std::cell::OnceCell;

/// `session/refund`. Without amount and metadata also `session/status`.
#[derive(Serialize)]
pub(super) struct RefundBody<'a> {
    pub(super) session_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) amount_details: Option<AmountOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) metadata: Option<RawValue<'a>>,
}

/// An amount as it is sent: minor units, currency in lower case.
#[derive(Serialize)]
pub(super) struct AmountOut {
    amount: i64,
    currency: String,
}

impl From<&Money> for AmountOut {
    fn from(money: &Money) -> Self {
        Self {
            amount: money.minor_units,
            currency: money.currency.to_ascii_lowercase(),
        }
    }
}

/// A response of `session/refund` and `session/status`.
#[derive(Deserialize)]
pub(super) struct Body<'a> {
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow, default)]
    pub(super) session: Nested<Session<'a>>,
    #[serde(borrow, default, deserialize_with = "error_body")]
    pub(super) error: Option<ErrorBody<'a>>,
}

/// A webhook.
#[derive(Deserialize)]
pub(super) struct Notice<'a> {
    #[serde(borrow, rename = "type")]
    pub(super) kind: Option<RawValue<'a>>,
    #[serde(borrow, default)]
    pub(super) session: Nested<Session<'a>>,
}

/// A payment session.
#[derive(Deserialize)]
pub(super) struct Session<'a> {
    #[serde(borrow)]
    pub(super) id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) created_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) updated_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) finished_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) next_action: Option<RawValue<'a>>,
    #[serde(borrow, default, deserialize_with = "error_body")]
    pub(super) error: Option<ErrorBody<'a>>,
    /// The payments in v1.
    #[serde(borrow)]
    acquiring_payments: Option<RawValue<'a>>,
    /// The payments in v2.
    #[serde(borrow)]
    payment_list: Option<RawValue<'a>>,
    /// What either of them holds, read once.
    #[serde(skip)]
    payments: OnceCell<Result<Vec<Payment<'a>>, Finding>>,
}

/// One payment of a session.
#[derive(Deserialize)]
pub(super) struct Payment<'a> {
    #[serde(borrow)]
    pub(super) id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) created_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) updated_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) finished_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) customer: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_details: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amounts: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) metadata: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) revenue_split_info: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) transaction_info: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow, default)]
    pub(super) amount_details: Nested<AmountDetails<'a>>,
    #[serde(borrow, default)]
    pub(super) refunds: NestedList<Refund<'a>>,
    #[serde(borrow, default, deserialize_with = "error_body")]
    pub(super) error: Option<ErrorBody<'a>>,
}

/// One refund or chargeback of a payment.
#[derive(Deserialize)]
pub(super) struct Refund<'a> {
    #[serde(borrow)]
    pub(super) id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow, default)]
    pub(super) amount_details: Nested<AmountDetails<'a>>,
    #[serde(borrow)]
    pub(super) metadata: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) is_chargeback: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) created_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) finished_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amounts: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) revenue_split_info: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) transaction_info: Option<RawValue<'a>>,
}

/// An amount as it comes: minor units, currency in either case.
#[derive(Deserialize)]
pub(super) struct AmountDetails<'a> {
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) currency: Option<RawValue<'a>>,
}

/// An error, of a response, a session or a payment.
#[derive(Default, Deserialize)]
pub(super) struct ErrorBody<'a> {
    #[serde(borrow)]
    pub(super) code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) description: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) reject_reasons: Option<RawValue<'a>>,
}

/// An error that says something. One that is empty, or whose members are, stands beside a success as well. Whatever else is
/// in its place is an error without a code: that there is one decides.
fn error_body<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ErrorBody<'a>>, D::Error> {
    let json = Option::<RawValue<'a>>::deserialize(deserializer)?;
    let Some(json) = json else {
        return Ok(None);
    };
    match Nested::read(json) {
        Ok(Nested::Read(error)) => Ok(Some(error).filter(ErrorBody::says_something)),
        Ok(Nested::Absent) => Ok(None),
        Ok(Nested::Other) => Ok(Some(ErrorBody::default())),
        Err(_) => Err(D::Error::duplicate_field("error")),
    }
}

impl Body<'_> {
    /// Whether it says that the call was taken.
    pub(super) fn says_ok(&self) -> bool {
        self.status
            .and_then(RawValue::text)
            .is_some_and(|status| status == "ok")
    }
}

impl<'a> Session<'a> {
    /// Whether this is the session of that id.
    pub(super) fn is(&self, id: &str) -> bool {
        self.id
            .and_then(RawValue::text)
            .is_some_and(|own| own == id)
    }

    /// The payments under either of their names.
    pub(super) fn payments(&self) -> Result<&[Payment<'a>], Finding> {
        match self
            .payments
            .get_or_init(|| self.read_payments())
        {
            Ok(payments) => Ok(payments),
            Err(finding) => Err(*finding),
        }
    }

    fn read_payments(&self) -> Result<Vec<Payment<'a>>, Finding> {
        // An empty list beside a full one is the other generation's name for what is not said.
        let lists = [self.acquiring_payments, self.payment_list].map(|list| {
            list.filter(|list| !list.is_empty())
                .map(RawValue::raw)
        });
        let [v1, v2] = lists;
        let list = either(v1, v2).map_err(Finding::Contradiction)?;
        list.map_or_else(
            || Ok(Vec::new()),
            |json| list_from_json(json).map_err(unread),
        )
    }
}

fn unread(fault: JsonError) -> Finding {
    match fault {
        JsonError::Duplicate => Finding::Contradiction(Problem::DuplicateField),
        JsonError::Unreadable => Finding::Unreadable,
    }
}

impl Refund<'_> {
    /// The refund as an entry.
    pub(super) fn entry(&self) -> Result<RefundEntry, Finding> {
        let provider_status = self.status.and_then(RawValue::string);
        let chargeback = self
            .is_chargeback
            .filter(|flag| !flag.is_empty())
            .map(|flag| flag.flag().ok_or(Finding::Unreadable));
        let amount = amount(&self.amount_details);
        let status = provider_status
            .as_deref()
            .map_or(RefundStatus::Unknown, status);
        let finished_at = self.finished_at.text();
        Ok(RefundEntry {
            refund_id: self.id.and_then(RawValue::string),
            provider_status,
            amount: amount?,
            reference: self
                .metadata
                .and_then(|metadata| metadata::reference(metadata.raw())),
            chargeback: chargeback
                .transpose()?
                .unwrap_or_default(),
            bank_reference: self
                .transaction_info
                .and_then(details::rrn),
            fee: self
                .amounts
                .and_then(details::merchant_fee),
            completed_at_ms: finished_at
                .as_deref()
                .and_then(epoch_millis),
            completed_at: finished_at,
            ..RefundEntry::new(status)
        })
    }
}

/// The amount of a payment or a refund, which decides: one that can't be read exactly is a contradiction.
pub(super) fn amount(details: &Nested<AmountDetails<'_>>) -> Result<Option<Money>, Finding> {
    let details = details.or(Finding::Unreadable)?;
    details
        .map_or(Ok(None), AmountDetails::money)
        .map_err(Finding::Contradiction)
}

impl AmountDetails<'_> {
    /// The amount with its currency, spelled in any case; None where one of them is missing.
    pub(super) fn money(&self) -> Result<Option<Money>, Problem> {
        let (Some(amount), Some(currency)) = (self.amount, self.currency) else {
            return Ok(None);
        };
        let minor_units = amount
            .integer()
            .ok_or(Problem::AmountMismatch)?;
        let code = currency.text().unwrap_or_default();
        let currency = Currency::from_provider(&code).ok_or(Problem::CurrencyMismatch)?;
        Ok(Some(Money::new(minor_units, currency.code())))
    }
}

impl ErrorBody<'_> {
    pub(super) fn says_something(&self) -> bool {
        let members = [self.code, self.description, self.reject_reasons];
        members
            .into_iter()
            .flatten()
            .any(|member| !member.is_empty())
    }

    /// The provider's code.
    pub(super) fn code(&self) -> Option<String> {
        self.code.and_then(RawValue::string)
    }

    /// The provider's text, and the reasons of a rejection as they came.
    pub(super) fn message(&self) -> Option<String> {
        let description = self
            .description
            .and_then(RawValue::string);
        let reasons = self
            .reject_reasons
            .filter(|reasons| !reasons.is_empty());
        let reasons = reasons.map(|reasons| reasons.raw().to_owned());
        let parts: Vec<String> = description
            .into_iter()
            .chain(reasons)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// What a refund's status means. `error` is "a processing failure", which proves nothing about the money.
fn status(word: &str) -> RefundStatus {
    match word {
        "in_progress" => RefundStatus::Pending,
        "accepted" => RefundStatus::Succeeded,
        "declined" => RefundStatus::Declined,
        _ => RefundStatus::Unknown,
    }
}

/// The word for a status, for the provider side. There is none for money that came back.
pub(super) fn status_word(status: RefundStatus) -> &'static str {
    match status {
        RefundStatus::Pending => "in_progress",
        RefundStatus::Succeeded => "accepted",
        RefundStatus::Declined => "declined",
        RefundStatus::Reversed | RefundStatus::Unknown => "error",
    }
}
