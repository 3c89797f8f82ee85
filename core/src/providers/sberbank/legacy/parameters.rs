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
        let text = if stand_in_the_query(request) {
            request.query()
        } else {
            body
        };
        let bad = || RefundError::new(code::INVALID_MESSAGE, "parameters", "are not a form");
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

    /// The same without the parameters of the address itself, which stand in a query alone.
    pub(super) fn read_beside(
        request: &'a ReceivedRequest,
        address: &[String],
    ) -> Result<Self, RefundError> {
        let mut parameters = Self::read(request)?;
        if stand_in_the_query(request) {
            let is_of_the_address = |name: &str| address.iter().any(|own| own == name);
            parameters
                .0
                .retain(|(name, _)| !is_of_the_address(name));
        }
        Ok(parameters)
    }

    /// The value of a name. An empty value counts as absent.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        form::value(&self.0, name).filter(|value| !value.is_empty())
    }

    /// The same as owned text.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.value(name).map(str::to_owned)
    }
}

fn stand_in_the_query(request: &ReceivedRequest) -> bool {
    request.method == HttpMethod::Get || request.body.is_empty()
}
