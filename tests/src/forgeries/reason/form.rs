//! The pairs of a form: what they say, and how they are written.

use super::{Reason, Scheme};
use refundkit::{HttpMethod, ReceivedRequest};

/// A pair as it stands and decoded.
pub(super) struct Pair<'a> {
    raw: &'a str,
    name: String,
    value: String,
}

impl Pair<'_> {
    /// Empty where it does not count.
    pub(super) fn canonical(&self, scheme: Scheme) -> String {
        let Self { raw, name, value } = self;
        if raw.is_empty() || scheme.leaves_out(name) {
            String::new()
        } else if scheme.is_signature(name) {
            format!("{name}={:?}", scheme.signature(value))
        } else if scheme == Scheme::SortedPairs {
            if raw.contains('=') {
                (*raw).to_owned()
            } else {
                format!("{raw}=")
            }
        } else {
            format!("{name:?}={value:?}")
        }
    }
}

pub(super) fn pairs(scheme: Scheme, message: &ReceivedRequest) -> impl Iterator<Item = Pair<'_>> {
    form(scheme, message)
        .split('&')
        .map(|raw| {
            let mut decoded = form_urlencoded::parse(raw.as_bytes());
            let (name, value) = decoded.next().unwrap_or_default();
            Pair {
                raw,
                name: name.into_owned(),
                value: value.into_owned(),
            }
        })
}

fn form(scheme: Scheme, message: &ReceivedRequest) -> &str {
    if from_body(scheme, message) {
        std::str::from_utf8(&message.body).unwrap_or_default()
    } else {
        message.query()
    }
}

pub(super) fn from_body(scheme: Scheme, message: &ReceivedRequest) -> bool {
    scheme != Scheme::SortedValues || message.method == HttpMethod::Post && !message.body.is_empty()
}

/// How a form is written, beside what it says.
#[derive(Default, PartialEq, Eq)]
struct Writing {
    order: Vec<String>,
    bare: Vec<String>,
    /// With the number of signed pairs before it.
    unread: Vec<(usize, String)>,
    escapes: Vec<String>,
    signature: Vec<String>,
}

impl Writing {
    fn of(scheme: Scheme, message: &ReceivedRequest) -> Self {
        let mut writing = Self::default();
        for pair in pairs(scheme, message) {
            writing.add(scheme, pair);
        }
        writing.bare.sort();
        writing.escapes.sort();
        writing
    }

    fn add(&mut self, scheme: Scheme, pair: Pair<'_>) {
        if !pair.raw.contains('=') {
            self.bare.push(pair.raw.to_owned());
        }
        let canonical = pair.canonical(scheme);
        if scheme.leaves_out(&pair.name) && !pair.raw.is_empty() {
            return self
                .unread
                .push((self.order.len(), pair.raw.to_owned()));
        }
        if canonical.is_empty() {
            return;
        }
        self.order.push(canonical);
        let (name, value) = pair
            .raw
            .split_once('=')
            .unwrap_or((pair.raw, ""));
        let is_signature = scheme.is_signature(&pair.name);
        // The spelling of a signature is a reason of its own: here counts whether it is escaped.
        let plain = is_signature && value == pair.value;
        self.escapes
            .push(format!("{name}={}", if plain { "" } else { value }));
        if is_signature {
            self.signature.push(pair.value);
        }
    }
}

pub(super) fn form_reasons(
    scheme: Scheme,
    message: &ReceivedRequest,
    mutant: &ReceivedRequest,
) -> [(Reason, bool); 5] {
    let (first, second) = (Writing::of(scheme, message), Writing::of(scheme, mutant));
    [
        (Reason::Order, first.order != second.order),
        (Reason::EmptyPair, first.bare != second.bare),
        (Reason::UnreadField, first.unread != second.unread),
        (Reason::Escapes, first.escapes != second.escapes),
        (
            Reason::SignatureSpelling,
            first.signature != second.signature,
        ),
    ]
}
