//! Every field that the providers' documents list, and where it is in the typed API: `tests/fields/*.tsv`.
//!
//! A row names a message of a fixture, the field's path in it, the page that lists it, and the file and path at which the API
//! gives it out; or one of two reasons why it does not. The files are what the fixtures expect, so each path is one that an
//! operation really gave.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use refundkit_tests::folder;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;

const REASONS: [&str; 2] = ["secret", "not of a refund message"];

/// A row of a table, with the provider whose table it is.
struct Row {
    provider: String,
    message: String,
    field: String,
    path: String,
}

fn rows() -> Vec<Row> {
    let tables = folder().with_file_name("fields");
    let mut rows = Vec::new();
    for table in fs::read_dir(tables)
        .expect("the tables")
        .flatten()
    {
        let provider = table
            .path()
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(table.path()).expect("a table");
        for line in text.lines().skip(1) {
            let [message, field, _, path] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{provider}: {line}");
            };
            let [message, field, path] = [message, field, path].map(str::to_owned);
            let provider = provider.clone();
            rows.push(Row {
                provider,
                message,
                field,
                path,
            });
        }
    }
    rows
}

impl Row {
    /// The message that the field is in, as JSON.
    fn message(&self) -> Value {
        let (file, part) = self
            .message
            .split_once(':')
            .unwrap_or((&self.message, ""));
        let path = folder()
            .join(&self.provider)
            .join(format!("{file}.http"));
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        let (_, body) = text
            .split_once("\n\n")
            .expect("an empty line ends the headers");
        let message = serde_json::from_str(body).unwrap_or_else(|_| form(body));
        if part.is_empty() {
            message
        } else {
            decoded(&message[part])
        }
    }

    /// The document in which the API gives it out, and the path in it.
    fn given(&self) -> Option<(Value, &str)> {
        let (file, path) = self.path.split_once(' ')?;
        let case = self
            .message
            .split('/')
            .next()
            .expect("a case");
        let document = folder()
            .join(&self.provider)
            .join(case)
            .join(file);
        let text = fs::read_to_string(document).ok()?;
        Some((serde_json::from_str(&text).ok()?, path))
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

/// What a path such as `operations[0].amount` leads to.
fn at<'v>(value: &'v Value, path: &str) -> &'v Value {
    let pointer = path
        .replace('[', "/")
        .replace(']', "")
        .replace('.', "/");
    let pointer = pointer.trim_start_matches('/');
    value
        .pointer(&format!("/{pointer}"))
        .unwrap_or(&Value::Null)
}

/// A value as both sides spell it: an amount in major units as its digits, JSON as a text.
fn spelled(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.is_f64() => {
            format!("{:.2}", number.as_f64().unwrap_or_default())
        }
        other => other.to_string(),
    }
}

/// Whether the value of a message is the one that the API gave.
fn is_same(message: &Value, given: &Value) -> bool {
    let (ours, theirs) = (spelled(given), spelled(message));
    let is_amount = given.is_i64() && theirs.replace('.', "") == ours;
    let is_decimal =
        theirs.trim_end_matches('0') == ours.trim_end_matches('0') && theirs.contains('.');
    let is_json = serde_json::from_str::<Value>(&ours).is_ok_and(|json| json == *message);
    ours == theirs || is_amount || is_decimal || is_json
}

#[test]
fn every_field_is_where_its_row_says() {
    let rows = rows();
    assert!(rows.len() > 600, "{}", rows.len());
    let mut given: BTreeMap<_, &str> = BTreeMap::new();
    for row in &rows {
        let name = format!("{} {} {}", row.provider, row.message, row.field);
        if REASONS.contains(&row.path.as_str()) {
            continue;
        }
        let (document, path) = row
            .given()
            .unwrap_or_else(|| panic!("{name}: {}", row.path));
        let (message, value) = (row.message(), at(&document, path));
        let field = at(&message, &row.field);
        assert!(!field.is_null(), "{name}: is not in the message");
        assert!(
            is_same(field, value),
            "{name}: {field} is not {value} of {}",
            row.path
        );
        let place = (&row.provider, &row.message, &row.path);
        if let Some(other) = given.insert(place, &row.field) {
            panic!("{name}: stands where {other} does");
        }
    }
}

/// A secret of a message is nowhere in what is read of it, nor is what no document lists.
#[test]
fn what_has_a_reason_is_nowhere() {
    for row in rows()
        .iter()
        .filter(|row| row.path == "secret")
    {
        let message = row.message();
        let Some(secret) = at(&message, &row.field).as_str() else {
            continue;
        };
        let (case, file) = row
            .message
            .split_once('/')
            .expect("a case and a file");
        let details = match file {
            "response" => "details.json",
            "status" => "status-details.json",
            "webhook" => "webhook-details.json",
            _ => "call.json",
        };
        let path = folder()
            .join(&row.provider)
            .join(case)
            .join(details);
        let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()));
        assert!(
            !text.contains(secret),
            "{} {}: {secret}",
            row.provider,
            row.message
        );
    }
}
