//! Everything that Bank 131 and Smart Glocal say of a session, its payments and their refunds, in the protocol's words.
//!
//! The fields are those of the documents' pages on objects and of the bank's PHP SDK. Amounts come as `{amount, currency}` in
//! minor units. Times are ISO 8601 in UTC, such as `2018-05-27T02:03:00.000000Z`.

mod print;
mod read;

pub(super) use read::{merchant_fee, rrn};

use crate::api::parsed::{records, status_records};
use crate::value::money::Money;
use crate::wire::details::details;

details! {
    /// The response to a refund or to a status query.
    SessionResponse {
        /// Whether the call was taken: `ok` or `error`. Some error bodies have none.
        status: Option<String>,
        /// The session with all its payments and refunds.
        session: Option<SessionDetails>,
        /// Why the call was not taken.
        error: Option<SessionFailure>,
    }
    /// A webhook.
    SessionWebhook {
        /// Its `type`: `payment_refunded` for refunds and chargebacks; others are `ready_to_confirm`, `ready_to_capture`,
        /// `action_required` and `payment_finished`.
        kind: Option<String>,
        /// The session with all its payments and refunds.
        session: Option<SessionDetails>,
    }
    /// A payment session.
    SessionDetails {
        /// Its id, such as `ps_3230`.
        id: Option<String>,
        /// Its state: `created`, `in_progress`, `accepted`, `cancelled` (once spelled `canceled`) or `error`, which is not final.
        status: Option<String>,
        /// When it was made.
        created_at: Option<String>,
        /// When it changed last.
        updated_at: Option<String>,
        /// When it ended.
        finished_at: Option<String>,
        /// What it waits for: `confirm` or `capture`.
        next_action: Option<String>,
        /// Why it failed.
        error: Option<SessionFailure>,
        /// Its payments: `acquiring_payments` in v1, `payment_list` in v2.
        payments: Vec<SessionPayment>,
    }
    /// A payment of a session.
    SessionPayment {
        /// Its id, such as `pm_2705`.
        id: Option<String>,
        /// Its state: `succeeded`, also after a refund, `in_progress`, `pending` or `failed`.
        status: Option<String>,
        /// When it was made.
        created_at: Option<String>,
        /// When it changed last.
        updated_at: Option<String>,
        /// When it ended.
        finished_at: Option<String>,
        /// The merchant's id of the customer (`customer.reference`). Smart Glocal may leave it out.
        customer_reference: Option<String>,
        /// How it was paid.
        payment_details: Option<SessionPaymentDetails>,
        /// How much was paid (`amount_details`).
        amount: Option<Money>,
        /// What of it the merchant gets.
        amounts: Option<SessionAmounts>,
        /// What the merchant attached to the payment, as it was written: JSON of at most 1000 characters. It is not the
        /// refund's.
        metadata: Option<String>,
        /// How the payment's revenue is shared.
        revenue_split_info: Vec<SessionRevenueShare>,
        /// How banks find the payment.
        transaction_info: Option<SessionTransaction>,
        /// Why it failed.
        error: Option<SessionFailure>,
        /// Its refunds and chargebacks.
        refunds: Vec<SessionRefundDetails>,
    }
    /// How a payment was paid.
    SessionPaymentDetails {
        /// Its `type`: `card`, `wallet`, `bank_account`, `recurrent`, `secured_card`, `crypto_wallet`, `internet_banking`,
        /// `faster_payment_system`, `faster_payment_system_binding` or `tax`.
        kind: Option<String>,
        /// The brand of the card, such as `visa`.
        brand: Option<String>,
        /// The last four digits of the card.
        last4: Option<String>,
        /// The first six digits of the card.
        bin: Option<String>,
        /// The country of the card's bank: an ISO 3166 code of three letters.
        country_iso3: Option<String>,
        /// The provider's id of the card.
        card_id: Option<String>,
    }
    /// A refund or a chargeback of a payment.
    SessionRefundDetails {
        /// Its id, such as `rf_203`.
        id: Option<String>,
        /// How far it is: `in_progress`, `accepted`, `declined` or `error`.
        status: Option<String>,
        /// When it was made.
        created_at: Option<String>,
        /// When it ended; absent while it is in progress.
        finished_at: Option<String>,
        /// How much is given back (`amount_details`).
        amount: Option<Money>,
        /// What of it the merchant bears.
        amounts: Option<SessionAmounts>,
        /// What the merchant attached to the refund, as it was written: JSON of at most 1000 characters.
        metadata: Option<String>,
        /// Whether the payer's bank took the money. Absent means no.
        is_chargeback: Option<bool>,
        /// How the refund is shared.
        revenue_split_info: Vec<SessionRevenueShare>,
        /// How banks find the refund.
        transaction_info: Option<SessionTransaction>,
    }
    /// An amount with and without fees.
    SessionAmounts {
        /// Without fees.
        net: Option<Money>,
        /// With fees.
        gross: Option<Money>,
        /// The merchant's fee (`fee.merchant_fee`).
        merchant_fee: Option<Money>,
    }
    /// One share of a split amount. The SDK marks splitting as experimental.
    SessionRevenueShare {
        /// Whose share it is.
        contractor_alias: Option<String>,
        /// How many percent: a decimal, as it was written.
        percent: Option<String>,
        /// Whether it is all that remains.
        remains: Option<bool>,
        /// How much.
        amount: Option<Money>,
    }
    /// How banks find a transaction.
    SessionTransaction {
        /// The RRN, a number of the retrieval system.
        rrn: Option<String>,
        /// The ARN, the acquirer's reference number.
        arn: Option<String>,
        /// The code of the authorisation.
        auth_code: Option<String>,
        /// The id of a message of the Faster Payments System.
        fp_message_id: Option<String>,
    }
    /// An error of a response, a session or a payment.
    SessionFailure {
        /// Its code. The list may change without notice, says the document.
        code: Option<String>,
        /// What the code means.
        description: Option<String>,
        /// Why rules refused the operation, as it was written: a JSON list of `rule_alias`, `list_alias` and
        /// `expiration_date`, of which at most 1000 characters are kept.
        reject_reasons: Option<String>,
    }
}

records! {
    /// A response of Bank 131 or Smart Glocal to a refund.
    SessionParsed = Parsed<SessionResponse> { outcome: RefundOutcome }
    /// A verified webhook of Bank 131 or Smart Glocal.
    SessionParsedWebhook = ParsedWebhook<SessionWebhook> { event: RefundEvent }
}

status_records! {
    /// A response of Bank 131 or Smart Glocal to a query about a session.
    SessionParsedStatus = ParsedStatus<SessionResponse>
}
