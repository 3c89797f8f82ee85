//! A request to send, whose debug form masks everything that may hold a secret.

use crate::value::secret::MASK;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A header, as a pair `[name, value]` in documents.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(from = "(String, String)", into = "(String, String)")]
pub struct Header {
    /// Lower-case name.
    pub name: String,
    /// Value, as it is sent.
    pub value: String,
}

impl Header {
    /// Makes a header.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }

    /// Whether it tells the format alone.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.name.as_str(), "content-type" | "accept")
    }
}

impl From<(String, String)> for Header {
    fn from((name, value): (String, String)) -> Self {
        Self { name, value }
    }
}

impl From<Header> for (String, String) {
    fn from(header: Header) -> Self {
        (header.name, header.value)
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            self.name,
            if self.is_plain() { &self.value } else { MASK }
        )
    }
}

/// The methods that these providers use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// Asks; HTTP stacks may repeat it by themselves, so no refund is ever built as GET.
    Get,
    /// Acts.
    Post,
}

/// A request to send as it is: exactly these headers and this body, without following redirects and without retrying.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HttpRequest {
    /// Method.
    pub method: HttpMethod,
    /// Absolute URL.
    pub url: String,
    /// Headers, in the order in which they are sent. May hold secrets.
    pub headers: Vec<Header>,
    /// Body, absent on GET. May hold secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub body: Option<String>,
}

impl HttpRequest {
    /// A POST with a body.
    pub fn post(url: String, headers: Vec<Header>, body: String) -> Self {
        Self {
            method: HttpMethod::Post,
            url,
            headers,
            body: Some(body),
        }
    }

    /// A GET.
    pub fn get(url: String, headers: Vec<Header>) -> Self {
        Self {
            method: HttpMethod::Get,
            url,
            headers,
            body: None,
        }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self
            .body
            .as_deref()
            .unwrap_or_default();
        write!(
            f,
            "{:?} {} {:?} [{} bytes]",
            self.method,
            masked_url(&self.url),
            self.headers,
            body.len()
        )
    }
}

pub(super) fn masked_url(url: &str) -> String {
    url.split_once('?')
        .map_or_else(|| url.to_owned(), |(path, _)| format!("{path}?{MASK}"))
}
