//! A response, and what sending a request came to.

use super::body::{body_bytes, body_text};
use super::request::Header;
use crate::value::timestamp::http_date_ms;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A response: what a provider answered, or what to respond to a webhook or a call.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(into = "ResponseDocument")]
pub struct HttpResponse {
    /// Status code; 0 where a browser hides a redirect.
    pub status: u16,
    /// Headers; of them only `Retry-After` is read.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub headers: Vec<Header>,
    /// Raw body.
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// A response with a status alone.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// What decides before the body is read.
    pub fn head(&self) -> ResponseHead {
        ResponseHead {
            status: self.status,
            retry_after_ms: retry_after(&self.headers).and_then(pause_ms),
            retry_at_ms: retry_after(&self.headers).and_then(http_date_ms),
        }
    }

    /// A response with a JSON body.
    pub fn json(status: u16, body: String) -> Self {
        let headers = vec![Header::new("content-type", "application/json")];
        Self {
            status,
            headers,
            body: body.into_bytes(),
        }
    }
}

/// Status and pause of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// Status code; 0 where a browser hides a redirect.
    pub status: u16,
    /// How long the provider asks us to wait, in milliseconds: `Retry-After` in seconds, at most a day.
    pub retry_after_ms: Option<i64>,
    /// Until when, in milliseconds since 1970: `Retry-After` as a date. The core has no clock; a ledger hears the time and waits until
    /// then, at most a day.
    pub retry_at_ms: Option<i64>,
}

impl ResponseHead {
    /// Until when the provider asks us to wait.
    pub(crate) fn wait_until_ms(&self, now_ms: i64) -> Option<i64> {
        let by_date = self
            .retry_at_ms
            .map(|at_ms| at_ms.saturating_sub(now_ms));
        let pause = self.retry_after_ms.or(by_date)?;
        (pause > 0).then(|| now_ms.saturating_add(pause.min(LONGEST_PAUSE_MS)))
    }
}

/// A day. A longer pause is one in which somebody should look.
const LONGEST_PAUSE_MS: i64 = 86_400_000;

fn retry_after(headers: &[Header]) -> Option<&str> {
    let named = |header: &&Header| {
        header
            .name
            .eq_ignore_ascii_case("retry-after")
    };
    let found = headers.iter().find(named)?;
    Some(found.value.trim())
}

fn pause_ms(text: &str) -> Option<i64> {
    let is_number = !text.is_empty()
        && text
            .bytes()
            .all(|digit| digit.is_ascii_digit());
    let seconds: i64 = text.parse().unwrap_or(i64::MAX);
    is_number.then(|| {
        seconds
            .saturating_mul(1000)
            .min(LONGEST_PAUSE_MS)
    })
}

impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {:?} [{} bytes]",
            self.status,
            self.headers,
            self.body.len()
        )
    }
}

/// What sending a request came to. In documents: `{"response": {...}}`, `"lost"` or `"notSent"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SendResult {
    /// A whole response arrived.
    Response(HttpResponse),
    /// Anything unsure: a timeout, a reset, a body that broke off.
    Lost,
    /// Not one byte left this machine, as when no connection could be made.
    NotSent,
}

impl From<HttpResponse> for SendResult {
    fn from(response: HttpResponse) -> Self {
        Self::Response(response)
    }
}

/// No response means that it was lost.
impl From<Option<HttpResponse>> for SendResult {
    fn from(response: Option<HttpResponse>) -> Self {
        response.map_or(Self::Lost, Self::Response)
    }
}

/// A response in a document: `body` (text) or `bodyBase64`, exactly one.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ResponseDocument {
    status: u16,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

/// The error says what is expected, which a conversion that serde makes could not.
impl<'de> Deserialize<'de> for HttpResponse {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = ResponseDocument::deserialize(deserializer)?;
        Self::try_from(document)
            .map_err(|expected| D::Error::invalid_value(Unexpected::Other("body"), &expected))
    }
}

impl TryFrom<ResponseDocument> for HttpResponse {
    type Error = &'static str;

    fn try_from(document: ResponseDocument) -> Result<Self, Self::Error> {
        let body = body_bytes(document.body, document.body_base64)?;
        Ok(Self {
            status: document.status,
            headers: document.headers,
            body,
        })
    }
}

impl From<HttpResponse> for ResponseDocument {
    fn from(response: HttpResponse) -> Self {
        let (body, body_base64) = body_text(response.body);
        Self {
            status: response.status,
            headers: response.headers,
            body,
            body_base64,
        }
    }
}
