//! A request as a person may see it: with its content, but without the keys and signatures that prove who sends it.
//!
//! Of the headers, only values that describe the format stay. Of query and body, all fields stay that the provider does not
//! name as secret. A body that is neither an object nor a form is masked whole.

use crate::http::{Header, HttpRequest, form};
use crate::json::to_json;
use crate::value::secret::MASK;
use crate::wire::{Pairs, RawValue};

/// The request with the fields of `secret_fields` masked, and all headers that do not only describe the format.
pub(crate) fn redacted(request: &HttpRequest, secret_fields: &[&[&str]]) -> HttpRequest {
    let names = SecretNames(secret_fields);
    HttpRequest {
        method: request.method,
        url: names.url(&request.url),
        headers: request
            .headers
            .iter()
            .map(Header::redacted)
            .collect(),
        body: request
            .body
            .as_deref()
            .map(|body| names.body(body)),
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

/// The wire names of secret fields, a list for each provider.
struct SecretNames<'a>(&'a [&'a [&'a str]]);

impl SecretNames<'_> {
    fn url(&self, url: &str) -> String {
        match url.split_once('?') {
            Some((path, query)) => format!("{path}?{}", self.pairs(query)),
            None => url.to_owned(),
        }
    }

    fn body(&self, text: &str) -> String {
        if text
            .trim_start()
            .starts_with(['{', '[', '"'])
        {
            self.members(text)
                .unwrap_or_else(|| MASK.to_owned())
        } else {
            self.pairs(text)
        }
    }

    /// An object with its secret members masked; `None` where the text is not an object.
    fn members(&self, text: &str) -> Option<String> {
        let quoted = format!("\"{MASK}\"");
        let mask = RawValue::new("", &quoted).ok()?;
        let Pairs(mut members) = Pairs::read(text)?;
        for (name, value) in &mut members {
            if self.contains(name) {
                *value = mask;
            }
        }
        to_json(&Pairs(members)).ok()
    }

    /// A form with the values of its secret fields masked. Any other text is masked whole.
    fn pairs(&self, text: &str) -> String {
        if !is_form(text) {
            return MASK.to_owned();
        }
        let pairs: Vec<String> = form::raw_pairs(text)
            .map(|pair| self.pair(pair))
            .collect();
        pairs.join("&")
    }

    fn pair(&self, pair: &str) -> String {
        let (name, _) = form::split_pair(pair);
        let is_secret = form::unescape(name).is_none_or(|name| self.contains(&name));
        if is_secret {
            format!("{name}={MASK}")
        } else {
            pair.to_owned()
        }
    }

    fn contains(&self, name: &str) -> bool {
        self.0
            .iter()
            .any(|fields| fields.contains(&name))
    }
}

/// Whether each pair has a name and a value, and nothing stands there that a form escapes.
fn is_form(text: &str) -> bool {
    let is_escaped = |text: &str| !text.contains(['{', '"', '\u{feff}']);
    form::raw_pairs(text).all(|pair| pair.contains('=') && is_escaped(pair))
}
