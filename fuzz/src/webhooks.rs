//! Any bytes as a webhook.
//!
//! No event without a signature: an event that is accepted is one of those that the fixtures signed, and a merchant with
//! other keys refuses it. An unsigned message is never more than a notice.

use crate::differential::rival;
use crate::fixtures::{documents, member, open, text};
use crate::message::{request, request_bytes};
use crate::outcomes::{Expected, comes_back};
use crate::responses::could_be_sent;
use crate::targets::{Row, Targets, make, rows};
use refundkit::kit::{decode, encode};
use refundkit::server::ReceiveNotifications;
use refundkit::{
    CallContext, Merchant, ReadNotices, ReceivedRequest, RefundEvent, Rejection, VerifyWebhooks,
    WebhookPeek,
};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::LazyLock;

type Target = Box<dyn Fn(&ReceivedRequest) + Send + Sync>;

macro_rules! maker {
    (VerifyWebhooks $class:ty) => {
        Some(verifies_webhooks::<$class>)
    };
    (ReadNotices $class:ty) => {
        Some(reads_notices::<$class>)
    };
    (ReceiveNotifications $class:ty) => {
        Some(receives_notifications::<$class>)
    };
    ($other:ident $class:ty) => {
        None
    };
}

static ROWS: &[Row<Target>] = refundkit::for_each_provider!(rows);

static TARGETS: LazyLock<Targets<Target>> = LazyLock::new(|| {
    Targets::new(
        |document| make(ROWS, document),
        &["webhook", "request"],
        seed,
    )
});

fn seed(document: &Value) -> Option<Vec<u8>> {
    request_bytes(
        document
            .get("webhook")
            .or_else(|| document.get("request"))?,
    )
}

/// Reads one webhook.
pub(crate) fn run(data: &[u8]) {
    if let Some((read, message)) = TARGETS.choose(data) {
        read(&request(message));
    }
}

/// The webhooks of the fixtures.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    TARGETS.seeds()
}

/// What is called: with `parse_webhook` also `peek_webhook`, with `parse_notification` what follows it.
pub(crate) fn reaches() -> BTreeSet<String> {
    TARGETS
        .names()
        .flat_map(|name| with_more(&name))
        .collect()
}

fn with_more(name: &str) -> Vec<String> {
    let (provider, operation) = name
        .split_once('/')
        .unwrap_or_default();
    let more: &[&str] = match operation {
        "parse_webhook" => &["peek_webhook"],
        "parse_notification" => &["build_notification_response"],
        _ => &[],
    };
    let mut names = vec![name.to_owned()];
    for operation in more {
        names.push(format!("{provider}/{operation}"));
    }
    names
}

/// What the events of a case's webhooks are held against.
fn expected_of<P: Merchant>(provider: &P, document: &Value) -> Option<Expected> {
    let same = |other: &&Value| {
        other["credentials"] == document["credentials"] && other.get("refund").is_some()
    };
    documents()
        .filter(|other| text(other, "provider") == text(document, "provider"))
        .filter(same)
        .find_map(|other| {
            let refund = member(other, "refund")?;
            could_be_sent(provider, &refund)?;
            Some(Expected::new(other, provider.profile(&refund)))
        })
}

/// The events that the fixtures signed for this merchant.
fn signed<P: VerifyWebhooks>(provider: &P) -> Vec<RefundEvent> {
    documents()
        .filter_map(|document| member::<ReceivedRequest>(document, "webhook"))
        .filter_map(|webhook| {
            Some(
                provider
                    .parse_webhook(&webhook)
                    .ok()?
                    .event,
            )
        })
        .collect()
}

/// A merchant that verifies, and what its webhooks are held against.
struct Verifier<P: VerifyWebhooks> {
    provider: P,
    known: Vec<RefundEvent>,
    rival: Option<P>,
    expected: Option<Expected>,
}

fn verifies_webhooks<P>(document: &Value) -> Option<Target>
where
    P: VerifyWebhooks + Send + Sync + 'static,
{
    if text(document, "operation") != "parse_webhook" {
        return None;
    }
    let provider: P = open(document)?;
    let verifier = Verifier {
        known: signed(&provider),
        rival: rival(document),
        expected: expected_of(&provider, document),
        provider,
    };
    Some(Box::new(move |webhook| verifier.read(webhook)))
}

impl<P: VerifyWebhooks> Verifier<P> {
    fn read(&self, webhook: &ReceivedRequest) {
        peeked::<P>(webhook);
        match self.provider.parse_webhook(webhook) {
            Err(error) => refused(&error),
            Ok(parsed) => self.accepted(webhook, &parsed.event),
        }
    }

    fn accepted(&self, webhook: &ReceivedRequest, event: &RefundEvent) {
        let is_known = self.known.contains(event);
        assert!(is_known, "nobody signed this: {event:?}");
        if let Some(rival) = &self.rival {
            assert!(rival.parse_webhook(webhook).is_err(), "signed by anybody");
        }
        comes_back(event);
        if let Some(expected) = &self.expected {
            expected.keeps_secrets(event);
        }
    }
}

fn refused(rejection: &Rejection) {
    assert!(rejection.reply.status >= 400, "{rejection}");
}

fn peeked<P: VerifyWebhooks>(webhook: &ReceivedRequest) {
    if let Ok(peek) = P::peek_webhook(webhook) {
        let written = encode(&peek).expect("it can be written");
        assert_eq!(decode::<WebhookPeek>("", &written), Ok(peek));
    }
}

fn reads_notices<P: ReadNotices + Send + Sync + 'static>(document: &Value) -> Option<Target> {
    if text(document, "operation") != "parse_notice" {
        return None;
    }
    let provider: P = open(document)?;
    Some(Box::new(move |webhook| {
        match provider.parse_notice(webhook) {
            Err(error) => refused(&error),
            Ok(parsed) => comes_back(&parsed.notice),
        }
    }))
}

/// The side that is told what became of a refund.
struct Receiver<P: ReceiveNotifications> {
    provider: P,
    now_ms: i64,
}

fn receives_notifications<P>(document: &Value) -> Option<Target>
where
    P: ReceiveNotifications + Send + Sync + 'static,
{
    if text(document, "operation") != "parse_notification" {
        return None;
    }
    let provider: P = open(document)?;
    let receiver = Receiver {
        now_ms: member(document, "nowMs")?,
        provider,
    };
    Some(Box::new(move |request| receiver.read(request)))
}

impl<P: ReceiveNotifications> Receiver<P> {
    fn read(&self, request: &ReceivedRequest) {
        match self
            .provider
            .parse_notification(request, &CallContext::at(self.now_ms))
        {
            Err(error) => refused(&error),
            Ok(notice) => self.accepted(&notice),
        }
    }

    fn accepted(&self, notice: &P::Notice) {
        let written = encode(notice).expect("it can be written");
        let read: P::Notice = decode("", &written).expect("it can be read");
        assert_eq!(encode(&read).ok(), Some(written));
        let response = self
            .provider
            .build_notification_response(&read, &CallContext::at(self.now_ms));
        assert!(response.is_ok());
    }
}
