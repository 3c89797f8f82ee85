//! Everything that both gateways say of a refund and its order, in Sberbank's words.
//!
//! No message names its currency reliably, so money is in minor units of the account's. Points are counted in hundredths, 100
//! to a point: the new gateway's document says so, and the old one's examples agree.

mod parts;
mod print;
mod read;

use crate::api::parsed::{records, status_records};
use crate::value::money::Money;
use crate::wire::details::details;
use serde::{Deserialize, Serialize};

pub(super) use read::Context;

details! {
    /// The response to a refund of either gateway.
    SberbankRefundResponse {
        /// The code: text of at most three characters, though numbers were seen. 0 says that the request was carried out, and
        /// nothing about the order. An older spelling is `ErrorCode`, and wallet methods have it in `error`.
        error_code: Option<String>,
        /// What the code means, in the language that was asked for: at most 512 characters.
        error_message: Option<String>,
        /// What became of the points and of the money that earned them. The legacy gateway's `autoRefund.do` alone lists it.
        operations: Vec<SberbankLoyaltyOperation>,
        /// The gateway's id of the order, which no document promises here. `mdOrder` is another name of it.
        order_id: Option<String>,
        /// What wallet methods say in place of a code.
        success: Option<bool>,
    }
    /// One operation of the loyalty system ("operations block" of the page on `autoRefund.do`).
    SberbankLoyaltyOperation {
        /// The transaction's id in the loyalty system: declared as text of at most 512 characters, printed as a number.
        pc_id: Option<String>,
        /// The kind of operation, as it was spelled.
        operation: Option<String>,
        /// The kind of operation, where the document lists it.
        kind: Option<SberbankOperationKind>,
        /// The transaction's id in the payment gateway: text of at most 512 characters.
        transaction_id: Option<String>,
        /// "Amount in points": an integer of at most twelve digits. The document says so of every operation, also of those
        /// that move money.
        amount: Option<i64>,
        /// Whether the operation succeeded: declared as text, printed as a boolean.
        successful: Option<bool>,
    }
    /// An order, in the response of `getOrderStatusExtended.do`. Which fields come depends on the version that is configured
    /// for the merchant.
    SberbankOrderStatus {
        /// The code: 0 says that the query was carried out.
        error_code: Option<String>,
        /// What the code means.
        error_message: Option<String>,
        /// The shop's number of the order.
        order_number: Option<String>,
        /// The state of the order: 0 registered, 1 held, 2 authorised in full, 3 reversed, 4 refunded in full or in part,
        /// 5 at the bank of the card, 6 declined. The new gateway goes up to 9.
        order_status: Option<String>,
        /// The code of the last operation: an integer, 0 for success.
        action_code: Option<String>,
        /// What that code means.
        action_code_description: Option<String>,
        /// The registered amount of the order, money and points together.
        amount: Option<Money>,
        /// The currency as an ISO 4217 number: 643 for roubles. One example has it within `cardAuthInfo`.
        currency: Option<String>,
        /// When the order was registered: milliseconds since 1970, as digits.
        date: Option<String>,
        /// When the money was held.
        auth_date_time: Option<String>,
        /// When the money was debited: milliseconds since 1970, as digits.
        deposited_date: Option<String>,
        /// When the last refund was made: `2022-12-31T23:59:59`, in a time zone that is not documented.
        refunded_date: Option<String>,
        /// The reference number of the payment (RRN): the number by which banks find it.
        auth_ref_num: Option<String>,
        /// The terminal of the payment.
        terminal_id: Option<String>,
        /// The masked card number. If it comes unmasked, its middle is masked here.
        masked_pan: Option<String>,
        /// The code of the authorisation.
        approval_code: Option<String>,
        /// The bank that issued the card.
        bank_name: Option<String>,
        /// That bank's country, as a code.
        bank_country_code: Option<String>,
        /// That bank's country, as a name.
        bank_country_name: Option<String>,
        /// The amounts of the payment, money alone.
        payment_amount_info: Option<SberbankAmounts>,
        /// The points.
        loyalty_info: Option<SberbankLoyalty>,
        /// The operations of the order. The new gateway lists them, where that is enabled for the merchant.
        operations: Vec<SberbankOrderOperation>,
        /// The refunds of the order. The legacy gateway lists them (M).
        refunds: Vec<SberbankOrderOperation>,
        /// Further attributes. `mdOrder` is the gateway's id of the order.
        attributes: Vec<SberbankParameter>,
    }
    /// The amounts of a payment (`paymentAmountInfo`), cumulative.
    SberbankAmounts {
        /// What was held.
        approved_amount: Option<Money>,
        /// What was debited.
        deposited_amount: Option<Money>,
        /// What was given back, all refunds together.
        refunded_amount: Option<Money>,
        /// The fee.
        fee_amount: Option<Money>,
        /// The state: `CREATED`, `APPROVED`, `DEPOSITED`, `REVERSED`, `REFUNDED` or `DECLINED`.
        payment_state: Option<String>,
    }
    /// The points of an order (`loyaltyInfo`, the new gateway).
    SberbankLoyalty {
        /// The id of the loyalty system's receipt: text.
        receipt_id: Option<String>,
        /// The loyalty system: `sbrf_spasibo`.
        loyalty_name: Option<String>,
        /// The points that were paid with.
        payment_bonus: Option<SberbankBonus>,
        /// The points that were earned.
        award_bonus: Option<SberbankBonus>,
    }
    /// Points in hundredths, cumulative.
    SberbankBonus {
        /// What was held.
        approved_amount_bonus: Option<i64>,
        /// What was debited.
        deposited_amount_bonus: Option<i64>,
        /// What was given back, all refunds together.
        refunded_amount_bonus: Option<i64>,
    }
    /// One operation of an order: an item of `operations` or of `refunds`.
    SberbankOrderOperation {
        /// Its `type`: `AUTHORIZATION`, `PREAUTHORIZATION`, `COMPLETION`, `REVERSAL` or `REFUND`. Items of `refunds` have none.
        kind: Option<String>,
        /// When it was made: in `operations` milliseconds since 1970, as digits; in `refunds` the documents disagree.
        date: Option<String>,
        /// How much money.
        amount: Option<Money>,
        /// How many points, in hundredths.
        amount_bonus: Option<i64>,
        /// The reference number (RRN): the number by which banks find it.
        reference_number: Option<String>,
        /// The merchant's own id of the refund, as it was sent.
        external_refund_id: Option<String>,
        /// The code of the authorisation.
        approval_code: Option<String>,
        /// The code of the operation: an integer, 0 for success.
        action_code: Option<String>,
    }
    /// A named value.
    SberbankParameter {
        /// Its name.
        name: Option<String>,
        /// Its value, as text.
        value: Option<String>,
    }
}

