//! Where requests go: a provider's published hosts, or one of your own.
//!
//! Only https, except through the variant that is named for loopback.

use crate::error::{RefundError, code};
use serde::{Deserialize, Serialize};

/// A provider's base address. In documents: `"live"`, `"demo"`, `{"custom": "https://..."}` or `{"loopback": "http://127.0.0.1:8080"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Endpoint {
    /// The published production host.
    #[default]
    Live,
    /// The published test host.
    Demo,
    /// Another https base, without user, query or fragment.
    Custom(String),
    /// A simulator on this machine: `http` and a loopback address.
    Loopback(String),
}

/// The hosts that a provider publishes.
#[derive(Clone, Copy, Debug)]
pub struct PublishedHosts {
    /// Production, if one is published.
    pub live: Option<&'static str>,
    /// Test, if there is one.
    pub demo: Option<&'static str>,
}

impl Endpoint {
    /// The base without a trailing slash.
    pub fn base(&self, published: PublishedHosts) -> Result<String, RefundError> {
        match self {
            Self::Live => published.live.map(str::to_owned).ok_or_else(|| refused("no production host is published")),
            Self::Demo => published.demo.map(str::to_owned).ok_or_else(|| refused("no test host is published")),
            Self::Custom(url) => checked(url, "https://", |_| true),
            Self::Loopback(url) => checked(url, "http://", is_loopback),
        }
    }
}

fn refused(detail: &str) -> RefundError {
    RefundError::new(code::INVALID_HOST, "endpoint", detail)
}

fn checked(url: &str, scheme: &str, allowed: fn(&str) -> bool) -> Result<String, RefundError> {
    let rest = url.strip_prefix(scheme).ok_or_else(|| refused(&format!("must begin with {scheme}")))?;
    let authority = rest.split('/').next().unwrap_or_default();
    let clean = rest.bytes().all(|byte| byte.is_ascii_graphic() && !b"@?#\\\"<>^`{|}".contains(&byte));
    if authority.is_empty() || authority.starts_with(':') || !clean {
        return Err(refused("must be an absolute address without user, query or fragment"));
    }
    if !allowed(authority) {
        return Err(refused("must be a loopback address"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix("[::1]") {
        Some(port) => return port.is_empty() || port.starts_with(':'),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
