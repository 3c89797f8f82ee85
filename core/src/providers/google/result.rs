//! Results of a refund: what can be said, and what a name on the wire means.

use super::failure::Fault;
use super::message::{GoogleShape, object};
use super::wire::{RawResultIn, RawResultOut, ResultOut, UnionOut, string};
use crate::api::stored::stored;
use crate::decision::profile::Finding;
use crate::http::validate::{self, optional};
use crate::value::error::{RefundError, code};
use crate::wire::RawValue;
use serde::{Deserialize, Serialize};

/// The untranslated code behind a result, for Google's risk analysis.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GoogleRawResult {
    /// Whose code it is, such as `visa`: one line of at most 256 characters, which may be empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub scope: Option<String>,
    /// The code: 1 to 256 characters.
    pub raw_code: String,
}

/// Why a refund was refused for good. Each is final for its request id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GoogleDecline {
    /// Less is left on the transaction than was asked for. In the object form it is answered as an error.
    NoMoneyLeftOnTransaction,
    /// The account is closed. Google then closes the user's instrument.
    AccountClosed,
    /// Closed, since somebody else seems to have taken it over. Google then closes the user's instrument.
    AccountClosedAccountTakenOver,
    /// Closed for fraud. Google then closes the user's instrument.
    AccountClosedFraud,
    /// Cannot receive money now; Google may ask later, with a new request id.
    AccountOnHold,
    /// Would overfill the balance; Google may ask later, with a new request id.
    RefundExceedsMaximumBalance,
    /// Too late.
    RefundWindowExceeded,
}

impl GoogleDecline {
    const ALL: [Self; 7] = [
        Self::NoMoneyLeftOnTransaction,
        Self::AccountClosed,
        Self::AccountClosedAccountTakenOver,
        Self::AccountClosedFraud,
        Self::AccountOnHold,
        Self::RefundExceedsMaximumBalance,
        Self::RefundWindowExceeded,
    ];

    /// The code in the flat form.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoMoneyLeftOnTransaction => "NO_MONEY_LEFT_ON_TRANSACTION",
            Self::AccountClosed => "ACCOUNT_CLOSED",
            Self::AccountClosedAccountTakenOver => "ACCOUNT_CLOSED_ACCOUNT_TAKEN_OVER",
            Self::AccountClosedFraud => "ACCOUNT_CLOSED_FRAUD",
            Self::AccountOnHold => "ACCOUNT_ON_HOLD",
            Self::RefundExceedsMaximumBalance => "REFUND_EXCEEDS_MAXIMUM_BALANCE",
            Self::RefundWindowExceeded => "REFUND_WINDOW_EXCEEDED",
        }
    }

    /// The union's member in the object form, where it has one.
    fn member(self) -> Option<&'static str> {
        Some(match self {
            Self::NoMoneyLeftOnTransaction => return None,
            Self::AccountClosed => "accountClosed",
            Self::AccountClosedAccountTakenOver => "accountClosedAccountTakenOver",
            Self::AccountClosedFraud => "accountClosedFraud",
            Self::AccountOnHold => "accountOnHold",
            Self::RefundExceedsMaximumBalance => "refundExceedsMaximumBalance",
            Self::RefundWindowExceeded => "refundWindowExceeded",
        })
    }

    /// Whether `name` is its name in either form.
    pub(super) fn is_named(self, name: &str) -> bool {
        self.code() == name || self.member() == Some(name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|decline| decline.is_named(name))
    }
}

/// What became of a refund: final for its request id, to be stored and given again. There is no unknown result.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum GoogleRefundResult {
    /// The money goes back.
    Refunded {
        /// The integrator's own id of the refund; Google shows it in its remittance: 1 to 1024 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        refund_id: Option<String>,
        /// The untranslated code behind it; in the flat form only. A stored one is left out where it is given again in the object
        /// form.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        raw_result: Option<GoogleRawResult>,
    },
    /// The money stays.
    Declined {
        /// Why.
        code: GoogleDecline,
        /// The untranslated code behind it.
        raw_result: GoogleRawResult,
        /// The integrator's own id of the refund: 1 to 1024 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "uniffi", uniffi(default))]
        refund_id: Option<String>,
    },
}

stored!(
    GoogleRefundResult,
    "google_refund_result",
    google_refund_result_from_stored
);

