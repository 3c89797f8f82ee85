//! Everything that an integrator's response says to Google, and Google's to a notification, in Google's words. The request and
//! the notification themselves are [`GoogleRefundRequest`](super::GoogleRefundRequest) and [`GoogleNotice`](super::GoogleNotice).

use super::reply::NamedResult;
use super::result::GoogleDecline;
use super::wire::{RawResultIn, ReplyIn};
use crate::api::parsed::records;
use crate::wire::details::{DetailReader, details};
use crate::wire::{RawValue, from_json_text};
use serde::{Deserialize, Serialize};

details! {
    /// A response: to a refund, to a notification, or an error (`ErrorResponse`).
    GoogleReply {
        /// When it was written (`responseHeader.responseTimestamp`): milliseconds since 1970.
        response_timestamp: Option<i64>,
        /// The result, as it was spelled: a code in the flat form, the name of a member in the object form.
        result: Option<String>,
        /// The result, where the documents list it.
        result_code: Option<GoogleResultCode>,
        /// The integrator's id of the refund, by which Google and its remittance details name it. It has no documented length.
        payment_integrator_refund_id: Option<String>,
        /// Whose code `raw_code` is, such as `visa` (`rawResult.scope`); may be empty.
        raw_scope: Option<String>,
        /// The untranslated code behind the result (`rawResult.rawCode`).
        raw_code: Option<String>,
        /// Why there is no result: one of Google's `ErrorResponseCode`s in the flat form, the name of a member in the object form.
        error_response_code: Option<String>,
        /// What went wrong, for support staff and never for users.
        error_description: Option<String>,
        /// The integrator's id of the error, for finding it in its logs.
        payment_integrator_error_identifier: Option<String>,
    }
}

/// The results of a refund, and what Google does next. Each is final for its request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GoogleResultCode {
    /// `UNKNOWN_RESULT` must never be set. Google can't tell what became of the refund.
    UnknownResult,
    /// `SUCCESS`: the money went back. Google has nothing left to do.
    Success,
    /// `NO_MONEY_LEFT_ON_TRANSACTION`: nothing is left to give back. Google takes it for a mismatch between its books and the
    /// integrator's.
    NoMoneyLeftOnTransaction,
    /// `ACCOUNT_CLOSED`: Google closes the user's instrument, and the user has to link an account again.
    AccountClosed,
    /// `ACCOUNT_CLOSED_ACCOUNT_TAKEN_OVER`: somebody else seems to have taken the account over. Google closes the user's
    /// instrument, and the user has to link an account again.
    AccountClosedAccountTakenOver,
    /// `ACCOUNT_CLOSED_FRAUD`: Google closes the user's instrument, and the user has to link an account again.
    AccountClosedFraud,
    /// `ACCOUNT_ON_HOLD`: the account can't receive money now. Google may ask again later, with a new request id.
    AccountOnHold,
    /// `REFUND_EXCEEDS_MAXIMUM_BALANCE`: the refund would overfill the user's balance. Google may ask again later, with a new
    /// request id.
    RefundExceedsMaximumBalance,
    /// `REFUND_WINDOW_EXCEEDED`: the allowed period of refunds is over. No document says what Google
    /// does next.
    RefundWindowExceeded,
}

impl GoogleResultCode {
    fn named(name: &str) -> Option<Self> {
        match name {
            "UNKNOWN_RESULT" => Some(Self::UnknownResult),
            "SUCCESS" | "success" => Some(Self::Success),
            _ => GoogleDecline::named(name).map(Self::from),
        }
    }
}

impl From<GoogleDecline> for GoogleResultCode {
    fn from(decline: GoogleDecline) -> Self {
        match decline {
            GoogleDecline::NoMoneyLeftOnTransaction => Self::NoMoneyLeftOnTransaction,
            GoogleDecline::AccountClosed => Self::AccountClosed,
            GoogleDecline::AccountClosedAccountTakenOver => Self::AccountClosedAccountTakenOver,
            GoogleDecline::AccountClosedFraud => Self::AccountClosedFraud,
            GoogleDecline::AccountOnHold => Self::AccountOnHold,
            GoogleDecline::RefundExceedsMaximumBalance => Self::RefundExceedsMaximumBalance,
            GoogleDecline::RefundWindowExceeded => Self::RefundWindowExceeded,
        }
    }
}

impl GoogleReply {
    pub(super) fn read(reply: &ReplyIn<'_>, reader: DetailReader<'_>) -> Self {
        let named = reply
            .result
            .and_then(|result| NamedResult::read(result).ok());
        let inner = named
            .as_ref()
            .and_then(|named| named.raw_result);
        let raw = inner
            .or(reply.raw_result)
            .and_then(raw_result);
        let result = named.and_then(|named| reader.exact(Some(named.name.as_str())));
        let error_code = reply.error_code();
        Self {
            response_timestamp: reply.timestamp(),
            result_code: result
                .as_deref()
                .and_then(GoogleResultCode::named),
            result,
            payment_integrator_refund_id: reader.exact(reply.payment_integrator_refund_id),
            raw_scope: raw
                .as_ref()
                .and_then(|raw| reader.exact(raw.scope)),
            raw_code: raw
                .as_ref()
                .and_then(|raw| reader.exact(raw.raw_code)),
            error_response_code: reader.exact(error_code.as_deref()),
            error_description: reader.text(reply.error_description),
            payment_integrator_error_identifier: reader
                .exact(reply.payment_integrator_error_identifier),
        }
    }
}

fn raw_result(value: RawValue<'_>) -> Option<RawResultIn<'_>> {
    from_json_text(value.raw()).ok()
}

records! {
    /// A response of an integrator to a refund that Google asked for.
    GoogleParsed = Parsed<GoogleReply> { outcome: RefundOutcome }
    /// A response of Google to a notification.
    GoogleParsedDelivery = ParsedDelivery<GoogleReply> { delivery: Delivery }
}
