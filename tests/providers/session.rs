//! Bank 131 and Smart Glocal, which share the session protocol: round trips, and refunds that must not be taken for
//! each other.

mod answers;
mod entries;
mod refusals;
mod server;
mod signing;

use crate::providers::strategies::{
    ambient, answered, entry, id, line, minor_units, strange_bodies,
};
use proptest::prelude::*;
use refundkit::kit::Replay;
use refundkit::{
    Answer, Bank131, Bank131Server, Baseline, BlindingSeed, HttpRequest, Money, NextStep,
    PaymentSnapshot, Problem, Provider, ReadsStatus, ReceivedRequest, RefundAmount, RefundReply,
    RefundStatus, RefundUpdate, Refunds, SendsWebhooks, ServesRefunds, ServesStatus,
    SessionApiVersion, SessionConfig, SessionCredentials, SessionRefund, SessionServerConfig,
    SessionServerCredentials, SignsRequests, SignsStatus, SmartGlocal, SmartGlocalServer,
    VerifiesWebhooks,
};

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
    let config = SessionConfig {
        api_version,
        ..SessionConfig::default()
    };
    let server = Bank131Server::new(SessionServerConfig { api_version }, server_credentials());
    (
        Bank131::new(config, credentials()).unwrap(),
        server.unwrap(),
    )
}

fn merchant() -> Bank131 {
    Bank131::new(SessionConfig::default(), credentials()).unwrap()
}

fn seed() -> BlindingSeed {
    BlindingSeed::new([7; 32])
}

fn refund() -> SessionRefund {
    SessionRefund {
        session_id: "ps_3230".into(),
        amount: RefundAmount::Partial(Money::new(400, "RUB")),
        metadata: Some(r#"{"order":"A-17"}"#.into()),
        idempotency_key: None,
        baseline: None,
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
    let payment = PaymentSnapshot {
        payment_id: Some(refund.session_id.clone()),
        captured: Some(refund.amount.expected().clone()),
        entries: vec![ours],
        ..PaymentSnapshot::default()
    };
    RefundUpdate {
        refund_id: "rf_1".into(),
        payment,
    }
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
                baseline: None,
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
        let request = merchant.build_request(&refund, &seed()).unwrap();
        prop_assert_eq!(&request, &merchant.build_request(&refund, &seed()).unwrap());
        let call = server.parse_request(&request.into()).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds(), version in versions()) {
        let (merchant, server) = speaking(version);
        let request = merchant.build_request(&refund, &seed()).unwrap();
        let call = server.parse_request(&request.into()).unwrap();
        for (status, next_step) in [
            (RefundStatus::Succeeded, NextStep::Done),
            (RefundStatus::Pending, NextStep::Wait),
            (RefundStatus::Declined, NextStep::Stop),
            (RefundStatus::Unknown, NextStep::Ask),
        ] {
            let reply = RefundReply::Accepted(update(&refund, status));
            let answer = server.build_response(&call, &reply, &ambient()).unwrap();
            let outcome = merchant.parse_response(&refund, &answer.into()).unwrap();
            prop_assert_eq!((outcome.status, outcome.next_step), (status, next_step));
            prop_assert_eq!(outcome.amount.as_ref(), Some(refund.amount.expected()));
        }
    }

    #[test]
    fn a_webhook_and_a_status_say_the_same(refund in refunds(), version in versions()) {
        let (merchant, server) = speaking(version);
        let refund = SessionRefund { baseline: Some(Baseline { refunded: Some(0), ..Baseline::default() }), ..refund };
        let update = update(&refund, RefundStatus::Succeeded);
        let webhook = server.build_webhook("https://shop.example/hook", &update, &ambient()).unwrap();
        let event = merchant.parse_webhook(&webhook.into()).unwrap();
        let settled = merchant.settle(&refund, &event).unwrap();
        let answer = server.build_status_response(&update.payment, &ambient()).unwrap();
        let snapshot = merchant.parse_status_response(&refund, &answer.into()).unwrap();
        let resolved = merchant.resolve(&refund, &snapshot).unwrap();
        prop_assert_eq!(settled.status, RefundStatus::Succeeded);
        prop_assert_eq!(settled, resolved);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = answered(status, body);
        let outcome = merchant().parse_response(&refund(), &answer).unwrap();
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&refund(), &answer).unwrap();
        prop_assert!(snapshot.problem.is_some() && snapshot.entries.is_empty());
    }
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let (merchant, server) = speaking(SessionApiVersion::V1);
    let refund = refund();
    let call = server
        .parse_request(&merchant.build_request(&refund, &seed()).unwrap().into())
        .unwrap();
    let reply = RefundReply::Accepted(update(&refund, RefundStatus::Pending));
    let answer = server.build_response(&call, &reply, &ambient()).unwrap();
    let answered = merchant.parse_response(&refund, &answer.into()).unwrap();
    let announced = update(&refund, RefundStatus::Succeeded);
    let webhook = server
        .build_webhook("https://shop.example/hook", &announced, &ambient())
        .unwrap();
    let settled = merchant
        .settle(&refund, &merchant.parse_webhook(&webhook.into()).unwrap())
        .unwrap();
    assert_eq!(answered.status, RefundStatus::Pending);
    assert_eq!(answered.merge(&settled), settled);
    assert_eq!(settled.merge(&answered), settled);
}