impl GoogleRefundResult {
    /// The decline that this library decides by itself: the code behind it is the result's own.
    pub(super) fn no_money_left() -> Self {
        let code = GoogleDecline::NoMoneyLeftOnTransaction;
        Self::Declined {
            code,
            raw_result: GoogleRawResult {
                scope: None,
                raw_code: code.code().to_owned(),
            },
            refund_id: None,
        }
    }

    /// The integrator's own id.
    pub fn refund_id(&self) -> Option<&str> {
        match self {
            Self::Refunded { refund_id, .. } | Self::Declined { refund_id, .. } => {
                refund_id.as_deref()
            }
        }
    }

    pub(super) fn decline(&self) -> Option<GoogleDecline> {
        match self {
            Self::Refunded { .. } => None,
            Self::Declined { code, .. } => Some(*code),
        }
    }

    pub(super) fn raw_result(&self) -> Option<&GoogleRawResult> {
        match self {
            Self::Refunded { raw_result, .. } => raw_result.as_ref(),
            Self::Declined { raw_result, .. } => Some(raw_result),
        }
    }

    /// A stored result as this form can tell it: a success of the object form has no place for a raw result.
    pub(super) fn told_in(&self, shape: GoogleShape) -> Self {
        let mut told = self.clone();
        if let (Self::Refunded { raw_result, .. }, GoogleShape::Object) = (&mut told, shape) {
            *raw_result = None;
        }
        told
    }

    /// The name on the wire, and what goes beside it.
    pub(super) fn on_wire(
        &self,
        shape: GoogleShape,
    ) -> Result<(ResultOut<'_>, Option<RawResultOut<'_>>), RefundError> {
        let raw_result = self
            .raw_result()
            .map(GoogleRawResult::on_wire);
        if shape == GoogleShape::Flat {
            return Ok((
                ResultOut::Flat(
                    self.decline()
                        .map_or(SUCCESS, GoogleDecline::code),
                ),
                raw_result,
            ));
        }
        let unsupported =
            |field| RefundError::new(code::UNSUPPORTED, field, "has no place in the object form");
        let member = match self.decline() {
            Some(decline) => decline
                .member()
                .ok_or_else(|| unsupported("result.declined.code"))?,
            None if raw_result.is_some() => return Err(unsupported("result.refunded.rawResult")),
            None => SUCCESS_MEMBER,
        };
        Ok((ResultOut::Object(UnionOut { member, raw_result }), None))
    }

    /// Checks what is in the caller's hands.
    pub(super) fn check(&self) -> Result<(), RefundError> {
        let inside = if self.decline().is_some() {
            "result.declined"
        } else {
            "result.refunded"
        };
        let checked = optional(validate::line, "refundId", self.refund_id(), 1024).map(|_| ());
        checked
            .and_then(|()| {
                self.raw_result()
                    .map_or(Ok(()), GoogleRawResult::check)
            })
            .map_err(|error| error.within(inside))
    }
}

/// The one result that is not a decline, as a word and as a member.
pub(super) const SUCCESS: &str = "SUCCESS";
pub(super) const SUCCESS_MEMBER: &str = "success";

impl GoogleRawResult {
    fn on_wire(&self) -> RawResultOut<'_> {
        RawResultOut {
            scope: self.scope.as_deref(),
            raw_code: &self.raw_code,
        }
    }

    fn check(&self) -> Result<(), RefundError> {
        let scope = self
            .scope
            .as_deref()
            .filter(|scope| !scope.is_empty());
        optional(validate::line, "rawResult.scope", scope, 256)?;
        validate::line("rawResult.rawCode", &self.raw_code, 256).map(|_| ())
    }

    /// Reads one strictly: `rawCode` is required.
    pub(super) fn read(value: RawValue<'_>) -> Result<Self, Fault> {
        let read: RawResultIn<'_> = object("rawResult", value)?;
        let raw_code = super::message::text("rawResult.rawCode", read.raw_code)?;
        Ok(Self {
            scope: read.scope.and_then(string),
            raw_code,
        })
    }
}

/// What a result's name means, in either form.
pub(super) fn meaning(name: &str) -> Finding {
    match GoogleDecline::named(name) {
        Some(GoogleDecline::AccountOnHold | GoogleDecline::RefundExceedsMaximumBalance) => {
            Finding::DeclinedForNow
        }
        Some(_) => Finding::Declined,
        None if name == SUCCESS || name == SUCCESS_MEMBER => Finding::Succeeded,
        None => Finding::Unrecognised,
    }
}
