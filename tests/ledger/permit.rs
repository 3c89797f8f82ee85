//! Who may send what a document armed: the next call of the same run, once.

use refundkit::dispatch;
use refundkit_tests::ledger_documents::{opening, with};
use serde_json::{Value, json};

const NOW: i64 = 1_800_000_000_000;
const NONCE: &str = "a nonce of one call";

/// A document of a payment at theMAP, where the first step of a wish arms it.
fn call(operation: &str, more: Value) -> Value {
    let members = json!({
        "nowMs": NOW, "settings": {"account": "shop"},
        "payment": {"mapOrderId": "map-1", "merchantOrderId": "ord-1"}, "captured": {"minorUnits": 30000, "currency": "RUB"},
    });
    let document = with(&opening("themap"), operation, members);
    let document = with(&document, operation, more);
    serde_json::from_str(&dispatch::call(&document.to_string())).unwrap()
}

fn step(more: Value) -> Value {
    let nonce = json!({"nonce": NONCE});
    call("ledger_step", with(&nonce, "ledger_step", more))
}

fn wish() -> Value {
    let refund = json!({"amount": {"minorUnits": 10000, "currency": "RUB"}});
    json!([{"request": {"reference": "return-1", "refund": refund}}])
}

/// The row with the armed refund.
fn armed() -> Value {
    let store = step(json!({"inputs": wish()}));
    let store = &store["ok"];
    assert_eq!(
        (&store["kind"], &store["permit"]),
        (&json!("store"), &json!(NONCE))
    );
    assert!(
        !store["body"]
            .as_str()
            .unwrap()
            .contains(NONCE)
    );
    json!({"body": store["body"], "version": 1})
}

#[test]
fn the_permit_of_the_arming_call_sends() {
    let sent = step(json!({"row": armed(), "permit": NONCE}));
    let sent = &sent["ok"];
    assert_eq!(
        (&sent["kind"], &sent["money"], &sent["id"]),
        (&json!("send"), &json!(true), &json!(1))
    );
    assert!(sent.get("permit").is_none());
}

#[test]
fn without_it_the_sending_is_awaited_and_then_lost() {
    let row = armed();
    let waits = step(json!({"row": row}));
    assert_eq!(waits["ok"]["kind"], "rest");
    let others = step(json!({"row": row, "permit": "a nonce of another call"}));
    assert_eq!(others["ok"]["kind"], "rest");
    let late = step(json!({"row": row, "nowMs": NOW + 60_000}));
    let body = late["ok"]["body"].as_str().unwrap();
    assert!(body.contains(r#""lostVersion":2"#), "{body}");
}

#[test]
fn after_its_deadline_the_permit_sends_nothing() {
    let late = step(json!({"row": armed(), "permit": NONCE, "nowMs": NOW + 60_000}));
    let body = late["ok"]["body"].as_str().unwrap();
    assert!(body.contains(r#""notSentVersion":2"#), "{body}");
}

#[test]
fn what_was_answered_is_not_sent_again() {
    let received =
        json!([{"received": {"id": 1, "money": true, "before": NOW + 60_000, "result": "lost"}}]);
    let next = step(json!({"row": armed(), "permit": NONCE, "inputs": received}));
    assert_eq!(next["ok"]["kind"], "store", "{next}");
}

#[test]
fn a_row_that_went_back_is_no_answer() {
    let received =
        json!([{"received": {"id": 7, "money": true, "before": NOW + 60_000, "result": "lost"}}]);
    let refused = step(json!({"row": armed(), "inputs": received}));
    assert_eq!(refused["error"]["code"], "record_lost");
    let unknown =
        json!([{"received": {"id": 0, "money": true, "before": NOW + 60_000, "result": "lost"}}]);
    let refused = step(json!({"row": armed(), "inputs": unknown}));
    assert_eq!(refused["error"]["code"], "unknown_step");
    assert_eq!(refused["error"]["field"], "inputs[0].received.id");
}

/// What is wrong with a result that is handed in for the row's first version.
fn refused_result(row: &Value, money: bool, before: i64) -> [Value; 2] {
    let received =
        json!([{"received": {"id": 1, "money": money, "before": before, "result": "lost"}}]);
    let told = call("ledger_view", json!({"row": row, "inputs": received}));
    ["code", "field"].map(|member| told["error"][member].clone())
}

/// A row that was restored from a backup armed another refund with the version of the one that was sent.
#[test]
fn an_answer_is_that_of_the_sending_with_its_deadline() {
    let later = NOW + 3_600_000;
    let other = json!([{"request": {"reference": "return-2", "refund": {"amount": {"minorUnits": 10000, "currency": "RUB"}}}}]);
    let store = step(json!({"inputs": other, "nowMs": later}));
    let row = json!({"body": store["ok"]["body"], "version": 1});
    for before in [NOW + 60_000, later + 59_999, 0, -1, 1] {
        assert_eq!(
            refused_result(&row, true, before),
            [json!("unknown_step"), json!("inputs[0].received.before")]
        );
    }
    assert_eq!(
        refused_result(&row, true, later + 60_000),
        [Value::Null, Value::Null]
    );
}

/// Else the question counts as asked in 1970, and the next one comes without a pause.
#[test]
fn a_question_has_a_deadline_in_milliseconds() {
    let row = armed();
    for before in [(NOW + 60_000) / 1000, 1, 0, -1, i64::MIN, i64::MAX] {
        assert_eq!(
            refused_result(&row, false, before),
            [json!("invalid_field"), json!("inputs[0].received.before")]
        );
    }
    assert_eq!(
        refused_result(&row, false, NOW + 60_000),
        [Value::Null, Value::Null]
    );
}

#[test]
fn a_nonce_is_long_and_every_input_is_checked() {
    let refused = |more: Value| {
        let refused = step(more);
        let error = refused["error"].clone();
        (error["code"].clone(), error["field"].clone())
    };
    assert_eq!(
        refused(json!({"nonce": "short"})),
        (json!("invalid_field"), json!("nonce"))
    );
    let short = json!({"row": armed(), "permit": "short"});
    assert_eq!(refused(short), (json!("invalid_field"), json!("permit")));
    let amount = json!([{"request": {"reference": "r", "refund": {"amount": {"minorUnits": 0, "currency": "RUB"}}}}]);
    assert_eq!(
        refused(json!({"inputs": amount})),
        (
            json!("invalid_amount"),
            json!("inputs[0].request.refund.amount.minorUnits")
        )
    );
    let misspelt = json!([{"cancel": {"refrence": "r"}}]);
    assert_eq!(
        refused(json!({"inputs": misspelt})).0,
        json!("unknown_field")
    );
}

#[test]
fn keys_and_views() {
    let key = call("ledger_key", json!({}));
    assert_eq!(key["error"]["field"], "captured");
    let mut document = opening("themap");
    document["operation"] = json!("ledger_key");
    document["settings"] = json!({"account": "shop"});
    document["payment"] = json!({"mapOrderId": "map-1", "merchantOrderId": "ord-1"});
    let key: Value = serde_json::from_str(&dispatch::call(&document.to_string())).unwrap();
    let store = step(json!({"inputs": wish()}));
    assert_eq!(key["ok"], store["ok"]["key"]);
    let view = call("ledger_view", json!({"row": armed()}));
    assert_eq!(view["ok"]["left"]["minorUnits"], 20000);
    assert_eq!(view["ok"]["refunds"][0]["stage"], "in_progress");
}
