//! Everything that the legacy gateway's callback says, in Sberbank's words.

use super::super::details::SberbankParameter;
use crate::api::parsed::records;
use crate::http::form::{self, Pair};
use crate::value::error::{RefundError, code};
use crate::wire::details::{DetailReader, details};
use crate::wire::printed::Printed;

details! {
    /// A callback of the legacy gateway (`callback:start` of Sberbank's wiki, and its vendor's reference). The bank can switch on
    /// some seventy further parameters.
    SberbankCallback {
        /// The gateway's id of the order: a UUID.
        md_order: Option<String>,
        /// The shop's number of the order.
        order_number: Option<String>,
        /// What happened: `approved`, `deposited`, `reversed`, `refunded`, `bindingCreated`, `bindingActivityChanged`,
        /// `declinedByTimeout` or `declinedCardPresent`.
        operation: Option<String>,
        /// Whether it was done: 1, or 0 where it failed.
        status: Option<String>,
        /// The registered amount of the order, never the refund's: digits. The document gives no unit here.
        amount: Option<String>,
        /// The refund's amount: digits. The document gives no unit.
        operation_refunded_amount: Option<String>,
        /// The refund's amount, as it is shown to people.
        operation_refunded_amount_formatted: Option<String>,
        /// The refund's amount, as it is shown to people.
        current_refund_amount_formatted: Option<String>,
        /// What was given back, all refunds together: digits. The document gives no unit.
        refunded_amount: Option<String>,
        /// What was given back, all refunds together, as it is shown to people.
        refunded_amount_formatted: Option<String>,
        /// When it was given back. The document gives no format and no time zone.
        refunded_date: Option<String>,
        /// The merchant's own id of the refund.
        external_refund_id: Option<String>,
        /// When the callback was made. The document gives no format and no time zone.
        callback_creation_date: Option<String>,
        /// All other parameters that the checksum covers, in their order.
        others: Vec<SberbankParameter>,
    }
}

/// What has a member of its own, and what no checksum covers.
const NAMED: [&str; 15] = [
    "mdOrder",
    "orderNumber",
    "operation",
    "status",
    "amount",
    "operationRefundedAmount",
    "operationRefundedAmountFormatted",
    "currentRefundAmountFormatted",
    "refundedAmount",
    "refundedAmountFormatted",
    "refundedDate",
    "externalRefundId",
    "callbackCreationDate",
    "sign_alias",
    "checksum",
];

impl SberbankCallback {
    pub(super) fn read(pairs: &[Pair<'_>], reader: DetailReader<'_>) -> Self {
        let given = |name| reader.exact(form::value(pairs, name));
        let others = pairs
            .iter()
            .filter(|(name, _)| !NAMED.contains(&name.as_ref()));
        let other = |(name, value): &Pair<'_>| SberbankParameter {
            name: reader.exact(Some(name.as_ref())),
            value: reader.text(Some(value.as_ref())),
        };
        Self {
            md_order: given("mdOrder"),
            order_number: given("orderNumber"),
            operation: given("operation"),
            status: given("status"),
            amount: given("amount"),
            operation_refunded_amount: given("operationRefundedAmount"),
            operation_refunded_amount_formatted: given("operationRefundedAmountFormatted"),
            current_refund_amount_formatted: given("currentRefundAmountFormatted"),
            refunded_amount: given("refundedAmount"),
            refunded_amount_formatted: given("refundedAmountFormatted"),
            refunded_date: given("refundedDate"),
            external_refund_id: given("externalRefundId"),
            callback_creation_date: given("callbackCreationDate"),
            others: others.map(other).collect(),
        }
    }
}

impl SberbankCallback {
    /// Puts the parameters into a callback that is not signed yet.
    pub(super) fn over(&self, pairs: &mut Vec<Pair<'_>>) -> Result<(), RefundError> {
        Printed::checked(Some(self.printed()))?.over_form(pairs);
        for (index, other) in self.others.iter().enumerate() {
            let name = other.name.clone().unwrap_or_default();
            if name.is_empty() || NAMED.contains(&name.as_str()) {
                return Err(RefundError::new(
                    code::INVALID_FIELD,
                    format!("details.others[{index}]"),
                    "has no name of its own",
                ));
            }
            let value = other.value.clone().unwrap_or_default();
            pairs.push((name.into(), value.into()));
        }
        Ok(())
    }

    fn printed(&self) -> Printed {
        let printed = Printed::default()
            .text("mdOrder", &self.md_order)
            .text("orderNumber", &self.order_number)
            .text("operation", &self.operation)
            .text("status", &self.status)
            .text("amount", &self.amount)
            .text("externalRefundId", &self.external_refund_id)
            .text("callbackCreationDate", &self.callback_creation_date);
        self.amounts(printed)
    }

    fn amounts(&self, printed: Printed) -> Printed {
        let current = &self.current_refund_amount_formatted;
        let operation = &self.operation_refunded_amount_formatted;
        printed
            .text("operationRefundedAmount", &self.operation_refunded_amount)
            .text("operationRefundedAmountFormatted", operation)
            .text("currentRefundAmountFormatted", current)
            .text("refundedAmount", &self.refunded_amount)
            .text("refundedAmountFormatted", &self.refunded_amount_formatted)
            .text("refundedDate", &self.refunded_date)
    }
}

records! {
    /// A verified callback of the legacy gateway.
    SberbankParsedWebhook = ParsedWebhook<SberbankCallback> { event: RefundEvent }
}
