//! Prints every step of every fixture as one JSON list: the document that goes through the JSON interface and the response that comes
//! out. Other languages replay it; that Rust's responses are the kept ones is what the fixtures' own test shows.
//!
//! `golden stories` prints every call of every story of the ledger in the same way.

use serde_json::{Value, json};

fn main() {
    if std::env::args().nth(1).as_deref() == Some("stories") {
        println!("{}", json!(refundkit_tests::stories::traces()));
        return;
    }
    let row = |step: &refundkit_tests::Step| {
        let document = step.document().to_string();
        json!({"name": step.name, "response": refundkit::dispatch::call(&document), "document": document})
    };
    println!(
        "{}",
        refundkit_tests::steps()
            .iter()
            .map(row)
            .collect::<Value>()
    );
}
