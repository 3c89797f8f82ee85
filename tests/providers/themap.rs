//! theMAP: round trips in both encodings, refusals, and refunds that must not be taken for each other.

mod answers;
mod notifications;
mod provider_side;
mod refusals;

use crate::providers::strategies::{ambient, answered, entry, id, line};
use proptest::prelude::*;
use refundkit::{
    Baseline, BuildsRequests, Endpoint, Money, NextStep, PaymentSnapshot, Provider, ReadsNotices,
    ReadsStatus, ReceivedRequest, RefundReply, RefundStatus, RefundUpdate, Refunds, SendsWebhooks,
    ServesRefunds, ServesStatus, TheMap, TheMapConfig, TheMapCredentials, TheMapEncoding,
    TheMapGood, TheMapGoodsPrice, TheMapParam, TheMapRefund, TheMapServer, TheMapServerConfig,
    TheMapSplit, TheMapSupplier, TheMapUnsigned, VerifiesWebhooks,
};

const HOOK: &str = "https://shop.example/hook";

fn credentials() -> TheMapCredentials {
    TheMapCredentials {
        key: "s3cr3t-key".into(),
        signing_key: Some("haha".into()),
    }
}

fn config(encoding: TheMapEncoding) -> TheMapConfig {
    TheMapConfig {
        endpoint: Endpoint::Demo,
        encoding,
        goods_price: Some(TheMapGoodsPrice::Roubles),
        ..TheMapConfig::default()
    }
}

fn merchant() -> TheMap {
    TheMap::new(config(TheMapEncoding::Json), credentials()).unwrap()
}

fn form_merchant() -> TheMap {
    TheMap::new(config(TheMapEncoding::Form), credentials()).unwrap()
}

/// A merchant without a signing key.
fn trusting_merchant() -> TheMap {
    let config = TheMapConfig {
        unsigned_notifications: TheMapUnsigned::ReadAsNotices,
        ..config(TheMapEncoding::Json)
    };
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
    let config = TheMapServerConfig {
        goods_price,
        ..TheMapServerConfig::default()
    };
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
        baseline: None,
    }
}

fn left(remaining: i64) -> Option<Baseline> {
    Some(Baseline {
        remaining: Some(remaining),
        ..Baseline::default()
    })
}

