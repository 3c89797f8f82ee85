//! Each value of a message is where its row says, and can have come from nowhere else.

use super::message::{at, is_same, leaves, spelled};
use super::{Row, rows, step};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Values that are equal in every valid request.
const EQUAL_BY_RULE: [(&str, &str); 2] = [
    ("sberbank_gateway", "orderBundle.total"),
    ("sberbank_gateway", "amount"),
];

#[test]
fn every_field_is_where_its_row_says() {
    let rows = rows();
    assert!(rows.len() > 800, "{}", rows.len());
    let mut given: BTreeMap<_, &str> = BTreeMap::new();
    for row in rows
        .iter()
        .filter(|row| !row.has_reason())
    {
        let (name, value) = (row.name(), row.given());
        let field = at(&row.message(), &row.field);
        assert!(!field.is_null(), "{name}: is not in the message");
        let is_there = is_same(&field, &value);
        assert!(is_there, "{name}: {field} is not {value} of {}", row.path);
        let place = (&row.provider, &row.message, &row.path);
        if let Some(other) = given.insert(place, &row.field) {
            panic!("{name}: stands where {other} does");
        }
    }
}

#[test]
fn every_value_is_told_from_all_others() {
    let rows = rows();
    for row in rows
        .iter()
        .filter(|row| !row.has_reason())
    {
        let message = row.message();
        let ours = spelled(&at(&message, &row.field));
        let places = leaves(&message)
            .iter()
            .filter(|leaf| spelled(leaf) == ours)
            .count();
        if places > 1 {
            tell_apart(row, &rows);
        }
    }
}

/// What stands twice in a message, such as a flag, is told apart by changing it: the row's path changes with it. A webhook is
/// signed; it is read by the record that reads the response.
fn tell_apart(row: &Row, rows: &[Row]) {
    let (file, path) = row.place();
    let operation = match file {
        "details.json" => "parse_response",
        "status-details.json" => "parse_status_response",
        _ => return assert_elsewhere(row, rows),
    };
    let name = format!("{}/{}: {operation} -> {file}", row.provider, row.case());
    let mut document = step(&name).document();
    let mut message = row.message();
    let changed = changed(&at(&message, &row.field));
    *place(&mut message, &row.field) = changed.clone();
    document["response"]["response"]["body"] = message.to_string().into();
    let answered: Value =
        serde_json::from_str(&refundkit::dispatch::call(&document.to_string())).expect("JSON");
    let given = at(&answered["ok"]["details"], path);
    assert!(
        is_same(&changed, &given),
        "{}: {changed} was read as {given}",
        row.name()
    );
}

fn assert_elsewhere(row: &Row, rows: &[Row]) {
    let by_rule = EQUAL_BY_RULE.contains(&(&row.provider, &row.field));
    let in_response = rows.iter().any(|other| {
        other.provider == row.provider
            && other.field == row.field
            && other.message == "every_field/response"
    });
    assert!(by_rule || in_response, "{}: stands twice", row.name());
}

/// Another value of the same JSON type.
fn changed(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) if number.is_f64() => {
            json!(number.as_f64().unwrap_or_default() + 1.0)
        }
        Value::Number(number) => json!(number.as_i64().unwrap_or_default() + 1),
        Value::String(flag) if flag == "true" => json!("false"),
        Value::String(code) if code.len() == 3 => json!("KWD"),
        _ => json!("another"),
    }
}

fn place<'v>(value: &'v mut Value, path: &str) -> &'v mut Value {
    let pointer = path
        .replace('[', "/")
        .replace(']', "")
        .replace('.', "/");
    let pointer = format!("/{}", pointer.trim_start_matches('/'));
    value
        .pointer_mut(&pointer)
        .expect("the field is in the message")
}

/// A secret of a message is nowhere in what is read of it, nor is what no document lists.
#[test]
fn what_has_a_reason_is_nowhere() {
    for row in rows()
        .iter()
        .filter(|row| row.path == "secret")
    {
        let field = at(&row.message(), &row.field);
        let Some(secret) = field.as_str() else {
            continue;
        };
        let read = row.document(read_of(&row.message));
        let is_shown = read.to_string().contains(secret);
        assert!(!is_shown, "{}: {secret}", row.name());
    }
}

/// The document that is read of a message.
fn read_of(message: &str) -> &'static str {
    let (_, file) = message
        .split_once('/')
        .expect("a case and a file");
    match file {
        "response" => "details.json",
        "status" => "status-details.json",
        "webhook" => "webhook-details.json",
        _ => "call.json",
    }
}

/// Bank 131 and Smart Glocal speak one protocol, so one table is the other.
#[test]
fn the_session_protocol_has_one_table() {
    assert_eq!(super::table("bank131"), super::table("smart_glocal"));
}
