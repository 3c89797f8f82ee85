//! How the details are read: whatever has another shape than documented is absent.

use super::super::wire::{AmountDetails, Body, ErrorBody, Notice, Payment, Refund, Session};
use super::{
    SessionAmounts, SessionDetails, SessionFailure, SessionPayment, SessionPaymentDetails,
    SessionRefundDetails, SessionResponse, SessionRevenueShare, SessionTransaction, SessionWebhook,
};
use crate::value::money::Money;
use crate::wire::details::{DetailReader, DetailValue};
use crate::wire::{RawValue, from_json_text, list_from_json};
use serde::Deserialize;

impl SessionResponse {
    pub(in super::super) fn read(body: &Body<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            status: reader.exact(body.status),
            session: body
                .session
                .get()
                .map(|session| SessionDetails::read(session, reader)),
            error: SessionFailure::read(&body.error, reader),
        }
    }
}

impl SessionWebhook {
    pub(in super::super) fn read(notice: &Notice<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            kind: reader.exact(notice.kind),
            session: notice
                .session
                .get()
                .map(|session| SessionDetails::read(session, reader)),
        }
    }
}

impl SessionDetails {
    fn read(session: &Session<'_>, reader: DetailReader<'_>) -> Self {
        let payments = session.payments().unwrap_or_default();
        Self {
            id: reader.exact(session.id),
            status: reader.exact(session.status),
            created_at: reader.date(session.created_at),
            updated_at: reader.date(session.updated_at),
            finished_at: reader.date(session.finished_at),
            next_action: reader.exact(session.next_action),
            error: SessionFailure::read(&session.error, reader),
            payments: payments
                .iter()
                .map(|payment| SessionPayment::read(payment, reader))
                .collect(),
        }
    }
}

/// `customer`.
#[derive(Deserialize)]
struct Customer<'a> {
    #[serde(borrow)]
    reference: Option<RawValue<'a>>,
}

impl SessionPayment {
    fn read(payment: &Payment<'_>, reader: DetailReader<'_>) -> Self {
        let customer = payment
            .customer
            .and_then(inner::<Customer<'_>>);
        let refunds = payment.refunds.items().iter();
        Self {
            id: reader.exact(payment.id),
            status: reader.exact(payment.status),
            created_at: reader.date(payment.created_at),
            updated_at: reader.date(payment.updated_at),
            finished_at: reader.date(payment.finished_at),
            customer_reference: customer.and_then(|customer| reader.exact(customer.reference)),
            payment_details: payment_details(payment.payment_details, reader),
            amount: money(payment.amount_details.get()),
            amounts: payment.amounts.and_then(amounts),
            metadata: reader.json(payment.metadata),
            revenue_split_info: shares(payment.revenue_split_info, reader),
            transaction_info: transaction(payment.transaction_info, reader),
            error: SessionFailure::read(&payment.error, reader),
            refunds: refunds
                .map(|refund| SessionRefundDetails::read(refund, reader))
                .collect(),
        }
    }
}

impl SessionRefundDetails {
    fn read(refund: &Refund<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            id: reader.exact(refund.id),
            status: reader.exact(refund.status),
            created_at: reader.date(refund.created_at),
            finished_at: reader.date(refund.finished_at),
            amount: money(refund.amount_details.get()),
            amounts: refund.amounts.and_then(amounts),
            metadata: reader.json(refund.metadata),
            is_chargeback: reader.flag(refund.is_chargeback),
            revenue_split_info: shares(refund.revenue_split_info, reader),
            transaction_info: transaction(refund.transaction_info, reader),
        }
    }
}

impl SessionFailure {
    /// An error of another type than documented is absent.
    fn read(error: &Option<ErrorBody<'_>>, reader: DetailReader<'_>) -> Option<Self> {
        let error = error.as_ref()?;
        let read = Self {
            code: reader.exact(error.code),
            description: reader.text(error.description),
            reject_reasons: reader.json(error.reject_reasons),
        };
        (read != Self::default()).then_some(read)
    }
}

/// A nested object. Something else in its place says nothing.
fn inner<'a, T: Deserialize<'a>>(value: RawValue<'a>) -> Option<T> {
    from_json_text(value.raw()).ok()
}

fn money(details: Option<&AmountDetails<'_>>) -> Option<Money> {
    details?.money().ok().flatten()
}

/// `payment_details`, and the card within it.
#[derive(Deserialize)]
struct DetailsIn<'a> {
    #[serde(borrow, rename = "type")]
    kind: Option<RawValue<'a>>,
    #[serde(borrow)]
    card: Option<RawValue<'a>>,
}

