//! A response that is handed in after its refund has ended is kept like any other.

use super::ledgers::NOW;
use refundkit::dispatch;
use refundkit_tests::ledger_documents::{opening, with};
use serde_json::{Value, json};

const ORDER: &str = "12b59da8-f68f-7c8d-12b5-9da8000826ea";

/// A host that keeps nothing but the row.
struct Host {
    row: Value,
    permit: Value,
    inputs: Vec<Value>,
    calls: u32,
    now_ms: i64,
    /// The answer that was handed in last.
    heard: Value,
}

impl Host {
    fn new() -> Self {
        Self {
            row: Value::Null,
            permit: Value::Null,
            inputs: vec![wish("return-1")],
            calls: 0,
            now_ms: NOW,
            heard: Value::Null,
        }
    }

    fn step(&mut self) -> Value {
        self.calls += 1;
        let mut members = json!({
            "settings": {"account": "shop"}, "payment": {"orderId": ORDER}, "nowMs": self.now_ms,
            "captured": {"minorUnits": 30000, "currency": "RUB"}, "inputs": self.inputs,
            "nonce": format!("nonce of the call {}", self.calls),
        });
        for (name, value) in [("row", &self.row), ("permit", &self.permit)] {
            if !value.is_null() {
                members[name] = value.clone();
            }
        }
        let document = with(&opening("sberbank_legacy"), "ledger_step", members);
        let told: Value = serde_json::from_str(&dispatch::call(&document.to_string())).unwrap();
        assert!(told["error"].is_null(), "{told}");
        self.inputs.clear();
        self.permit = Value::Null;
        told["ok"].clone()
    }

    fn hear(&mut self, step: &Value, body: &Value) {
        let response = json!({"status": 200, "headers": [], "body": body.to_string()});
        let result = json!({"response": response});
        let received = json!({"id": step["id"], "money": step["money"], "before": step["before"], "result": result});
        self.heard = json!({"received": received});
        self.inputs.push(self.heard.clone());
    }

    fn store(&mut self, step: &Value) {
        let version = step["expected"].as_i64().unwrap() + 1;
        self.row = json!({"body": step["body"], "version": version});
        self.permit = step["permit"].clone();
    }

    /// Carries out steps until one of money or a rest.
    fn run(&mut self) -> Value {
        loop {
            let step = self.step();
            match step["kind"].as_str() {
                Some("store") => self.store(&step),
                Some("send") if step["money"] == false => self.hear(&step, &unmoved()),
                Some("acknowledge") => {}
                _ => return step,
            }
        }
    }
}

fn wish(reference: &str) -> Value {
    let amount = json!({"minorUnits": 10000, "currency": "RUB"});
    let refund = json!({"method": "refund", "amount": amount});
    json!({"request": {"reference": reference, "refund": refund}})
}

fn unmoved() -> Value {
    json!({
        "errorCode": "0", "orderStatus": 2, "amount": 30000, "currency": "643",
        "attributes": [{"name": "mdOrder", "value": ORDER}],
        "paymentAmountInfo": {"approvedAmount": 30000, "depositedAmount": 30000, "refundedAmount": 0},
    })
}

/// A callback that says that the refund with this reference succeeded.
fn callback(send: &Value) -> Value {
    let body = send["request"]["body"]
        .as_str()
        .unwrap();
    let mut pairs = body.split('&');
    let reference = pairs.find_map(|pair| pair.strip_prefix("externalRefundId="));
    let entry =
        json!({"status": "succeeded", "reference": reference.unwrap(), "chargeback": false});
    let event = json!({
        "kind": "refund", "providerType": "refunded", "paymentId": ORDER, "entries": [entry], "dedupeKey": "1",
        "acknowledgement": {"status": 200, "headers": [], "body": ""},
    });
    json!({"webhook": {"event": event}})
}

/// What the record keeps of the refund.
fn refund(host: &Host) -> Value {
    let body = host.row["body"].as_str().unwrap();
    let record: Value = serde_json::from_str(body).unwrap();
    record["data"]["refunds"][0].clone()
}

/// What it keeps of the response.
fn answer(host: &Host) -> Value {
    let mut answer = refund(host)["attempts"][0]["answer"].take();
    answer["version"].take();
    answer
}

#[test]
fn a_response_after_the_callback_that_ended_the_refund_says_what_it_says_before_it() {
    let refused = json!({"errorCode": "5", "errorMessage": "Refused for good"});
    let mut first = Host::new();
    let send = first.run();
    first.hear(&send, &refused);
    first.inputs.push(callback(&send));
    first.run();
    let mut later = Host::new();
    let send = later.run();
    later.inputs.push(callback(&send));
    later.run();
    later.hear(&send, &refused);
    later.run();
    assert_eq!(answer(&first)["said"], "refused");
    assert_eq!(answer(&first)["code"], "5");
    assert_eq!(answer(&later), answer(&first));
}

#[test]
fn an_answer_that_is_handed_in_twice_is_one_look() {
    let exceeds =
        json!({"errorCode": "7", "errorMessage": "Refund amount exceeds deposited amount"});
    let mut host = Host::new();
    let send = host.run();
    host.hear(&send, &exceeds);
    host.run();
    host.now_ms = NOW + 31_000;
    host.run();
    // Another host, whose clock is ten minutes ahead, stores another wish.
    host.now_ms = NOW + 600_000;
    host.inputs.push(wish("return-2"));
    let stored = host.step();
    host.store(&stored);
    host.now_ms = NOW + 62_000;
    host.inputs.push(host.heard.clone());
    let step = host.step();
    assert_eq!(step["kind"], "send", "the answer is nothing new");
    host.hear(&step, &unmoved());
    host.run();
    assert_eq!(refund(&host)["end"]["proof"], "refusal", "its own look");
}
