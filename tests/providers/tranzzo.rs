//! Tranzzo: round trips, refusals, and refunds that must not be taken for each other.

mod refusals;
mod responses;
mod server;
mod webhooks;

use crate::providers::strategies::{
    ambient, entry, id, line, minor_units, refusal, responded, strange_bodies,
};
use proptest::prelude::*;
use refundkit::providers::tranzzo::TranzzoShare;
use refundkit::server::{RefundReply, RefundUpdate, TranzzoServer, TranzzoServerConfig};
use refundkit::{
    CallContext, EventKind, Money, NextAction, PaymentSnapshot, Problem, RefundAmount,
    RefundStatus, SendResult, Tranzzo, TranzzoConfig, TranzzoCredentials, TranzzoRefund,
};
use refundkit_tests::with;

fn credentials() -> TranzzoCredentials {
    TranzzoCredentials {
        pos_id: "dc728de1-51ef-4ef1-80f7-3b44b07b5667".into(),
        api_key: "api-key".into(),
        api_secret: "changeme".into(),
        endpoints_key: "AIza".into(),
    }
}

fn merchant() -> Tranzzo {
    Tranzzo::new(TranzzoConfig::default(), credentials()).unwrap()
}

fn server() -> TranzzoServer {
    let TranzzoCredentials {
        pos_id,
        api_key,
        api_secret,
        endpoints_key,
    } = credentials();
    let credentials = TranzzoCredentials {
        pos_id,
        api_key,
        api_secret,
        endpoints_key,
    };
    TranzzoServer::new(TranzzoServerConfig::default(), credentials).unwrap()
}

fn refund() -> TranzzoRefund {
    TranzzoRefund {
        order_id: "123".into(),
        amount: RefundAmount::Partial(Money::new(8000, "UAH")),
        reference: Some("10101".into()),
        server_url: None,
        split: Vec::new(),
        known_refund_ids: Vec::new(),
    }
}

/// What the provider side says of the payment after this refund.
fn update(refund: &TranzzoRefund, status: RefundStatus) -> RefundUpdate {
    let amount = refund.amount.expected().clone();
    let ours = entry("op-1", status, amount.clone(), refund.reference.as_deref());
    let payment = with!(
        PaymentSnapshot::default(),
        payment_id = Some("pay-1".into()),
        merchant_order = Some(refund.order_id.clone()),
        captured = Some(amount.clone()),
        entries = vec![ours]
    );
    RefundUpdate::new("op-1", payment)
}

fn refunds() -> impl Strategy<Value = TranzzoRefund> {
    let shares = prop::collection::vec((1..1_000_000_i64, id()), 1..4);
    let split = shares.prop_map(|shares| {
        let split: Vec<TranzzoShare> = shares
            .into_iter()
            .map(|(minor_units, sub_merchant_id)| TranzzoShare {
                minor_units,
                sub_merchant_id,
            })
            .collect();
        let whole = split
            .iter()
            .map(|share| share.minor_units)
            .sum();
        (RefundAmount::Partial(Money::new(whole, "UAH")), split)
    });
    let plain = (
        minor_units(),
        prop::sample::select(vec!["UAH", "JPY", "XTS"]),
        any::<bool>(),
    )
        .prop_map(|(minor_units, currency, full)| {
            let money = Money::new(minor_units.min(9_000_000_000_000), currency);
            let amount = if full {
                RefundAmount::Full { expected: money }
            } else {
                RefundAmount::Partial(money)
            };
            (amount, Vec::new())
        });
    (id(), prop_oneof![plain, split], prop::option::of(line())).prop_map(
        |(order_id, (amount, split), reference)| TranzzoRefund {
            order_id,
            amount,
            reference,
            server_url: Some("https://shop.example/hook".into()),
            split,
            known_refund_ids: Vec::new(),
        },
    )
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        let request = merchant().build_request(&refund, &CallContext::default()).unwrap();
        prop_assert_eq!(&request, &merchant().build_request(&refund, &CallContext::default()).unwrap());
        let call = server().parse_request(&request.into(), &CallContext::default()).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds()) {
        let call = server().parse_request(&merchant().build_request(&refund, &CallContext::default()).unwrap().into(), &CallContext::default()).unwrap();
        for (status, next_action) in [
            (RefundStatus::Succeeded, NextAction::Done),
            (RefundStatus::Pending, NextAction::Wait),
            (RefundStatus::Declined, NextAction::Stop),
        ] {
            let reply = RefundReply::Accepted(update(&refund, status));
            let response = server().build_response(&call, &reply, None, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
            prop_assert_eq!((outcome.status, outcome.next_action), (status, next_action));
            prop_assert_eq!(outcome.amount.as_ref(), Some(refund.amount.expected()));
        }
    }

    #[test]
    fn a_webhook_and_a_status_say_the_same(refund in refunds().prop_filter("with_reference", |refund| refund.reference.is_some())) {
        let update = update(&refund, RefundStatus::Succeeded);
        let webhook = server().build_webhook("https://shop.example/hook", &update, None, &ambient()).unwrap();
        let event = merchant().parse_webhook(&webhook.into()).unwrap().event;
        let response = server().build_status_response(&update.payment, None, &ambient()).unwrap();
        let snapshot = merchant().parse_status_response(&refund, &response.into()).unwrap().snapshot.unwrap();
        prop_assert_eq!((event.kind, event.merchant_order.as_ref()), (EventKind::Refund, Some(&refund.order_id)));
        prop_assert_eq!(snapshot.merchant_order.as_ref(), Some(&refund.order_id));
        prop_assert_eq!(&event.entries, &snapshot.entries);
        let [entry] = &event.entries[..] else {
            panic!("one refund is reported: {event:?}")
        };
        prop_assert_eq!((entry.status, entry.amount.as_ref()), (RefundStatus::Succeeded, Some(refund.amount.expected())));
        prop_assert_eq!(&entry.reference, &refund.reference);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = merchant().parse_response(&refund(), &responded(status, body), &CallContext::default()).unwrap().outcome;
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
    }
}

#[test]
fn a_status_query_reaches_its_order() {
    let request = merchant()
        .build_status_request(&refund(), &CallContext::default())
        .unwrap();
    assert_eq!(
        server()
            .parse_status_request(&request.into())
            .unwrap()
            .payment,
        "123"
    );
}

#[test]
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 500, 503] {
            let outcome = merchant()
                .parse_response(
                    &refund(),
                    &responded(status, body.clone()),
                    &CallContext::default(),
                )
                .unwrap()
                .outcome;
            assert_eq!(
                (outcome.status, outcome.refund_id),
                (RefundStatus::Unknown, None),
                "{status}"
            );
            assert!(
                matches!(outcome.next_action, NextAction::QueryStatus),
                "{status}: {:?}",
                outcome.next_action
            );
        }
    }
}

#[test]
fn silence_never_leads_to_sending_again() {
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::Lost, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::QueryStatus
    );
    assert_eq!(
        merchant()
            .parse_response(&refund(), &SendResult::NotSent, &CallContext::default())
            .unwrap()
            .outcome
            .next_action,
        NextAction::StartNew
    );
}

fn operation(members: &str) -> String {
    format!(
        r#"{{"operation_id":"op-1","method":"refund","amount":80,"currency":"UAH","status":"success",{members}}}"#
    )
}
