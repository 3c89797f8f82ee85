//! What the provider's own side prints of its details is read back by the merchant's side, equal.
//!
//! The details are those of the fixtures that have every field, whole and with one top member alone.

use refundkit::dispatch::call;
use refundkit_tests::{folder, inputs};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The messages that have details: file, what builds the message, what reads it, and the member that it reads.
const MESSAGES: [[&str; 4]; 4] = [
    [
        "details.json",
        "build_response",
        "parse_response",
        "response",
    ],
    [
        "status-details.json",
        "build_status_response",
        "parse_status_response",
        "response",
    ],
    [
        "webhook-details.json",
        "build_webhook",
        "parse_webhook",
        "webhook",
    ],
    [
        "notice-details.json",
        "build_webhook",
        "parse_notice",
        "webhook",
    ],
];

/// One message of a fixture, as both sides see it.
struct Message {
    case: Value,
    /// Whether the provider refuses the refund.
    refused: bool,
    details: Value,
    row: [&'static str; 4],
}

fn json_of(path: &Path) -> Option<Value> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

fn cases() -> Vec<PathBuf> {
    let listed = |path: &Path| {
        let entries = fs::read_dir(path).expect("a folder");
        entries
            .flatten()
            .map(|entry| entry.path())
    };
    let folders = listed(&folder()).filter(|path| path.is_dir());
    folders
        .flat_map(|provider| listed(&provider).collect::<Vec<_>>())
        .filter(|case| {
            let name = case.file_name().unwrap_or_default();
            name.to_string_lossy()
                .starts_with("every_field")
        })
        .collect()
}

fn messages() -> Vec<Message> {
    let mut messages = Vec::new();
    for folder in cases() {
        let case = json_of(&folder.join("case.json")).expect("a case");
        for row in MESSAGES {
            let details = json_of(&folder.join(row[0])).filter(|_| case.get("server").is_some());
            messages.extend(details.map(|details| {
                Message {
                    case: case.clone(),
                    refused: folder
                        .to_string_lossy()
                        .contains("_of_a"),
                    details,
                    row,
                }
            }));
        }
    }
    messages
}

impl Message {
    /// A document of the fixture in which both sides of the provider talk to each other.
    fn served(&self, file: &str) -> Value {
        let provider = self.case["provider"].as_str();
        let case = folder().join(format!("{}/served", provider.expect("a provider")));
        json_of(&case.join(file)).unwrap_or_else(|| panic!("{}: {file}", case.display()))
    }

    fn run(&self, side: &Value, operation: &str, members: &[(&str, Value)]) -> Value {
        let mut document = json!({"operation": operation});
        for name in ["provider", "config", "credentials"] {
            if let Some(value) = side.get(name) {
                document[name] = value.clone();
            }
        }
        for (name, value) in members {
            document[*name] = value.clone();
        }
        let said: Value = serde_json::from_str(&call(&document.to_string())).expect("JSON");
        assert!(
            said["error"].is_null(),
            "{operation}: {said:#}\n{document:#}"
        );
        said["ok"].clone()
    }

    /// What the provider's own side prints of the details.
    fn printed(&self, details: &Value) -> Value {
        let update = self.served("update.json");
        let payment = update["payment"].clone();
        let side = self.case["server"]["provider"].as_str();
        let inputs = inputs(side.expect("a side"), self.row[1]);
        let context = ["nowMs", "seed"]
            .into_iter()
            .filter(|name| inputs.contains(name))
            .map(|name| (name, self.case[name].clone()));
        let mut members = vec![("details", details.clone())];
        members.extend(context);
        members.extend(match self.row[1] {
            "build_response" => vec![("call", self.call()), ("reply", self.reply(update))],
            "build_status_response" => vec![("payment", payment)],
            _ => vec![("url", json!("https://shop.example")), ("update", update)],
        });
        let mut server = self.case["server"].clone();
        if self.row[2] == "parse_notice" {
            let credentials = server["credentials"]
                .as_object_mut()
                .expect("credentials");
            credentials.remove("signingKey");
        }
        self.run(&server, self.row[1], &members)
    }

    fn reply(&self, update: Value) -> Value {
        if self.refused {
            json!({"refused": {"httpStatus": 400, "code": "1", "message": "No"}})
        } else {
            json!({"accepted": update})
        }
    }

    /// The refund as it arrived, by the method of the case where there are several.
    fn call(&self) -> Value {
        let mut call = self.served("call.json");
        if let Some(method) = self.case["refund"].get("method") {
            call["method"] = method.clone();
        }
        call
    }

    /// What the merchant's side reads of a message.
    fn read(&self, message: Value) -> Value {
        let [_, _, operation, name] = self.row;
        let message = match name {
            "response" => json!({"response": message}),
            _ => message,
        };
        let mut members = vec![(name, message)];
        if name == "response" {
            members.push(("refund", self.case["refund"].clone()));
        }
        self.run(&self.case, operation, &members)["details"].clone()
    }
}

#[test]
fn what_is_printed_is_read_back() {
    let messages = messages();
    assert!(messages.len() >= 20, "{}", messages.len());
    for message in messages {
        let read = message.read(message.printed(&message.details));
        assert_eq!(
            read, message.details,
            "{} {:?}",
            message.case["provider"], message.row
        );
    }
}

/// A member that is given alone stands where it belongs. What it needs beside it is given with it.
#[test]
fn each_member_alone_is_read_back() {
    let needed = |name: &str| match name {
        "newAmount" => json!({"success": true}),
        "errCode" => json!({"success": false}),
        _ => json!({}),
    };
    for message in messages() {
        let members: Map<String, Value> = message
            .details
            .as_object()
            .expect("details")
            .clone();
        for (name, value) in members {
            let mut alone = needed(&name);
            alone[&name] = value.clone();
            let read = message.read(message.printed(&alone));
            assert_eq!(
                read[&name], value,
                "{} {:?} {name}",
                message.case["provider"], message.row
            );
        }
    }
}
