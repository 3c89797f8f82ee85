//! How the details are read: whatever has another shape than documented is absent.

use super::super::loyalty::{LoyaltyOperation, LoyaltyOperations};
use super::super::response::ResponseBody;
use super::super::wire::{Bonus, Operation, Order};
use super::{
    SberbankAmounts, SberbankBonus, SberbankLoyalty, SberbankLoyaltyOperation,
    SberbankOperationKind, SberbankOrderOperation, SberbankOrderStatus, SberbankParameter,
    SberbankRefundResponse,
};
use crate::wire::Nested;
use crate::wire::details::{DetailReader, first_text};

impl SberbankRefundResponse {
    pub(in super::super) fn read(
        said: &ResponseBody<'_>,
        operations: &LoyaltyOperations<'_>,
        reader: DetailReader<'_>,
    ) -> Self {
        let listed = operations.operations.items().iter();
        Self {
            error_code: reader.exact(said.any_code()),
            error_message: reader.text(said.any_text()),
            operations: listed
                .map(|listed| loyalty_operation(listed, reader))
                .collect(),
            order_id: reader.exact(first_text([said.order_id, said.md_order])),
            success: reader.flag(said.success),
        }
    }
}

fn loyalty_operation(
    listed: &LoyaltyOperation<'_>,
    reader: DetailReader<'_>,
) -> SberbankLoyaltyOperation {
    let operation = reader.exact(listed.operation);
    SberbankLoyaltyOperation {
        pc_id: reader.exact(listed.pc_id),
        kind: operation
            .as_deref()
            .and_then(SberbankOperationKind::named),
        operation,
        transaction_id: reader.exact(listed.transaction_id),
        amount: reader.integer(listed.amount),
        successful: reader.flag(listed.successful),
    }
}

/// What an order's description is read with.
#[derive(Clone, Copy)]
pub(in super::super) struct Context<'s> {
    pub(in super::super) reader: DetailReader<'s>,
    pub(in super::super) currency: &'s str,
}

impl SberbankOrderStatus {
    pub(in super::super) fn read(
        said: &ResponseBody<'_>,
        order: &Order<'_>,
        context: Context<'_>,
    ) -> Self {
        let reader = context.reader;
        let card = order
            .card_auth_info
            .get()
            .copied()
            .unwrap_or_default();
        let bank = order
            .bank_info
            .get()
            .copied()
            .unwrap_or_default();
        Self {
            error_code: reader.exact(said.any_code()),
            error_message: reader.text(said.any_text()),
            order_number: reader.exact(order.order_number),
            order_status: reader.exact(order.order_status),
            action_code: reader.exact(order.action_code),
            action_code_description: reader.text(order.action_code_description),
            amount: reader.money(order.amount, context.currency),
            currency: reader.exact(first_text([order.currency, card.currency])),
            date: reader.date(first_text([order.date, card.date])),
            auth_date_time: reader.date(order.auth_date_time),
            deposited_date: reader.date(first_text([order.deposited_date, card.deposited_date])),
            refunded_date: reader.date(order.refunded_date),
            auth_ref_num: reader.exact(order.auth_ref_num),
            terminal_id: reader.exact(order.terminal_id),
            masked_pan: reader.card(card.masked_pan),
            approval_code: reader.exact(card.approval_code),
            bank_name: reader.text(bank.bank_name),
            bank_country_code: reader.exact(bank.bank_country_code),
            bank_country_name: reader.text(bank.bank_country_name),
            payment_amount_info: amounts(order, context),
            loyalty_info: loyalty(order, reader),
            operations: listed(order.operations.items(), context),
            refunds: listed(order.refunds.items(), context),
            attributes: attributes(order, reader),
        }
    }
}

fn amounts(order: &Order<'_>, context: Context<'_>) -> Option<SberbankAmounts> {
    let amounts = order.payment_amount_info.get()?;
    let money = |amount| {
        context
            .reader
            .money(amount, context.currency)
    };
    Some(SberbankAmounts {
        approved_amount: money(amounts.approved_amount),
        deposited_amount: money(amounts.deposited_amount),
        refunded_amount: money(amounts.refunded_amount),
        fee_amount: money(amounts.fee_amount),
        payment_state: context
            .reader
            .exact(amounts.payment_state),
    })
}

fn loyalty(order: &Order<'_>, reader: DetailReader<'_>) -> Option<SberbankLoyalty> {
    let loyalty = order.loyalty_info.get()?;
    let read = |points: &Nested<Bonus<'_>>| {
        points
            .get()
            .map(|points| bonus(points, reader))
    };
    Some(SberbankLoyalty {
        receipt_id: reader.exact(loyalty.receipt_id),
        loyalty_name: reader.exact(loyalty.loyalty_name),
        payment_bonus: read(&loyalty.payment_bonus),
        award_bonus: read(&loyalty.award_bonus),
    })
}

fn bonus(points: &Bonus<'_>, reader: DetailReader<'_>) -> SberbankBonus {
    SberbankBonus {
        approved_amount_bonus: reader.integer(points.approved_amount_bonus),
        deposited_amount_bonus: reader.integer(points.deposited_amount_bonus),
        refunded_amount_bonus: reader.integer(points.refunded_amount_bonus),
    }
}

fn listed(
    operations: &[Operation<'_>],
    Context { reader, currency }: Context<'_>,
) -> Vec<SberbankOrderOperation> {
    let read = |operation: &Operation<'_>| SberbankOrderOperation {
        kind: reader.exact(operation.kind),
        date: reader.date(operation.date),
        amount: reader.money(operation.amount, currency),
        amount_bonus: reader.integer(operation.amount_bonus),
        reference_number: reader.exact(operation.reference_number),
        external_refund_id: reader.exact(operation.external_refund_id),
        approval_code: reader.exact(operation.approval_code),
        action_code: reader.exact(operation.action_code),
    };
    operations.iter().map(read).collect()
}

fn attributes(order: &Order<'_>, reader: DetailReader<'_>) -> Vec<SberbankParameter> {
    let attributes = order.attributes.items().iter();
    let read = attributes.map(|attribute| SberbankParameter {
        name: reader.exact(attribute.name),
        value: reader.text(attribute.value),
    });
    read.collect()
}
