//! Repetition of what arrives, over all fixtures: the same event has the same key, and another one another.

use refundkit::dispatch::{call, operations};
use refundkit_tests::steps;
use serde_json::Value;
use std::collections::BTreeSet;

fn ask(document: &Value) -> Value {
    serde_json::from_str(&call(&document.to_string())).expect("the JSON interface returns JSON")
}

/// A message that was read: who sent it, its bytes, and what was understood.
struct Delivery {
    name: String,
    provider: String,
    message: String,
    event: Value,
}

impl Delivery {
    fn key(&self) -> &str {
        self.event["dedupeKey"]
            .as_str()
            .expect("every event has a key")
    }

    /// What the event says, without its key.
    fn content(&self) -> Value {
        let mut content = self.event.clone();
        content
            .as_object_mut()
            .expect("an object")
            .shift_remove("dedupeKey");
        content
    }
}

/// Every webhook of the fixtures that can be read, each twice.
fn deliveries() -> Vec<Delivery> {
    let read = |step: refundkit_tests::Step| {
        let document = step.document();
        let reads = ["parse_webhook", "parse_notice"]
            .map(Value::from)
            .contains(&document["operation"]);
        let event = reads
            .then(|| ask(&document)["ok"].clone())
            .and_then(|read| {
                [&read["event"], &read["notice"]]
                    .map(Value::clone)
                    .into_iter()
                    .find(Value::is_object)
            })?;
        let (method, body) = (&document["webhook"]["method"], &document["webhook"]["body"]);
        let query = document["webhook"]["url"]
            .as_str()
            .and_then(|url| url.split_once('?'))
            .map(|(_, query)| query);
        let message = format!("{method} {} {body}", query.unwrap_or_default());
        let provider = document["provider"]
            .as_str()
            .expect("a provider")
            .to_owned();
        Some(Delivery {
            name: step.name.clone(),
            provider,
            message,
            event,
        })
    };
    [steps(), steps()]
        .into_iter()
        .flatten()
        .filter_map(read)
        .collect()
}

/// The providers from which something arrives.
fn hearing() -> BTreeSet<&'static str> {
    let hears = ["parse_webhook", "parse_notice"];
    let rows = operations().iter().filter(|row| {
        row.operations()
            .any(|operation| hears.contains(&operation.name))
    });
    rows.map(|row| row.provider).collect()
}

#[test]
fn a_repeated_webhook_has_the_same_key_and_another_event_another() {
    let all = deliveries();
    let (mut same, mut different) = (0, 0);
    for (index, one) in all.iter().enumerate() {
        for other in all
            .iter()
            .skip(index + 1)
            .filter(|other| other.provider == one.provider)
        {
            if one.message == other.message {
                assert_eq!(one.key(), other.key(), "{} and {}", one.name, other.name);
                same += 1;
            } else if one.content() != other.content() {
                assert_ne!(one.key(), other.key(), "{} and {}", one.name, other.name);
                different += 1;
            }
        }
    }
    let providers: BTreeSet<&str> = all
        .iter()
        .map(|delivery| delivery.provider.as_str())
        .collect();
    assert_eq!(providers, hearing());
    assert!(same > 60 && different > 500, "{same} {different}");
}
