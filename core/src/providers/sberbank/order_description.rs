//! The order's description as the provider side prints it: the response to `getOrderStatusExtended.do`.

use super::{ORDER_ID, response};
use crate::decision::outcome::RefundStatus;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::http::HttpResponse;
use crate::json::to_json;
use crate::value::error::{RefundError, code};
use crate::value::money::{Money, known_currency};
use serde::Serialize;

/// What both gateways print. `operations` are the new gateway's, `refunds` the legacy one's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderOut<'a> {
    error_code: &'static str,
    error_message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    order_number: Option<&'a str>,
    order_status: i64,
    action_code: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    currency: &'a str,
    attributes: [AttributeOut<'a>; 1],
    payment_amount_info: AmountsOut,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    operations: Vec<RefundOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<RefundOut<'a>>,
}

#[derive(Serialize)]
struct AttributeOut<'a> {
    name: &'static str,
    value: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AmountsOut {
    payment_state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved_amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deposited_amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refunded_amount: Option<i64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RefundOut<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_refund_id: Option<&'a str>,
    action_code: i64,
}

type Refunds<'a> = Vec<RefundOut<'a>>;

/// Which of the two lists a gateway prints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum RefundList {
    /// `operations`, with their type and `externalRefundId`.
    Operations,
    /// `refunds`, without.
    Refunds,
}

/// The description of a payment; one without an id is an order that nobody knows.
pub(super) fn describe(
    payment: &PaymentSnapshot,
    currency: &str,
    list: RefundList,
) -> Result<HttpResponse, RefundError> {
    let Some(order_id) = payment.payment_id.as_deref() else {
        return Ok(response::said(200, "6", "Неверный номер заказа"));
    };
    let (known, _) = known_currency("currency", currency)?;
    let captured = units("captured", payment.captured.as_ref(), currency)?;
    let refunded = units("refunded", payment.refunded.as_ref(), currency)?;
    let (operations, refunds) = list.of(payment, currency)?;
    let (order_status, amounts) = AmountsOut::of(captured, refunded);
    let (error_code, error_message) = response::code_and_text(RefundStatus::Succeeded);
    let order = OrderOut {
        error_code,
        error_message,
        order_number: payment.merchant_order.as_deref(),
        order_status,
        action_code: 0,
        amount: captured,
        currency: known.numeric(),
        attributes: [AttributeOut {
            name: ORDER_ID,
            value: order_id,
        }],
        payment_amount_info: amounts,
        operations,
        refunds,
    };
    Ok(HttpResponse::json(200, to_json(&order)?))
}

impl AmountsOut {
    /// `orderStatus` and the totals.
    fn of(captured: Option<i64>, refunded: Option<i64>) -> (i64, Self) {
        let (order_status, payment_state) = match (captured, refunded) {
            (_, Some(1..)) => (4, "REFUNDED"),
            (Some(1..), _) => (2, "DEPOSITED"),
            _ => (0, "CREATED"),
        };
        let amounts = Self {
            payment_state,
            approved_amount: captured,
            deposited_amount: captured,
            refunded_amount: refunded,
        };
        (order_status, amounts)
    }
}

impl RefundList {
    /// `operations` and `refunds`, one of them empty.
    fn of<'a>(
        self,
        payment: &'a PaymentSnapshot,
        currency: &str,
    ) -> Result<(Refunds<'a>, Refunds<'a>), RefundError> {
        let printed = payment
            .entries
            .iter()
            .filter_map(|entry| self.print(entry, currency).transpose());
        let printed = printed.collect::<Result<_, RefundError>>()?;
        Ok(match self {
            Self::Operations => (printed, Vec::new()),
            Self::Refunds => (Vec::new(), printed),
        })
    }

    /// What is not decided is not listed: the documents show no action code for it.
    fn print<'a>(
        self,
        entry: &'a RefundEntry,
        currency: &str,
    ) -> Result<Option<RefundOut<'a>>, RefundError> {
        let action_code = match entry.status {
            RefundStatus::Succeeded => 0,
            RefundStatus::Declined => 5,
            RefundStatus::Pending | RefundStatus::Reversed | RefundStatus::Unknown => {
                return Ok(None);
            }
        };
        let typed = self == Self::Operations;
        Ok(Some(RefundOut {
            kind: typed.then_some("REFUND"),
            amount: units("entries.amount", entry.amount.as_ref(), currency)?,
            reference_number: entry.refund_id.as_deref(),
            external_refund_id: entry
                .reference
                .as_deref()
                .filter(|_| typed),
            action_code,
        }))
    }
}

fn units(field: &str, money: Option<&Money>, currency: &str) -> Result<Option<i64>, RefundError> {
    let foreign = || {
        RefundError::new(
            code::INVALID_CURRENCY,
            field,
            "is not in the account's currency",
        )
    };
    let checked = |money: &Money| {
        (money.currency == currency)
            .then_some(money.minor_units)
            .ok_or_else(foreign)
    };
    money.map(checked).transpose()
}
