//! Stories: what a host does and hears, the steps that must follow, and what the ledger must say. One folder each, so that
//! every language can play them.
//!
//! A line of `script` is one of: `request`, `run` (steps with their answers), `advance` (milliseconds), `crash` (the object is
//! dropped and the row loaded), `restore` (an older row comes back), `webhook` (its data, which is signed here), `decide`,
//! `external`, `cancel`, `askAgain`, `settle` (a kind of alert), `credentialsChanged`, `expect` (a view), `alerts` (their
//! kinds) and `left`. `{return-1}` in a text is the reference that travels for `return-1`.

use super::providers::{
    context, gateway, session, session_webhook, themap_webhook, tranzzo_webhook,
};
pub(super) use super::providers::{themap, tranzzo};
use refundkit::ledger::{KeepsLedger, Ledger, LedgerRow, LedgerSettings, LedgerStep};
use refundkit::providers::bank131::Bank131Protocol;
use refundkit::providers::smart_glocal::SmartGlocalProtocol;
use refundkit::{
    Header, HttpResponse, Money, ReceivedRequest, RefundEvent, SendResult, VerifyWebhooks,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// The clock of every story begins here.
const BEGIN: i64 = 1_800_000_000_000;

/// Everything that a host has: the provider, the rows that it ever stored, and a clock.
struct Host<'p, P: KeepsLedger> {
    provider: &'p P,
    story: &'p Value,
    ledger: Ledger<'p, P>,
    rows: Vec<LedgerRow>,
    now_ms: i64,
    webhook: Box<dyn Fn(&str) -> RefundEvent + 'p>,
}

/// How a provider's webhook becomes an event: signed here, then verified.
fn verified<P: VerifyWebhooks>(
    provider: &P,
    sign: fn(&str) -> ReceivedRequest,
) -> impl Fn(&str) -> RefundEvent {
    move |data| {
        let parsed = provider.parse_webhook(&sign(data));
        parsed.expect("it is signed well").event
    }
}

impl<'p, P> Host<'p, P>
where
    P: KeepsLedger,
    P::Payment: DeserializeOwned,
    P::Request: DeserializeOwned,
{
    fn new(provider: &'p P, story: &'p Value, webhook: impl Fn(&str) -> RefundEvent + 'p) -> Self {
        let ledger = open(provider, story, None);
        Self {
            provider,
            story,
            ledger,
            rows: Vec::new(),
            now_ms: BEGIN,
            webhook: Box::new(webhook),
        }
    }

    fn play(&mut self) {
        let script = self.story["script"]
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
            "request" => {
                let refund = serde_json::from_value(line["refund"].clone()).expect(place);
                let result = self.ledger.request(text(value), &refund);
                assert_eq!(
                    code(result),
                    line["error"].as_str().map(str::to_owned),
                    "{place}"
                );
            }
            "run" => self.run(value, place),
            "advance" => self.now_ms += value.as_i64().expect(place),
            "crash" => self.load(self.rows.len()),
            "restore" => {
                let count = usize::try_from(value.as_u64().expect(place)).expect(place);
                self.rows.truncate(count);
                self.load(count);
            }
            "webhook" => {
                let data = self.filled(text(value));
                let event = (self.webhook)(&data);
                self.ledger
                    .webhook(&event, self.now_ms)
                    .expect(place);
            }
            "expect" => self.expect(text(value), line, place),
            "alerts" => assert_eq!(self.alert_kinds(), *value, "{place}"),
            "left" => assert_eq!(json!(self.ledger.left().minor_units), *value, "{place}"),
            _ => {
                let result = self.word(name, value, line);
                assert_eq!(
                    code(result),
                    line["error"].as_str().map(str::to_owned),
                    "{place}"
                );
            }
        }
    }

    /// What people say.
    fn word(
        &mut self,
        name: &str,
        value: &Value,
        line: &Value,
    ) -> Result<(), refundkit::RefundError> {
        let (by, note, now_ms) = ("anna", "looked in the portal", self.now_ms);
        let ledger = &mut self.ledger;
        match name {
            "decide" => {
                let given_back = line["givenBack"]
                    .as_bool()
                    .expect("givenBack");
                ledger.decide(text(value), given_back, by, note, now_ms)
            }
            "external" => ledger.external(text(value), by, note, now_ms),
            "cancel" => ledger.cancel(text(value), now_ms),
            "askAgain" => ledger.ask_again(text(value), now_ms),
            "credentialsChanged" => ledger.credentials_changed(now_ms),
            "settle" => {
                let alerts = ledger.alerts();
                let alert = alerts
                    .iter()
                    .find(|alert| json!(alert.kind) == *value);
                ledger.settle_alert(&alert.expect("an alert").id, by, note, now_ms)
            }
            other => panic!("{other} is no line of a story"),
        }
    }

    /// Steps and answers, one after the other, as the loop of a host does it.
    fn run(&mut self, steps: &Value, place: &str) {
        for expected in steps.as_array().expect(place) {
            let step = self
                .ledger
                .next_with(&context(self.now_ms))
                .expect(place);
            let name = match &step {
                LedgerStep::Store(_) => "store",
                LedgerStep::Send(send) if send.money => "refund",
                LedgerStep::Send(_) => "query",
                LedgerStep::Acknowledge(_) => "acknowledge",
                LedgerStep::Rest(_) => "rest",
                _ => "unknown",
            };
            assert_eq!(name, text(&expected[0]), "{place}: {expected}");
            self.carry_out(step, &expected[1], place);
        }
    }

    fn carry_out(&mut self, step: LedgerStep, answer: &Value, place: &str) {
        match step {
            LedgerStep::Store(store) => {
                let version = i64::try_from(self.rows.len()).unwrap();
                assert_eq!(store.expected, version, "{place}");
                self.rows.push(LedgerRow {
                    body: store.body,
                    version: version + 1,
                });
                self.ledger.stored(store.id).expect(place);
            }
            LedgerStep::Send(send) => {
                let result = self.result(answer);
                self.ledger
                    .received(send.id, &result, self.now_ms)
                    .expect(place);
            }
            LedgerStep::Rest(rest) => {
                let pause = rest
                    .until
                    .map(|until| until - self.now_ms);
                assert_eq!(json!(pause), *answer, "{place}: the pause");
            }
            _ => {}
        }
    }

    fn result(&self, answer: &Value) -> SendResult {
        if let Some(name) = answer.as_str() {
            return serde_json::from_value(json!(name)).expect("lost or notSent");
        }
        let status = answer["status"].as_u64().unwrap_or(200);
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
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for refund in self.ledger.refunds() {
            text = text.replace(&format!("{{{}}}", refund.reference), &refund.wire_reference);
        }
        text
    }

    fn load(&mut self, count: usize) {
        let row = count
            .checked_sub(1)
            .and_then(|last| self.rows.get(last))
            .cloned();
        self.ledger = open(self.provider, self.story, row);
    }

    fn expect(&self, reference: &str, line: &Value, place: &str) {
        let view = json!(
            self.ledger
                .refund(reference)
                .expect(place)
        );
        for (name, wanted) in line
            .as_object()
            .expect(place)
            .iter()
            .skip(1)
        {
            assert_eq!(view[name], *wanted, "{place}: {name} of {view}");
        }
    }

    fn alert_kinds(&self) -> Value {
        let alerts = self.ledger.alerts();
        json!(
            alerts
                .iter()
                .map(|alert| alert.kind)
                .collect::<Vec<_>>()
        )
    }
}

