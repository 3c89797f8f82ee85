//! How the details are printed: under the names by which they are read.

use super::super::SessionApiVersion;
use super::{
    SessionAmounts, SessionDetails, SessionFailure, SessionPayment, SessionPaymentDetails,
    SessionRefundDetails, SessionResponse, SessionRevenueShare, SessionTransaction, SessionWebhook,
};
use crate::value::money::Money;
use crate::wire::printed::Printed;

impl SessionResponse {
    pub(in super::super) fn printed(&self, version: SessionApiVersion) -> Printed {
        Printed::default()
            .text("status", &self.status)
            .object("session", session(&self.session, version))
            .object("error", failure(&self.error))
    }
}

impl SessionWebhook {
    pub(in super::super) fn printed(&self, version: SessionApiVersion) -> Printed {
        Printed::default()
            .text("type", &self.kind)
            .object("session", session(&self.session, version))
    }
}

fn session(session: &Option<SessionDetails>, version: SessionApiVersion) -> Option<Printed> {
    let session = session.as_ref()?;
    Some(session.printed(version))
}

impl SessionDetails {
    fn printed(&self, version: SessionApiVersion) -> Printed {
        let payments = self
            .payments
            .iter()
            .map(SessionPayment::printed);
        let name = match version {
            SessionApiVersion::V1 => "acquiring_payments",
            SessionApiVersion::V2 => "payment_list",
        };
        Printed::default()
            .text("id", &self.id)
            .text("status", &self.status)
            .text("created_at", &self.created_at)
            .text("updated_at", &self.updated_at)
            .text("finished_at", &self.finished_at)
            .text("next_action", &self.next_action)
            .object("error", failure(&self.error))
            .list(name, payments.collect())
    }
}

impl SessionPayment {
    fn printed(&self) -> Printed {
        let customer = Printed::default().text("reference", &self.customer_reference);
        let printed = Printed::default()
            .text("id", &self.id)
            .text("status", &self.status)
            .text("created_at", &self.created_at)
            .text("updated_at", &self.updated_at)
            .text("finished_at", &self.finished_at)
            .object("customer", Some(customer))
            .json("metadata", &self.metadata);
        self.amounts(printed)
    }

    fn amounts(&self, printed: Printed) -> Printed {
        let refunds = self
            .refunds
            .iter()
            .map(SessionRefundDetails::printed);
        let details = self
            .payment_details
            .as_ref()
            .map(SessionPaymentDetails::printed);
        printed
            .object("payment_details", details)
            .object("amount_details", money(&self.amount))
            .object("amounts", amounts(&self.amounts))
            .list("revenue_split_info", shares(&self.revenue_split_info))
            .object("transaction_info", transaction(&self.transaction_info))
            .object("error", failure(&self.error))
            .list("refunds", refunds.collect())
    }
}

impl SessionPaymentDetails {
    fn printed(&self) -> Printed {
        Printed::default()
            .text("type", &self.kind)
            .object("card", Some(self.card()))
    }

    fn card(&self) -> Printed {
        Printed::default()
            .text("brand", &self.brand)
            .text("last4", &self.last4)
            .text("bin", &self.bin)
            .text("country_iso3", &self.country_iso3)
            .text("card_id", &self.card_id)
    }
}

impl SessionRefundDetails {
    fn printed(&self) -> Printed {
        Printed::default()
            .text("id", &self.id)
            .text("status", &self.status)
            .text("created_at", &self.created_at)
            .text("finished_at", &self.finished_at)
            .object("amount_details", money(&self.amount))
            .object("amounts", amounts(&self.amounts))
            .flag("is_chargeback", self.is_chargeback)
            .list("revenue_split_info", shares(&self.revenue_split_info))
            .object("transaction_info", transaction(&self.transaction_info))
            .json("metadata", &self.metadata)
    }
}

fn failure(error: &Option<SessionFailure>) -> Option<Printed> {
    error
        .as_ref()
        .map(SessionFailure::printed)
}

impl SessionFailure {
    fn printed(&self) -> Printed {
        Printed::default()
            .text("code", &self.code)
            .text("description", &self.description)
            .json("reject_reasons", &self.reject_reasons)
    }
}

fn money(amount: &Option<Money>) -> Option<Printed> {
    let money = amount.as_ref()?;
    let currency = money.currency.to_ascii_lowercase();
    let printed = Printed::default().integer("amount", Some(money.minor_units));
    Some(printed.text("currency", &Some(currency)))
}

fn amounts(amounts: &Option<SessionAmounts>) -> Option<Printed> {
    let amounts = amounts.as_ref()?;
    let fee = Printed::default().object("merchant_fee", money(&amounts.merchant_fee));
    let printed = Printed::default()
        .object("net", money(&amounts.net))
        .object("gross", money(&amounts.gross))
        .object("fee", Some(fee));
    Some(printed)
}

fn shares(shares: &[SessionRevenueShare]) -> Vec<Printed> {
    shares
        .iter()
        .map(SessionRevenueShare::printed)
        .collect()
}

impl SessionRevenueShare {
    fn printed(&self) -> Printed {
        Printed::default()
            .text("contractor_alias", &self.contractor_alias)
            .number("percent", &self.percent)
            .flag("remains", self.remains)
            .object("amount", money(&self.amount))
    }
}

fn transaction(info: &Option<SessionTransaction>) -> Option<Printed> {
    info.as_ref()
        .map(SessionTransaction::printed)
}

impl SessionTransaction {
    fn printed(&self) -> Printed {
        Printed::default()
            .text("rrn", &self.rrn)
            .text("arn", &self.arn)
            .text("auth_code", &self.auth_code)
            .text("fp_message_id", &self.fp_message_id)
    }
}
