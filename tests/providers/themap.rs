//! theMAP: round trips in both encodings, refusals, and refunds that must not be taken for each other.

mod notifications;
mod provider_side;
mod refusals;
mod responses;
mod secrets;
mod status;
mod values;

use crate::providers::strategies::{ambient, entry, id, line, responded};
use proptest::prelude::*;
use refundkit::providers::themap::{
    TheMapEncoding, TheMapGood, TheMapGoodsPrice, TheMapParam, TheMapSplit, TheMapSupplier,
    TheMapUnsigned,
};
use refundkit::server::{RefundReply, RefundUpdate, TheMapServer, TheMapServerConfig};
use refundkit::{
    CallContext, Endpoint, EventKind, Money, NextAction, PaymentSnapshot, ReceivedRequest,
    RefundStatus, TheMap, TheMapConfig, TheMapCredentials, TheMapRefund,
};
use refundkit_tests::with;
use values::refunds;

const HOOK: &str = "https://shop.example/hook";

fn credentials() -> TheMapCredentials {
    TheMapCredentials {
        key: "s3cr3t-key".into(),
        signing_key: Some("haha".into()),
    }
}

fn config(encoding: TheMapEncoding) -> TheMapConfig {
    with!(
        TheMapConfig::at(Endpoint::Demo),
        encoding = encoding,
        goods_price = Some(TheMapGoodsPrice::Roubles)
    )
}

fn merchant() -> TheMap {
    TheMap::new(config(TheMapEncoding::Json), credentials()).unwrap()
}

fn form_merchant() -> TheMap {
    TheMap::new(config(TheMapEncoding::Form), credentials()).unwrap()
}

/// A merchant without a signing key.
fn trusting_merchant() -> TheMap {
    let config = with!(
        config(TheMapEncoding::Json),
        unsigned_notifications = TheMapUnsigned::ReadAsNotices
    );
    TheMap::new(
        config,
        TheMapCredentials {
            signing_key: None,
            ..credentials()
        },
    )
    .unwrap()
}

fn server_with(goods_price: Option<TheMapGoodsPrice>, signing_key: Option<&str>) -> TheMapServer {
    let config = with!(TheMapServerConfig::default(), goods_price = goods_price);
    let credentials = TheMapCredentials {
        key: "s3cr3t-key".into(),
        signing_key: signing_key.map(Into::into),
    };
    TheMapServer::new(config, credentials).unwrap()
}

fn server() -> TheMapServer {
    server_with(Some(TheMapGoodsPrice::Roubles), Some("haha"))
}

fn refund() -> TheMapRefund {
    TheMapRefund {
        map_order_id: "map-1".into(),
        merchant_order_id: "order-1".into(),
        amount: Money::new(300, "RUB"),
        params: Vec::new(),
        split: Vec::new(),
        goods: Vec::new(),
    }
}

fn param(name: &str, value: &str) -> TheMapParam {
    TheMapParam {
        name: name.into(),
        value: value.into(),
    }
}

fn part(minor_units: i64, fee: &str) -> TheMapSplit {
    TheMapSplit {
        terminal_id: 1,
        minor_units,
        purpose: "Test1".into(),
        fee: fee.into(),
    }
}

fn good(price: i64) -> TheMapGood {
    TheMapGood {
        name: "Tea".into(),
        price,
        tax: None,
        payment_subject_type: None,
        payment_method_type: None,
        agent_type: None,
        supplier: None,
        extra: None,
    }
}

