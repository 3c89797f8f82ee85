//! Bank 131 and Smart Glocal, which share the session protocol: round trips, and refunds that must not be taken for
//! each other.

mod belief;
mod both_sides;
mod entries;
mod refusals;
mod responses;
mod server;
mod server_credentials;
mod signing;

use crate::providers::strategies::{
    ambient, entry, id, line, minor_units, responded, strange_bodies,
};
use proptest::prelude::*;
use refundkit::kit::Idempotency;
use refundkit::providers::bank131::SessionApiVersion;
use refundkit::server::{
    Bank131Server, RefundReply, RefundUpdate, SessionServerConfig, SessionServerCredentials,
    SmartGlocalServer,
};
use refundkit::{
    Bank131, BlindingSeed, CallContext, EventKind, HttpRequest, Money, NextAction, PaymentSnapshot,
    Problem, ReceivedRequest, RefundAmount, RefundStatus, SendResult, SessionConfig,
    SessionCredentials, SessionRefund, SmartGlocal,
};
use refundkit_tests::with;

/// Published test keys.
mod keys {
    pub(super) const MERCHANT: &str = include_str!("../keys/merchant_pkcs8.pem");
    pub(super) const MERCHANT_PUBLIC: &str = include_str!("../keys/merchant_public.pem");
    pub(super) const PROVIDER: &str = include_str!("../keys/provider_pkcs8.pem");
    pub(super) const PROVIDER_PUBLIC: &str = include_str!("../keys/provider_public.pem");
}

fn credentials() -> SessionCredentials {
    SessionCredentials {
        project: "project".into(),
        private_key: Some(keys::MERCHANT.into()),
        public_key: None,
        provider_keys: vec![keys::PROVIDER_PUBLIC.into()],
        submerchant: None,
    }
}

fn server_credentials() -> SessionServerCredentials {
    SessionServerCredentials {
        project: "project".into(),
        merchant_keys: vec![keys::MERCHANT_PUBLIC.into()],
        private_key: Some(keys::PROVIDER.into()),
    }
}

fn speaking(api_version: SessionApiVersion) -> (Bank131, Bank131Server) {
    let config = with!(SessionConfig::default(), api_version = api_version);
    let server = Bank131Server::new(
        with!(SessionServerConfig::default(), api_version = api_version),
        server_credentials(),
    );
    (
        Bank131::new(config, credentials()).unwrap(),
        server.unwrap(),
    )
}

fn merchant() -> Bank131 {
    Bank131::new(SessionConfig::default(), credentials()).unwrap()
}

/// What signing needs.
fn seeded() -> CallContext {
    CallContext::default().with_seed(BlindingSeed::new([7; 32]))
}

