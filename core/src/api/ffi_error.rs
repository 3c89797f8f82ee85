//! The error as Python, Kotlin and Swift see it.

use crate::http::{HttpResponse, Rejection};
use crate::value::error::{self, Prefix};

/// Why a call was refused: something in what was given, or a message that proves nothing. What a provider answers is
/// never an error. An error of a build call means that nothing was sent. Holds no secret.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum RefundError {
    /// The only case.
    #[error("{code}: {}{detail}", Prefix(field))]
    Refused {
        /// Stable, for programs: `invalid_amount`, `unverified`.
        code: String,
        /// Path of what is wrong, such as `goods[1].price`. May be empty.
        field: String,
        /// What is wrong, for people. Not stable.
        detail: String,
        /// The HTTP response to give to whoever sent the message, where there is one to give.
        reply: Option<HttpResponse>,
    },
}

impl RefundError {
    fn new(error: error::RefundError, reply: Option<HttpResponse>) -> Self {
        Self::Refused {
            code: error.code().to_owned(),
            field: error.field().to_owned(),
            detail: error.detail().to_owned(),
            reply,
        }
    }
}

impl From<error::RefundError> for RefundError {
    fn from(error: error::RefundError) -> Self {
        Self::new(error, None)
    }
}

impl From<Rejection> for RefundError {
    fn from(rejection: Rejection) -> Self {
        Self::new(rejection.error, Some(rejection.reply))
    }
}
