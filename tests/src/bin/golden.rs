//! Prints every step of every fixture as one JSON list: the document that goes through the JSON interface and the response that comes
//! out. Other languages replay it; that Rust's responses are the kept ones is what the fixtures' own test shows.

use serde_json::{Value, json};

fn main() {
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
