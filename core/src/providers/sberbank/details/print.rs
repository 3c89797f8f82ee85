//! How the details are printed: under the names by which they are read.

use super::super::ORDER_ID;
use super::{
    SberbankAmounts, SberbankBonus, SberbankLoyalty, SberbankLoyaltyOperation,
    SberbankOperationKind, SberbankOrderOperation, SberbankOrderStatus, SberbankParameter,
    SberbankRefundResponse,
};
use crate::wire::printed::Printed;

impl SberbankRefundResponse {
    pub(in super::super) fn printed(&self) -> Printed {
        let operations = self
            .operations
            .iter()
            .map(SberbankLoyaltyOperation::printed);
        Printed::default()
            .text("errorCode", &self.error_code)
            .text("errorMessage", &self.error_message)
            .list("operations", operations.collect())
            .text("orderId", &self.order_id)
            .flag("success", self.success)
    }
}

impl SberbankLoyaltyOperation {
    fn printed(&self) -> Printed {
        let listed = self
            .kind
            .and_then(SberbankOperationKind::name);
        Printed::default()
            .number("pcId", &self.pc_id)
            .text("operation", &self.operation.clone().or(listed))
            .text("transactionId", &self.transaction_id)
            .integer("amount", self.amount)
            .flag("successful", self.successful)
    }
}

impl SberbankOrderStatus {
    /// Amounts are in the account's currency, which the message need not name.
    pub(in super::super) fn printed(&self, currency: &str) -> Printed {
        let listed = |operations: &[SberbankOrderOperation]| {
            let printed = operations
                .iter()
                .map(|operation| operation.printed(currency));
            printed.collect::<Vec<_>>()
        };
        let amounts = self
            .payment_amount_info
            .as_ref()
            .map(|amounts| amounts.printed(currency));
        let loyalty = self
            .loyalty_info
            .as_ref()
            .map(SberbankLoyalty::printed);
        let printed = self
            .order()
            .units("amount", &self.amount, currency)
            .object("paymentAmountInfo", amounts)
            .object("loyaltyInfo", loyalty)
            .list("operations", listed(&self.operations))
            .list("refunds", listed(&self.refunds));
        self.payer(self.dates(printed))
    }

    fn order(&self) -> Printed {
        Printed::default()
            .text("errorCode", &self.error_code)
            .text("errorMessage", &self.error_message)
            .text("orderNumber", &self.order_number)
            .number("orderStatus", &self.order_status)
            .number("actionCode", &self.action_code)
            .text("actionCodeDescription", &self.action_code_description)
            .text("currency", &self.currency)
            .list("attributes", attributes(&self.attributes))
    }

    fn dates(&self, printed: Printed) -> Printed {
        printed
            .number("date", &self.date)
            .number("authDateTime", &self.auth_date_time)
            .number("depositedDate", &self.deposited_date)
            .text("refundedDate", &self.refunded_date)
            .text("authRefNum", &self.auth_ref_num)
            .text("terminalId", &self.terminal_id)
    }

    fn payer(&self, printed: Printed) -> Printed {
        printed
            .object("cardAuthInfo", Some(self.card()))
            .object("bankInfo", Some(self.bank()))
    }

    fn card(&self) -> Printed {
        Printed::default()
            .text("maskedPan", &self.masked_pan)
            .text("approvalCode", &self.approval_code)
    }

    fn bank(&self) -> Printed {
        Printed::default()
            .text("bankName", &self.bank_name)
            .text("bankCountryCode", &self.bank_country_code)
            .text("bankCountryName", &self.bank_country_name)
    }
}

/// Where they do not name the order, the message's own first attribute stays, which does.
fn attributes(attributes: &[SberbankParameter]) -> Vec<Printed> {
    let names_order = attributes
        .iter()
        .any(|attribute| attribute.name.as_deref() == Some(ORDER_ID));
    let printed = attributes.iter().map(|attribute| {
        Printed::default()
            .text("name", &attribute.name)
            .text("value", &attribute.value)
    });
    let own = (!attributes.is_empty() && !names_order).then(Printed::default);
    own.into_iter()
        .chain(printed)
        .collect()
}

impl SberbankAmounts {
    fn printed(&self, currency: &str) -> Printed {
        let amounts = [
            ("approvedAmount", &self.approved_amount),
            ("depositedAmount", &self.deposited_amount),
            ("refundedAmount", &self.refunded_amount),
            ("feeAmount", &self.fee_amount),
        ];
        let printed = Printed::default().text("paymentState", &self.payment_state);
        amounts
            .into_iter()
            .fold(printed, |printed, (name, amount)| {
                printed.units(name, amount, currency)
            })
    }
}

impl SberbankLoyalty {
    fn printed(&self) -> Printed {
        let bonus = |bonus: &Option<SberbankBonus>| {
            bonus
                .as_ref()
                .map(SberbankBonus::printed)
        };
        Printed::default()
            .text("receiptId", &self.receipt_id)
            .text("loyaltyName", &self.loyalty_name)
            .object("paymentBonus", bonus(&self.payment_bonus))
            .object("awardBonus", bonus(&self.award_bonus))
    }
}

impl SberbankBonus {
    fn printed(&self) -> Printed {
        Printed::default()
            .integer("approvedAmountBonus", self.approved_amount_bonus)
            .integer("depositedAmountBonus", self.deposited_amount_bonus)
            .integer("refundedAmountBonus", self.refunded_amount_bonus)
    }
}

impl SberbankOrderOperation {
    fn printed(&self, currency: &str) -> Printed {
        Printed::default()
            .text("type", &self.kind)
            .number("date", &self.date)
            .integer("amountBonus", self.amount_bonus)
            .text("referenceNumber", &self.reference_number)
            .text("externalRefundId", &self.external_refund_id)
            .text("approvalCode", &self.approval_code)
            .number("actionCode", &self.action_code)
            .units("amount", &self.amount, currency)
    }
}
