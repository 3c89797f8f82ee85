//! The refusal of a message that reached us: what is wrong with it, and the HTTP response to give to its sender.

use super::HttpResponse;
use crate::value::error::RefundError;

/// A message that was refused. Give `reply` to whoever sent the message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}")]
pub struct Rejection {
    /// What is wrong with the message. Holds no secret.
    #[source]
    pub error: RefundError,
    /// The HTTP response to the sender. On the provider side it is the provider's own error response.
    pub reply: HttpResponse,
}

impl RefundError {
    /// Refuses the message that this error is about.
    pub fn rejected_with(self, reply: HttpResponse) -> Rejection {
        Rejection { error: self, reply }
    }
}

/// Keeps what was wrong and drops the reply.
impl From<Rejection> for RefundError {
    fn from(rejection: Rejection) -> Self {
        rejection.error
    }
}
