//! The messages and documents that the rows name, and what stands in them.

use super::Row;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use refundkit_tests::folder;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fs;

impl Row {
    /// The message that the field is in, as JSON; a request's headers are members such as `header x-partner-sign`.
    pub(super) fn message(&self) -> Value {
        let (file, part) = self
            .message
            .split_once(':')
            .unwrap_or((&self.message, ""));
        let path = folder()
            .join(&self.provider)
            .join(format!("{file}.http"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        let (head, body) = text
            .split_once("\n\n")
            .expect("an empty line ends the headers");
        let mut message = serde_json::from_str(body).unwrap_or_else(|_| form(body));
        if !part.is_empty() {
            return decoded(&message[part]);
        }
        if file.ends_with("request") {
            add_headers(&mut message, head);
        }
        message
    }

    /// What the API takes or gives out at the row's path.
    pub(super) fn given(&self) -> Value {
        let (file, path) = self.place();
        at(&self.document(file), path)
    }

    /// A document of the row's case.
    pub(super) fn document(&self, file: &str) -> Value {
        let path = folder()
            .join(&self.provider)
            .join(self.case())
            .join(file);
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        serde_json::from_str(&text).expect("JSON")
    }
}

fn add_headers(message: &mut Value, head: &str) {
    let headers = head
        .lines()
        .filter_map(|line| line.split_once(": "));
    for (name, value) in headers {
        if let Some(members) = message.as_object_mut() {
            members.insert(format!("header {name}"), value.into());
        }
    }
}

fn form(body: &str) -> Value {
    let pairs = form_urlencoded::parse(body.as_bytes());
    let members = pairs.map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())));
    Value::Object(members.collect::<Map<_, _>>())
}

fn decoded(data: &Value) -> Value {
    let json = BASE64_URL_SAFE
        .decode(data.as_str().expect("Base64"))
        .expect("Base64");
    serde_json::from_slice(&json).expect("JSON")
}

/// What a path such as `operations[0].amount` leads to; a text on the way is read as the JSON or the pairs that it holds.
pub(super) fn at(value: &Value, path: &str) -> Value {
    let mut found = Cow::Borrowed(value);
    for part in parts(path) {
        found = Cow::Owned(member(&opened(&found), &part));
    }
    found.into_owned()
}

fn parts(path: &str) -> Vec<String> {
    path.replace('[', ".")
        .replace(']', "")
        .split('.')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn member(value: &Value, part: &str) -> Value {
    let index = part.parse::<usize>().ok();
    let in_list = index.and_then(|index| value.get(index));
    in_list
        .or_else(|| value.get(part))
        .cloned()
        .unwrap_or(Value::Null)
}

/// `k=v;k=v` and JSON within a text as what they are.
fn opened(value: &Value) -> Value {
    let Some(text) = value.as_str() else {
        return value.clone();
    };
    serde_json::from_str(text).unwrap_or_else(|_| form(&text.replace(';', "&")))
}

/// Every value that is neither a list nor an object, and that within texts.
pub(super) fn leaves(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => list.iter().flat_map(leaves).collect(),
        Value::Object(members) => members
            .values()
            .flat_map(leaves)
            .collect(),
        Value::String(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(text).map_or_else(|_| vec![value.clone()], |json| leaves(&json))
        }
        leaf => vec![leaf.clone()],
    }
}

/// A value as both sides spell it: an amount in major units as its digits, JSON as a text.
pub(super) fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => {
            format!("{:.2}", number.as_f64().unwrap_or_default())
        }
        other => other.to_string(),
    }
}

/// Whether the value of a message is the one at the API's side.
pub(super) fn is_same(message: &Value, given: &Value) -> bool {
    let (ours, theirs) = (spelled(given), spelled(message));
    let is_amount = given.is_i64() && theirs.replace('.', "") == ours;
    let is_decimal =
        theirs.trim_end_matches('0') == ours.trim_end_matches('0') && theirs.contains('.');
    let is_json = serde_json::from_str::<Value>(&ours).is_ok_and(|json| json == *message);
    let is_code = theirs.len() == 3 && theirs.to_uppercase() == ours;
    ours == theirs || is_amount || is_decimal || is_json || is_code || is_thousands(message, given)
}

/// A quantity: the wire has it in whole pieces, the model in thousandths.
fn is_thousands(message: &Value, given: &Value) -> bool {
    let pieces = message
        .as_f64()
        .map(|pieces| pieces * 1000.0);
    pieces.is_some() && pieces == given.as_f64() && given.as_i64() != Some(0)
}
