//! Why two messages are the same: told from the bytes, by other code than the core's, and without any key.
//!
//! First both are brought into a canonical form, which leaves out what the scheme does not sign or does not tell apart;
//! if these differ there is no reason. Then each thing that was left out and differs is a reason of its own.

mod form;

use self::form::{form_reasons, from_body, pairs};
use super::original::Original;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use refundkit::ReceivedRequest;
use std::collections::BTreeSet;

/// What is signed, and how a message is brought to the signed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// A signature in this header over the raw body.
    Body(&'static str),
    /// The same on a request, which is also read by method, path and headers.
    SignedRequest,
    /// A hex checksum over the decoded values, sorted by name, from query or body.
    SortedValues,
    /// A hex signature over the escaped pairs of the body, sorted.
    SortedPairs,
    /// A Base64 signature over one decoded field of the body.
    Data,
    /// Nothing is signed; two headers carry keys, and only these are changed.
    Keys,
}

/// A difference between two messages that are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Method or parts of the URL that are not read.
    Address,
    /// Headers that are not read, or the order of headers.
    OtherHeader,
    /// Case of a header's name.
    HeaderCase,
    /// A header of a request that is read and that the scheme leaves unsigned.
    UnsignedHeader,
    /// A body where the query is read.
    UnusedBody,
    /// The form in the query instead of the body, or the other way round.
    Moved,
    /// The order of pairs.
    Order,
    /// Pairs without name and value, or a name without `=` for an empty value.
    EmptyPair,
    /// The same text in other escapes.
    Escapes,
    /// A field that is neither signed nor read, or its place.
    UnreadField,
    /// The same signature, in the other case of hex or without its padding.
    SignatureSpelling,
}

/// Headers that are read: they carry what is signed or known, or what a scheme leaves unsigned.
const READ: [&str; 4] = [
    "x-partner-sign",
    "x-partner-project",
    "x-api-auth",
    "x-api-key",
];
const UNSIGNED: [&str; 2] = ["x-partner-idempotency-key", "x-partner-submerchant"];

impl Scheme {
    /// Whether the verifier may pass over this; what is not listed is a defect even where nothing came of it.
    pub fn allows(self, reason: Reason) -> bool {
        use Reason::*;
        match reason {
            OtherHeader => true,
            Address => self != Self::Keys,
            HeaderCase => matches!(self, Self::Body(_) | Self::SignedRequest | Self::Keys),
            UnsignedHeader => self == Self::SignedRequest,
            UnusedBody | Moved => self == Self::SortedValues,
            Order | EmptyPair | Escapes => self.is_form(),
            UnreadField | SignatureSpelling => matches!(self, Self::SortedValues | Self::Data),
        }
    }

    /// Headers that are read.
    fn headers(self) -> Vec<&'static str> {
        match self {
            Self::Body(name) => vec![name],
            _ => READ.to_vec(),
        }
    }

    /// Whether a form is signed.
    pub fn is_form(self) -> bool {
        matches!(self, Self::SortedValues | Self::SortedPairs | Self::Data)
    }

    /// Whether this field of a form is neither signed nor read.
    fn leaves_out(self, name: &str) -> bool {
        match self {
            Self::SortedValues => name == "sign_alias",
            Self::Data => !matches!(name, "data" | "signature"),
            _ => false,
        }
    }

    fn is_signature(self, name: &str) -> bool {
        match self {
            Self::SortedValues => name == "checksum",
            Self::SortedPairs => name == "Signature",
            _ => name == "signature",
        }
    }

    /// The bytes of a signature, where more than one text spells them.
    fn signature(self, text: &str) -> String {
        let bytes = match self {
            Self::SortedValues => return text.to_ascii_lowercase(),
            Self::Data => URL_SAFE
                .decode(text)
                .or_else(|_| URL_SAFE_NO_PAD.decode(text)),
            // Digits of hexadecimal numbers too: no two texts of them are the same Base64.
            Self::Body(_) | Self::SignedRequest => STANDARD.decode(text),
            Self::SortedPairs | Self::Keys => return text.to_owned(),
        };
        bytes.map_or_else(|_| text.to_owned(), |bytes| format!("{bytes:?}"))
    }
}

/// Whether the mutant is the same message.
pub fn is_same(original: &Original, mutant: &ReceivedRequest) -> bool {
    canonical(original.scheme, &original.message) == canonical(original.scheme, mutant)
}

