//! The listed changes of a message: every bit, every end, every field and every spelling.

use super::encoding::ENCODINGS;
use super::original::Original;
use super::reason::Scheme;
use super::{member, pair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use refundkit::{Header, HttpMethod, ReceivedRequest};

/// What is put before and after a text.
const ENDS: [&str; 14] = [
    "\n", "\r\n", " ", "\0", "&", "=", "0", "x", "}", "%", "+", ";", "%20", "\u{feff}",
];

/// A part of a message that can be changed.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// The URL.
    Url,
    /// The name of a header.
    Name(usize),
    /// Its value.
    Value(usize),
    /// The body.
    Body,
}

impl Place {
    /// Whether a message has it.
    pub fn is_in(self, message: &ReceivedRequest) -> bool {
        !matches!(self, Self::Name(index) | Self::Value(index) if index >= message.headers.len())
    }

    /// The bytes that stand there; a text's letters up to U+00FF, as HTTP stacks read bytes.
    pub fn get(self, message: &ReceivedRequest) -> Vec<u8> {
        let text = match self {
            Self::Body => return message.body.clone(),
            Self::Url => &message.url,
            Self::Name(index) => &message.headers[index].name,
            Self::Value(index) => &message.headers[index].value,
        };
        text.chars()
            .map(|letter| u8::try_from(letter).unwrap_or(b'?'))
            .collect()
    }

    /// The message with other bytes there.
    pub fn set(self, message: &ReceivedRequest, bytes: Vec<u8>) -> ReceivedRequest {
        let mut changed = message.clone();
        let text = || {
            bytes
                .iter()
                .copied()
                .map(char::from)
                .collect()
        };
        match self {
            Self::Url => changed.url = text(),
            Self::Name(index) => changed.headers[index].name = text(),
            Self::Value(index) => changed.headers[index].value = text(),
            Self::Body => changed.body = bytes,
        }
        changed
    }
}

/// The parts of a message that are changed: with keys in headers the rest is whatever their holder says.
pub fn places(scheme: Scheme, message: &ReceivedRequest) -> Vec<Place> {
    let headers =
        (0..message.headers.len()).flat_map(|index| [Place::Name(index), Place::Value(index)]);
    let rest = if scheme == Scheme::Keys {
        &[][..]
    } else {
        &[Place::Url, Place::Body]
    };
    headers
        .chain(rest.iter().copied())
        .filter(|place| !place.get(message).is_empty())
        .collect()
}

type Mutants<'a> = Box<dyn Iterator<Item = (String, ReceivedRequest)> + 'a>;

/// One in so many of the listed changes. Mutants that equal the original are left out.
pub fn mutants<'a>(
    original: &'a Original,
    others: &'a [&'a Original],
    one_in: usize,
) -> Mutants<'a> {
    let all = flipped(original).chain(structural(original, others));
    Box::new(
        all.filter(|(_, mutant)| *mutant != original.message)
            .step_by(one_in),
    )
}

/// Every listed change but those of single bits.
pub fn structural<'a>(original: &'a Original, others: &'a [&'a Original]) -> Mutants<'a> {
    let message = &original.message;
    let by_place = places(original.scheme, message)
        .into_iter()
        .flat_map(move |place| at(message, place, others));
    let whole = headers(message, others)
        .into_iter()
        .chain(fields(original));
    Box::new(by_place.chain(whole))
}

fn flipped(original: &Original) -> impl Iterator<Item = (String, ReceivedRequest)> {
    let message = &original.message;
    let of = move |place: Place| {
        let bytes = place.get(message);
        (0..bytes.len() * 8).map(move |bit| {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            (
                format!("{place:?} with bit {bit} flipped"),
                place.set(message, flipped),
            )
        })
    };
    places(original.scheme, message)
        .into_iter()
        .flat_map(of)
}

/// One place cut, extended, spelled otherwise, and as another message has it.
fn at<'a>(message: &'a ReceivedRequest, place: Place, others: &'a [&'a Original]) -> Mutants<'a> {
    let bytes = place.get(message);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (start, end) = (bytes.clone(), bytes.clone());
    let cut =
        (0..bytes.len()).map(move |length| (format!("cut to {length}"), start[..length].to_vec()));
    let behead =
        (1..bytes.len()).map(move |from| (format!("cut from {from}"), end[from..].to_vec()));
    let ends = ENDS
        .into_iter()
        .flat_map(move |added| {
            let (before, after) = (
                [added.as_bytes(), &bytes].concat(),
                [&bytes, added.as_bytes()].concat(),
            );
            [
                (format!("after {added:?}"), before),
                (format!("before {added:?}"), after),
            ]
        });
    let spelled = ENCODINGS
        .into_iter()
        .map(move |(name, spell)| (name.to_owned(), spell(&text).into_bytes()));
    let foreign = others
        .iter()
        .filter(move |other| place.is_in(&other.message));
    let spliced =
        foreign.map(move |other| (format!("as in {}", other.name), place.get(&other.message)));
    let all = cut
        .chain(behead)
        .chain(ends)
        .chain(spelled)
        .chain(spliced);
    Box::new(
        all.map(move |(change, bytes)| (format!("{place:?} {change}"), place.set(message, bytes))),
    )
}

