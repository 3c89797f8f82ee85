//! Sberbank acquiring: refunds of card payments, and of orders that were paid partly with "Spasibo" points.
//!
//! Not here: reversals before settlement, receipts (`getReceiptStatus`), credit orders.
//!
//! Sberbank runs two gateways with almost the same names. They are two classes here, because what differs is what money
//! depends on: whether a repeated refund moves money twice.
//!
//! | | [`legacy`]: `SberbankLegacy` | [`gateway`]: `SberbankGateway` |
//! |---|---|---|
//! | document | Sberbank's wiki, "Request for order payment refund" | OpenAPI of the new gateway, 1.0.7 (2024-05-28) |
//! | request | form | JSON |
//! | refund of money and points | `autoRefund.do`, `compositeRefundAmount` | `autoRefund`, `compositeAmount` |
//! | refund of money | `refund.do`, `amount` | `refund.do`, `amount` |
//! | cart | `refundItems` | `orderBundle` |
//! | repeated refund | moves money again | the same `externalRefundId` gives the first response |
//! | callback | signed (HMAC-SHA256 or RSA) | nobody signs it |
//!
//! What both share:
//! * Login and password, or a token instead of both, travel in the body. Amounts are integers in minor units; no currency travels, so the account's
//!   currency is part of the configuration.
//! * A response is `errorCode` and `errorMessage`: it says that the request was carried out, and names neither order nor
//!   amount.
//! * `getOrderStatusExtended.do` gives totals. `orderStatus` 4 stands for full and partial refunds alike, so it decides
//!   nothing. The order's id stands in `attributes`, and a response without it is about nobody knows which order.
//!
//! Contradictions and choices:
//! * The documents declare `errorCode` as text and print numbers too: both are read, and `ErrorCode` as well.
//! * One text stands under several codes, and code 7 under refusals and system errors alike: 7 proves nothing. A total
//!   that would exceed the order's (5 or 7) is a refusal that an earlier, lost refund may explain: ask. So is that the
//!   order was handled already (1), is blocked by another action or has the wrong status (5). That the amount is less than
//!   one rouble (7), or none (1), is a refusal that nothing else explains.
//! * Code 0 means done where its text is absent or one of those that the documents print for it, and pending where it says
//!   that the request was accepted ("Запрос принят в обработку"). Beside any other text it proves nothing: ask.
//! * The documents declare alphabets for login, password and id that their own examples break: lengths are checked,
//!   alphabets are not.
//! * The document calls the amounts of all operations points, while in its example `REFUND_PAYMENT` and `REFUND_AWARD` add up
//!   to the refund: hundredths of points that go back, and the money whose award is taken back. Only where the bank confirmed
//!   that reading (`operation_amounts`) and the sum is right an outcome has its `parts`; the details list the operations.
//! * In totals, money and points are added up, as in `compositeAmount`. Where a part of them cannot be read, no total is known,
//!   and the operations beside them are read.

mod cart;
mod details;
pub mod gateway;
mod ledger;
pub mod legacy;
mod login;
mod loyalty;
mod order_description;
mod refusal;
mod response;
mod status;
mod wire;

pub use cart::SberbankQuantity;
pub use details::{
    SberbankAmounts, SberbankBonus, SberbankLoyalty, SberbankLoyaltyOperation,
    SberbankOperationKind, SberbankOrderOperation, SberbankOrderStatus, SberbankParameter,
    SberbankRefundResponse,
};
pub use gateway::{
    SberbankAmountField, SberbankGateway, SberbankGatewayCall, SberbankGatewayConfig,
    SberbankGatewayCredentials, SberbankGatewayItem, SberbankGatewayNotice, SberbankGatewayRefund,
    SberbankGatewayRequest, SberbankGatewayServer, SberbankGatewayServerConfig,
    SberbankOrderBundle,
};
pub use ledger::SberbankOrder;
pub use legacy::{
    SberbankCallback, SberbankLegacy, SberbankLegacyCall, SberbankLegacyConfig,
    SberbankLegacyCredentials, SberbankLegacyItem, SberbankLegacyRefund, SberbankLegacyRequest,
    SberbankLegacyServer, SberbankLegacyServerConfig, SberbankLegacyServerCredentials,
};

use crate::http::validate;
use crate::value::error::{RefundError, code};
use crate::value::money::{Money, known_currency};
use serde::{Deserialize, Serialize};

/// What the root of the crate shows.
pub(crate) mod for_merchants {
    pub use super::{
        SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials, SberbankGatewayRefund,
        SberbankGatewayRequest, SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials,
        SberbankLegacyRefund, SberbankLegacyRequest, SberbankMethod, SberbankOrder,
    };
}

/// What [`server`](crate::server) shows.
pub(crate) mod for_servers {
    pub use super::{
        SberbankGatewayCall, SberbankGatewayServer, SberbankGatewayServerConfig,
        SberbankLegacyCall, SberbankLegacyServer, SberbankLegacyServerConfig,
        SberbankLegacyServerCredentials,
    };
}

/// The attribute of an order that is the gateway's id of it.
const ORDER_ID: &str = "mdOrder";

/// The login is one half of what proves the merchant.
const SECRET_FIELDS: &[&str] = &["userName", "password", "token"];

/// Which request gives the money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SberbankMethod {
    /// Money and points in the proportion in which they were paid. Orders paid with points need this one.
    AutoRefund,
    /// Money alone.
    Refund,
}

/// `N..12`: twelve digits at most.
const TWELVE_DIGITS: i64 = 999_999_999_999;

/// The account's currency in documents that do not name one.
fn roubles() -> String {
    "RUB".to_owned()
}

fn checked_currency(code: String) -> Result<String, RefundError> {
    known_currency("config.currency", &code)?;
    Ok(code)
}

/// The gateway's id of the order. The shop's own number has another length, and mixing them up is a common mistake.
fn check_order_id(order_id: &str) -> Result<(), RefundError> {
    validate::visible_ascii("orderId", order_id, 36)?;
    validate::require(
        order_id.len() == 36,
        "orderId",
        "must have 36 characters: the gateway's id, not the shop's number",
    )
}

/// An amount of at most `most` minor units.
fn check_amount(amount: &Money, most: i64) -> Result<(), RefundError> {
    let units = amount.checked("amount")?.get();
    if units > most {
        return Err(RefundError::new(
            code::INVALID_AMOUNT,
            "amount.minorUnits",
            "has more than 12 digits",
        ));
    }
    Ok(())
}

/// Only a text tells "done" from "taken", and it is known in these two languages alone.
fn check_language(language: Option<&str>) -> Result<(), RefundError> {
    let known = language.is_none_or(|language| matches!(language, "ru" | "en"));
    validate::require(known, "language", "must be ru or en")
}
