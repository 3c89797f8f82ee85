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
}

impl Host {
    fn new() -> Self {
        let amount = json!({"minorUnits": 10000, "currency": "RUB"});
        let refund = json!({"method": "refund", "amount": amount});
        let wish = json!({"request": {"reference": "return-1", "refund": refund}});
        Self {
            row: Value::Null,
            permit: Value::Null,
            inputs: vec![wish],
            calls: 0,
        }
    }

    fn step(&mut self) -> Value {
        self.calls += 1;
        let mut members = json!({
            "settings": {"account": "shop"}, "payment": {"orderId": ORDER}, "nowMs": NOW,
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
        let received = json!({"id": step["id"], "money": step["money"], "result": result});
        self.inputs
            .push(json!({"received": received}));
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

/// What the record keeps of the response.
fn answer(host: &Host) -> Value {
    let body = host.row["body"].as_str().unwrap();
    let record: Value = serde_json::from_str(body).unwrap();
    let mut answer = record["data"]["refunds"][0]["attempts"][0]["answer"].clone();
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