fn open<'p, P>(provider: &'p P, story: &Value, row: Option<LedgerRow>) -> Ledger<'p, P>
where
    P: KeepsLedger,
    P::Payment: DeserializeOwned,
{
    let mut settings = story["settings"].clone();
    settings["account"] = json!("shop");
    let settings: LedgerSettings = serde_json::from_value(settings).expect("settings");
    let payment: P::Payment = serde_json::from_value(story["payment"].clone()).expect("a payment");
    let captured: Money = serde_json::from_value(story["captured"].clone()).expect("captured");
    let already = story["alreadyRefunded"]
        .as_i64()
        .unwrap_or(0);
    Ledger::open_after(provider, settings, &payment, &captured, already, row).expect("a ledger")
}

fn code(result: Result<(), refundkit::RefundError>) -> Option<String> {
    result
        .err()
        .map(|error| error.code().to_owned())
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("stories")
}

#[test]
fn every_story_ends_as_it_is_told() {
    let mut names: Vec<PathBuf> = fs::read_dir(folder())
        .expect("stories")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    names.sort();
    assert!(names.len() >= 20, "{} stories", names.len());
    let untrue = names
        .into_iter()
        .filter(|path| !is_true(path));
    let untrue: Vec<PathBuf> = untrue.collect();
    assert!(untrue.is_empty(), "{untrue:?}");
}

/// Plays one story; what is wrong with it is printed.
fn is_true(path: &Path) -> bool {
    std::panic::catch_unwind(|| {
        let story = fs::read_to_string(path.join("story.json")).expect("a story");
        let story: Value = serde_json::from_str(&story)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        match text(&story["provider"]) {
            "tranzzo" => {
                let tranzzo = tranzzo();
                Host::new(&tranzzo, &story, verified(&tranzzo, tranzzo_webhook)).play();
            }
            "bank131" => {
                let bank = session::<Bank131Protocol>();
                let webhook = verified(&bank, session_webhook::<Bank131Protocol>);
                Host::new(&bank, &story, webhook).play();
            }
            "smart_glocal" => {
                let glocal = session::<SmartGlocalProtocol>();
                let webhook = verified(&glocal, session_webhook::<SmartGlocalProtocol>);
                Host::new(&glocal, &story, webhook).play();
            }
            "sberbank_gateway" => {
                Host::new(&gateway(), &story, |_| unreachable!("nobody signs")).play();
            }
            "themap" => {
                let themap = themap();
                Host::new(&themap, &story, verified(&themap, themap_webhook)).play();
            }
            other => panic!("no provider {other}"),
        }
    })
    .is_ok()
}
