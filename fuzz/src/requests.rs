//! Any bytes as a request to the provider's own side, and to the side that Google asks.
//!
//! A request that is refused gets a response; one that is taken names an amount that can be given back, is refused by a
//! provider with other secrets, and can be answered.

use crate::differential::rival;
use crate::fixtures::{member, open, text};
use crate::message::{request, request_bytes};
use crate::targets::{Row, Targets, make, rows};
use refundkit::kit::{decode, encode};
use refundkit::server::{AnswerRefunds, RefundOrder, RefundReply, SimulateProvider};
use refundkit::{BlindingSeed, CallContext, HttpResponse, ReceivedRequest, Rejection, Stored};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

type Target = Box<dyn Fn(&ReceivedRequest) + Send + Sync>;

macro_rules! maker {
    (SimulateProvider $class:ty) => {
        Some(simulated::<$class>)
    };
    (AnswerRefunds $class:ty) => {
        Some(answers_refunds::<$class>)
    };
    ($other:ident $class:ty) => {
        None
    };
}

static ROWS: &[Row<Target>] = refundkit::for_each_provider!(rows);

static TARGETS: LazyLock<Targets<Target>> = LazyLock::new(|| {
    Targets::new(
        |document| make(ROWS, document),
        &["request"],
        |document| request_bytes(&document["request"]),
    )
});

/// Reads one request.
pub(crate) fn run(data: &[u8]) {
    if let Some((read, message)) = TARGETS.choose(data) {
        read(&request(message));
    }
}

/// The requests of the fixtures.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    TARGETS.seeds()
}

/// What is called: after `parse_request` also `build_response`, with a refusal.
pub(crate) fn reaches() -> BTreeSet<String> {
    let answered = TARGETS.names().filter_map(|name| {
        let provider = name.strip_suffix("_server/parse_request")?;
        Some(format!("{provider}_server/build_response"))
    });
    answered
        .chain(TARGETS.names())
        .collect()
}

/// What was taken comes back as it was.
fn same_again<T: serde::Serialize + serde::de::DeserializeOwned>(call: &T) {
    let written = encode(call).expect("it can be written");
    let read: T = decode("", &written).expect("it can be read");
    assert_eq!(encode(&read).ok(), Some(written));
}

fn refused(rejection: &Rejection) {
    assert!(
        rejection.reply.status >= 200,
        "no response to give: {rejection}"
    );
}

fn refusal() -> RefundReply {
    RefundReply::Refused {
        http_status: 400,
        code: "5".into(),
        message: "no".into(),
    }
}

/// A provider's own side, and the same with other secrets.
struct Server<P> {
    provider: P,
    rival: Option<P>,
}

/// A request for a refund, or a status query.
fn simulated<P: SimulateProvider + Send + Sync + 'static>(document: &Value) -> Option<Target> {
    serves_refunds::<P>(document).or_else(|| serves_status::<P>(document))
}

fn serves_refunds<P>(document: &Value) -> Option<Target>
where
    P: SimulateProvider + Send + Sync + 'static,
{
    if text(document, "operation") != "parse_request" {
        return None;
    }
    let server = Server::<P> {
        provider: open(document)?,
        rival: rival(document),
    };
    Some(Box::new(move |request| server.read(request)))
}

impl<P: SimulateProvider> Server<P> {
    fn read(&self, request: &ReceivedRequest) {
        match self
            .provider
            .parse_request(request, &CallContext::default())
        {
            Err(error) => refused(&error),
            Ok(call) => self.accepted(request, &call),
        }
    }

    fn accepted(&self, request: &ReceivedRequest, call: &P::Call) {
        let order: &RefundOrder = call.as_ref();
        if let Some(amount) = &order.amount {
            assert!(amount.checked("amount").is_ok(), "{order:?}");
        }
        if let Some(rival) = &self.rival {
            assert!(
                rival
                    .parse_request(request, &CallContext::default())
                    .is_err(),
                "let in by any key"
            );
        }
        same_again(call);
        let answered = self
            .provider
            .build_response(call, &refusal(), None, &ambient());
        drop::<Result<HttpResponse, _>>(answered);
    }
}

fn ambient() -> CallContext {
    CallContext::new(1_539_166_210_100, BlindingSeed::new([7; 32]))
}

fn serves_status<P: SimulateProvider + Send + Sync + 'static>(document: &Value) -> Option<Target> {
    if text(document, "operation") != "parse_status_request" {
        return None;
    }
    let (provider, other): (P, Option<P>) = (open(document)?, rival(document));
    Some(Box::new(move |request| {
        match provider.parse_status_request(request) {
            Err(error) => refused(&error),
            Ok(_) => assert!(
                other.as_ref().is_none_or(|other| other
                    .parse_status_request(request)
                    .is_err()),
                "any key"
            ),
        }
    }))
}

fn answers_refunds<P: AnswerRefunds + Send + Sync + 'static>(document: &Value) -> Option<Target> {
    if text(document, "operation") != "parse_request" {
        return None;
    }
    let (provider, now_ms): (P, i64) = (open(document)?, member(document, "nowMs")?);
    Some(Box::new(move |request| {
        match provider.parse_request(request, &CallContext::at(now_ms)) {
            Err(error) => refused(&error),
            Ok(call) => {
                let stored = call
                    .to_stored()
                    .expect("it can be stored");
                let read = P::Call::from_stored(&stored).expect("it can be read");
                assert_eq!(read.to_stored().ok(), Some(stored));
            }
        }
    }))
}