/// Headers dropped, doubled and swapped; the other method.
fn headers(message: &ReceivedRequest, others: &[&Original]) -> Vec<(String, ReceivedRequest)> {
    let made = |change: String, by: &dyn Fn(&mut ReceivedRequest)| {
        let mut changed = message.clone();
        by(&mut changed);
        (change, changed)
    };
    let other = if message.method == HttpMethod::Get {
        HttpMethod::Post
    } else {
        HttpMethod::Get
    };
    let mut changed = vec![
        made("the other method".to_owned(), &|changed| {
            changed.method = other
        }),
        made("no header".to_owned(), &|changed| changed.headers.clear()),
        made("another header".to_owned(), &|changed| {
            changed
                .headers
                .push(Header::new("x-request-id", "1"))
        }),
    ];
    for (index, header) in message.headers.iter().enumerate() {
        let beside = |name: &str, value: &str| Header::new(name, value);
        let foreign = others
            .iter()
            .flat_map(|other| &other.message.headers)
            .find(|other| other.name == header.name && other.value != header.value);
        let foreign = foreign
            .map_or("", |other| &other.value)
            .to_owned();
        let after = (index + 1) % message.headers.len();
        let name = &header.name;
        changed.extend([
            made(format!("{name} dropped"), &|changed| {
                drop(changed.headers.remove(index))
            }),
            made(format!("{name} doubled"), &|changed| {
                changed
                    .headers
                    .insert(index, header.clone())
            }),
            made(format!("{name} again, empty"), &|changed| {
                changed.headers.push(beside(name, ""))
            }),
            made(format!("{name} before it, another's"), &|changed| {
                changed
                    .headers
                    .insert(0, beside(name, &foreign))
            }),
            made(format!("{name} after it, another's"), &|changed| {
                changed
                    .headers
                    .push(beside(name, &foreign))
            }),
            made(format!("{name} in upper case"), &|changed| {
                changed.headers[index].name = name.to_uppercase()
            }),
            made(format!("{name} with _"), &|changed| {
                changed.headers[index].name = name.replace('-', "_")
            }),
            made(format!("{name} swapped with the next"), &|changed| {
                changed.headers.swap(index, after)
            }),
        ]);
    }
    changed
}

/// The fields of the form or of the JSON, and those of the JSON inside of a form.
fn fields(original: &Original) -> Vec<(String, ReceivedRequest)> {
    let message = &original.message;
    let body = String::from_utf8_lossy(&message.body);
    let put = |(change, text): pair::Changed| (change, Place::Body.set(message, text.into_bytes()));
    match original.scheme {
        Scheme::Keys => Vec::new(),
        Scheme::Body(_) | Scheme::SignedRequest => member::changes(&body)
            .into_iter()
            .map(put)
            .collect(),
        Scheme::SortedPairs => pair::changes(&body)
            .into_iter()
            .map(put)
            .collect(),
        Scheme::Data => pair::changes(&body)
            .into_iter()
            .chain(inside(&body))
            .map(put)
            .collect(),
        Scheme::SortedValues => query_or_body(message, &body),
    }
}

/// The form where it stands, and the whole of it in the other place.
fn query_or_body(message: &ReceivedRequest, body: &str) -> Vec<(String, ReceivedRequest)> {
    let address = message
        .url
        .split('?')
        .next()
        .unwrap_or_default();
    let (form, in_body) = if body.is_empty() {
        (message.query(), false)
    } else {
        (body, true)
    };
    let made = |form: &str, in_body: bool| {
        let (method, body) = if in_body {
            (HttpMethod::Post, form)
        } else {
            (HttpMethod::Get, "")
        };
        let url = if in_body {
            address.to_owned()
        } else {
            format!("{address}?{form}")
        };
        ReceivedRequest {
            method,
            url,
            headers: message.headers.clone(),
            body: body.as_bytes().to_vec(),
        }
    };
    let mut changed = vec![("moved".to_owned(), made(form, !in_body))];
    for (change, form) in pair::changes(form) {
        changed.push((format!("{change}, moved"), made(&form, !in_body)));
        changed.push((change, made(&form, in_body)));
    }
    changed
}

/// The JSON in `data`, changed and packed again under the old signature.
fn inside(body: &str) -> Vec<pair::Changed> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes())
        .into_owned()
        .collect();
    let data = pairs
        .iter()
        .find(|(name, _)| name == "data")
        .map_or("", |(_, value)| value);
    let json = URL_SAFE
        .decode(data)
        .unwrap_or_default();
    let packed = |(change, json): pair::Changed| {
        let data = URL_SAFE.encode(json);
        let value = |(name, value): &(String, String)| {
            (
                name.clone(),
                if name == "data" {
                    data.clone()
                } else {
                    value.clone()
                },
            )
        };
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(pairs.iter().map(value))
            .finish();
        (format!("inside, {change}"), form)
    };
    member::changes(&String::from_utf8_lossy(&json))
        .into_iter()
        .map(packed)
        .collect()
}