/// What the provider side says of the payment after this refund; `kept` is what is then left.
fn update(refund: &TheMapRefund, status: RefundStatus, kept: i64) -> RefundUpdate {
    let amount = refund.amount.minor_units;
    let refunded = if status == RefundStatus::Succeeded {
        amount
    } else {
        0
    };
    let payment = with!(
        PaymentSnapshot::default(),
        payment_id = Some(refund.map_order_id.clone()),
        merchant_order = Some(refund.merchant_order_id.clone()),
        captured = Some(Money::new(amount + kept, "RUB")),
        refunded = Some(Money::new(refunded, "RUB")),
        entries = vec![entry("rf-1", status, refund.amount.clone(), None)]
    );
    RefundUpdate::new("rf-1", payment)
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        for merchant in [merchant(), form_merchant()] {
            let request = merchant.build_request(&refund, &CallContext::default()).unwrap();
            prop_assert_eq!(&request, &merchant.build_request(&refund, &CallContext::default()).unwrap());
            let call = server().parse_request(&request.into(), &CallContext::default()).unwrap();
            prop_assert!(call.is_of(&refund), "{:?}", call);
        }
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds()) {
        let call = server().parse_request(&merchant().build_request(&refund, &CallContext::default()).unwrap().into(), &CallContext::default()).unwrap();
        for (status, next_action) in [(RefundStatus::Succeeded, NextAction::Done), (RefundStatus::Pending, NextAction::Wait)] {
            let reply = RefundReply::Accepted(update(&refund, status, 0));
            let response = server().build_response(&call, &reply, None, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
            prop_assert_eq!((outcome.status, outcome.next_action), (status, next_action));
            prop_assert_eq!(outcome.amount, None);
        }
    }

    #[test]
    fn a_notification_and_a_state_say_the_same(refund in refunds(), kept in 0..2_i64) {
        for status in [RefundStatus::Succeeded, RefundStatus::Pending] {
            let update = update(&refund, status, kept);
            let webhook = server().build_webhook(HOOK, &update, None, &ambient()).unwrap();
            let event = merchant().parse_webhook(&webhook.into()).unwrap().event;
            let response = server().build_status_response(&update.payment, None, &ambient()).unwrap();
            let snapshot = merchant().parse_status_response(&refund, &response.into()).unwrap().snapshot.unwrap();
            prop_assert_eq!((event.kind, event.payment_id.as_ref()), (EventKind::Refund, Some(&refund.map_order_id)));
            prop_assert_eq!(event.merchant_order.as_ref(), Some(&refund.merchant_order_id));
            prop_assert_eq!(&snapshot.merchant_order, &event.merchant_order);
            let [entry] = &event.entries[..] else {
                panic!("one refund is reported: {event:?}")
            };
            prop_assert_eq!(entry.status, status);
            prop_assert_eq!(&entry.provider_status, &snapshot.provider_status);
            prop_assert_eq!((&entry.refund_id, &entry.amount), (&None, &None));
        }
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let response = responded(status, body);
        let outcome = merchant().parse_response(&refund(), &response, &CallContext::default()).unwrap().outcome;
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&refund(), &response).unwrap().snapshot;
        prop_assert!(snapshot.is_err());
    }

    #[test]
    fn one_changed_byte_is_no_event(place in any::<prop::sample::Index>(), flip in 1..=255_u8) {
        let mut webhook = notification(RefundStatus::Succeeded);
        let place = place.index(webhook.body.len());
        webhook.body[place] ^= flip;
        prop_assert!(merchant().parse_webhook(&webhook).is_err(), "{}", String::from_utf8_lossy(&webhook.body));
    }

    #[test]
    fn the_order_of_the_pairs_does_not_matter(seed in any::<prop::sample::Index>()) {
        let mut webhook = notification(RefundStatus::Succeeded);
        let sorted = merchant().parse_webhook(&webhook).unwrap().event;
        let body = String::from_utf8(webhook.body).unwrap();
        let mut pairs: Vec<&str> = body.split('&').collect();
        let turn = seed.index(pairs.len());
        pairs.rotate_left(turn);
        webhook.body = pairs.join("&").into_bytes();
        prop_assert_eq!(merchant().parse_webhook(&webhook).unwrap().event, sorted);
    }
}

/// A signed notification about the refund.
fn notification(status: RefundStatus) -> ReceivedRequest {
    server()
        .build_webhook(HOOK, &update(&refund(), status, 0), None, &ambient())
        .unwrap()
        .into()
}

fn unsigned_notification() -> ReceivedRequest {
    let update = update(&refund(), RefundStatus::Succeeded, 0);
    server_with(None, None)
        .build_webhook(HOOK, &update, None, &ambient())
        .unwrap()
        .into()
}
