//! Any bytes as the answer to a refund, a status query or a notification.
//!
//! It is an outcome, never an error that another answer would not give; and the outcome keeps what outcomes promise.

use crate::fixtures::{member, open, text};
use crate::message::{answer, answer_bytes};
use crate::outcomes::{Expected, comes_back};
use crate::subjects::{Row, Subjects, make, rows};
use refundkit::kit::{decode, encode};
use refundkit::{CallsRefunds, Delivery, ReadsStatus, Refunds, SendResult, SendsNotifications};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

type Subject = Box<dyn Fn(&SendResult) + Send + Sync>;

macro_rules! maker {
    (refunds $class:ty) => {
        Some(refunds::<$class>)
    };
    (reads_status $class:ty) => {
        Some(reads_status::<$class>)
    };
    (calls_refunds $class:ty) => {
        Some(calls_refunds::<$class>)
    };
    (sends_notifications $class:ty) => {
        Some(sends_notifications::<$class>)
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

/// The provider and the refund of a document for `operation`, and what its outcomes are held against.
fn asked<P: Refunds>(document: &Value, operation: &str) -> Option<(P, P::Refund, Expected)> {
    if text(document, "operation") != operation {
        return None;
    }
    let (provider, refund): (P, P::Refund) = (open(document)?, member(document, "refund")?);
    let lost = provider.parse_response(&refund, &SendResult::Lost).ok()?;
    let expected = Expected::new(document, provider.profile(&refund), lost);
    Some((provider, refund, expected))
}

fn refunds<P: Refunds<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    let (provider, refund, expected) = asked::<P>(document, "parse_response")?;
    Some(Box::new(move |answer| {
        expected.check(
            &provider
                .parse_response(&refund, answer)
                .expect("an outcome"),
        )
    }))
}

fn calls_refunds<P: CallsRefunds<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    let (provider, refund, expected) = asked::<P>(document, "parse_response_at")?;
    let now = member(document, "now")?;
    Some(Box::new(move |answer| {
        expected.check(
            &provider
                .parse_response_at(&refund, answer, now)
                .expect("an outcome"),
        );
    }))
}

fn reads_status<P: ReadsStatus<Refund: Send + Sync> + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    let (provider, refund, expected) = asked::<P>(document, "parse_status_response")?;
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

fn sends_notifications<P: SendsNotifications + Send + Sync + 'static>(
    document: &Value,
) -> Option<Subject> {
    if text(document, "operation") != "parse_notification_response" {
        return None;
    }
    let (provider, now): (P, i64) = (open(document)?, member(document, "now")?);
    Some(Box::new(move |answer| {
        let delivery = provider
            .parse_notification_response(answer, now)
            .expect("a delivery");
        let written = encode(&delivery).expect("it can be written");
        assert_eq!(decode::<Delivery>("", &written), Ok(delivery));
    }))
}
