//! A ledger whose calls are written down, for other languages to repeat.

use super::books::{Books, Refusal, named};
use base64::{Engine, engine::general_purpose::STANDARD};
use refundkit::SendResult;
use refundkit::ledger::LedgerRow;
use serde_json::{Value, json};
use std::cell::RefCell;

/// Writes down each call: its name in JavaScript, what it takes, and `ok` or `error`. What is stored is named by its version, not
/// by its body.
pub(super) struct Traced<B> {
    books: B,
    calls: RefCell<Vec<Value>>,
}

impl<B> Traced<B> {
    pub(super) fn new(books: B) -> Self {
        Self {
            books,
            calls: RefCell::default(),
        }
    }

    pub(super) fn calls(self) -> Vec<Value> {
        self.calls.into_inner()
    }

    fn note(&self, name: &str, given: Value, result: Result<Value, &Refusal>) {
        let call = match result {
            Ok(ok) => json!({"call": name, "given": given, "ok": ok}),
            Err(code) => json!({"call": name, "given": given, "error": code}),
        };
        let mut calls = self.calls.borrow_mut();
        // A host looks as often as it likes.
        if calls.last() != Some(&call) {
            calls.push(call);
        }
    }
}

impl<B: Books> Books for Traced<B> {
    fn tell(&mut self, input: &Value, now_ms: i64) -> Result<(), Refusal> {
        let told = self.books.tell(input, now_ms);
        let (name, members) = named(input);
        let mut given = match members {
            Value::Null => json!({}),
            members => members.clone(),
        };
        if name != "request" {
            given["nowMs"] = json!(now_ms);
        }
        self.note(name, given, told.as_ref().map(|()| Value::Null));
        told
    }

    fn next(&mut self, now_ms: i64) -> Value {
        let step = self.books.next(now_ms);
        let mut shown = step.clone();
        if let Some(members) = shown.as_object_mut() {
            members.remove("body");
        }
        self.note("next", json!({"nowMs": now_ms}), Ok(shown));
        step
    }

    fn stored(&mut self, step: &Value, row: LedgerRow) {
        self.books.stored(step, row);
        self.note("stored", json!({"step": step["id"]}), Ok(Value::Null));
    }

    fn signed(&mut self, step: &Value, signature: Option<&[u8]>, now_ms: i64) {
        self.books
            .signed(step, signature, now_ms);
        let id = &step["id"];
        match signature {
            Some(signature) => {
                let signature = STANDARD.encode(signature);
                let given = json!({"step": id, "signature": signature});
                self.note("signed", given, Ok(Value::Null));
            }
            None => {
                let given = json!({"step": id, "nowMs": now_ms});
                self.note("notSigned", given, Ok(Value::Null));
            }
        }
    }

    fn received(&mut self, step: &Value, result: &SendResult, now_ms: i64) {
        if let SendResult::Response(response) = result {
            let parsed = self.books.parsed(step, result);
            let name = match step["money"] == true {
                true => "parseResponse",
                false => "parseStatusResponse",
            };
            let given = json!({"step": step["id"], "response": response});
            self.note(name, given, Ok(parsed));
        }
        self.books
            .received(step, result, now_ms);
        let given = json!({"step": step["id"], "nowMs": now_ms});
        let (name, given) = match result {
            SendResult::NotSent => ("notSent", given),
            SendResult::Lost => ("received", with_response(given, Value::Null)),
            SendResult::Response(response) => ("received", with_response(given, json!(response))),
        };
        self.note(name, given, Ok(Value::Null));
    }

    fn view(&self, now_ms: i64) -> Value {
        let view = self.books.view(now_ms);
        self.note("view", json!({}), Ok(view.clone()));
        view
    }

    fn load(&mut self, row: Option<LedgerRow>) {
        let version = row.as_ref().map(|row| row.version);
        self.books.load(row);
        self.note("load", json!({"version": version}), Ok(Value::Null));
    }
}

fn with_response(mut given: Value, response: Value) -> Value {
    given["response"] = response;
    given
}
