//! Any bytes as the answer to a refund, a status query or a notification.
//!
//! It is an outcome, never an error that another answer would not give; and the outcome keeps what outcomes promise.

use crate::fixtures::{member, open, text};
use crate::message::{answer, answer_bytes};
use crate::outcomes::{Expected, comes_back};
use crate::subjects::{Row, Subjects, make, rows};
use refundkit::kit::{decode, encode};
use refundkit::server::{AnswerRefunds, Delivery};
use refundkit::{CallContext, Merchant, QueryStatus, SendResult};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

type Subject = Box<dyn Fn(&SendResult) + Send + Sync>;

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

static ROWS: &[Row<Subject>] = refundkit::for_each_provider!(rows);

static SUBJECTS: LazyLock<Subjects<Subject>> = LazyLock::new(|| {
    Subjects::new(
        |document| make(ROWS, document),
        &["answer"],
        |document| answer_bytes(&document["answer"]),
    )
});

/// Reads one answer.
pub(crate) fn run(data: &[u8]) {
    if let Some((read, message)) = SUBJECTS.choose(data) {
        read(&answer(message));
    }
}

/// The answers of the fixtures.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    SUBJECTS.seeds()
}

/// What is called.
pub(crate) fn reaches() -> BTreeSet<String> {
    SUBJECTS.names().collect()
}

/// The provider and the refund of a document for one of `operations`, and what its outcomes are held against.
fn asked<P: Merchant>(document: &Value, operations: &[&str]) -> Option<(P, P::Refund, Expected)> {
    if !operations.contains(&text(document, "operation")) {
        return None;
    }
    let (provider, refund): (P, P::Refund) = (open(document)?, member(document, "refund")?);
    let lost = provider.parse_response(&refund, &SendResult::Lost, &CallContext::default());
    let expected = Expected::new(document, provider.profile(&refund), lost.ok()?);
    Some((provider, refund, expected))
}

/// With the time of the document, if it has one.
fn refunds<P: Merchant<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    let operations = ["parse_response", "parse_response_at"];
    let (provider, refund, expected) = asked::<P>(document, &operations)?;
    let context = member(document, "now").map_or_else(CallContext::default, CallContext::at);
    Some(Box::new(move |answer| {
        let outcome = provider.parse_response(&refund, answer, &context);
        expected.check(&outcome.expect("an outcome"));
    }))
}

fn queries<P: QueryStatus<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    let (provider, refund, expected) = asked::<P>(document, &["parse_status_response"])?;
    Some(Box::new(move |answer| {
        let snapshot = provider
            .parse_status_response(&refund, answer)
            .expect("a snapshot");
        comes_back(&snapshot);
        expected.keeps_secrets(&snapshot);
        snapshot.baseline().iter().for_each(comes_back);
        expected.check(&provider.resolve(&refund, &snapshot).expect("an outcome"));
    }))
}

fn notifications<P: AnswerRefunds + Send + Sync + 'static>(document: &Value) -> Option<Subject> {
    if text(document, "operation") != "parse_notification_response" {
        return None;
    }
    let (provider, now): (P, i64) = (open(document)?, member(document, "now")?);
    Some(Box::new(move |answer| {
        let delivery = provider
            .parse_notification_response(answer, &CallContext::at(now))
            .expect("a delivery");
        let written = encode(&delivery).expect("it can be written");
        assert_eq!(decode::<Delivery>("", &written), Ok(delivery));
    }))
}
