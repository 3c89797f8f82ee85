//! Where requests go: a provider's published hosts, or one of your own.
//!
//! Only https is allowed, except by the variant `Loopback`.

use crate::value::error::{RefundError, code};
use serde::{Deserialize, Serialize};
use std::net::Ipv6Addr;

/// A provider's base address. In documents: `"live"`, `"demo"`, `{"custom": "https://..."}` or `{"loopback": "http://127.0.0.1:8080"}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
    /// The production host, if the provider publishes one.
    pub live: Option<&'static str>,
    /// The test host, if there is one.
    pub demo: Option<&'static str>,
}

impl Endpoint {
    /// The base without a trailing slash.
    pub fn base(&self, published: PublishedHosts) -> Result<String, RefundError> {
        match self {
            Self::Live => published
                .live
                .map(str::to_owned)
                .ok_or_else(|| refused("no production host is published: give yours as `custom`")),
            Self::Demo => published
                .demo
                .map(str::to_owned)
                .ok_or_else(|| refused("no test host is published: give one as `custom`")),
            Self::Custom(url) => checked(url, "https://", |_| true),
            Self::Loopback(url) => checked(url, "http://", is_loopback),
        }
    }
}

impl PublishedHosts {
    /// What a base is, for the keys of ledgers: `live`, `demo`, `loopback` or `custom`.
    pub fn environment(&self, base: &str) -> &'static str {
        match base {
            base if Some(base) == self.live => "live",
            base if Some(base) == self.demo => "demo",
            base if base.starts_with("http://") => "loopback",
            _ => "custom",
        }
    }
}

fn refused(detail: &str) -> RefundError {
    RefundError::new(code::INVALID_HOST, "endpoint", detail)
}

fn checked(url: &str, scheme: &str, allowed: fn(&str) -> bool) -> Result<String, RefundError> {
    let rest = url
        .strip_prefix(scheme)
        .ok_or_else(|| refused(&format!("must begin with {scheme}")))?;
    let (authority, path) = rest
        .split_once('/')
        .unwrap_or((rest, ""));
    let clean = rest
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"@?#%\\\"<>^`{|}".contains(&byte));
    let straight = path
        .split('/')
        .all(|segment| !matches!(segment, "." | ".."));
    if !is_authority(authority) || !clean || !straight {
        return Err(refused(
            "must be an absolute address without user, query or fragment",
        ));
    }
    if !allowed(authority) {
        return Err(refused("must be a loopback address"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// `host [":" port]`, where the host is `[IPv6]` or labels with dots between them.
fn is_authority(authority: &str) -> bool {
    let bracketed = authority
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'));
    match bracketed {
        Some((address, port)) => address.parse::<Ipv6Addr>().is_ok() && is_port(port),
        None => {
            let colon = authority
                .find(':')
                .unwrap_or(authority.len());
            let (host, port) = authority.split_at(colon);
            is_name(host) && is_port(port)
        }
    }
}

/// Nothing, or a colon and a number from 1 to 65535.
fn is_port(port: &str) -> bool {
    let Some(digits) = port.strip_prefix(':') else {
        return port.is_empty();
    };
    let is_number = digits
        .bytes()
        .all(|digit| digit.is_ascii_digit());
    is_number
        && digits
            .parse()
            .is_ok_and(|port: u16| port > 0)
}

/// Labels with dots between them. If the last label is a number, browsers read an IPv4 address, so the host must then be a
/// complete one.
fn is_name(host: &str) -> bool {
    let last = host
        .rsplit('.')
        .next()
        .unwrap_or_default();
    let hexadecimal = last
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    let is_number = hexadecimal
        || last
            .bytes()
            .all(|byte| byte.is_ascii_digit());
    let labels = host
        .split('.')
        .all(|label| !label.is_empty() && !label.contains(['[', ']']));
    labels
        && (!is_number
            || host
                .parse::<std::net::Ipv4Addr>()
                .is_ok())
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix("[::1]") {
        Some(port) => return port.is_empty() || port.starts_with(':'),
        None => authority
            .split(':')
            .next()
            .unwrap_or_default(),
    };
    host == "localhost"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}
