//! What Tranzzo's own side refuses: it holds a request to the same tables as our own side does.

use super::*;
use refundkit::providers::tranzzo::TranzzoCall;
use refundkit::{ReceivedRequest, Rejection};
use serde_json::{Value, json};

/// What becomes of a request of ours with other members.
fn read(split: Option<Value>, change: &Value) -> Result<TranzzoCall, Rejection> {
    let mut refund = refund();
    if split.is_some() {
        refund.split = vec![TranzzoShare {
            minor_units: 8000,
            sub_merchant_id: "a".into(),
        }];
    }
    let mut request: ReceivedRequest = merchant()
        .build_request(&refund, &CallContext::default())
        .unwrap()
        .into();
    let mut body: Value = serde_json::from_slice(&request.body).unwrap();
    if let Some(split) = split {
        body["split"] = split;
    }
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    request.body = body.to_string().into();
    server().parse_request(&request, &CallContext::default())
}

/// The field of a refusal, which Tranzzo's own words name as well.
fn refused(split: Option<Value>, change: &Value) -> String {
    let rejection = read(split, change).unwrap_err();
    let body = String::from_utf8_lossy(&rejection.reply.body).into_owned();
    let field = rejection.error.field();
    assert_eq!(rejection.reply.status, 400);
    assert!(body.contains(field) && body.contains("S-400"), "{body}");
    field.to_owned()
}

#[test]
fn members_that_the_document_does_not_allow_are_refused() {
    let url = |scheme: &str| format!("{scheme}shop.example/hook");
    for (change, field) in [
        (json!({"order_id": ""}), "order_id"),
        (json!({"order_id": "0"}), "order_id"),
        (json!({"order_id": "x".repeat(33)}), "order_id"),
        (json!({"order_id": "a\u{0}b"}), "order_id"),
        (json!({"comment": "x".repeat(2049)}), "comment"),
        (json!({"server_url": "javascript:1"}), "server_url"),
        (json!({"server_url": url("ftp://")}), "server_url"),
        (json!({"server_url": url("https://a@")}), "server_url"),
        (json!({"order_currency": "uah"}), "order_currency"),
        (json!({"refund_amount": 0}), "refund_amount"),
        (json!({"refund_amount": 1.005}), "refund_amount"),
    ] {
        assert_eq!(refused(None, &change), field, "{change}");
    }
    for change in [
        json!({"server_url": url("https://")}),
        json!({"server_url": "http://127.0.0.1:8081/hook"}),
        json!({"server_url": "", "comment": ""}),
        json!({"comment": "x".repeat(2048)}),
    ] {
        assert!(read(None, &change).is_ok(), "{change}");
    }
}

#[test]
fn a_split_adds_up_and_names_its_receivers() {
    let share = |amount, id: &str| json!({"amount": amount, "sub_merchant_id": id});
    for (split, field) in [
        (json!([]), "split"),
        (json!([share(70, "a")]), "split"),
        (json!([share(80, "")]), "split[0].sub_merchant_id"),
        (json!([share(70, "a"), share(-10, "b")]), "split[1].amount"),
    ] {
        assert_eq!(refused(Some(split.clone()), &json!({})), field, "{split}");
    }
    let split = json!([share(70, "a"), share(10, "b")]);
    let refusal = refused(Some(split.clone()), &json!({"currency": "hryvnia"}));
    assert_eq!(refusal, "currency");
    let call = read(Some(split), &json!({})).unwrap();
    assert_eq!(call.split[1].minor_units, 1000);
}
