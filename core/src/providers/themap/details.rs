//! Everything that theMAP says, in its own words. The seller's `Key` and `MerchantContract` and the `Signature` are compared
//! and never handed out.
//!
//! Where a field names no other source, it is listed on `doc.mapcard.pro/current/queries/refund`. No message names a currency:
//! amounts are in minor units of the account's.

use super::wire::ResponseBody;
use crate::api::parsed::{records, status_records};
use crate::decision::facts::RefundFacts;
use crate::http::form;
use crate::value::money::Money;
use crate::wire::RawValue;
use crate::wire::details::{DetailReader, details, first_text};
use crate::wire::printed::Printed;

details! {
    /// The response to a refund, whether that was sent as JSON or as a form.
    TheMapRefundResponse {
        /// Whether the operation succeeded: a boolean, or a word.
        success: Option<bool>,
        /// The id of the payment: the merchant's, or theMAP's as it was sent.
        order_id: Option<String>,
        /// What is left of the captured amount. It is documented beside a success alone, and read there alone.
        new_amount: Option<Money>,
        /// The code of the error. It is documented beside a failure alone, and read where `success` is not true. The list of codes
        /// is not public.
        err_code: Option<String>,
        /// The text of the error.
        err_message: Option<String>,
        /// The additional parameters of the operation: as they were sent with Block, says the document. They come as one text of
        /// `name=value` pairs or as JSON, and are given as they were written. They never identify a refund.
        custom_params: Option<String>,
        /// The rate of the acquiring fee in percent, a decimal that may have a fraction. It is a rate and no amount.
        fee_percent: Option<String>,
        /// The terminal that carried out the operation: an integer.
        terminal_id: Option<i64>,
        /// The RRN of the operation: the number by which banks find it.
        rrn: Option<String>,
        /// The name of the bank that issued the card.
        bank_name: Option<String>,
        /// The acquirer's own refusal, as a text.
        processing_response: Option<String>,
        /// The id of the fiscal receipt (54-FZ).
        receipt_id: Option<String>,
        /// An amount. No document lists it in a response to a refund; a relative of this response has it.
        amount: Option<Money>,
        /// The state of the payment. No document lists it in a response to a refund; `getState` has it.
        state: Option<String>,
    }
    /// The response of `getState`, as one public client reads it (M): its page could not be read.
    TheMapState {
        /// Whether the query succeeded.
        success: Option<bool>,
        /// An id of the payment.
        order_id: Option<String>,
        /// An id of the payment: theMAP's, if the name means what it means in notifications.
        merchant_order_id: Option<String>,
        /// The state of the payment, one of `New`, `PreAuthorized3DS`, `Authorizing`, `Authorized`, `Voiding`, `Voided`,
        /// `Charging`, `Charged`, `Refunding`, `Refunded`, `Verifying`, `Payout`, `Paying`, `Paid`, `InProcess`, `Rejected`.
        state: Option<String>,
        /// An amount: what was paid, or what is left. No document says which.
        amount: Option<Money>,
        /// The rate of the acquiring fee in percent, a decimal; null was seen.
        fee_percent: Option<String>,
        /// The kind of the card.
        card_type: Option<String>,
        /// The masked card number. If it comes unmasked, its middle is masked here.
        pan_mask: Option<String>,
        /// The code of the error.
        err_code: Option<String>,
        /// The text of the error.
        err_message: Option<String>,
        /// The acquirer's own refusal, as a text.
        processing_response: Option<String>,
    }
    /// A notification (`doc.mapcard.pro/current/notification`, and samples of a public client).
    TheMapNotification {
        /// What it is about: `Block`, `Block3DS`, `Unblock`, `Charge`, `Refund`, `Pay`, `Pay3DS`, `AddCard` or `IPS`.
        notification: Option<String>,
        /// The id of the payment at theMAP.
        merchant_order_id: Option<String>,
        /// The id of the order in the merchant's system.
        original_order_id: Option<String>,
        /// An amount, "as sent in the request". What it is for a refund, the page does not say.
        amount: Option<Money>,
        /// The code of the authorisation.
        auth_code: Option<String>,
        /// The RRN of the operation: the number by which banks find it.
        rrn: Option<String>,
        /// Whether the operation succeeded.
        success: Option<bool>,
        /// The state of the payment, such as `Charged`.
        state: Option<String>,
        /// The masked card number, such as `411111xxxxxx1112`. If it comes unmasked, its middle is masked here.
        card_number: Option<String>,
        /// theMAP's id of a stored card.
        card_uid: Option<String>,
        /// The name of the bank that issued the card.
        bank_name: Option<String>,
        /// The code of the error.
        err_code: Option<String>,
        /// The additional parameters of the operation, as they were written.
        custom_params: Option<String>,
        /// The rate of the acquiring fee in percent, a decimal.
        fee_percent: Option<String>,
        /// The terminal that carried out the operation: an integer.
        terminal_id: Option<i64>,
    }
}

