//! `docs/fields.md`, made from the tables.

use super::rules::{Rule, rules};
use super::{Row, rows_of, table};
use refundkit_tests::pages::check;
use refundkit_tests::{folder, merchants};
use serde_json::Value;
use std::fmt::Write;
use std::fs;

const INTRODUCTION: &str = "# Fields and rules

Every field that the providers' documents list for a refund, and where the typed API takes it or gives it out. There are two reasons why a field is not there:
it is a secret, or it belongs to no refund message. Made from `tests/fields/`; `cargo test` fails where the two differ. To write it anew:
`WRITE_FIXTURES=1 cargo test --package refundkit-tests --test suite fields::page`.

A path is written as in JSON and JavaScript, Kotlin and Swift (`session.payments[0].createdAt`); in Rust and Python its names are in snake case
(`session.payments[0].created_at`).

A field of another type than documented is absent, and the message is read as if the field were not there; an empty text, list or object in the place of a
nested object is the same as nothing. An id, a code, a text or a time that is there and empty is absent.
Fields that decide are the exception (an amount, a currency, a list of refunds, whether there is an error): another type there
leaves the refund unknown, while the details give out everything else. It is never an exception. What only a total of the payment is
made of, such as the amount of a payment beside its refunds, leaves that total unknown, and the refunds are read.

An amount of a message is read in every spelling that loses nothing, at each provider and in each direction: an integer (`1050`), a number with a fraction or an
exponent (`1050.0`, `1.05e3`), and the same as a text (`\"1050\"`, `\"1050.00\"`), from 0 to 2^53 - 1 minor units. A sign, white space, and a decimal beyond the unit's are
refused. One function has the rule, `refundkit::kit::read_amount`. Two documents say otherwise: Google's int64 is made of digits without zeros in front, and a price of
theMAP's `goods` has as many decimals as its unit prints, since one with more is in the other unit.

What is tested:

* Each value is where its row says, and its message has it in no second place. A flag or status that stands twice is told apart by changing it.
* `cargo xtask fields <folder>` reads the names in the documents, for those who have them. Each name that it finds has a row below, or a line in
  `tests/fields/derived.tsv` that says what else it is. The documents are those that this library was written from, numbered as seeds 000 (Bank 131, Smart Glocal), 001 (Sberbank), 002 (theMAP), 003 (Tranzzo) and 004
  (Google), and one fact sheet per provider.
* JavaScript (`tests/npm/fields.test.js`), Python (`bindings-uniffi/python/tests/test_fields.py`), Kotlin
  (`bindings-uniffi/kotlin/src/test/kotlin/dev/refundkit/FieldsTest.kt`) and Swift (`bindings-uniffi/swift/Tests/RefundkitTests/Fields.swift`) read each row that an operation
  returns from what their classes return.
";

#[test]
fn the_page_of_fields_is_what_the_tables_say() {
    check("fields.md", &page());
}

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for provider in merchants() {
        section(&mut page, provider);
    }
    page
}

fn section(page: &mut String, provider: &str) {
    let _ = write!(page, "\n## {provider}\n");
    if provider == "smart_glocal" {
        page.push_str(
            "\nThe protocol of Bank 131, so the tables above, with a test that both are one.\n",
        );
        return;
    }
    let rows = rows_of(provider);
    let mut messages: Vec<&str> = Vec::new();
    for row in &rows {
        if !messages.contains(&row.message.as_str()) {
            messages.push(&row.message);
        }
    }
    for message in messages {
        let of_message = rows
            .iter()
            .filter(|row| row.message == message);
        list(page, message, of_message);
    }
    list_rules(page, provider);
}

fn list<'r>(page: &mut String, message: &str, rows: impl Iterator<Item = &'r Row>) {
    let (case, file) = message
        .split_once('/')
        .expect("a case and a file");
    let _ = write!(
        page,
        "\n### {}: `{case}`\n\n| field | in the API | source |\n|---|---|---|\n",
        heading(file)
    );
    for row in rows {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            row.field,
            place(row),
            row.source
        );
    }
}

/// The name of a message for people.
fn heading(file: &str) -> String {
    let name = match file {
        "request" => "Refund request",
        "response" => "Response to a refund",
        "status" => "Response to a status query",
        "webhook:data" => "Webhook, decoded",
        "webhook" => "Webhook",
        "received" => "Refund request, as it comes in",
        _ => "Notification",
    };
    name.to_owned()
}

/// The operation and the path, or the reason.
fn place(row: &Row) -> String {
    if row.has_reason() {
        return format!("– ({})", row.path);
    }
    let (file, path) = row.place();
    if file == "case.json" {
        return format!("`{path}`");
    }
    let step = step_of(file);
    let member = step["member"]
        .as_str()
        .map(|member| format!("{member}."));
    let side = match step["side"].as_str() {
        Some(_) => "provider side, ",
        None => "",
    };
    let operation = step["operation"]
        .as_str()
        .unwrap_or_default();
    format!(
        "{side}`{operation}`: `{}{path}`",
        member.unwrap_or_default()
    )
}

/// The row of `steps.json` that makes a document.
fn step_of(file: &str) -> Value {
    let text = fs::read_to_string(folder().join("steps.json")).expect("the steps");
    let steps: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    steps
        .into_iter()
        .find(|step| step["expect"] == file)
        .unwrap_or_else(|| panic!("{file}"))
}

fn list_rules(page: &mut String, provider: &str) {
    page.push_str("\n### Rules\n\n| rule | source | kept by |\n|---|---|---|\n");
    let rules = rules();
    for rule in rules.iter().filter(|rule| {
        rule.providers
            .iter()
            .any(|name| name == provider)
    }) {
        let _ = writeln!(page, "| {} | {} | {} |", rule.text, rule.source, kept(rule));
    }
}

fn kept(rule: &Rule) -> String {
    let (kind, rest) = rule
        .kept
        .split_once(' ')
        .unwrap_or_default();
    let (path, limit) = rest
        .split_once(' ')
        .unwrap_or((rest, ""));
    match kind {
        "length" => format!("error at `{path}` beyond {limit} characters"),
        "most" => format!("error at `{path}` beyond {limit}"),
        "fixture" => format!("fixture [`{rest}`](../tests/fixtures/{rest}/case.json)"),
        "test" => format!("test `{rest}`"),
        "field" => format!("the type of `{limit}`"),
        _ => rule.kept.clone(),
    }
}

/// The names are in no order that a reader would look for, so the list of documents is kept sorted.
#[test]
fn the_list_of_names_is_sorted() {
    let names = table("derived");
    assert!(names.is_sorted());
}
