//! The parameters of a request: from the query or from the form, never from both.

use crate::http::form::{self, Pair};
use crate::http::{HttpMethod, ReceivedRequest};
use crate::value::error::{RefundError, code};

/// Decoded parameters in their order, each name once.
pub(super) struct Parameters<'a>(pub(super) Vec<Pair<'a>>);

impl<'a> Parameters<'a> {
    /// A POST with a body has them in the body, whatever stands in its query; anything else in the query.
    pub(super) fn read(request: &'a ReceivedRequest) -> Result<Self, RefundError> {
        let body = request.text()?;
        let text = match request.method {
            HttpMethod::Post if !body.is_empty() => body,
            HttpMethod::Post | HttpMethod::Get => request.query(),
        };
        let bad = || RefundError::new(code::INVALID_MESSAGE, "parameters", "are no form");
        let pairs = form::decode(text).ok_or_else(bad)?;
        match form::repeats(&pairs) {
            true => Err(RefundError::new(
                code::DUPLICATE_FIELD,
                "parameters",
                "have a name twice",
            )),
            false => Ok(Self(pairs)),
        }
    }

    /// The value of a name; an empty one is none.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        form::value(&self.0, name).filter(|value| !value.is_empty())
    }

    /// The same as owned text.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.value(name).map(str::to_owned)
    }
}