/// What theMAP's messages are read with: their texts may hold secrets, their amounts are in the account's currency.
#[derive(Clone, Copy)]
pub(super) struct Context<'s> {
    pub(super) reader: DetailReader<'s>,
    pub(super) currency: &'s str,
}

impl TheMapRefundResponse {
    pub(super) fn read(body: &ResponseBody<'_>, context: Context<'_>) -> Self {
        let Context { reader, currency } = context;
        let success = reader.flag(body.success);
        let succeeded = success == Some(true);
        Self {
            success,
            order_id: reader.exact(first_text([body.order_id, body.merchant_order_id])),
            new_amount: reader.money(body.new_amount.filter(|_| succeeded), currency),
            err_code: reader.exact(body.err_code.filter(|_| !succeeded)),
            err_message: reader.text(body.err_message),
            custom_params: params(body.custom_params, reader),
            fee_percent: reader.decimal(body.fee_percent),
            terminal_id: reader.integer(body.terminal_id),
            rrn: reader.exact(body.rrn),
            bank_name: reader.text(body.bank_name),
            processing_response: reader.text(body.processing_response),
            receipt_id: reader.exact(body.receipt_id),
            amount: reader.money(body.amount, currency),
            state: reader.exact(body.state),
        }
    }
}

impl TheMapRefundResponse {
    /// What every provider may say.
    pub(super) fn facts(&self) -> RefundFacts {
        RefundFacts {
            remaining: self.new_amount.clone(),
            bank_reference: self.rrn.clone(),
            receipt: self.receipt_id.clone(),
            ..RefundFacts::default()
        }
    }
}

/// Whether a text that begins so may be JSON of several values.
fn is_json(first: char) -> bool {
    matches!(first, '{' | '[')
}

/// A text as such, anything else as JSON.
fn params(value: Option<RawValue<'_>>, reader: DetailReader<'_>) -> Option<String> {
    let is_text = value?.raw().starts_with('"');
    if is_text {
        reader.text(value)
    } else {
        reader.json(value)
    }
}

impl TheMapState {
    pub(super) fn read(body: &ResponseBody<'_>, context: Context<'_>) -> Self {
        let Context { reader, currency } = context;
        Self {
            success: reader.flag(body.success),
            order_id: reader.exact(body.order_id),
            merchant_order_id: reader.exact(body.merchant_order_id),
            state: reader.exact(body.state),
            amount: reader.money(body.amount, currency),
            fee_percent: reader.decimal(body.fee_percent),
            card_type: reader.text(body.card_type),
            pan_mask: reader.card(body.pan_mask),
            err_code: reader.exact(body.err_code),
            err_message: reader.text(body.err_message),
            processing_response: reader.text(body.processing_response),
        }
    }
}

