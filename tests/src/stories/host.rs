//! A host of a story: it does and hears what the script says, and checks what must follow.

use super::books::{Books, Refusal};
use super::providers::merchant_signature;
use crate::ledger_documents::BEGIN;
use refundkit::ledger::LedgerRow;
use refundkit::{Header, HttpResponse, RefundEvent, SendResult};
use serde_json::{Value, json};

/// Everything that a host has: the ledger, the rows that it ever stored, and a clock.
pub(super) struct Host<'p, B> {
    pub(super) books: B,
    pub(super) rows: Vec<LedgerRow>,
    /// The last store, with its columns.
    stored: Value,
    now_ms: i64,
    webhook: &'p dyn Fn(&str) -> RefundEvent,
}

impl<'p, B: Books> Host<'p, B> {
    pub(super) fn new(books: B, webhook: &'p dyn Fn(&str) -> RefundEvent) -> Self {
        Self {
            books,
            rows: Vec::new(),
            stored: Value::Null,
            now_ms: BEGIN,
            webhook,
        }
    }

    pub(super) fn play(&mut self, story: &Value) {
        let script = story["script"]
            .as_array()
            .expect("a script");
        for (number, line) in script.iter().enumerate() {
            let object = line.as_object().expect("an object");
            let (name, value) = object.iter().next().expect("a line");
            self.line(name, value, line, &format!("line {}: {line}", number + 1));
        }
    }

    fn line(&mut self, name: &str, value: &Value, line: &Value, place: &str) {
        match name {
            "run" => self.run(value, place),
            "advance" => self.now_ms += value.as_i64().expect(place),
            "crash" => self.load(self.rows.len()),
            "restore" => {
                let count = usize::try_from(value.as_u64().expect(place)).expect(place);
                self.rows.truncate(count);
                self.load(count);
            }
            "expect" => self.expect(text(value), line, place),
            "alerts" => assert_eq!(self.alert_kinds(), *value, "{place}"),
            "attention" | "due" => assert_eq!(self.stored[name], *value, "{place}"),
            "left" => assert_eq!(self.view()["left"]["minorUnits"], *value, "{place}"),
            _ => {
                let told = self.tell(name, value, line);
                assert_eq!(told.err().as_deref(), line["error"].as_str(), "{place}");
            }
        }
    }

    /// What hosts and people say.
    fn tell(&mut self, name: &str, value: &Value, line: &Value) -> Result<(), Refusal> {
        let (by, note) = ("anna", "looked in the portal");
        let input = match name {
            "request" => json!({"request": {"reference": value, "refund": line["refund"]}}),
            "adopt" => json!({"adopt": {"reference": value, "adopted": line["adopted"]}}),
            "webhook" => json!({"webhook": {"event": (self.webhook)(&self.filled(text(value)))}}),
            "notice" => json!({"notice": {"notice": value}}),
            "decide" => {
                json!({"decide": {"reference": value, "decision": line["decision"], "by": by, "note": note}})
            }
            "declareExternal" => {
                json!({"declareExternal": {"entryId": value, "by": by, "note": note}})
            }
            "cancel" | "askAgain" => json!({name: {"reference": value}}),
            "credentialsChanged" => json!(name),
            "correctCaptured" => {
                json!({"correctCaptured": {"amount": value, "by": by, "note": note}})
            }
            "settle" => {
                json!({"settleAlert": {"alert": self.alert(value), "by": by, "note": note}})
            }
            other => panic!("{other} is no line of a story"),
        };
        self.books.tell(&input, self.now_ms)
    }

    /// The id of the first alert of a kind.
    fn alert(&self, kind: &Value) -> Value {
        let view = self.view();
        let mut alerts = view["alerts"]
            .as_array()
            .expect("alerts")
            .iter();
        let found = alerts.find(|alert| alert["kind"] == *kind);
        found.expect("an alert")["id"].clone()
    }

    /// Steps and answers, one after the other, as the loop of a host does it.
    fn run(&mut self, steps: &Value, place: &str) {
        for expected in steps.as_array().expect(place) {
            let step = self.books.next(self.now_ms);
            let name = match (text(&step["kind"]), &step["money"]) {
                ("send", Value::Bool(true)) => "refund",
                ("send", _) => "query",
                (kind, _) => kind,
            };
            assert_eq!(name, text(&expected[0]), "{place}: {expected}");
            self.carry_out(name, &step, &expected[1], place);
        }
    }

    fn carry_out(&mut self, name: &str, step: &Value, answer: &Value, place: &str) {
        match name {
            "store" => self.store(step, place),
            "sign" => {
                let signature = merchant_signature(text(&step["toSign"]));
                let given = (*answer != "notSigned").then_some(signature.as_slice());
                self.books
                    .signed(step, given, self.now_ms);
            }
            "refund" | "query" => {
                let result = self.result(answer);
                self.books
                    .received(step, &result, self.now_ms);
            }
            "rest" => {
                let pause = step["until"].as_i64();
                let pause = pause.map(|until| until - self.now_ms);
                assert_eq!(json!(pause), *answer, "{place}: the pause");
            }
            _ => {}
        }
    }

    fn store(&mut self, step: &Value, place: &str) {
        let version = i64::try_from(self.rows.len()).unwrap();
        assert_eq!(step["expected"], version, "{place}");
        let row = LedgerRow {
            body: text(&step["body"]).to_owned(),
            version: version + 1,
        };
        self.rows.push(row.clone());
        self.stored = step.clone();
        self.books.stored(step, row);
    }

    fn result(&self, answer: &Value) -> SendResult {
        if let Some(name) = answer.as_str() {
            return serde_json::from_value(json!(name)).expect("lost or notSent");
        }
        let status = answer["status"]
            .as_u64()
            .unwrap_or(200);
        let body = match &answer["body"] {
            Value::String(text) => text.clone(),
            document => document.to_string(),
        };
        let mut response = HttpResponse::json(u16::try_from(status).unwrap(), self.filled(&body));
        if let Some(seconds) = answer["retryAfter"].as_str() {
            response
                .headers
                .push(Header::new("Retry-After", seconds));
        }
        SendResult::Response(response)
    }

    /// A text with the references that travel.
    fn filled(&self, told: &str) -> String {
        let mut told = told.to_owned();
        for refund in self.view()["refunds"]
            .as_array()
            .expect("refunds")
        {
            let reference = format!("{{{}}}", text(&refund["reference"]));
            told = told.replace(&reference, text(&refund["wireReference"]));
        }
        told
    }

    fn load(&mut self, count: usize) {
        let last = count.checked_sub(1);
        let row = last.and_then(|last| self.rows.get(last));
        self.books.load(row.cloned());
    }

    fn view(&self) -> Value {
        self.books.view(self.now_ms)
    }

    fn expect(&self, reference: &str, line: &Value, place: &str) {
        let view = self.view();
        let mut refunds = view["refunds"]
            .as_array()
            .expect(place)
            .iter();
        let refund = refunds
            .find(|refund| refund["reference"] == reference)
            .expect(place);
        let wanted = line
            .as_object()
            .expect(place)
            .iter()
            .skip(1);
        for (name, wanted) in wanted {
            assert_eq!(refund[name], *wanted, "{place}: {name} of {refund}");
        }
    }

    fn alert_kinds(&self) -> Value {
        let view = self.view();
        let alerts = view["alerts"]
            .as_array()
            .expect("alerts")
            .iter();
        alerts
            .map(|alert| alert["kind"].clone())
            .collect()
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