#[test]
fn both_providers_speak_one_protocol_on_their_own_hosts() {
    let url = |request: HttpRequest| request.url;
    let live = SessionConfig::default;
    let bank = Bank131::new(live(), credentials()).unwrap();
    let glocal = SmartGlocal::new(live(), credentials()).unwrap();
    let (first, second) = (
        bank.build_request(&refund(), &seed()).unwrap(),
        glocal.build_request(&refund(), &seed()).unwrap(),
    );
    assert_eq!(
        (&first.headers, &first.body),
        (&second.headers, &second.body)
    );
    assert_eq!(
        url(first.clone()),
        "https://proxy.bank131.ru/api/v1/session/refund"
    );
    assert_eq!(
        url(second),
        "https://proxy.smart-glocal.com/api/v1/session/refund"
    );
    assert_eq!(
        url(glocal.build_status_request(&refund(), &seed()).unwrap()),
        "https://proxy.smart-glocal.com/api/v1/session/status"
    );
    let glocal_server =
        SmartGlocalServer::new(SessionServerConfig::default(), server_credentials()).unwrap();
    assert!(
        glocal_server
            .parse_request(&first.into())
            .unwrap()
            .is_of(&refund())
    );
}

#[test]
fn a_status_query_reaches_its_session() {
    let (merchant, server) = speaking(SessionApiVersion::V2);
    let request = merchant.build_status_request(&refund(), &seed()).unwrap();
    assert_eq!(
        server
            .parse_status_request(&request.into())
            .unwrap()
            .payment,
        "ps_3230"
    );
}

#[test]
fn a_snapshot_of_another_session_says_nothing() {
    let known = SessionRefund {
        session_id: "ps_1".into(),
        ..refund()
    };
    let snapshot = merchant()
        .parse_status_response(
            &known,
            &answered(200, listing(&[]).replace("ps_3230", "ps_1")),
        )
        .unwrap();
    let entries = update(&refund(), RefundStatus::Succeeded).payment.entries;
    let snapshot = PaymentSnapshot {
        entries,
        ..snapshot
    };
    assert_eq!(
        merchant().resolve(&known, &snapshot).unwrap().status,
        RefundStatus::Succeeded
    );
    let outcome = merchant().resolve(&refund(), &snapshot).unwrap();
    assert_eq!(
        (outcome.next_step, outcome.problem),
        (NextStep::Ask, Some(Problem::PaymentMismatch))
    );
}

#[test]
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 500, 503] {
            let outcome = merchant()
                .parse_response(&refund(), &answered(status, body.clone()))
                .unwrap();
            assert_eq!(
                (outcome.status, outcome.refund_id),
                (RefundStatus::Unknown, None),
                "{status}"
            );
            assert!(
                matches!(outcome.next_step, NextStep::Ask),
                "{status}: {:?}",
                outcome.next_step
            );
        }
    }
}

#[test]
fn silence_never_leads_to_sending_again_not_even_with_a_key() {
    let keyed = SessionRefund {
        idempotency_key: Some("key-1".into()),
        ..refund()
    };
    for (refund, replay) in [(refund(), Replay::None), (keyed, Replay::Rejects)] {
        assert_eq!(merchant().profile(&refund).replay, replay);
        assert_eq!(
            merchant()
                .parse_response(&refund, &Answer::Lost)
                .unwrap()
                .next_step,
            NextStep::Ask
        );
        assert_eq!(
            merchant()
                .parse_response(&refund, &Answer::NotSent)
                .unwrap()
                .next_step,
            NextStep::RetrySame
        );
        let later = merchant()
            .parse_status_response(&refund, &answered(200, listing(&[])))
            .unwrap();
        let outcome = merchant().resolve(&refund, &later).unwrap();
        assert_eq!(
            (outcome.next_step, outcome.problem),
            (NextStep::Ask, Some(Problem::NotSeen))
        );
    }
}

/// An answer with these entries in its one payment.
fn listing(entries: &[&str]) -> String {
    let entries = entries.join(",");
    format!(
        r#"{{"status":"ok","session":{{"id":"ps_3230","status":"accepted","acquiring_payments":[{{"id":"pm_1","status":"succeeded","amount_details":{{"amount":1000,"currency":"rub"}},"refunds":[{entries}]}}]}}}}"#
    )
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let (merchant, server) = speaking(SessionApiVersion::V1);
    let update = update(&refund(), RefundStatus::Succeeded);
    let webhook = server
        .build_webhook("https://shop.example/hook", &update, &ambient())
        .unwrap();
    let good = ReceivedRequest::from(webhook);
    assert!(merchant.parse_webhook(&good).is_ok());
    for index in 0..good.body.len() {
        let mut changed = good.clone();
        changed.body[index] ^= 1;
        let refused = merchant.parse_webhook(&changed).unwrap_err();
        assert_eq!(refused.error.code(), "unverified");
        assert_eq!(refused.reply.status, 401);
    }
}
