//! The new gateway: round trips, refusals, and refunds that must not be taken for each other.

mod refusals;
mod requests;

use super::{ORDER, amounts, extras, methods, priced, rub, update};
use crate::providers::strategies::{ambient, id, line, refusal, responded, strange_bodies};
use proptest::prelude::*;
use refundkit::kit::Idempotency;
use refundkit::providers::sberbank::{
    SberbankAmountField, SberbankGatewayItem, SberbankOrderBundle, SberbankQuantity,
};
use refundkit::server::{
    RefundReply, SberbankGatewayCall, SberbankGatewayServer, SberbankGatewayServerConfig,
};
use refundkit::{
    CallContext, HttpMethod, Money, NextAction, ReceivedRequest, RefundStatus, Rejection,
    SberbankGateway, SberbankGatewayConfig, SberbankGatewayCredentials, SberbankGatewayRefund,
    SberbankMethod, SendResult,
};
use refundkit_tests::with;

fn credentials() -> SberbankGatewayCredentials {
    SberbankGatewayCredentials::with_password("testUserName", "test\"Password")
}

fn merchant_with(auto_refund_amount: SberbankAmountField) -> SberbankGateway {
    let config = with!(
        SberbankGatewayConfig::default(),
        auto_refund_amount = auto_refund_amount,
        auto_refund_replays = true
    );
    SberbankGateway::new(config, credentials()).unwrap()
}

fn merchant() -> SberbankGateway {
    merchant_with(SberbankAmountField::CompositeAmount)
}

fn server() -> SberbankGatewayServer {
    SberbankGatewayServer::new(SberbankGatewayServerConfig::default(), credentials()).unwrap()
}

fn refund() -> SberbankGatewayRefund {
    SberbankGatewayRefund {
        method: SberbankMethod::AutoRefund,
        order_id: ORDER.into(),
        amount: rub(10_000),
        external_refund_id: "return-1".into(),
        order_bundle: None,
        language: None,
    }
}

fn item() -> SberbankGatewayItem {
    SberbankGatewayItem {
        position_id: 2,
        item_code: "124".into(),
        name: "Виноград без косточек".into(),
        quantity: SberbankQuantity {
            thousandths: 400,
            measure: Some("11".into()),
        },
        item_price: 25_000,
        item_amount: 10_000,
        payment_method: "full_payment".into(),
        payment_object: "1".into(),
        tax_type: 4,
        extra: None,
    }
}

fn bundle(items: Vec<SberbankGatewayItem>) -> SberbankOrderBundle {
    let (ffd_version, receipt_type) = (Some("1.2".into()), Some("sell_refund".into()));
    SberbankOrderBundle {
        ffd_version,
        receipt_type,
        total: None,
        items,
        extra: None,
    }
}

fn bundles() -> impl Strategy<Value = SberbankOrderBundle> {
    let positions = (
        1..=999_999_999_999_i64,
        line(),
        priced(),
        0..100_i64,
        extras(),
    );
    let positions = positions.prop_map(
        |(position_id, name, (quantity, item_price, item_amount), tax_type, extra)| {
            SberbankGatewayItem {
                position_id,
                name,
                quantity,
                item_price,
                item_amount,
                tax_type,
                extra,
                ..item()
            }
        },
    );
    (
        prop::collection::vec(positions, 1..4),
        extras(),
        any::<bool>(),
    )
        .prop_map(|(mut items, extra, total)| {
            items
                .iter_mut()
                .enumerate()
                .for_each(|(index, item)| item.item_code = format!("code-{index}"));
            let whole = items
                .iter()
                .map(|item| item.item_amount)
                .sum();
            SberbankOrderBundle {
                total: total.then_some(whole),
                extra,
                ..bundle(items)
            }
        })
}