impl TheMapNotification {
    pub(super) fn read(pairs: &[form::Pair<'_>], context: Context<'_>) -> Self {
        let Context { reader, currency } = context;
        let given = |name| form::value(pairs, name);
        Self {
            notification: reader.exact(given("Notification")),
            merchant_order_id: reader.exact(given("MerchantOrderId")),
            original_order_id: reader.exact(given("OriginalOrderId")),
            amount: reader.money(given("Amount"), currency),
            auth_code: reader.exact(given("AuthCode")),
            rrn: reader.exact(given("RRN")),
            success: reader.flag(given("Success")),
            state: reader.exact(given("State")),
            card_number: reader.card(given("CardNumber")),
            card_uid: reader.exact(given("CardUId")),
            bank_name: reader.text(given("BankName")),
            err_code: reader.exact(given("ErrCode")),
            custom_params: reader.text(given("CustomParams")),
            fee_percent: reader.decimal(given("FeePercent")),
            terminal_id: reader.integer(given("TerminalID")),
        }
    }
}

impl TheMapRefundResponse {
    pub(super) fn printed(&self, currency: &str) -> Printed {
        let printed = Printed::default()
            .flag("Success", self.success)
            .text("OrderId", &self.order_id)
            .text("ErrCode", &self.err_code)
            .text("ErrMessage", &self.err_message)
            .number("FeePercent", &self.fee_percent)
            .integer("TerminalID", self.terminal_id)
            .text("RRN", &self.rrn)
            .text("BankName", &self.bank_name)
            .text("ProcessingResponse", &self.processing_response)
            .text("ReceiptId", &self.receipt_id)
            .text("State", &self.state);
        printed
            .json_or_text("CustomParams", &self.custom_params, is_json)
            .units("NewAmount", &self.new_amount, currency)
            .units("Amount", &self.amount, currency)
    }
}

impl TheMapState {
    pub(super) fn printed(&self, currency: &str) -> Printed {
        let printed = Printed::default()
            .flag("Success", self.success)
            .text("OrderId", &self.order_id)
            .text("MerchantOrderId", &self.merchant_order_id)
            .text("State", &self.state)
            .units("Amount", &self.amount, currency);
        self.more(printed)
    }

    fn more(&self, printed: Printed) -> Printed {
        printed
            .number("FeePercent", &self.fee_percent)
            .text("CardType", &self.card_type)
            .text("PanMask", &self.pan_mask)
            .text("ErrCode", &self.err_code)
            .text("ErrMessage", &self.err_message)
            .text("ProcessingResponse", &self.processing_response)
    }
}

impl TheMapNotification {
    pub(super) fn printed(&self, currency: &str) -> Printed {
        let printed = Printed::default()
            .text("Notification", &self.notification)
            .text("MerchantOrderId", &self.merchant_order_id)
            .text("OriginalOrderId", &self.original_order_id)
            .units("Amount", &self.amount, currency);
        self.more(printed)
    }

    fn more(&self, printed: Printed) -> Printed {
        printed
            .text("AuthCode", &self.auth_code)
            .text("RRN", &self.rrn)
            .flag("Success", self.success)
            .text("State", &self.state)
            .text("CardNumber", &self.card_number)
            .text("CardUId", &self.card_uid)
            .text("BankName", &self.bank_name)
            .text("ErrCode", &self.err_code)
            .text("CustomParams", &self.custom_params)
            .number("FeePercent", &self.fee_percent)
            .integer("TerminalID", self.terminal_id)
    }
}

records! {
    /// A response of theMAP to a refund.
    TheMapParsed = Parsed<TheMapRefundResponse> { outcome: RefundOutcome }
    /// A verified notification of theMAP.
    TheMapParsedWebhook = ParsedWebhook<TheMapNotification> { event: RefundEvent }
    /// A notification of theMAP that nobody signed.
    TheMapParsedNotice = ParsedNotice<TheMapNotification> { notice: UnverifiedNotice }
}

status_records! {
    /// A response of theMAP to a query about a payment.
    TheMapParsedStatus = ParsedStatus<TheMapState>
}