#[derive(Default, Deserialize)]
struct CardIn<'a> {
    #[serde(borrow)]
    brand: Option<RawValue<'a>>,
    #[serde(borrow)]
    last4: Option<RawValue<'a>>,
    #[serde(borrow)]
    bin: Option<RawValue<'a>>,
    #[serde(borrow)]
    country_iso3: Option<RawValue<'a>>,
    #[serde(borrow)]
    card_id: Option<RawValue<'a>>,
}

fn payment_details(
    value: Option<RawValue<'_>>,
    reader: DetailReader<'_>,
) -> Option<SessionPaymentDetails> {
    let read: DetailsIn<'_> = inner(value?)?;
    let card = read
        .card
        .and_then(inner::<CardIn<'_>>)
        .unwrap_or_default();
    Some(SessionPaymentDetails {
        kind: reader.exact(read.kind),
        brand: reader.exact(card.brand),
        last4: reader
            .exact(card.last4)
            .filter(|digits| digits.len() <= 4),
        bin: reader
            .exact(card.bin)
            .filter(|digits| digits.len() <= 8),
        country_iso3: reader.exact(card.country_iso3),
        card_id: reader.exact(card.card_id),
    })
}

/// `amounts`, and the fee within it.
#[derive(Deserialize)]
struct AmountsIn<'a> {
    #[serde(borrow)]
    net: Option<RawValue<'a>>,
    #[serde(borrow)]
    gross: Option<RawValue<'a>>,
    #[serde(borrow)]
    fee: Option<RawValue<'a>>,
}

#[derive(Deserialize)]
struct FeeIn<'a> {
    #[serde(borrow)]
    merchant_fee: Option<RawValue<'a>>,
}

fn amounts(value: RawValue<'_>) -> Option<SessionAmounts> {
    let read: AmountsIn<'_> = inner(value)?;
    let fee = read.fee.and_then(inner::<FeeIn<'_>>);
    Some(SessionAmounts {
        net: inner_money(read.net),
        gross: inner_money(read.gross),
        merchant_fee: inner_money(fee.and_then(|fee| fee.merchant_fee)),
    })
}

fn inner_money(value: Option<RawValue<'_>>) -> Option<Money> {
    money(inner::<AmountDetails<'_>>(value?).as_ref())
}

/// The merchant's fee within `amounts`.
pub(in super::super) fn merchant_fee(value: RawValue<'_>) -> Option<Money> {
    amounts(value)?.merchant_fee
}

#[derive(Deserialize)]
struct ShareIn<'a> {
    #[serde(borrow)]
    contractor_alias: Option<RawValue<'a>>,
    #[serde(borrow)]
    percent: Option<RawValue<'a>>,
    #[serde(borrow)]
    remains: Option<RawValue<'a>>,
    #[serde(borrow)]
    amount: Option<RawValue<'a>>,
}

fn shares(value: Option<RawValue<'_>>, reader: DetailReader<'_>) -> Vec<SessionRevenueShare> {
    let list = value.and_then(|list| list_from_json::<ShareIn<'_>>(list.raw()).ok());
    let read = |share: ShareIn<'_>| SessionRevenueShare {
        contractor_alias: reader.exact(share.contractor_alias),
        percent: reader.decimal(share.percent),
        remains: reader.flag(share.remains),
        amount: inner_money(share.amount),
    };
    list.into_iter()
        .flatten()
        .map(read)
        .collect()
}

#[derive(Deserialize)]
struct TransactionIn<'a> {
    #[serde(borrow)]
    rrn: Option<RawValue<'a>>,
    #[serde(borrow)]
    arn: Option<RawValue<'a>>,
    #[serde(borrow)]
    auth_code: Option<RawValue<'a>>,
    #[serde(borrow)]
    fp_message_id: Option<RawValue<'a>>,
}

fn transaction(
    value: Option<RawValue<'_>>,
    reader: DetailReader<'_>,
) -> Option<SessionTransaction> {
    let read: TransactionIn<'_> = inner(value?)?;
    Some(SessionTransaction {
        rrn: reader.exact(read.rrn),
        arn: reader.exact(read.arn),
        auth_code: reader.exact(read.auth_code),
        fp_message_id: reader.exact(read.fp_message_id),
    })
}

/// The RRN within `transaction_info`.
pub(in super::super) fn rrn(value: RawValue<'_>) -> Option<String> {
    inner::<TransactionIn<'_>>(value)?
        .rrn
        .text()
}
