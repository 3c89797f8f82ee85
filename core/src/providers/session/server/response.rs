//! The session as the provider side prints it. What a snapshot does not hold (customer, card) is left out, not invented.

use super::super::SessionApiVersion;
use super::super::wire::{AmountOut, status_word};
use crate::api::context::CallContext;
use crate::decision::outcome::RefundStatus;
use crate::decision::snapshot::{PaymentSnapshot, RefundEntry};
use crate::value::error::{RefundError, code};
use crate::value::timestamp::iso_8601;
use crate::wire::RawValue;
use serde::Serialize;

/// A response.
#[derive(Serialize)]
pub(super) struct BodyOut<'a> {
    pub(super) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<SessionOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<ErrorOut<'a>>,
}

/// An error.
#[derive(Serialize)]
pub(super) struct ErrorOut<'a> {
    pub(super) code: &'a str,
    pub(super) description: &'a str,
}

/// A webhook.
#[derive(Serialize)]
pub(super) struct NoticeOut<'a> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) session: SessionOut<'a>,
}

/// A session with one payment.
#[derive(Serialize)]
pub(super) struct SessionOut<'a> {
    id: &'a str,
    status: &'a str,
    created_at: String,
    updated_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    acquiring_payments: Option<[PaymentOut<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_list: Option<[PaymentOut<'a>; 1]>,
}

#[derive(Serialize)]
struct PaymentOut<'a> {
    id: String,
    status: &'static str,
    created_at: String,
    finished_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_details: Option<AmountOut>,
    refunds: Vec<RefundOut<'a>>,
}

#[derive(Serialize)]
struct RefundOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    status: &'a str,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished_at: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_chargeback: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount_details: Option<AmountOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<RawValue<'a>>,
}

/// Prints a payment as a session. `session_id` stands where the snapshot names none.
pub(super) fn session<'a>(
    payment: &'a PaymentSnapshot,
    session_id: Option<&'a str>,
    version: SessionApiVersion,
    context: &CallContext,
) -> Result<SessionOut<'a>, RefundError> {
    let id = session_id.or(payment.payment_id.as_deref());
    let id = id.ok_or_else(|| {
        RefundError::new(
            code::MISSING_FIELD,
            "payment.paymentId",
            "is the session's id",
        )
    })?;
    let now_ms = microseconds(context)?;
    let payments = Some([payment_out(payment, id, &now_ms)?]);
    let (acquiring_payments, payment_list) = match version {
        SessionApiVersion::V1 => (payments, None),
        SessionApiVersion::V2 => (None, payments),
    };
    let status = payment
        .provider_status
        .as_deref()
        .unwrap_or_else(|| session_status(payment));
    Ok(SessionOut {
        id,
        status,
        created_at: now_ms.clone(),
        updated_at: now_ms,
        acquiring_payments,
        payment_list,
    })
}

/// `2018-05-27T02:03:00.000000Z`: six decimals. The core counts milliseconds.
fn microseconds(context: &CallContext) -> Result<String, RefundError> {
    Ok(format!("{}000Z", iso_8601(context.now_ms()?)))
}

/// A session is in progress while one of its refunds is.
fn session_status(payment: &PaymentSnapshot) -> &'static str {
    let pending = payment
        .entries
        .iter()
        .any(|entry| entry.status == RefundStatus::Pending);
    if pending { "in_progress" } else { "accepted" }
}

fn payment_out<'a>(
    payment: &'a PaymentSnapshot,
    session_id: &str,
    now_ms: &str,
) -> Result<PaymentOut<'a>, RefundError> {
    let refund = |(index, entry)| {
        refund_out(entry, now_ms).map_err(|error| error.within(&format!("entries[{index}]")))
    };
    Ok(PaymentOut {
        id: format!(
            "pm_{}",
            session_id
                .strip_prefix("ps_")
                .unwrap_or(session_id)
        ),
        status: "succeeded",
        created_at: now_ms.to_owned(),
        finished_at: now_ms.to_owned(),
        amount_details: payment
            .captured
            .as_ref()
            .map(AmountOut::from),
        refunds: payment
            .entries
            .iter()
            .enumerate()
            .map(refund)
            .collect::<Result<_, _>>()?,
    })
}

fn refund_out<'a>(entry: &'a RefundEntry, now_ms: &str) -> Result<RefundOut<'a>, RefundError> {
    let metadata = entry
        .reference
        .as_deref()
        .map(|reference| RawValue::new("reference", reference));
    Ok(RefundOut {
        id: entry.refund_id.as_deref(),
        status: entry
            .provider_status
            .as_deref()
            .unwrap_or_else(|| status_word(entry.status)),
        created_at: now_ms.to_owned(),
        finished_at: (entry.status != RefundStatus::Pending).then(|| now_ms.to_owned()),
        is_chargeback: entry.chargeback,
        amount_details: entry
            .amount
            .as_ref()
            .map(AmountOut::from),
        metadata: metadata.transpose()?,
    })
}
