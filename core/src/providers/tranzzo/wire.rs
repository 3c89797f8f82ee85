//! Tranzzo's names and numbers, as its documents spell them.

use super::major_units::{exponent, read_major};
use crate::decision::outcome::{Problem, RefundStatus};
use crate::decision::profile::Finding;
use crate::decision::snapshot::RefundEntry;
use crate::value::money::Money;
use crate::value::text::same_id;
use crate::wire::details::{DetailValue, first_text};
use crate::wire::{RawJson, RawValue, from_json_text, present};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// `POST /api/v1/refund`.
#[derive(Serialize, Deserialize)]
pub(super) struct RefundBody<'a> {
    #[serde(borrow)]
    pub(super) pos_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) order_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) order_currency: Cow<'a, str>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) refund_amount: Option<RawJson>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) server_url: Option<Cow<'a, str>>,
}

/// `POST /api/v1/split/refund`: the currency has another name, and the amount is required.
#[derive(Serialize, Deserialize)]
pub(super) struct SplitRefundBody<'a> {
    #[serde(borrow)]
    pub(super) pos_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) order_id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) currency: Cow<'a, str>,
    pub(super) refund_amount: RawJson,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) server_url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) split: Vec<Share<'a>>,
}

/// One receiver of a split refund.
#[derive(Serialize, Deserialize)]
pub(super) struct Share<'a> {
    pub(super) amount: RawJson,
    #[serde(borrow)]
    pub(super) sub_merchant_id: Cow<'a, str>,
}

/// An operation object, or an error body (`message`, `args`). Fields seen null are optional.
#[derive(Deserialize)]
pub(super) struct Operation<'a> {
    #[serde(borrow)]
    pub(super) operation_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) payment_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) provider_order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) gateway_order_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) transaction_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) pos_id: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) mode: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) method: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) currency: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) response_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) status_description: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) response_description: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) created_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) processed_at: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) processing_time: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) fee: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) comment: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) receipt_url: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) code: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) args: Option<RawValue<'a>>,
    #[serde(borrow)]
    pub(super) details: Option<RawValue<'a>>,
}

/// `args` where it is `{"code": ".."}`; other shapes were seen and stay free JSON.
#[derive(Deserialize)]
struct ErrorArgs<'a> {
    #[serde(borrow)]
    code: RawValue<'a>,
}

impl<'a> Operation<'a> {
    /// What kind of operation it is.
    pub(super) fn method(&self) -> Option<Cow<'a, str>> {
        self.method?.as_str()
    }

    /// Whether its method is no text, or the currency of what may be a refund: both decide.
    pub(super) fn is_unreadable(&self) -> bool {
        let is_text =
            |value: Option<RawValue<'_>>| value.is_none_or(|value| value.as_str().is_some());
        let may_be_refund = self
            .method()
            .is_none_or(|method| method == "refund");
        !is_text(self.method) || (may_be_refund && !is_text(self.currency))
    }

    /// The currency in upper case, however it came.
    pub(super) fn currency(&self) -> Option<Cow<'a, str>> {
        let mut code = self.currency?.as_str()?;
        if code.contains(|letter: char| letter.is_ascii_lowercase()) {
            code.to_mut().make_ascii_uppercase();
        }
        Some(code)
    }

    /// How far it is.
    pub(super) fn meaning(&self) -> RefundStatus {
        self.status
            .and_then(RawValue::text)
            .map_or(RefundStatus::Unknown, |text| status(&text))
    }

    /// Whether it is the body of an error: it has no status, or one that no operation has, and nothing that names an operation.
    pub(super) fn is_error(&self) -> bool {
        let names = [
            self.operation_id,
            self.payment_id,
            self.transaction_id,
            self.method,
            self.amount,
        ];
        let mut names = names.into_iter().flatten();
        let is_operation =
            self.meaning() != RefundStatus::Unknown || names.any(|name| !name.is_empty());
        self.status.is_none() || !is_operation
    }

    /// Whether it is of another point of sale, or names one in an unreadable way. A UUID is the same in either case, and what is
    /// empty names none.
    pub(super) fn names_another_pos(&self, own: &str) -> bool {
        let named = self.pos_id.filter(|id| !id.is_empty());
        named.is_some_and(|id| {
            id.text()
                .is_none_or(|id| !same_id(&id, own))
        })
    }

    /// The code of the payment's status, by its newer name or its older one.
    pub(super) fn code_of_status(&self) -> Option<RawValue<'a>> {
        first_text([self.status_code, self.response_code])
    }

    /// What that code means, by its newer name or its older one.
    pub(super) fn described(&self) -> Option<RawValue<'a>> {
        first_text([self.status_description, self.response_description])
    }

    /// When it changed last, by its newer name or its older one.
    pub(super) fn changed(&self) -> Option<RawValue<'a>> {
        first_text([self.processed_at, self.processing_time])
    }

    /// Success beside an error's members, or two codes that differ.
    pub(super) fn contradicts_itself(&self, status: RefundStatus) -> bool {
        let text = |code: Option<RawValue<'a>>| code.and_then(RawValue::said);
        let mut error_members = [self.message, self.args]
            .into_iter()
            .flatten();
        let failed = error_members.any(|member| !member.is_empty());
        let codes = text(self.status_code).zip(text(self.response_code));
        (failed && status == RefundStatus::Succeeded) || codes.is_some_and(|(new, old)| new != old)
    }

    /// The provider's code: of an operation, of an error body, or within `args`.
    pub(super) fn any_code(&self) -> Option<String> {
        let in_args = || self.code_in_args()?.string();
        first_text([self.code_of_status(), self.code])
            .and_then(RawValue::string)
            .or_else(in_args)
    }

    /// The code within `args`, where it has the documented shape.
    pub(super) fn code_in_args(&self) -> Option<RawValue<'a>> {
        let args = from_json_text::<ErrorArgs<'_>>(self.args?.raw());
        args.ok().map(|args| args.code)
    }

    /// The provider's text; where there is none, the free JSON of `args`.
    pub(super) fn any_message(&self) -> Option<String> {
        let named = first_text([self.described(), self.message]);
        let args = || {
            self.args
                .map(|args| args.raw().to_owned())
        };
        named
            .and_then(RawValue::string)
            .or_else(args)
    }
}

