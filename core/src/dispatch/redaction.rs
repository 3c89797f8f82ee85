//! A request as a person may see it: what it says, without what proves who says it.
//!
//! Only header values that tell nothing but the format stay, and of query and body the fields that no provider names as
//! secret. A body that is neither an object nor a form is masked whole.

use crate::api::merchant::Provider;
use crate::http::form;
use crate::http::{Header, HttpRequest};
use crate::json::to_json;
use crate::providers;
use crate::value::secret::MASK;
use crate::wire::{Pairs, Scalar};

macro_rules! fields {
    ($($module:ident { $($(#[doc = $doc:literal])* $name:literal $class:ident [$($capability:ident)*])* })*) => {
        &[$($(<providers::$module::$class as Provider>::SECRET_FIELDS,)*)*]
    };
}

/// The wire names of secret fields, one slice a provider.
static SECRET_FIELDS: &[&[&str]] = crate::for_each_provider!(fields);

impl HttpRequest {
    /// The same request with every secret masked: for panels and support staff, never for sending.
    #[must_use]
    pub fn redacted(&self) -> Self {
        Self {
            method: self.method,
            url: url(&self.url),
            headers: self.headers.iter().map(Header::redacted).collect(),
            body: self.body.as_deref().map(body),
        }
    }
}

impl Header {
    fn redacted(&self) -> Self {
        let value = if self.is_plain() {
            self.value.clone()
        } else {
            MASK.to_owned()
        };
        Self {
            name: self.name.clone(),
            value,
        }
    }
}

fn url(url: &str) -> String {
    match url.split_once('?') {
        Some((path, query)) => format!("{path}?{}", pairs(query)),
        None => url.to_owned(),
    }
}

fn body(text: &str) -> String {
    let object = || members(text).unwrap_or_else(|| MASK.to_owned());
    if text.trim_start().starts_with(['{', '[', '"']) {
        object()
    } else {
        pairs(text)
    }
}

/// An object with its secret members masked; None where it is none.
fn members(text: &str) -> Option<String> {
    let quoted = format!("\"{MASK}\"");
    let mask = Scalar::new("", &quoted).ok()?;
    let Pairs(mut members) = Pairs::read(text)?;
    members
        .iter_mut()
        .filter(|(name, _)| is_secret(name))
        .for_each(|(_, value)| *value = mask);
    to_json(&Pairs(members)).ok()
}

/// A form with the values of its secret fields masked; without any `=` it is no form, and masked whole.
fn pairs(text: &str) -> String {
    let masked = |pair| match form::split_pair(pair) {
        (name, _) if form::unescape(name).is_none_or(|name| is_secret(&name)) => {
            format!("{name}={MASK}")
        }
        _ => pair.to_owned(),
    };
    let pairs: Vec<String> = form::raw_pairs(text).map(masked).collect();
    if text.contains('=') || text.is_empty() {
        pairs.join("&")
    } else {
        MASK.to_owned()
    }
}

fn is_secret(name: &str) -> bool {
    SECRET_FIELDS.iter().any(|fields| fields.contains(&name))
}