/// What an operation of the loyalty system is. The document calls all their amounts points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SberbankOperationKind {
    /// `PAYMENT`: points were paid with.
    Payment,
    /// `AWARD`: points were earned.
    Award,
    /// `REVERSE`: an operation was undone.
    Reverse,
    /// `REFUND_PAYMENT`: points that were paid with go back to the payer.
    RefundPayment,
    /// `REFUND_AWARD`: points that were earned are taken back.
    RefundAward,
}

/// The kinds of operation by their names.
const KINDS: [(&str, SberbankOperationKind); 5] = [
    ("PAYMENT", SberbankOperationKind::Payment),
    ("AWARD", SberbankOperationKind::Award),
    ("REVERSE", SberbankOperationKind::Reverse),
    ("REFUND_PAYMENT", SberbankOperationKind::RefundPayment),
    ("REFUND_AWARD", SberbankOperationKind::RefundAward),
];

impl SberbankOperationKind {
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut kinds = KINDS.into_iter();
        kinds
            .find(|(listed, _)| *listed == name)
            .map(|(_, kind)| kind)
    }

    fn name(self) -> Option<String> {
        let mut kinds = KINDS.into_iter();
        kinds
            .find(|(_, kind)| *kind == self)
            .map(|(name, _)| name.to_owned())
    }
}

records! {
    /// A response of Sberbank to a refund.
    SberbankParsed = Parsed<SberbankRefundResponse> { outcome: RefundOutcome }
}

status_records! {
    /// A response of Sberbank to a query about an order.
    SberbankParsedStatus = ParsedStatus<SberbankOrderStatus>
}
