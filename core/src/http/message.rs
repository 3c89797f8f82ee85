//! The parts of HTTP that cross the boundary: a request to send, and what came back.
//!
//! Nothing here connects, retries or follows a redirect: the host app sends with its own HTTP stack. Requests are plain data
//! whose debug form masks everything that may hold a secret.

use super::base64;
use crate::value::error::{RefundError, code};
use crate::value::secret::MASK;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest body that is read: 4 MiB.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

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

    /// Whether the header only describes the format, so that its value holds no secret.
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
    /// For questions. HTTP stacks may repeat it by themselves, so no refund is ever built as GET.
    Get,
    /// For actions, and for questions that a provider takes by POST.
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
        let body = self.body.as_deref().unwrap_or_default();
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

fn masked_url(url: &str) -> String {
    url.split_once('?')
        .map_or_else(|| url.to_owned(), |(path, _)| format!("{path}?{MASK}"))
}

/// A request that reached us: a webhook, or a call to the provider side. The body is the raw bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(try_from = "ReceivedDocument", into = "ReceivedDocument")]
pub struct ReceivedRequest {
    /// Method.
    #[cfg_attr(feature = "typescript", tsify(type = "string"))]
    pub method: HttpMethod,
    /// Absolute URL, or path and query as the server saw them.
    pub url: String,
    /// Headers; names in any case.
    #[cfg_attr(feature = "typescript", tsify(optional, type = "HeadersIn"))]
    pub headers: Vec<Header>,
    /// Raw body, before any decoding.
    #[cfg_attr(feature = "typescript", tsify(optional, type = "BodyIn"))]
    pub body: Vec<u8>,
}

impl ReceivedRequest {
    /// The query, without its `?`.
    pub fn query(&self) -> &str {
        self.url.split_once('?').map_or("", |(_, query)| query)
    }

    /// The path, without scheme, host and query.
    pub fn path(&self) -> &str {
        let rest = self
            .url
            .split_once("://")
            .map_or(self.url.as_str(), |(_, rest)| rest);
        let path = rest.split_once('/').map_or("", |(_, path)| path);
        path.split(['?', '#']).next().unwrap_or_default()
    }

    /// The body as text of at most 4 MiB.
    pub fn text(&self) -> Result<&str, RefundError> {
        let text = std::str::from_utf8(&self.body)
            .ok()
            .filter(|text| text.len() <= MAX_BODY);
        text.ok_or_else(|| {
            RefundError::new(
                code::INVALID_MESSAGE,
                "body",
                "is not UTF-8 of at most 4 MiB",
            )
        })
    }

    /// The only value of a header. A header that is there twice is refused, since two readers could take different values.
    pub fn header(&self, name: &str) -> Result<Option<&str>, RefundError> {
        single(&self.headers, name)
    }
}

fn single<'a>(headers: &'a [Header], name: &str) -> Result<Option<&'a str>, RefundError> {
    let mut values = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name));
    let first = values.next().map(|header| header.value.as_str());
    match values.next() {
        Some(_) => Err(RefundError::new(
            code::DUPLICATE_FIELD,
            format!("headers.{name}"),
            "is there twice",
        )),
        None => Ok(first),
    }
}

impl From<HttpRequest> for ReceivedRequest {
    fn from(request: HttpRequest) -> Self {
        let body = request.body.unwrap_or_default().into_bytes();
        Self {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body,
        }
    }
}

impl fmt::Debug for ReceivedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (url, length) = (masked_url(&self.url), self.body.len());
        write!(
            f,
            "{:?} {url} {:?} [{length} bytes]",
            self.method, self.headers
        )
    }
}

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

/// What became of a request. In documents: `{"response": {...}}`, `"lost"` or `"notSent"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// A whole response arrived.
    Response(HttpResponse),
    /// It is not certain what happened: a timeout, a reset, a body that broke off.
    Lost,
    /// Not one byte left this machine, as when no connection could be made.
    NotSent,
}

impl From<HttpResponse> for Answer {
    fn from(response: HttpResponse) -> Self {
        Self::Response(response)
    }
}

/// An absent response is a lost one.
impl From<Option<HttpResponse>> for Answer {
    fn from(response: Option<HttpResponse>) -> Self {
        response.map_or(Self::Lost, Self::Response)
    }
}

/// A request in a document: `body` (text) or `bodyBase64`, exactly one.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReceivedDocument {
    method: HttpMethod,
    url: String,
    #[serde(default)]
    headers: Vec<Header>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

impl TryFrom<ReceivedDocument> for ReceivedRequest {
    type Error = &'static str;

    fn try_from(document: ReceivedDocument) -> Result<Self, Self::Error> {
        let absent = (document.method == HttpMethod::Get).then(String::new);
        let body = body_bytes(
            document
                .body
                .or(absent.filter(|_| document.body_base64.is_none())),
            document.body_base64,
        )?;
        Ok(Self {
            method: document.method,
            url: document.url,
            headers: document.headers,
            body,
        })
    }
}

impl From<ReceivedRequest> for ReceivedDocument {
    fn from(request: ReceivedRequest) -> Self {
        let (body, body_base64) = body_text(request.body);
        Self {
            method: request.method,
            url: request.url,
            headers: request.headers,
            body,
            body_base64,
        }
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

fn body_bytes(text: Option<String>, base64: Option<String>) -> Result<Vec<u8>, &'static str> {
    match (text, base64) {
        (Some(text), None) => Ok(text.into_bytes()),
        (None, Some(base64)) => base64::decode(&base64).ok_or("bodyBase64 is not Base64"),
        _ => Err("exactly one of body and bodyBase64 is needed"),
    }
}

fn body_text(body: Vec<u8>) -> (Option<String>, Option<String>) {
    match String::from_utf8(body) {
        Ok(text) => (Some(text), None),
        Err(error) => (None, Some(base64::encode(error.as_bytes()))),
    }
}
