//! Everything that Tranzzo says of an operation, in its own words.
//!
//! Where a field names no other page, it is listed on `docs.tranzzo.com/docs/transactions-refund/api`.

use super::major_units::printed_amount;
use super::wire::{self, Operation, amount};
use crate::api::parsed::{records, status_records};
use crate::value::error::RefundError;
use crate::value::money::Money;
use crate::wire::RawValue;
use crate::wire::details::{DetailReader, details, first_text};
use crate::wire::printed::Printed;

details! {
    /// An operation as Tranzzo describes it: the response to a refund, one item of a status response, or a webhook.
    TranzzoOperation {
        /// Tranzzo's id of this operation: a UUID. Integrations have seen null.
        operation_id: Option<String>,
        /// Tranzzo's id of the payment, which is the primary operation: a UUID.
        payment_id: Option<String>,
        /// The merchant's id of the order: at most 32 characters. Older integrations have Tranzzo's own number here.
        order_id: Option<String>,
        /// The merchant's id of the order, where `orderId` is Tranzzo's own number (older plugins).
        provider_order_id: Option<String>,
        /// Tranzzo's own id of the order (`after-payments/info-on-transactions`).
        gateway_order_id: Option<String>,
        /// Tranzzo's id of the transaction: a UUID. Integrations have seen null.
        transaction_id: Option<String>,
        /// The merchant's point of sale: a UUID. Integrations have seen null.
        pos_id: Option<String>,
        /// How the payer paid: `direct`, or `hosted` on primary operations.
        mode: Option<String>,
        /// What kind of operation it is: `refund`; in a status response also `purchase`, `auth`, `capture`, `void`, `credit`,
        /// `p2p` or `lookup`.
        method: Option<String>,
        /// How much was moved. On the wire it is a JSON number in major units with at most two decimals.
        amount: Option<Money>,
        /// Currency of the transaction: an ISO 4217 code.
        currency: Option<String>,
        /// How far it is: `init`, `pending`, `success` or `failure` (`status-codes/payment-cycle`). Old plugins also know
        /// `processing`, `rejected`, `unsuccessful` and `antifraud`.
        status: Option<String>,
        /// Tranzzo's code of the payment's status: digits, such as `1004` for a successful refund. Its older name is
        /// `response_code`.
        status_code: Option<String>,
        /// What the code means: a text. Its older name is `response_description`.
        status_description: Option<String>,
        /// When the transaction was made: `2018-10-10T10:10:10.100`. No document names the time zone.
        created_at: Option<String>,
        /// When the transaction changed last: `2018-10-10T10:10:12.000`. No document names the time zone. Its older name is
        /// `processing_time`.
        processed_at: Option<String>,
        /// Tranzzo's commission.
        fee: Option<TranzzoFee>,
        /// The comment of the refund: at most 2048 characters, of which 1000 are kept here.
        comment: Option<String>,
        /// The receipt of this transaction: an https address, without access control.
        receipt_url: Option<String>,
        /// Why there is no operation, in the body of an HTTP error.
        error: Option<TranzzoFailure>,
    }
    /// The commission of an operation. The document says "amount and currency of commission" and names no members.
    TranzzoFee {
        /// The commission, where it has the members `amount` and `currency` and both can be read exactly.
        money: Option<Money>,
        /// The commission as it was written: JSON of at most 1000 characters.
        json: Option<String>,
    }
    /// The body of an HTTP error (`error-handling/http-statuses`).
    TranzzoFailure {
        /// What went wrong: a text of at most 512 characters.
        message: Option<String>,
        /// Tranzzo's code: at most 16 characters, such as `S-404`. The document has it in `args.code`, others have seen it
        /// beside `args`.
        code: Option<String>,
        /// Further facts as they were written: JSON of at most 1000 characters. Objects and arrays of several shapes were seen.
        args: Option<String>,
        /// Further facts beside `args`, as they were written (seen by one integration).
        details: Option<String>,
    }
    /// All operations of an order, as a status response lists them (`after-payments/info-on-transactions`).
    TranzzoOrder {
        /// The operations, in Tranzzo's order.
        operations: Vec<TranzzoOperation>,
        /// Why there is no list, in the body of an HTTP error.
        error: Option<TranzzoFailure>,
    }
}

impl TranzzoOperation {
    pub(super) fn read(operation: &Operation<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            operation_id: reader.exact(operation.operation_id),
            payment_id: reader.exact(operation.payment_id),
            order_id: reader.exact(operation.order_id),
            provider_order_id: reader.exact(operation.provider_order_id),
            gateway_order_id: reader.exact(operation.gateway_order_id),
            transaction_id: reader.exact(operation.transaction_id),
            pos_id: reader.exact(operation.pos_id),
            mode: reader.exact(operation.mode),
            method: reader.exact(operation.method().as_deref()),
            amount: amount(operation).unwrap_or_default(),
            currency: reader.exact(operation.currency().as_deref()),
            status: reader.exact(operation.status),
            status_code: reader.exact(operation.code_of_status()),
            status_description: reader.text(operation.described()),
            created_at: reader.date(operation.created_at),
            processed_at: reader.date(operation.changed()),
            fee: TranzzoFee::read(operation.fee, reader),
            comment: reader.text(operation.comment),
            receipt_url: reader.text(operation.receipt_url),
            error: TranzzoFailure::read(operation, reader),
        }
    }
}

