//! The messages that verify, and how each is read.

use super::reason::Scheme;
use refundkit::server::{
    Bank131Server, ServeRefunds, SimulateProvider, SmartGlocalServer, TranzzoServer,
};
use refundkit::{
    Bank131, CallContext, Provider, ReceivedRequest, SberbankLegacy, SmartGlocal, TheMap, Tranzzo,
    VerifyWebhooks,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Reader = Box<dyn Fn(&ReceivedRequest) -> Option<Value> + Send + Sync>;

/// An operation that verifies: provider, operation, what its messages are signed by, and its class.
type Row = (&'static str, &'static str, Scheme, fn(&Value) -> Reader);

const ROWS: &[Row] = &[
    (
        "bank131",
        "parse_webhook",
        Scheme::Body("x-partner-sign"),
        webhook::<Bank131>,
    ),
    (
        "bank131_server",
        "parse_request",
        Scheme::SignedRequest,
        request::<Bank131Server>,
    ),
    (
        "bank131_server",
        "parse_status_request",
        Scheme::SignedRequest,
        status_request::<Bank131Server>,
    ),
    (
        "smart_glocal",
        "parse_webhook",
        Scheme::Body("x-partner-sign"),
        webhook::<SmartGlocal>,
    ),
    (
        "smart_glocal_server",
        "parse_request",
        Scheme::SignedRequest,
        request::<SmartGlocalServer>,
    ),
    (
        "smart_glocal_server",
        "parse_status_request",
        Scheme::SignedRequest,
        status_request::<SmartGlocalServer>,
    ),
    (
        "sberbank_legacy",
        "parse_webhook",
        Scheme::SortedValues,
        webhook::<SberbankLegacy>,
    ),
    (
        "themap",
        "parse_webhook",
        Scheme::SortedPairs,
        webhook::<TheMap>,
    ),
    ("tranzzo", "parse_webhook", Scheme::Data, webhook::<Tranzzo>),
    (
        "tranzzo_server",
        "parse_request",
        Scheme::Keys,
        request::<TranzzoServer>,
    ),
    (
        "tranzzo_server",
        "parse_status_request",
        Scheme::Keys,
        status_request::<TranzzoServer>,
    ),
];

/// A message that verifies.
pub struct Original {
    /// Its fixture.
    pub name: String,
    /// The provider.
    pub provider: &'static str,
    /// The operation that reads it.
    pub operation: &'static str,
    /// What is signed of it, and how.
    pub scheme: Scheme,
    /// The message.
    pub message: ReceivedRequest,
    reader: Reader,
    meaning: Value,
}

/// What became of a changed message.
#[derive(Debug, PartialEq, Eq)]
pub enum Read {
    /// An error.
    Refused,
    /// What the original gives.
    Same,
    /// What the original gives, but for what nobody signs.
    Unsigned,
    /// Something else.
    Otherwise(Value),
}

impl Original {
    /// The other messages that the same operation verifies.
    pub fn others<'a>(&self, all: &'a [Self]) -> Vec<&'a Self> {
        let alike = all
            .iter()
            .filter(|other| (other.provider, other.operation) == (self.provider, self.operation));
        alike
            .filter(|other| other.name != self.name)
            .collect()
    }

    /// What its verifier makes of a message.
    pub fn reads(&self, message: &ReceivedRequest) -> Option<Value> {
        (self.reader)(message)
    }

    /// Whether this is what it says itself, but for what nobody signs.
    pub fn means(&self, found: &Value) -> bool {
        signed(found.clone()) == signed(self.meaning.clone())
    }

    /// Reads a changed message.
    pub fn read(&self, mutant: &ReceivedRequest) -> Read {
        match self.reads(mutant) {
            None => Read::Refused,
            Some(found) if found == self.meaning => Read::Same,
            Some(found) if self.means(&found) => Read::Unsigned,
            Some(found) => Read::Otherwise(found),
        }
    }
}

/// Without what stands in headers that nobody signs: the key of a request and the legal entity.
fn signed(mut meaning: Value) -> Value {
    if let Some(order) = meaning["order"].as_object_mut() {
        order.remove("key");
        meaning
            .as_object_mut()
            .map(|call| call.remove("submerchant"));
    }
    meaning
}

/// Every fixture that an operation of the table verifies, in the fixtures' order.
pub fn originals() -> Vec<Original> {
    let steps = crate::steps();
    let found = ROWS.iter().flat_map(|row| {
        steps
            .iter()
            .map(move |step| (row, step))
    });
    // Parameters of the callback address are unsigned by their nature, and a fixture of its own shows what passes them over.
    let verified = found.filter(|(row, step)| {
        step.is(row.0, row.1)
            && !step
                .name
                .contains("callback_address_with")
    });
    verified
        .map(|(row, step)| original(row, &step.name, &step.document()))
        .collect()
}

/// The operations that verify a webhook, by the JSON interface's own list, and have no row here.
pub fn webhooks_left_out() -> Vec<&'static str> {
    let rows = refundkit::dispatch::operations().iter();
    let verifying = rows.filter(|row| {
        row.operations()
            .any(|operation| operation.name == "parse_webhook")
    });
    let names = verifying.map(|row| row.provider);
    names
        .filter(|name| {
            !ROWS
                .iter()
                .any(|row| row.0 == *name && row.1 == "parse_webhook")
        })
        .collect()
}

fn original(row: &Row, name: &str, document: &Value) -> Original {
    let (provider, operation, scheme, open) = *row;
    let message = if operation == "parse_webhook" {
        &document["webhook"]
    } else {
        &document["request"]
    };
    let message = serde_json::from_value(message.clone()).expect("a fixture's message");
    let reader = open(document);
    let meaning = reader(&message).unwrap_or_else(|| panic!("{name}: does not verify"));
    Original {
        name: name.to_owned(),
        provider,
        operation,
        scheme,
        message,
        reader,
        meaning,
    }
}

fn provider<P: Provider>(document: &Value) -> P
where
    P::Config: DeserializeOwned,
    P::Credentials: DeserializeOwned,
{
    let config = document
        .get("config")
        .cloned()
        .unwrap_or_else(|| json!({}));
    let config = serde_json::from_value(config).expect("a fixture's config");
    let credentials =
        serde_json::from_value(document["credentials"].clone()).expect("a fixture's credentials");
    P::new(config, credentials).expect("a fixture's provider")
}

fn meaning<T: Serialize, E>(read: Result<T, E>) -> Option<Value> {
    read.ok()
        .map(|read| serde_json::to_value(read).expect("what was read has a document"))
}

fn webhook<P: VerifyWebhooks + Send + Sync + 'static>(document: &Value) -> Reader {
    let provider: P = provider(document);
    Box::new(move |message| meaning(provider.parse_webhook(message)))
}

fn request<P: ServeRefunds + Send + Sync + 'static>(document: &Value) -> Reader {
    let provider: P = provider(document);
    Box::new(move |message| meaning(provider.parse_request(message, &CallContext::default())))
}

fn status_request<P: SimulateProvider + Send + Sync + 'static>(document: &Value) -> Reader {
    let provider: P = provider(document);
    Box::new(move |message| meaning(provider.parse_status_request(message)))
}
