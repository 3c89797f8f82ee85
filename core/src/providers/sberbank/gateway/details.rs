//! Everything that the new gateway's callback says, in Sberbank's words.

use super::notice::Callback;
use crate::api::parsed::records;
use crate::wire::details::{DetailReader, details};
use crate::wire::printed::Printed;

details! {
    /// A callback of the new gateway (`callbackRequest` of its OpenAPI). Nobody signs it.
    SberbankGatewayNotice {
        /// The gateway's id of the order: a UUID.
        md_order: Option<String>,
        /// The shop's number of the order.
        order_number: Option<String>,
        /// What happened: `created`, `approved`, `deposited`, `reversed`, `refunded`, `declinedByTimeout` or
        /// `subscriptionCreated`.
        operation: Option<String>,
        /// Whether it was done: 1, or 0 where it failed.
        status: Option<i64>,
        /// Further parameters, as they were written: JSON of at most 1000 characters.
        additional_params: Option<String>,
        /// A checksum of at most 1024 characters. An older version of the document has it without saying what it covers, so
        /// nothing verifies it.
        checksum: Option<String>,
    }
}

impl SberbankGatewayNotice {
    pub(super) fn read(callback: &Callback<'_>, reader: DetailReader<'_>) -> Self {
        Self {
            md_order: reader.exact(callback.md_order),
            order_number: reader.exact(callback.order_number),
            operation: reader.exact(callback.operation),
            status: reader.integer(callback.status),
            additional_params: reader.json(callback.additional_params),
            checksum: reader.exact(callback.checksum),
        }
    }
}

impl SberbankGatewayNotice {
    pub(super) fn printed(&self) -> Printed {
        Printed::default()
            .text("mdOrder", &self.md_order)
            .text("orderNumber", &self.order_number)
            .text("operation", &self.operation)
            .integer("status", self.status)
            .text("checksum", &self.checksum)
            .json("additionalParams", &self.additional_params)
    }
}

records! {
    /// A callback of the new gateway, which nobody signed.
    SberbankParsedNotice = ParsedNotice<SberbankGatewayNotice> { notice: UnverifiedNotice }
}
