//! `GET /accounts`: what the merchant's classes are made with, as the JSON interface has it. The keys are test keys, which everybody
//! knows.

use crate::google::ACCOUNT;
use crate::providers::PLACES;
use refundkit::ReceivedRequest;
use serde_json::{Map, Value};

/// Credentials and configuration by provider, for a simulator where this request was sent.
pub(super) fn list(request: &ReceivedRequest) -> String {
    let host = request.header("host").ok().flatten();
    let base = format!("http://{}", host.unwrap_or("127.0.0.1"));
    let mut accounts: Map<String, Value> = PLACES
        .iter()
        .map(|place| (place.name.to_owned(), place.account(&base)))
        .collect();
    let google = serde_json::json!({
        "credentials": {},
        "config": { "accountIds": [ACCOUNT] },
        "currency": "USD",
    });
    accounts.insert("google".to_owned(), google);
    Value::Object(accounts).to_string()
}