fn refund() -> SessionRefund {
    SessionRefund {
        session_id: "ps_3230".into(),
        amount: RefundAmount::Partial(Money::new(400, "RUB")),
        metadata: Some(r#"{"order":"A-17"}"#.into()),
        idempotency_key: None,
        known_refund_ids: Vec::new(),
    }
}

/// What the provider side says of the session after this refund.
fn update(refund: &SessionRefund, status: RefundStatus) -> RefundUpdate {
    let ours = entry(
        "rf_1",
        status,
        refund.amount.expected().clone(),
        refund.metadata.as_deref(),
    );
    let payment = with!(
        PaymentSnapshot::default(),
        payment_id = Some(refund.session_id.clone()),
        captured = Some(refund.amount.expected().clone()),
        entries = vec![ours]
    );
    RefundUpdate::new("rf_1", payment)
}

fn metadata() -> impl Strategy<Value = String> {
    let text = line().prop_map(|text| serde_json::Value::from(text).to_string());
    let object = (line(), -1_000_000..1_000_000_i64).prop_map(|(text, number)| {
        serde_json::json!({"order": text, "attempt": number, "deep": [{"x": true}]}).to_string()
    });
    prop_oneof![
        text,
        object,
        Just("17".to_owned()),
        Just(r#" { "spaced" : [ 1 , 2 ] } "#.to_owned())
    ]
}

fn refunds() -> impl Strategy<Value = SessionRefund> {
    let amount = (
        minor_units(),
        prop::sample::select(vec!["RUB", "USD", "JPY", "KWD"]),
        any::<bool>(),
    );
    let amount = amount.prop_map(|(minor_units, currency, full)| {
        let money = Money::new(minor_units, currency);
        if full {
            RefundAmount::Full { expected: money }
        } else {
            RefundAmount::Partial(money)
        }
    });
    (
        id(),
        amount,
        prop::option::of(metadata()),
        prop::option::of("[!-~]{1,255}"),
    )
        .prop_map(
            |(session_id, amount, metadata, idempotency_key)| SessionRefund {
                session_id,
                amount,
                metadata: metadata.filter(|json| json != r#""""#),
                idempotency_key,
                known_refund_ids: Vec::new(),
            },
        )
}

fn versions() -> impl Strategy<Value = SessionApiVersion> {
    prop::sample::select(vec![SessionApiVersion::V1, SessionApiVersion::V2])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_built_is_what_arrives(refund in refunds(), version in versions()) {
        let (merchant, server) = speaking(version);
        let request = merchant.build_request(&refund, &seeded()).unwrap();
        prop_assert_eq!(&request, &merchant.build_request(&refund, &seeded()).unwrap());
        let call = server.parse_request(&request.into(), &CallContext::default()).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds(), version in versions()) {
        let (merchant, server) = speaking(version);
        let request = merchant.build_request(&refund, &seeded()).unwrap();
        let call = server.parse_request(&request.into(), &CallContext::default()).unwrap();
        for (status, next_action) in [
            (RefundStatus::Succeeded, NextAction::Done),
            (RefundStatus::Pending, NextAction::Wait),
            (RefundStatus::Declined, NextAction::Stop),
            (RefundStatus::Unknown, NextAction::QueryStatus),
        ] {
            let reply = RefundReply::Accepted(update(&refund, status));
            let response = server.build_response(&call, &reply, None, &ambient()).unwrap();
            let outcome = merchant.parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
            prop_assert_eq!((outcome.status, outcome.next_action), (status, next_action));
            prop_assert_eq!(outcome.amount.as_ref(), Some(refund.amount.expected()));
        }
    }

    #[test]
    fn a_webhook_and_a_status_say_the_same(refund in refunds(), version in versions()) {
        let (merchant, server) = speaking(version);
        let update = update(&refund, RefundStatus::Succeeded);
        let webhook = server.build_webhook("https://shop.example/hook", &update, None, &ambient()).unwrap();
        let event = merchant.parse_webhook(&webhook.into()).unwrap().event;
        let response = server.build_status_response(&update.payment, None, &ambient()).unwrap();
        let snapshot = merchant.parse_status_response(&refund, &response.into()).unwrap().snapshot.unwrap();
        prop_assert_eq!(event.kind, EventKind::Refund);
        prop_assert_eq!(event.payment_id.as_ref(), Some(&refund.session_id));
        prop_assert_eq!(snapshot.payment_id.as_ref(), Some(&refund.session_id));
        prop_assert_eq!(&event.entries, &snapshot.entries);
        let [entry] = &event.entries[..] else {
            panic!("one refund is reported: {event:?}")
        };
        prop_assert_eq!((entry.status, entry.amount.as_ref()), (RefundStatus::Succeeded, Some(refund.amount.expected())));
        prop_assert_eq!(entry.reference.is_some(), refund.metadata.is_some());
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let response = responded(status, body);
        let outcome = merchant().parse_response(&refund(), &response, &CallContext::default()).unwrap().outcome;
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&refund(), &response).unwrap().snapshot;
        prop_assert!(snapshot.is_err());
    }
}

/// An respond with these entries in its one payment.
fn listing(entries: &[&str]) -> String {
    let entries = entries.join(",");
    format!(
        r#"{{"status":"ok","session":{{"id":"ps_3230","status":"accepted","acquiring_payments":[{{"id":"pm_1","status":"succeeded","amount_details":{{"amount":1000,"currency":"rub"}},"refunds":[{entries}]}}]}}}}"#
    )
}
