//! A short secret changes nothing but texts: whatever it happens to equal, ids, codes, amounts and statuses stay.
//!
//! The messages are those that fill every field. Each short value in them, and each beginning of one, is tried as each secret
//! of the credentials.

use super::fields::{core, sources};
use refundkit::dispatch::call;
use refundkit_tests::{SECRETS, Step, merchants, steps};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Members that people read, or whose shape nobody documents, in which a secret is masked.
const TEXTS: [&str; 10] = [
    "args",
    "bankCountryName",
    "cardType",
    "customParams",
    "details",
    "errorMessage",
    "json",
    "message",
    "processingResponse",
    "value",
];

/// What a masked secret looks like.
const MASK: &str = "***";

#[test]
fn what_is_no_text_stays_whatever_the_secret_is() {
    let mut tried = 0;
    for step in every_field() {
        let document = step.document();
        let before = answered(&document);
        for (secret, member) in secrets_for(&document) {
            let mut document = document.clone();
            document["credentials"][member] = json!(secret);
            let after = answered(&document);
            if after["error"].is_null() {
                tried += 1;
                let name = format!("{} {member}={secret}", step.name);
                let (name, secret) = (name.as_str(), secret.as_str());
                Readings { name, secret }.compare(&before, &after, "");
            }
        }
    }
    assert!(tried > 1000, "{tried}");
}

/// A webhook is signed with the secret itself: the provider side signs, the merchant side reads.
#[test]
fn an_event_stays_whatever_the_secret_is() {
    let (mut tried, mut providers) = (0, BTreeSet::new());
    for (announced, read, member) in webhooks() {
        providers.insert(announced["provider"].to_string());
        let before = heard(&announced, &read);
        let mut secrets = BTreeSet::new();
        collect(&before["ok"], &mut secrets);
        for secret in secrets {
            let sign = with_secret(&announced, member, &secret);
            let after = heard(&sign, &with_secret(&read, member, &secret));
            if after["error"].is_null() {
                tried += 1;
                let name = format!("{} {member}={secret}", announced["provider"]);
                let (name, secret) = (name.as_str(), secret.as_str());
                Readings { name, secret }.compare(&told(before.clone()), &told(after), "");
            }
        }
    }
    assert!(tried > 50, "{tried}");
    assert!(providers.len() >= 3, "{providers:?}");
}

/// What builds a webhook, what reads it, and the member that holds the secret of both.
fn webhooks() -> Vec<(Value, Value, &'static str)> {
    let steps: BTreeMap<String, Value> = steps()
        .iter()
        .map(|step| (step.name.clone(), step.document()))
        .collect();
    let served = |provider: &str| {
        let announced = steps.get(&format!(
            "{provider}/served: build_webhook -> announced.http"
        ))?;
        let built = format!("{provider}/served: build_request -> request.http");
        let mut read = steps.get(&built)?.clone();
        read["operation"] = json!("parse_webhook");
        read.as_object_mut()?.remove("refund");
        let signs = |member: &&str| is_key(announced, &read, member);
        let member = SECRETS.into_iter().find(signs)?;
        Some((announced.clone(), read, member))
    };
    let merchants = merchants();
    merchants
        .into_iter()
        .filter_map(served)
        .collect()
}

/// Whether the provider signs its webhooks with this member: changed on its side alone, nothing verifies.
fn is_key(announced: &Value, read: &Value, member: &str) -> bool {
    let is_text = announced["credentials"][member]
        .as_str()
        .is_some_and(|secret| !secret.contains("PRIVATE KEY"));
    let signed = with_secret(announced, member, "changed");
    is_text && heard(&signed, read)["error"]["code"] == "unverified"
}

/// What no list names, no test looks for.
#[test]
fn the_list_of_secrets_has_every_secret_of_credentials() {
    let sources = sources(&[core().join("providers")]);
    let fields = sources
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("pub ")?
                .split_once(": ")
        })
        .filter(|(_, kind)| ["Secret,", "Option<Secret>,", "Vec<Secret>,"].contains(kind));
    let names: BTreeSet<String> = fields
        .map(|(field, _)| camel_case(field))
        .collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        assert!(
            SECRETS.contains(&name.as_str()),
            "{name} is not in SECRETS of tests/src/lists.rs"
        );
    }
}

fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default();
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    first.to_owned() + &words.map(capital).collect::<String>()
}

fn with_secret(document: &Value, member: &str, secret: &str) -> Value {
    let mut document = document.clone();
    let credentials = &mut document["credentials"];
    if credentials["callbackTokens"].is_array() {
        credentials["callbackTokens"] = json!([secret]);
    } else {
        credentials[member] = json!(secret);
    }
    document
}

fn heard(announced: &Value, read: &Value) -> Value {
    let built = answered(announced);
    if !built["error"].is_null() {
        return built;
    }
    let mut read = read.clone();
    read["webhook"] = built["ok"].clone();
    answered(&read)
}

/// What was told, without what follows from the signature.
fn told(mut answered: Value) -> Value {
    answered["ok"]["event"]["dedupeKey"] = Value::Null;
    answered["ok"]["details"]["checksum"] = Value::Null;
    answered
}

/// Responses and statuses with every field, of providers whose credentials hold a secret that may be short.
fn every_field() -> Vec<Step> {
    let reads = |name: &str| {
        name.contains("/every_field")
            && [
                ": parse_response -> details",
                ": parse_status_response -> status",
            ]
            .iter()
            .any(|operation| name.contains(operation))
    };
    steps()
        .into_iter()
        .filter(|step| reads(&step.name))
        .collect()
}

/// Each short beginning of a value in the message, as each secret that is no key in PEM. theMAP's `key` is part of the
/// message and must stay what it is.
fn secrets_for(document: &Value) -> Vec<(String, &'static str)> {
    let body = document["response"]["response"]["body"]
        .as_str()
        .unwrap_or_default();
    let message: Value = serde_json::from_str(body).unwrap_or_default();
    let mut beginnings = BTreeSet::new();
    collect(&message, &mut beginnings);
    let credentials = &document["credentials"];
    let is_free = |member: &&str| {
        credentials[*member]
            .as_str()
            .is_some_and(|secret| !secret.contains("PRIVATE KEY"))
            && (*member != "key" || message["Key"].is_null())
    };
    let members: Vec<&'static str> = SECRETS
        .into_iter()
        .filter(is_free)
        .collect();
    beginnings
        .iter()
        .flat_map(|secret| {
            members
                .iter()
                .map(|member| (secret.clone(), *member))
        })
        .collect()
}

/// The first 1 to 7 characters of every value.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(list) => list
            .iter()
            .for_each(|item| collect(item, found)),
        Value::Object(members) => members
            .values()
            .for_each(|item| collect(item, found)),
        Value::Null => {}
        leaf => {
            let text = leaf
                .as_str()
                .map_or_else(|| leaf.to_string(), str::to_owned);
            let lengths = 1..=7;
            found.extend(lengths.map(|length| {
                text.chars()
                    .take(length)
                    .collect::<String>()
            }));
        }
    }
}

/// What was read before and after the secret was changed, and where.
struct Readings<'r> {
    name: &'r str,
    secret: &'r str,
}

impl Readings<'_> {
    fn compare(&self, before: &Value, after: &Value, member: &str) {
        match (before, after) {
            (Value::Object(left), Value::Object(right)) => {
                assert!(left.keys().eq(right.keys()), "{}: {member}", self.name);
                for (member, left) in left {
                    self.compare(left, &right[member], member);
                }
            }
            (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
                for (left, right) in left.iter().zip(right) {
                    self.compare(left, right, member);
                }
            }
            _ => assert!(
                before == after || self.is_masked_value(before, after, member),
                "{}: {member}: {before} became {after}",
                self.name
            ),
        }
    }

    /// Whether the secret alone was masked, as the whole text or behind `=` or `:`.
    fn is_masked_value(&self, before: &Value, after: &Value, member: &str) -> bool {
        let (Some(before), Some(after)) = (before.as_str(), after.as_str()) else {
            return false;
        };
        let stands = |(at, _): (usize, &str)| {
            let text = after[..at].trim_end_matches(['"', '\'', ' ']);
            text.is_empty() || text.ends_with(['=', ':'])
        };
        TEXTS.contains(&member)
            && after.replace(MASK, self.secret) == before
            && after.match_indices(MASK).all(stands)
    }
}

fn answered(document: &Value) -> Value {
    serde_json::from_str(&call(&document.to_string())).expect("the JSON interface returns JSON")
}
