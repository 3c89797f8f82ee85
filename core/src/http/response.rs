//! A response, and what sending a request came to.

use super::body::{body_bytes, body_text};
use super::request::Header;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A response: what a provider answered, or what to answer to a webhook or a call.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(try_from = "ResponseDocument", into = "ResponseDocument")]
pub struct HttpResponse {
    /// Status code; 0 where a browser hides a redirect.
    pub status: u16,
    /// Headers; not needed to parse a response.
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

/// No response is a lost answer.
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
