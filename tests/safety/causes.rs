//! What is refused says why: each golden case of these kinds has a detail that names its cause, and nothing of the value.

use refundkit::dispatch;
use refundkit_tests::ledger_documents::ledger_documents;
use refundkit_tests::{cases, steps};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The detail of the error that a case's only refused operation gives.
fn detail(name: &str) -> String {
    let case = cases()
        .into_iter()
        .find(|case| case.name() == name);
    let case = case.unwrap_or_else(|| panic!("{name}: no such case"));
    let document = case
        .refused_document()
        .unwrap_or_else(|| panic!("{name}: refuses nothing"));
    let response = call(&document);
    response["error"]["detail"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn check(provider: &str, rows: &[(&str, &str)]) {
    for (case, cause) in rows {
        let detail = detail(&format!("{provider}/{case}"));
        assert!(detail.contains(cause), "{case}: {detail}");
    }
}

#[test]
fn a_key_that_is_not_read() {
    check(
        "bank131",
        &[
            ("key_with_written_line_breaks", r"the two letters \n"),
            ("key_encrypted", "is encrypted"),
            ("key_of_elliptic_curve", "elliptic curve"),
            ("key_of_ed25519", "Ed25519"),
            ("key_is_public", "is a public key"),
            ("key_of_openssh", "OpenSSH"),
            ("key_is_a_path", "path of a file"),
            ("key_empty", "is empty"),
        ],
    );
}

#[test]
fn a_text_that_is_no_amount() {
    check(
        "refundkit",
        &[
            ("money_white_space_around", "white space around it"),
            ("money_line_break", "white space around it"),
            ("money_with_its_currency", "only the number"),
            ("money_comma", "a comma"),
            ("money_as_a_number", "must be a string"),
            ("money_lower_case_currency", "written as RUB"),
            ("money_rouble_of_before_1998", "use RUB"),
            ("money_too_precise", "more decimals"),
        ],
    );
}

#[test]
fn a_webhook_that_is_not_verified() {
    check(
        "bank131",
        &[
            ("webhook_signature_in_hex", "is hexadecimal"),
            ("webhook_signature_of_url_alphabet", "alphabet for URLs"),
            ("webhook_signature_with_space", "white space"),
            ("webhook_written_anew", "must be as they came"),
            ("webhook_header_of_cgi", "is missing"),
            ("webhook_unpadded_base64", "without its padding"),
        ],
    );
    check(
        "tranzzo",
        &[
            ("webhook_signature_in_hex", "is hexadecimal"),
            ("webhook_of_another_merchant", "does not match"),
        ],
    );
    check(
        "themap",
        &[
            ("webhook_wrong_key", "does not match"),
            ("webhook_upper_case_hex", "lower case is documented"),
        ],
    );
    check(
        "sberbank_legacy",
        &[("callback_wrong_token", "does not match")],
    );
}

/// A body that is still compressed is named as the cause at every provider, whatever its format and headers.
#[test]
fn a_webhook_that_is_still_compressed() {
    let gzip = "H4sIAAAAAAAAA6uuBQBDv6ajAgAAAA==";
    let brotli = "CwGAewEC/wP/";
    let bodies = [
        (gzip, json!([])),
        (brotli, json!([["Content-Encoding", "br"]])),
    ];
    let (mut asked, mut named) = (0, 0);
    for step in steps() {
        let mut document = step.document();
        let has_body = document["webhook"]["body"]
            .as_str()
            .is_some_and(|body| !body.is_empty());
        if document["operation"] != "parse_webhook" || !has_body || refuses(&document) {
            continue;
        }
        for (body, encoding) in &bodies {
            asked += 1;
            let headers = document["webhook"]["headers"]
                .as_array()
                .unwrap()
                .clone();
            let webhook = document["webhook"]
                .as_object_mut()
                .unwrap();
            webhook.remove("body");
            webhook.insert("bodyBase64".into(), json!(body));
            let mut headers = headers;
            headers.extend(
                encoding
                    .as_array()
                    .unwrap()
                    .iter()
                    .cloned(),
            );
            webhook.insert("headers".into(), json!(headers));
            let error = &call(&document)["error"];
            named += i32::from(
                error["detail"]
                    .as_str()
                    .unwrap()
                    .contains("is compressed"),
            );
            assert_eq!(error["field"], "body", "{}: {error}", step.name);
            assert!(error["reply"].is_object(), "{}", step.name);
        }
    }
    assert!(asked > 50 && named == asked, "{named} of {asked}");
}

/// A message without a body is the sender's mistake, so the sender gets a reply.
#[test]
fn a_message_without_a_body() {
    let mut asked = 0;
    for step in steps() {
        let mut document = step.document();
        let name = ["webhook", "request"]
            .into_iter()
            .find(|name| document[name]["method"] == "POST");
        let Some(message) = name.map(|name| &mut document[name]) else {
            continue;
        };
        message
            .as_object_mut()
            .unwrap()
            .remove("body");
        let operation = document["operation"].as_str().unwrap();
        if operation.starts_with("parse_") {
            asked += 1;
            // A callback may have all that it says in its address.
            let response = call(&document);
            let is_answered = response["ok"].is_object() || response["error"]["reply"].is_object();
            assert!(is_answered, "{}: {response}", step.name);
        }
    }
    assert!(asked > 100, "{asked}");
}

/// A clock that counts seconds is refused by every operation that takes a time, before anything is written or believed.
#[test]
fn a_time_in_seconds() {
    let mut asked = BTreeSet::new();
    let documents = steps()
        .into_iter()
        .map(|step| step.document());
    for mut document in documents.chain(ledger_documents()) {
        let Some(now_ms) = document["nowMs"].as_i64() else {
            continue;
        };
        for seconds in [now_ms / 1000, 0, -1, 999_999_999_999] {
            document["nowMs"] = json!(seconds);
            let response = call(&document);
            assert_eq!(
                response["error"]["field"], "nowMs",
                "{document}: {response}"
            );
            assert!(
                response["error"]["detail"]
                    .as_str()
                    .unwrap()
                    .contains("milliseconds")
            );
        }
        asked.insert((
            document["provider"].to_string(),
            document["operation"].to_string(),
        ));
    }
    let takes_time = |provider: &&dispatch::ProviderOperations| {
        provider
            .operations()
            .any(|operation| operation.inputs.contains(&"nowMs"))
    };
    let providers = dispatch::operations()
        .iter()
        .filter(takes_time)
        .count();
    let seen: BTreeSet<_> = asked
        .iter()
        .map(|(provider, _)| provider)
        .collect();
    assert_eq!(seen.len(), providers, "{asked:?}");
}

fn call(document: &Value) -> Value {
    serde_json::from_str(&dispatch::call(&document.to_string())).unwrap()
}

fn refuses(document: &Value) -> bool {
    call(document)["error"].is_object()
}
