//! A payment's ledger as a story sees it: kept as an object, or as texts by the JSON interface.

use super::providers::context;
use crate::ledger_documents::opening_of;
use base64::{Engine, engine::general_purpose::STANDARD};
use refundkit::ledger::{Ledger, LedgerRow, LedgerSettings, LedgerStep, ParsesInLedger};
use refundkit::{Money, RefundError, SendResult, dispatch};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The code of an error.
pub(super) type Refusal = String;

/// What a host does with a ledger. Steps, inputs and views are documents.
pub(super) trait Books {
    /// Tells it something, in the words of the JSON interface.
    fn tell(&mut self, input: &Value, now_ms: i64) -> Result<(), Refusal>;
    fn next(&mut self, now_ms: i64) -> Value;
    /// Says that the store was committed, and what is in the row now.
    fn stored(&mut self, step: &Value, row: LedgerRow);
    /// Gives the signature of a step, or says that there is none.
    fn signed(&mut self, step: &Value, signature: Option<&[u8]>, now_ms: i64);
    /// What a response says in the provider's own words, where there is an object to ask.
    fn parsed(&self, _step: &Value, _result: &SendResult) -> Value {
        Value::Null
    }
    fn received(&mut self, step: &Value, result: &SendResult, now_ms: i64);
    /// `left`, `refunds` and `alerts`.
    fn view(&self, now_ms: i64) -> Value;
    /// Forgets everything but the row.
    fn load(&mut self, row: Option<LedgerRow>);
}

/// Reads a part of a story.
pub(super) fn read<T: DeserializeOwned>(document: &Value) -> T {
    serde_json::from_value(document.clone()).unwrap_or_else(|error| panic!("{error}: {document}"))
}

fn settings(story: &Value) -> Value {
    let mut settings = story["settings"].clone();
    settings["account"] = json!("shop");
    settings
}

/// The ledger as an object.
pub(super) struct Object<'p, P> {
    provider: &'p P,
    story: &'p Value,
    ledger: Ledger<&'p P>,
}

impl<'p, P: ParsesInLedger> Object<'p, P> {
    pub(super) fn new(provider: &'p P, story: &'p Value) -> Self {
        let ledger = open(provider, story, None);
        Self {
            provider,
            story,
            ledger,
        }
    }
}

fn open<'p, P>(provider: &'p P, story: &Value, row: Option<LedgerRow>) -> Ledger<&'p P>
where
    P: ParsesInLedger,
{
    let settings: LedgerSettings = read(&settings(story));
    let payment: P::Payment = read(&story["payment"]);
    let captured: Money = read(&story["captured"]);
    let already = story["alreadyRefunded"].as_i64();
    let already = already.unwrap_or(0);
    Ledger::open_after(provider, settings, &payment, &captured, already, row).expect("a ledger")
}

impl<P> Books for Object<'_, P>
where
    P: ParsesInLedger,
{
    fn tell(&mut self, input: &Value, now_ms: i64) -> Result<(), Refusal> {
        let (name, input) = named(input);
        let text = |name: &str| {
            input[name]
                .as_str()
                .unwrap_or_default()
        };
        let (by, note, reference) = (text("by"), text("note"), text("reference"));
        let ledger = &mut self.ledger;
        let told = match name {
            "request" => ledger.request(reference, &read(&input["refund"])),
            "webhook" => ledger.webhook(&read(&input["event"]), now_ms),
            "notice" => ledger.notice(&read(&input["notice"]), now_ms),
            "adopt" => ledger.adopt(reference, &read(&input["adopted"]), now_ms),
            "decide" => ledger.decide(reference, read(&input["decision"]), by, note, now_ms),
            "declareExternal" => ledger.declare_external(text("entryId"), by, note, now_ms),
            "cancel" => ledger.cancel(reference, now_ms),
            "askAgain" => ledger.ask_again(reference, now_ms),
            "settleAlert" => ledger.settle_alert(text("alert"), by, note, now_ms),
            "credentialsChanged" => ledger.credentials_changed(now_ms),
            "correctCaptured" => ledger.correct_captured(&read(&input["amount"]), by, note, now_ms),
            other => panic!("{other} is no input"),
        };
        told.map_err(|error: RefundError| error.code().to_owned())
    }

    fn next(&mut self, now_ms: i64) -> Value {
        let step: LedgerStep = self
            .ledger
            .next_with(&context(now_ms))
            .expect("a step");
        json!(step)
    }

    fn stored(&mut self, step: &Value, _row: LedgerRow) {
        let id = step["id"].as_u64().expect("an id");
        self.ledger
            .stored(id)
            .expect("the outstanding step");
    }

    fn parsed(&self, step: &Value, result: &SendResult) -> Value {
        let id = step["id"].as_u64().expect("an id");
        if step["money"] == true {
            json!(
                self.ledger
                    .parse_response(id, result)
                    .expect("the outstanding step")
            )
        } else {
            json!(
                self.ledger
                    .parse_status_response(id, result)
                    .expect("the outstanding step")
            )
        }
    }

    fn signed(&mut self, step: &Value, signature: Option<&[u8]>, now_ms: i64) {
        let id = step["id"].as_u64().expect("an id");
        let told = match signature {
            Some(signature) => self.ledger.signed(id, signature),
            None => self.ledger.not_signed(id, now_ms),
        };
        told.expect("the outstanding step");
    }

    fn received(&mut self, step: &Value, result: &SendResult, now_ms: i64) {
        let id = step["id"].as_u64().expect("an id");
        self.ledger
            .received(id, result, now_ms)
            .expect("the outstanding step");
    }

    fn view(&self, _now_ms: i64) -> Value {
        json!(self.ledger.view())
    }

    fn load(&mut self, row: Option<LedgerRow>) {
        self.ledger = open(self.provider, self.story, row);
    }
}