/// Every reason why the mutant is the same message; none where it is another one.
pub fn reasons(original: &Original, mutant: &ReceivedRequest) -> BTreeSet<Reason> {
    let (scheme, message) = (original.scheme, &original.message);
    if !is_same(original, mutant) {
        return BTreeSet::new();
    }
    let differs = [
        (
            Reason::Address,
            address(scheme, message) != address(scheme, mutant),
        ),
        (
            Reason::OtherHeader,
            unread(scheme, message) != unread(scheme, mutant) || is_reordered(message, mutant),
        ),
        (
            Reason::HeaderCase,
            names(scheme, message) != names(scheme, mutant),
        ),
        (
            Reason::UnsignedHeader,
            values(message, &UNSIGNED) != values(mutant, &UNSIGNED),
        ),
        (
            Reason::UnusedBody,
            unused_body(scheme, message) != unused_body(scheme, mutant),
        ),
        (
            Reason::Moved,
            from_body(scheme, message) != from_body(scheme, mutant),
        ),
    ];
    let form = scheme
        .is_form()
        .then(|| form_reasons(scheme, message, mutant));
    differs
        .into_iter()
        .chain(form.into_iter().flatten())
        .filter(|(_, differs)| *differs)
        .map(|(reason, _)| reason)
        .collect()
}

/// What the scheme signs or compares, with one spelling for each meaning.
fn canonical(scheme: Scheme, message: &ReceivedRequest) -> Vec<Vec<u8>> {
    let header = |name: &str| {
        values(message, &[name])
            .into_iter()
            .map(|(_, value)| scheme.signature(value).into_bytes())
    };
    let request = [
        format!("{:?} {}", message.method, message.path()).into_bytes(),
        message.body.clone(),
    ];
    match scheme {
        Scheme::Body(name) => header(name)
            .chain([message.body.clone()])
            .collect(),
        Scheme::SignedRequest => header(READ[0])
            .chain(header(READ[1]))
            .chain(request)
            .collect(),
        Scheme::Keys => header(READ[2])
            .chain(header(READ[3]))
            .chain(request)
            .collect(),
        Scheme::SortedValues | Scheme::SortedPairs | Scheme::Data => {
            let mut pairs: Vec<Vec<u8>> = pairs(scheme, message)
                .map(|pair| pair.canonical(scheme).into_bytes())
                .collect();
            pairs.retain(|pair| !pair.is_empty());
            pairs.sort();
            pairs
        }
    }
}

fn address(scheme: Scheme, message: &ReceivedRequest) -> String {
    let url = match scheme {
        Scheme::SortedValues if !from_body(scheme, message) => message
            .url
            .split('?')
            .next()
            .unwrap_or_default(),
        _ => &message.url,
    };
    format!("{:?} {url}", message.method)
}

fn unused_body(scheme: Scheme, message: &ReceivedRequest) -> &[u8] {
    if from_body(scheme, message) {
        &[]
    } else {
        &message.body
    }
}

/// Headers that are not read, and where among them the signed ones stand.
fn unread(scheme: Scheme, message: &ReceivedRequest) -> Vec<(String, &str)> {
    let read = scheme.headers();
    let is = |list: &[&str], name: &str| {
        list.iter()
            .any(|read| read.eq_ignore_ascii_case(name))
    };
    let headers = message
        .headers
        .iter()
        .filter(|header| !is(&UNSIGNED, &header.name));
    let masked = |name: &str, value| {
        if is(&read, name) {
            (name.to_ascii_lowercase(), "")
        } else {
            (name.to_owned(), value)
        }
    };
    headers
        .map(|header| masked(&header.name, &header.value))
        .collect()
}

fn is_reordered(message: &ReceivedRequest, mutant: &ReceivedRequest) -> bool {
    let names = |message: &ReceivedRequest| -> Vec<String> {
        message
            .headers
            .iter()
            .map(|header| header.name.to_ascii_lowercase())
            .collect()
    };
    let (mut first, mut second) = (names(message), names(mutant));
    let differ = first != second;
    first.sort();
    second.sort();
    differ && first == second
}

fn names(scheme: Scheme, message: &ReceivedRequest) -> BTreeSet<&str> {
    values(message, &scheme.headers())
        .into_iter()
        .map(|(name, _)| name)
        .collect()
}

fn values<'a>(message: &'a ReceivedRequest, wanted: &[&str]) -> Vec<(&'a str, &'a str)> {
    let is = |name: &str| {
        wanted
            .iter()
            .any(|wanted| wanted.eq_ignore_ascii_case(name))
    };
    let found = message
        .headers
        .iter()
        .filter(|header| is(&header.name));
    found
        .map(|header| (header.name.as_str(), header.value.as_str()))
        .collect()
}