impl TranzzoFee {
    fn read(fee: Option<RawValue<'_>>, reader: DetailReader<'_>) -> Option<Self> {
        let json = reader.json(fee)?;
        Some(Self {
            money: fee.and_then(wire::fee),
            json: Some(json),
        })
    }
}

impl TranzzoFailure {
    /// The members of an error, where there is one.
    pub(super) fn read(body: &Operation<'_>, reader: DetailReader<'_>) -> Option<Self> {
        let error = Self {
            message: reader.text(body.message),
            code: reader.exact(first_text([body.code, body.code_in_args()])),
            args: reader.json(body.args),
            details: reader.json(body.details),
        };
        (error != Self::default()).then_some(error)
    }
}

impl TranzzoOrder {
    pub(super) fn read(operations: &[Operation<'_>], reader: DetailReader<'_>) -> Self {
        let read = |operation| TranzzoOperation::read(operation, reader);
        Self {
            operations: operations.iter().map(read).collect(),
            error: None,
        }
    }

    /// The body of an error in place of the list.
    pub(super) fn failed(body: &Operation<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            operations: Vec::new(),
            error: TranzzoFailure::read(body, reader),
        }
    }
}

impl TranzzoOperation {
    pub(super) fn printed(&self) -> Printed {
        let printed = self.amounts(self.states());
        let error = self.error.iter();
        error.fold(printed, |printed, error| error.over(printed))
    }

    fn ids(&self) -> Printed {
        Printed::default()
            .text("operation_id", &self.operation_id)
            .text("payment_id", &self.payment_id)
            .text("order_id", &self.order_id)
            .text("provider_order_id", &self.provider_order_id)
            .text("gateway_order_id", &self.gateway_order_id)
            .text("transaction_id", &self.transaction_id)
            .text("pos_id", &self.pos_id)
    }

    fn states(&self) -> Printed {
        self.ids()
            .text("mode", &self.mode)
            .text("method", &self.method)
            .text("status", &self.status)
            .text("status_code", &self.status_code)
            .text("status_description", &self.status_description)
            .text("created_at", &self.created_at)
            .text("processed_at", &self.processed_at)
            .text("comment", &self.comment)
            .text("receipt_url", &self.receipt_url)
    }

    fn amounts(&self, printed: Printed) -> Printed {
        let printed = with_amount(printed, &self.amount).text("currency", &self.currency);
        let fee = self.fee.iter();
        fee.fold(printed, |printed, fee| fee.over(printed))
    }
}

/// An amount with its currency.
fn with_amount(printed: Printed, amount: &Option<Money>) -> Printed {
    let Some(money) = amount else {
        return printed;
    };
    match printed_amount(money) {
        Ok(digits) => printed
            .json("amount", &Some(digits))
            .text("currency", &Some(money.currency.clone())),
        Err(fault) => printed.refusing("amount", Some(fault)),
    }
}

impl TranzzoFee {
    /// The commission as it was written, or else the one that is known.
    fn over(&self, printed: Printed) -> Printed {
        let known = with_amount(Printed::default(), &self.money);
        printed
            .object("fee", Some(known))
            .json("fee", &self.json)
    }
}

impl TranzzoFailure {
    fn over(&self, printed: Printed) -> Printed {
        printed
            .text("message", &self.message)
            .text("code", &self.code)
            .json("args", &self.args)
            .json("details", &self.details)
    }
}

impl TranzzoOrder {
    /// The list with these operations, the payment's first; or the error in its place.
    pub(super) fn over(&self, list: &str) -> Result<String, RefundError> {
        if let Some(error) = &self.error {
            let printed = error.over(Printed::default());
            return Printed::checked(Some(printed))?.over("");
        }
        let operations = self
            .operations
            .iter()
            .map(TranzzoOperation::printed)
            .collect();
        Printed::list_over(&Printed::checked_list(operations)?, list)
    }
}

records! {
    /// A response to a refund of a Tranzzo order.
    TranzzoParsed = Parsed<TranzzoOperation> { outcome: RefundOutcome }
    /// A verified webhook of Tranzzo.
    TranzzoParsedWebhook = ParsedWebhook<TranzzoOperation> { event: RefundEvent }
}

status_records! {
    /// A response to a query about a Tranzzo order.
    TranzzoParsedStatus = ParsedStatus<TranzzoOrder>
}