pub(super) fn named(input: &Value) -> (&str, &Value) {
    match input.as_object() {
        Some(object) => object
            .iter()
            .next()
            .map(|(name, value)| (name.as_str(), value))
            .expect("a name"),
        None => (input.as_str().expect("a name"), &Value::Null),
    }
}

/// The ledger as texts: the row, what was heard since, and the permit of the next call.
pub(super) struct Documents<'s> {
    story: &'s Value,
    /// What was captured, as the row has it.
    captured: Value,
    row: Option<LedgerRow>,
    inputs: Vec<Value>,
    permit: Value,
    /// The signature that the last step asked for, until its request is sent.
    signed: Value,
    /// The response that a committed store owes to a webhook's sender.
    owed: Value,
    calls: u64,
}

impl<'s> Documents<'s> {
    pub(super) fn new(story: &'s Value) -> Self {
        Self {
            story,
            captured: story["captured"].clone(),
            row: None,
            inputs: Vec::new(),
            permit: Value::Null,
            signed: Value::Null,
            owed: Value::Null,
            calls: 0,
        }
    }

    fn call(&self, operation: &str, inputs: &[Value], now_ms: i64, more: Value) -> Value {
        let story = self.story;
        let mut document = opening_of(story);
        let members = json!({
            "operation": operation, "settings": settings(story), "payment": story["payment"], "captured": self.captured,
            "nowMs": now_ms, "inputs": inputs,
        });
        let optional = json!({"alreadyRefunded": story["alreadyRefunded"], "row": self.row});
        for members in [members, optional, more] {
            let members = members
                .as_object()
                .expect("members")
                .clone();
            let given = members
                .into_iter()
                .filter(|(_, value)| !value.is_null());
            document
                .as_object_mut()
                .expect("members")
                .extend(given);
        }
        serde_json::from_str(&dispatch::call(&document.to_string())).expect("a document")
    }
}

impl Books for Documents<'_> {
    /// A view tells whether the input is taken.
    fn tell(&mut self, input: &Value, now_ms: i64) -> Result<(), Refusal> {
        let mut inputs = self.inputs.clone();
        inputs.push(input.clone());
        let told = self.call("ledger_view", &inputs, now_ms, json!({}));
        if let Some(code) = told["error"]["code"].as_str() {
            return Err(code.to_owned());
        }
        self.inputs = inputs;
        Ok(())
    }

    fn next(&mut self, now_ms: i64) -> Value {
        if !self.owed.is_null() {
            return json!({"kind": "acknowledge", "response": std::mem::take(&mut self.owed)});
        }
        self.calls += 1;
        let nonce = format!("nonce of the call {}", self.calls);
        let permit = std::mem::take(&mut self.permit);
        let seed = match self.story["provider"].as_str() {
            Some("bank131" | "smart_glocal") => {
                json!("BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=")
            }
            _ => Value::Null,
        };
        let signed = &self.signed;
        let more = json!({"nonce": nonce, "permit": permit, "signed": signed, "seed": seed});
        let told = self.call("ledger_step", &self.inputs, now_ms, more);
        assert!(told["error"].is_null(), "{told}");
        let step = told["ok"].clone();
        if step["kind"] == "acknowledge" {
            self.inputs.clear();
        }
        step
    }

    fn stored(&mut self, step: &Value, row: LedgerRow) {
        self.row = Some(row);
        for input in &self.inputs {
            if input["correctCaptured"].is_object() {
                self.captured = input["correctCaptured"]["amount"].clone();
            }
        }
        self.inputs.clear();
        self.permit = step["permit"].clone();
        self.owed = step["acknowledge"].clone();
    }

    fn signed(&mut self, step: &Value, signature: Option<&[u8]>, _now_ms: i64) {
        match signature {
            Some(signature) => {
                let signature = STANDARD.encode(signature);
                self.signed = json!({"digest": step["digest"], "signature": signature});
            }
            None => self.inputs.push(json!("notSigned")),
        }
    }

    fn received(&mut self, step: &Value, result: &SendResult, _now_ms: i64) {
        self.signed = Value::Null;
        let received = json!({"id": step["id"], "money": step["money"], "before": step["before"], "result": result});
        self.inputs
            .push(json!({"received": received}));
    }

    fn view(&self, now_ms: i64) -> Value {
        self.call("ledger_view", &self.inputs, now_ms, json!({}))["ok"].clone()
    }

    fn load(&mut self, row: Option<LedgerRow>) {
        *self = Self {
            row,
            calls: self.calls,
            ..Self::new(self.story)
        };
    }
}