/// A refund of all that remained.
fn last_refund() -> TheMapRefund {
    TheMapRefund {
        baseline: left(300),
        ..refund()
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
    let payment = PaymentSnapshot {
        payment_id: Some(refund.map_order_id.clone()),
        merchant_order: Some(refund.merchant_order_id.clone()),
        captured: Some(Money::new(amount + kept, "RUB")),
        refunded: Some(Money::new(refunded, "RUB")),
        entries: vec![entry("rf-1", status, refund.amount.clone(), None)],
        ..PaymentSnapshot::default()
    };
    RefundUpdate {
        refund_id: "rf-1".into(),
        payment,
    }
}

fn splits() -> impl Strategy<Value = Vec<TheMapSplit>> {
    let fee = prop_oneof![
        Just("0".to_owned()),
        "[1-9][0-9]{0,5}",
        "(0|[1-9][0-9]{0,3})\\.[0-9]{1,6}"
    ];
    let part = (1..1_000_i64, 1..1_000_000_i64, line(), fee).prop_map(
        |(terminal_id, minor_units, purpose, fee)| TheMapSplit {
            terminal_id,
            minor_units,
            purpose,
            fee,
        },
    );
    prop::collection::vec(part, 1..4)
}

fn goods() -> impl Strategy<Value = Vec<TheMapGood>> {
    let supplier = (
        prop::option::of(line()),
        prop::collection::vec(line(), 1..3),
    )
        .prop_map(|(name, phone_numbers)| TheMapSupplier {
            name,
            inn: None,
            phone_numbers,
        });
    let number = || prop::option::of(0..100_i64);
    let good = (
        line(),
        1..1_000_000_i64,
        number(),
        number(),
        prop::option::of(supplier),
    )
        .prop_map(|(name, price, tax, agent_type, supplier)| TheMapGood {
            name,
            tax,
            agent_type,
            supplier,
            ..good(price)
        });
    prop::collection::vec(good, 1..4)
}

/// Parameters that both encodings can carry.
fn params() -> impl Strategy<Value = Vec<TheMapParam>> {
    let carried = |text: String| text.replace([';', '='], "-");
    let value = prop_oneof![Just(String::new()), line().prop_map(carried)];
    let pair =
        (line().prop_map(carried), value).prop_map(|(name, value)| TheMapParam { name, value });
    prop::collection::vec(pair, 0..4).prop_map(|mut params| {
        params
            .iter_mut()
            .enumerate()
            .for_each(|(index, param)| param.name.push_str(&index.to_string()));
        params
    })
}

fn refunds() -> impl Strategy<Value = TheMapRefund> {
    let whole = |parts: i64| Money::new(parts, "RUB");
    let plain = crate::providers::strategies::money("RUB")
        .prop_map(|amount| (amount, Vec::new(), Vec::new()));
    let divided = splits().prop_map(move |split| {
        (
            whole(split.iter().map(|part| part.minor_units).sum()),
            split,
            Vec::new(),
        )
    });
    let returned = goods().prop_map(move |goods| {
        (
            whole(goods.iter().map(|good| good.price).sum()),
            Vec::new(),
            goods,
        )
    });
    (
        id(),
        id(),
        prop_oneof![plain, divided, returned],
        params(),
        any::<bool>(),
    )
        .prop_map(
            |(map_order_id, merchant_order_id, (amount, split, goods), params, based)| {
                let baseline = if based {
                    left(amount.minor_units)
                } else {
                    None
                };
                TheMapRefund {
                    map_order_id,
                    merchant_order_id,
                    amount,
                    params,
                    split,
                    goods,
                    baseline,
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        for merchant in [merchant(), form_merchant()] {
            let request = merchant.build_request(&refund).unwrap();
            prop_assert_eq!(&request, &merchant.build_request(&refund).unwrap());
            let call = server().parse_request(&request.into()).unwrap();
            prop_assert!(call.is_of(&refund), "{:?}", call);
        }
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds()) {
        let call = server().parse_request(&merchant().build_request(&refund).unwrap().into()).unwrap();
        for (status, next_step) in [(RefundStatus::Succeeded, NextStep::Done), (RefundStatus::Pending, NextStep::Wait)] {
            let reply = RefundReply::Accepted(update(&refund, status, 0));
            let answer = server().build_response(&call, &reply, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &answer.into()).unwrap();
            prop_assert_eq!((outcome.status, outcome.next_step), (status, next_step));
            let proven = status == RefundStatus::Succeeded && refund.baseline.is_some();
            prop_assert_eq!(outcome.amount, proven.then_some(refund.amount.clone()));
        }
    }

    #[test]
    fn a_notification_and_a_state_say_the_same(refund in refunds(), kept in 0..2_i64) {
        for status in [RefundStatus::Succeeded, RefundStatus::Pending] {
            let update = update(&refund, status, kept);
            let webhook = server().build_webhook(HOOK, &update, &ambient()).unwrap();
            let event = merchant().parse_webhook(&webhook.into()).unwrap();
            let settled = merchant().settle(&refund, &event).unwrap();
            let answer = server().build_status_response(&update.payment, &ambient()).unwrap();
            let snapshot = merchant().parse_status_response(&refund, &answer.into()).unwrap();
            let resolved = merchant().resolve(&refund, &snapshot).unwrap();
            prop_assert_eq!((settled.status, settled.problem), (resolved.status, resolved.problem));
            let proven = refund.baseline.is_some() && kept == 0;
            prop_assert_eq!(settled.status == RefundStatus::Succeeded, status == RefundStatus::Succeeded && proven);
        }
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let answer = answered(status, body);
        let outcome = merchant().parse_response(&last_refund(), &answer).unwrap();
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&last_refund(), &answer).unwrap();
        prop_assert_ne!(merchant().resolve(&last_refund(), &snapshot).unwrap().status, RefundStatus::Succeeded);
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
        let sorted = merchant().parse_webhook(&webhook).unwrap();
        let body = String::from_utf8(webhook.body).unwrap();
        let mut pairs: Vec<&str> = body.split('&').collect();
        let turn = seed.index(pairs.len());
        pairs.rotate_left(turn);
        webhook.body = pairs.join("&").into_bytes();
        prop_assert_eq!(merchant().parse_webhook(&webhook).unwrap(), sorted);
    }
}

/// A signed notification about the last refund.
fn notification(status: RefundStatus) -> ReceivedRequest {
    server()
        .build_webhook(HOOK, &update(&last_refund(), status, 0), &ambient())
        .unwrap()
        .into()
}

fn unsigned_notification() -> ReceivedRequest {
    let update = update(&last_refund(), RefundStatus::Succeeded, 0);
    server_with(None, None)
        .build_webhook(HOOK, &update, &ambient())
        .unwrap()
        .into()
}

#[test]
fn nothing_printed_or_handed_out_holds_a_secret() {
    let request = merchant().build_request(&refund()).unwrap();
    let call = server().parse_request(&request.clone().into()).unwrap();
    let webhook = notification(RefundStatus::Succeeded);
    let event = merchant().parse_webhook(&webhook).unwrap();
    let peek = TheMap::peek_webhook(&webhook).unwrap();
    let notice = trusting_merchant()
        .parse_notice(&unsigned_notification())
        .unwrap();
    let body = r#"{"Success":false,"OrderId":"order-1","Key":"s3cr3t-key","NewAmount":0,"ErrCode":"s3cr3t-key","ErrMessage":"s3cr3t-key, haha"}"#;
    let outcome = merchant()
        .parse_response(&refund(), &answered(200, body))
        .unwrap();
    assert_eq!(peek.merchant, None);
    let printed = format!(
        "{:?} {:?} {:?} {request:?} {call:?} {webhook:?} {event:?} {peek:?} {notice:?} {outcome:?} {} {} {} {} {}",
        merchant(),
        server(),
        credentials(),
        serde_json::to_string(&call).unwrap(),
        serde_json::to_string(&event).unwrap(),
        serde_json::to_string(&peek).unwrap(),
        serde_json::to_string(&notice).unwrap(),
        serde_json::to_string(&outcome).unwrap(),
    );
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("haha"),
        "{printed}"
    );
}

#[test]
fn what_a_panel_may_show_holds_no_key_in_any_encoding() {
    let webhook = server()
        .build_webhook(
            HOOK,
            &update(&last_refund(), RefundStatus::Succeeded, 0),
            &ambient(),
        )
        .unwrap();
    let refunds =
        [merchant(), form_merchant()].map(|merchant| merchant.build_request(&refund()).unwrap());
    for request in refunds.into_iter().chain([webhook]) {
        let (sent, shown) = (
            request.body.clone().unwrap(),
            request.redacted().body.unwrap(),
        );
        assert!(
            sent.contains("s3cr3t-key") && !shown.contains("s3cr3t"),
            "{shown}"
        );
    }
}
