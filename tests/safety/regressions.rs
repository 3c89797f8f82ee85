//! What the nearest peer's refund flow lets through: each line is an error, or right, here.
//!
//! Amounts, ids and secrets are tried on every provider, through the documents of its fixtures.

use refundkit::dispatch::call;
use refundkit::{
    CallContext, HttpResponse, Money, NextAction, Problem, RefundAmount, RefundOutcome,
    RefundStatus, SendResult, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoRefund,
};
use refundkit_tests::steps;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The documents of all fixtures that build a refund.
fn builds() -> Vec<Value> {
    let documents = steps()
        .into_iter()
        .map(|step| step.document());
    let working = documents.filter(|document| ask(document).get("ok").is_some());
    working
        .filter(|document| {
            ["build_request", "prepare"]
                .map(Value::from)
                .contains(&document["operation"])
        })
        .collect()
}

fn ask(document: &Value) -> Value {
    serde_json::from_str(&call(&document.to_string())).expect("the JSON interface returns JSON")
}

/// Changes the first amount of a refund.
fn with_amount(document: &Value, minor_units: &Value) -> Value {
    let mut changed = document.clone();
    let pointers = [
        "/refund/amount/minorUnits",
        "/refund/amount/partial/minorUnits",
        "/refund/amount/full/expected/minorUnits",
    ];
    let pointer = pointers
        .into_iter()
        .find(|pointer| document.pointer(pointer).is_some())
        .expect("a refund has an amount");
    *changed
        .pointer_mut(pointer)
        .expect("it is there") = minor_units.clone();
    changed
}

#[test]
fn bad_amounts_are_errors_that_name_the_amount() {
    for document in builds() {
        for bad in [
            json!(-5),
            json!(10.5),
            json!(9_007_199_254_740_993_u64),
            json!(0),
            json!(null),
            json!(true),
            json!(""),
        ] {
            let error = ask(&with_amount(&document, &bad))["error"].clone();
            assert!(
                error["field"]
                    .as_str()
                    .is_some_and(|field| field.contains("amount")),
                "{bad}: {error}"
            );
        }
    }
}

#[test]
fn empty_ids_are_errors_that_name_the_id() {
    let ids = [
        "orderId",
        "sessionId",
        "mapOrderId",
        "merchantOrderId",
        "requestId",
        "accountId",
    ];
    let mut tried = BTreeSet::new();
    for document in builds() {
        for id in ids
            .iter()
            .filter(|id| document["refund"].get(id).is_some())
        {
            let mut changed = document.clone();
            changed["refund"][id] = json!("");
            let field = format!("refund.{id}");
            let error = ask(&changed)["error"].clone();
            assert!(
                error["field"] == field.as_str() || error["field"] == *id,
                "{id}: {error}"
            );
            tried.insert((document["provider"].to_string(), *id));
        }
    }
    assert!(tried.len() >= 6, "{tried:?}");
}

#[test]
fn the_same_refund_has_one_encoding() {
    for document in builds() {
        let encodings: BTreeSet<String> = (0..50)
            .map(|_| call(&document.to_string()))
            .collect();
        assert_eq!(encodings.len(), 1);
    }
}

/// What an HTTP client writes by itself.
const OF_CLIENTS: [&str; 8] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "date",
    "host",
    "transfer-encoding",
    "user-agent",
];

#[test]
fn requests_have_their_content_type_and_no_header_of_a_client() {
    for document in builds()
        .iter()
        .filter(|document| document["operation"] == "build_request")
    {
        let request = &ask(document)["ok"];
        let names: Vec<&str> = request["headers"]
            .as_array()
            .expect("headers")
            .iter()
            .filter_map(|pair| pair[0].as_str())
            .collect();
        let sealed_outside = document["provider"] == "google_caller";
        assert!(
            sealed_outside || names.contains(&"content-type"),
            "{names:?}"
        );
        let of_clients = |name: &&str| OF_CLIENTS.contains(name);
        assert!(!names.iter().any(of_clients), "{names:?}");
    }
}

fn credentials() -> TranzzoCredentials {
    TranzzoCredentials {
        pos_id: "pos".into(),
        api_key: "key".into(),
        api_secret: "s3cr3t".into(),
        endpoints_key: "3ndpoints".into(),
    }
}

fn tranzzo() -> Tranzzo {
    Tranzzo::new(TranzzoConfig::default(), credentials()).unwrap()
}

fn refund() -> TranzzoRefund {
    TranzzoRefund {
        order_id: "123".into(),
        amount: RefundAmount::Partial(Money::new(8000, "UAH")),
        reference: None,
        server_url: None,
        split: Vec::new(),
        known_refund_ids: Vec::new(),
    }
}

fn understood(status: u16, body: &str) -> RefundOutcome {
    let response = SendResult::Response(HttpResponse::json(status, body.to_owned()));
    tranzzo()
        .parse_response(&refund(), &response, &CallContext::default())
        .unwrap()
        .outcome
}

fn operation(amount: &str, currency: &str, order_id: &str, status: &str) -> String {
    format!(
        r#"{{"operation_id":"op-1","order_id":"{order_id}","method":"refund","amount":{amount},"currency":"{currency}","status":"{status}"}}"#
    )
}

#[test]
fn another_amount_currency_or_order_is_no_success_and_is_reported() {
    for (body, problem) in [
        (
            operation("100", "UAH", "123", "success"),
            Problem::AmountMismatch,
        ),
        (
            operation("80", "USD", "123", "success"),
            Problem::CurrencyMismatch,
        ),
        (
            operation("80", "UAH", "124", "success"),
            Problem::PaymentMismatch,
        ),
    ] {
        let outcome = understood(200, &body);
        assert_eq!(
            (outcome.status, outcome.next_action),
            (RefundStatus::Unknown, NextAction::ManualReview)
        );
        assert_eq!(
            (outcome.problem, outcome.refund_id.as_deref()),
            (Some(problem), Some("op-1"))
        );
        assert!(outcome.amount.is_some());
    }
}

#[test]
fn refusals_and_unheard_statuses_keep_id_code_and_text() {
    let failed = understood(200, &operation("80", "UAH", "123", "failure"));
    assert_eq!(
        (failed.status, failed.refund_id.as_deref()),
        (RefundStatus::Declined, Some("op-1"))
    );
    let unheard = understood(200, &operation("80", "UAH", "123", "canceled"));
    assert_eq!(
        (unheard.status, unheard.provider_status.as_deref()),
        (RefundStatus::Unknown, Some("canceled"))
    );
    let refused = understood(402, r#"{"message":"No money","args":{"code":"P-402"}}"#);
    let said = (
        refused.code.as_deref(),
        refused.message.as_deref(),
        refused.http_status,
    );
    assert_eq!(said, (Some("P-402"), Some("No money"), Some(402)));
}

#[test]
fn html_and_nothing_are_unknown() {
    for (body, problem) in [("<html>", Problem::Unreadable), ("", Problem::Empty)] {
        let outcome = understood(200, body);
        assert_eq!(
            (outcome.status, outcome.problem),
            (RefundStatus::Unknown, Some(problem))
        );
    }
}

#[test]
fn credentials_and_requests_print_masked() {
    let printed = format!(
        "{:?} {:?} {:?}",
        credentials(),
        tranzzo(),
        tranzzo()
            .build_request(&refund(), &CallContext::default())
            .unwrap()
    );
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("3ndpoints"),
        "{printed}"
    );
}
