//! The one error type: a mistake in what the caller gave, or a webhook that proves nothing.
//!
//! A provider's response is never an error: it becomes a [`RefundOutcome`](crate::RefundOutcome).
//! An error from a build call means that nothing was sent.

use std::fmt;

/// Stable codes of [`RefundError::code`]. Later versions may add codes, and remove none. The page `docs/error-codes.md`
/// lists them.
pub mod code {
    macro_rules! codes {
        ($(#[doc = $meaning:literal] $name:ident = $code:literal;)*) => {
            $(#[doc = $meaning] pub const $name: &str = $code;)*

            /// Every code with its meaning, from which the page of all codes is made.
            pub const ALL: &[(&str, &str)] = &[$(($code, $meaning)),*];
        };
    }

    codes! {
        /// An amount is zero, negative, too large, not whole, or has too many decimals.
        INVALID_AMOUNT = "invalid_amount";
        /// A currency is unknown, has no minor unit, or is not the account's.
        INVALID_CURRENCY = "invalid_currency";
        /// A value is outside of what the provider's document allows, or has the wrong type.
        INVALID_FIELD = "invalid_field";
        /// A required value is missing or empty.
        MISSING_FIELD = "missing_field";
        /// A document has a member that is not known.
        UNKNOWN_FIELD = "unknown_field";
        /// A document has the same member twice.
        DUPLICATE_FIELD = "duplicate_field";
        /// The parts (goods, splits) do not add up to the amount.
        SUM_MISMATCH = "sum_mismatch";
        /// A host is not `https`, or has a user, query or fragment.
        INVALID_HOST = "invalid_host";
        /// A key is not the PEM text of an RSA key or certificate, or is too small. The detail names the cause.
        INVALID_KEY = "invalid_key";
        /// A signature is missing, malformed or wrong: nothing was verified.
        UNVERIFIED = "unverified";
        /// A request for the provider side has the wrong credentials.
        UNAUTHORIZED = "unauthorized";
        /// The time in a message is too far from now.
        STALE = "stale";
        /// A request names an account or payment that is not known here.
        UNKNOWN_IDENTIFIER = "unknown_identifier";
        /// A verified or unsigned message is not what its document describes.
        INVALID_MESSAGE = "invalid_message";
        /// The provider, operation or combination does not exist.
        UNSUPPORTED = "unsupported";
        /// The host has no randomness, which a key or a signature needs.
        NO_RANDOMNESS = "no_randomness";
        /// The package is not ready: it has to be initialised before the first call.
        NOT_READY = "not_ready";
        /// A step of a ledger is not answered yet: it is handed out once.
        STEP_OUTSTANDING = "step_outstanding";
        /// A ledger did not hand out a step with this id, or it was answered already.
        UNKNOWN_STEP = "unknown_step";
        /// A ledger's record disappeared, went back to an older version, or is another ledger's.
        RECORD_LOST = "record_lost";
        /// The store refused the same row again and again, although the row had the version that the step named.
        STORE_REFUSED = "store_refused";
        /// A reference stands for another refund already.
        REFERENCE_TAKEN = "reference_taken";
        /// It is too early: something of the refund may still be on its way, or nobody looked after that.
        TOO_EARLY = "too_early";
        /// The refund has ended, or was sent already.
        TOO_LATE = "too_late";
        /// A document is not JSON, or is too large.
        INVALID_DOCUMENT = "invalid_document";
    }
}

/// Why a call was refused. It never contains a secret, nor the text of a value.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {}{detail}", Prefix(field))]
pub struct RefundError {
    code: &'static str,
    field: String,
    detail: String,
}

pub(crate) struct Prefix<'a>(pub(crate) &'a str);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(f, "{}: ", self.0)
        }
    }
}

impl fmt::Debug for RefundError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefundError({self})")
    }
}

impl RefundError {
    /// Makes an error. `field` is a path such as `goods[1].price`, or empty; `detail` is for people.
    pub fn new(code: &'static str, field: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            code,
            field: field.into(),
            detail: detail.into(),
        }
    }

    /// The error of a host that has no randomness.
    pub fn no_randomness() -> Self {
        Self::new(code::NO_RANDOMNESS, "", "the machine has none to give")
    }

    /// What is wrong, for programs: one of [`code`], or a provider's own code. It is stable.
    pub fn code(&self) -> &str {
        self.code
    }

    /// Path of the offending field, from the name of the argument on: `refund.goods[1].price`, `credentials.posId`. Of a
    /// message that arrived it is the place within the message: `headers.x-partner-sign`. May be empty.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong, for people. The text may change.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The same error with another name for a part of its field.
    #[must_use]
    pub(crate) fn renaming(mut self, part: &str, name: &str) -> Self {
        self.field = self.field.replacen(part, name, 1);
        self
    }

    /// The same error with its field one level further in: `price` within `goods[1]` is `goods[1].price`.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.field = match self.field.as_str() {
            "" => parent.to_owned(),
            field if field.starts_with('[') => format!("{parent}{field}"),
            field => format!("{parent}.{field}"),
        };
        self
    }
}