/// An error body: 400 to 406 are "Final – failure" (`error-handling/http-statuses`), anything else proves nothing.
pub(super) fn refusal(http_status: u16, body: &Operation<'_>) -> Finding {
    match http_status {
        400..=406
            if body
                .message
                .is_some_and(|message| !message.is_empty()) =>
        {
            Finding::Declined
        }
        _ => Finding::Unrecognised,
    }
}

/// An operation as a refund entry. An amount that can't be read exactly is a contradiction.
pub(super) fn entry(operation: &Operation<'_>) -> Result<RefundEntry, Problem> {
    let provider_status = operation
        .status
        .and_then(RawValue::string);
    let meaning = provider_status
        .as_deref()
        .map_or(RefundStatus::Unknown, status);
    let is_decided = matches!(meaning, RefundStatus::Succeeded | RefundStatus::Declined);
    Ok(RefundEntry {
        refund_id: operation
            .operation_id
            .and_then(RawValue::string),
        provider_status,
        amount: amount(operation)?,
        reference: operation
            .comment
            .and_then(RawValue::string),
        receipt: operation.receipt_url.text(),
        code: operation.any_code(),
        fee: operation.fee.and_then(fee),
        completed_at: is_decided
            .then(|| operation.changed().text())
            .flatten(),
        ..RefundEntry::new(meaning)
    })
}

/// The operation's amount in minor units of its own currency.
pub(super) fn amount(operation: &Operation<'_>) -> Result<Option<Money>, Problem> {
    let (Some(amount), Some(_)) = (operation.amount, operation.currency) else {
        return Ok(None);
    };
    let text = amount
        .text()
        .ok_or(Problem::AmountMismatch)?;
    let currency = operation
        .currency()
        .ok_or(Problem::CurrencyMismatch)?;
    let decimals = exponent(&currency).ok_or(Problem::CurrencyMismatch)?;
    let minor_units = read_major(&text, decimals).map_err(|_| Problem::AmountMismatch)?;
    Ok(Some(Money::new(minor_units, currency)))
}

/// `fee`: "amount and currency of commission", with the names that the document suggests.
#[derive(Deserialize)]
struct Fee<'a> {
    #[serde(borrow)]
    amount: Option<RawValue<'a>>,
    #[serde(borrow)]
    currency: Option<RawValue<'a>>,
}

/// The commission, where both of its members can be read exactly.
pub(super) fn fee(json: RawValue<'_>) -> Option<Money> {
    let fee: Fee<'_> = from_json_text(json.raw()).ok()?;
    let currency = fee
        .currency?
        .text()?
        .to_ascii_uppercase();
    let minor_units = read_major(&fee.amount?.text()?, exponent(&currency)?).ok()?;
    Some(Money::new(minor_units, currency))
}

/// What a status means (`docs/status-codes/payment-cycle`). `processing` is the older name of `pending`; `rejected`,
/// `unsuccessful` and `antifraud` stand in old plugins without a meaning, so they are unknown.
pub(super) fn status(text: &str) -> RefundStatus {
    match text {
        "success" => RefundStatus::Succeeded,
        "init" | "pending" | "processing" => RefundStatus::Pending,
        "failure" => RefundStatus::Declined,
        _ => RefundStatus::Unknown,
    }
}

/// The word for a status, for the provider side.
pub(super) fn status_word(status: RefundStatus) -> &'static str {
    match status {
        RefundStatus::Succeeded => "success",
        RefundStatus::Pending => "pending",
        RefundStatus::Declined => "failure",
        RefundStatus::Reversed | RefundStatus::Unknown => "unknown",
    }
}
