//! A request that reached us.

use super::body::{body_bytes, body_text};
use super::request::{Header, HttpMethod, HttpRequest, masked_url};
use crate::value::error::{RefundError, code};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// The largest body that is read: 4 MiB.
pub const MAX_BODY: usize = 4 * 1024 * 1024;

/// A request that reached us: a webhook, or a call to the provider side. The body is the raw bytes.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi::export(Debug))]
#[serde(into = "ReceivedDocument")]
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
        let address = self
            .url
            .split('#')
            .next()
            .unwrap_or_default();
        address
            .split_once('?')
            .map_or("", |(_, query)| query)
    }

    /// The path after its first slash, without scheme, host, query and fragment.
    pub fn path(&self) -> &str {
        // The query first: what stands in it, an address for instance, is no part of the path.
        let address = self
            .url
            .split(['?', '#'])
            .next()
            .unwrap_or_default();
        let rest = match address.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => rest,
            _ => address,
        };
        rest.split_once('/')
            .map_or("", |(_, path)| path)
    }

    /// Whether the body is still compressed, as its first bytes or, where it is not text, a header say.
    pub fn is_compressed(&self) -> bool {
        const GZIP: &[u8] = &[0x1f, 0x8b];
        const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
        let says_so = |header: &Header| {
            header
                .name
                .eq_ignore_ascii_case("content-encoding")
                && !header
                    .value
                    .trim()
                    .eq_ignore_ascii_case("identity")
        };
        std::str::from_utf8(&self.body).is_err()
            && (self.body.starts_with(GZIP)
                || self.body.starts_with(ZSTD)
                || self.headers.iter().any(says_so))
    }

    /// The body as text of at most 4 MiB.
    pub fn text(&self) -> Result<&str, RefundError> {
        let text = std::str::from_utf8(&self.body)
            .ok()
            .filter(|text| text.len() <= MAX_BODY);
        text.ok_or_else(|| {
            let detail = if self.is_compressed() {
                "is compressed: decompress it before it is read"
            } else {
                "is not UTF-8 of at most 4 MiB"
            };
            RefundError::new(code::INVALID_MESSAGE, "body", detail)
        })
    }

    /// The one value of a header. A header that is there twice is refused: two readers could take different ones.
    pub fn header(&self, name: &str) -> Result<Option<&str>, RefundError> {
        single(&self.headers, name)
    }
}

fn single<'a>(headers: &'a [Header], name: &str) -> Result<Option<&'a str>, RefundError> {
    let mut values = headers
        .iter()
        .filter(|header| header.name.eq_ignore_ascii_case(name));
    let first = values
        .next()
        .map(|header| header.value.as_str());
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
        let body = request
            .body
            .unwrap_or_default()
            .into_bytes();
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

/// A request in a document: `body` (text) or `bodyBase64`, at most one.
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

/// The error says what is expected, which a conversion that serde makes could not.
impl<'de> Deserialize<'de> for ReceivedRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let document = ReceivedDocument::deserialize(deserializer)?;
        Self::try_from(document)
            .map_err(|expected| D::Error::invalid_value(Unexpected::Other("body"), &expected))
    }
}

impl TryFrom<ReceivedDocument> for ReceivedRequest {
    type Error = &'static str;

    fn try_from(document: ReceivedDocument) -> Result<Self, Self::Error> {
        // A message may have no body. What it lacks is then the provider's to refuse, with a reply to the sender.
        let absent = document
            .body_base64
            .is_none()
            .then(String::new);
        let body = body_bytes(document.body.or(absent), document.body_base64)?;
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
