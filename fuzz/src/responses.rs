//! Any bytes as the response to a refund, a status query or a notification.
//!
//! It is an outcome, never an error that another response would not give; and the outcome keeps what outcomes promise.

use crate::fixtures::{member, open, text};
use crate::message::{response, response_bytes};
use crate::outcomes::{Expected, comes_back};
use crate::targets::{Row, Targets, make, rows};
use refundkit::kit::{decode, encode};
use refundkit::server::{AnswerRefunds, Delivery};
use refundkit::{CallContext, Merchant, QueryStatus, SendResult};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

type Target = Box<dyn Fn(&SendResult) + Send + Sync>;

macro_rules! maker {
    (Merchant $class:ty) => {
        Some(refunds::<$class>)
    };
    (QueryStatus $class:ty) => {
        Some(queries::<$class>)
    };
    (AnswerRefunds $class:ty) => {
        Some(notifications::<$class>)
    };
    ($other:ident $class:ty) => {
        None
    };
}

static ROWS: &[Row<Target>] = refundkit::for_each_provider!(rows);

static TARGETS: LazyLock<Targets<Target>> = LazyLock::new(|| {
    Targets::new(
        |document| make(ROWS, document),
        &["response"],
        |document| response_bytes(&document["response"]),
    )
});

/// Reads one response.
pub(crate) fn run(data: &[u8]) {
    if let Some((read, message)) = TARGETS.choose(data) {
        read(&response(message));
    }
}

/// The responses of the fixtures.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    TARGETS.seeds()
}

/// What is called.
pub(crate) fn reaches() -> BTreeSet<String> {
    TARGETS.names().collect()
}

/// The provider and the refund of a document for one of `operations`, and what its outcomes are held against.
fn asked<P: Merchant>(document: &Value, operations: &[&str]) -> Option<(P, P::Refund, Expected)> {
    if !operations.contains(&text(document, "operation")) {
        return None;
    }
    let (provider, refund): (P, P::Refund) = (open(document)?, member(document, "refund")?);
    could_be_sent(&provider, &refund)?;
    let expected = Expected::new(document, provider.profile(&refund));
    Some((provider, refund, expected))
}

/// None where the refund itself is refused, so that no response to it is read.
pub(crate) fn could_be_sent<P: Merchant>(provider: &P, refund: &P::Refund) -> Option<()> {
    let lost = provider.parse_response(refund, &SendResult::Lost, &CallContext::default());
    lost.map(|_| ()).ok()
}

/// With the time of the document, if it has one.
fn refunds<P: Merchant<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Target> {
    let operations = ["parse_response", "parse_response_at"];
    let (provider, refund, expected) = asked::<P>(document, &operations)?;
    let context = member(document, "nowMs").map_or_else(CallContext::default, CallContext::at);
    Some(Box::new(move |response| {
        let outcome = provider.parse_response(&refund, response, &context);
        expected.check(&outcome.expect("an outcome").outcome);
    }))
}

fn queries<P: QueryStatus<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Target> {
    let (provider, refund, expected) = asked::<P>(document, &["parse_status_response"])?;
    Some(Box::new(move |response| {
        let parsed = provider
            .parse_status_response(&refund, response)
            .expect("a parsed response");
        match parsed.snapshot {
            Ok(snapshot) => {
                comes_back(&snapshot);
                expected.keeps_secrets(&snapshot);
            }
            Err(unusable) => expected.keeps_secrets(&unusable),
        }
    }))
}

fn notifications<P: AnswerRefunds + Send + Sync + 'static>(document: &Value) -> Option<Target> {
    if text(document, "operation") != "parse_notification_response" {
        return None;
    }
    let (provider, now_ms): (P, i64) = (open(document)?, member(document, "nowMs")?);
    Some(Box::new(move |response| {
        let delivery = provider
            .parse_notification_response(response, &CallContext::at(now_ms))
            .expect("a delivery")
            .delivery;
        let written = encode(&delivery).expect("it can be written");
        assert_eq!(decode::<Delivery>("", &written), Ok(delivery));
    }))
}