fn refunds() -> impl Strategy<Value = SberbankGatewayRefund> {
    let cart = prop_oneof![
        amounts().prop_map(|amount| (amount, None)),
        bundles().prop_map(|bundle| {
            (
                bundle
                    .items
                    .iter()
                    .map(|item| item.item_amount)
                    .sum(),
                Some(bundle),
            )
        })
    ];
    let language = prop::option::of(Just("ru".to_owned()));
    (
        methods(),
        cart,
        line().prop_filter("short", |id| id.chars().count() <= 36),
        language,
    )
        .prop_map(
            |(method, (amount, order_bundle), external_refund_id, language)| {
                SberbankGatewayRefund {
                    method,
                    amount: rub(amount),
                    external_refund_id,
                    order_bundle,
                    language,
                    ..refund()
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds(), amount in any::<bool>()) {
        let field = if amount { SberbankAmountField::Amount } else { SberbankAmountField::CompositeAmount };
        let request = merchant_with(field).build_request(&refund, &CallContext::default()).unwrap();
        prop_assert_eq!(request.method, HttpMethod::Post);
        prop_assert_eq!(&request, &merchant_with(field).build_request(&refund, &CallContext::default()).unwrap());
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
            (RefundStatus::Unknown, NextAction::QueryStatus),
        ] {
            let update = update(refund.amount.minor_units, status, Some(&refund.external_refund_id));
            let response = server().build_response(&call, &RefundReply::Accepted(update), None, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
            prop_assert_eq!((outcome.status, outcome.next_action, outcome.amount), (status, next_action, None));
        }
    }

    #[test]
    fn a_status_names_a_refund_by_its_external_id(refund in refunds(), external_id in id()) {
        let described = |status| {
            let update = update(refund.amount.minor_units, status, Some(&external_id));
            let response = server().build_status_response(&update.payment, None, &ambient()).unwrap();
            merchant().parse_status_response(&refund, &response.into()).unwrap().snapshot.unwrap()
        };
        let done = described(RefundStatus::Succeeded);
        prop_assert_eq!((done.payment_id.as_deref(), done.refunded.as_ref()), (Some(ORDER), Some(&refund.amount)));
        let [entry] = &done.entries[..] else {
            panic!("one refund is listed: {done:?}")
        };
        prop_assert_eq!((entry.status, entry.amount.as_ref()), (RefundStatus::Succeeded, Some(&refund.amount)));
        prop_assert_eq!(entry.reference.as_deref(), Some(external_id.as_str()));
        let pending = described(RefundStatus::Pending);
        prop_assert_eq!(pending.refunded, Some(rub(0)));
        prop_assert!(pending.entries.is_empty(), "{:?}", pending.entries);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = merchant().parse_response(&refund(), &responded(status, body.clone()), &CallContext::default()).unwrap().outcome;
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&refund(), &responded(status, body)).unwrap().snapshot;
        prop_assert!(snapshot.is_err());
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
        ORDER
    );
}

#[test]
fn strange_bodies_are_unknown_and_asked_about() {
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
            assert_eq!(outcome.status, RefundStatus::Unknown, "{status}");
            assert_eq!(
                outcome.next_action,
                NextAction::QueryStatus,
                "{status}: {outcome:?}"
            );
        }
        let limited = merchant()
            .parse_response(&refund(), &responded(429, body), &CallContext::default())
            .unwrap()
            .outcome;
        assert_eq!(
            (limited.status, limited.next_action),
            (RefundStatus::Declined, NextAction::StartNew)
        );
    }
}

#[test]
fn only_a_confirmed_auto_refund_replays() {
    let config = SberbankGatewayConfig::default();
    let unconfirmed = SberbankGateway::new(config, credentials()).unwrap();
    let replay = |merchant: &SberbankGateway, method| {
        let refund = SberbankGatewayRefund { method, ..refund() };
        merchant.profile(&refund).replay
    };
    let automatic = SberbankMethod::AutoRefund;
    assert_ne!(replay(&unconfirmed, automatic), Idempotency::SameResponse);
    assert_eq!(replay(&merchant(), automatic), Idempotency::SameResponse);
    assert_eq!(
        replay(&unconfirmed, SberbankMethod::Refund),
        Idempotency::SameResponse
    );
}

#[test]
fn silence_leads_to_a_question_even_where_the_key_replays() {
    for method in [SberbankMethod::AutoRefund, SberbankMethod::Refund] {
        let refund = SberbankGatewayRefund { method, ..refund() };
        let lost = merchant()
            .parse_response(&refund, &SendResult::Lost, &CallContext::default())
            .unwrap()
            .outcome;
        assert_eq!(
            (lost.status, lost.next_action),
            (RefundStatus::Unknown, NextAction::QueryStatus)
        );
    }
}

#[test]
fn a_notice_leads_to_a_question_alone() {
    let update = update(10_000, RefundStatus::Succeeded, Some("return-1"));
    let webhook = ReceivedRequest::from(
        server()
            .build_webhook("https://shop.example/hook", &update, None, &ambient())
            .unwrap(),
    );
    let notice = merchant()
        .parse_notice(&webhook)
        .unwrap()
        .notice;
    assert_eq!(
        (notice.payment_id.as_deref(), notice.provider_type.as_str()),
        (Some(ORDER), "refunded")
    );
    assert_eq!(notice.acknowledgement.status, 200);
    let empty = ReceivedRequest {
        body: b"{}".to_vec(),
        ..webhook
    };
    assert_eq!(
        merchant()
            .parse_notice(&empty)
            .unwrap_err()
            .reply
            .status,
        400
    );
}

#[test]
fn nothing_is_announced_before_it_is_decided() {
    for status in [
        RefundStatus::Pending,
        RefundStatus::Unknown,
        RefundStatus::Reversed,
    ] {
        let update = update(10_000, status, None);
        let built = server().build_webhook("https://shop.example/hook", &update, None, &ambient());
        assert_eq!(refusal(built), "invalid_field status", "{status:?}");
    }
}
