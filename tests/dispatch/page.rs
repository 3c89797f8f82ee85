//! `docs/json.md`: every document of the page goes in, and what the page says comes out.

use refundkit::dispatch::call;
use serde_json::{Value, json};

const PAGE: &str = include_str!("../../docs/json.md");

/// The blocks of the page, a document and then its result.
fn blocks() -> Vec<Value> {
    let blocks = PAGE.split("```json\n").skip(1);
    let texts = blocks.filter_map(|block| Some(block.split_once("```")?.0));
    texts
        .map(|text| serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
        .collect()
}

/// The first document with what the next one changes.
fn changed(first: &Value, change: &Value) -> Value {
    let mut document = first.clone();
    document["inputs"] = json!([]);
    for (name, value) in change.as_object().unwrap() {
        document[name] = value.clone();
    }
    document
}

/// The row that a `store` leaves.
fn row(step: &Value) -> Value {
    let expected = step["expected"].as_i64().unwrap();
    json!({"body": step["body"], "version": expected + 1})
}

#[test]
fn every_document_of_the_page_gives_what_it_says() {
    let blocks = blocks();
    let first = &blocks[0];
    let mut stored = Value::Null;
    for pair in blocks.chunks(2) {
        let mut document = changed(first, &pair[0]);
        if !stored.is_null() {
            document["row"] = stored.clone();
        }
        let found: Value = serde_json::from_str(&call(&document.to_string())).unwrap();
        for (name, value) in pair[1].as_object().unwrap() {
            assert_eq!(&found["ok"][name], value, "{name} of {found}");
        }
        if found["ok"]["kind"] == "store" {
            stored = row(&found["ok"]);
        }
    }
    assert_eq!(blocks.len(), 12);
}
