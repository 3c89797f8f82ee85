//! The legacy gateway: round trips, refusals, and refunds that must not be taken for each other.

mod callbacks;
mod preconditions;
mod refusals;

use super::{ORDER, amounts, extras, methods, priced, rub, update};
use crate::providers::strategies::{ambient, id, line, refusal, responded, strange_bodies};
use proptest::prelude::*;
use refundkit::kit::RsaHash;
use refundkit::providers::sberbank::{SberbankLegacyItem, SberbankQuantity};
use refundkit::server::{
    RefundReply, SberbankLegacyServer, SberbankLegacyServerConfig, SberbankLegacyServerCredentials,
};
use refundkit::{
    CallContext, EventKind, Header, HttpMethod, NextAction, ReceivedRequest, RefundStatus,
    Rejection, SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials,
    SberbankLegacyRefund, SberbankMethod, SendResult,
};
use refundkit_tests::with;

const KEY: &str = include_str!("../../keys/provider_pkcs8.pem");
const PUBLIC_KEY: &str = include_str!("../../keys/provider_public.pem");
const HOOK: &str = "https://shop.example/callback";

fn credentials() -> SberbankLegacyCredentials {
    SberbankLegacyCredentials {
        callback_tokens: vec!["callback-token".into()],
        callback_keys: vec![PUBLIC_KEY.into()],
        ..SberbankLegacyCredentials::with_password("login", "qwe?rt%y")
    }
}

fn merchant() -> SberbankLegacy {
    SberbankLegacy::new(SberbankLegacyConfig::default(), credentials()).unwrap()
}

pub(super) fn server_credentials() -> SberbankLegacyServerCredentials {
    SberbankLegacyServerCredentials {
        callback_token: Some("callback-token".into()),
        ..SberbankLegacyServerCredentials::with_password("login", "qwe?rt%y")
    }
}

fn server() -> SberbankLegacyServer {
    SberbankLegacyServer::new(SberbankLegacyServerConfig::default(), server_credentials()).unwrap()
}

fn refund() -> SberbankLegacyRefund {
    SberbankLegacyRefund {
        method: SberbankMethod::Refund,
        order_id: ORDER.into(),
        amount: rub(3000),
        refund_items: Vec::new(),
        expected_deposited_amount: None,
        external_refund_id: Some("return-1".into()),
        language: None,
    }
}

fn item() -> SberbankLegacyItem {
    SberbankLegacyItem {
        position_id: 1,
        name: Some("Товар".into()),
        quantity: SberbankQuantity {
            thousandths: 3000,
            measure: Some("шт".into()),
        },
        item_amount: Some(3000),
        item_price: Some(1000),
        item_code: Some("NM-1".into()),
        extra: None,
    }
}

fn items() -> impl Strategy<Value = Vec<SberbankLegacyItem>> {
    let item = (
        1..=999_999_999_999_i64,
        prop::option::of(line()),
        priced(),
        prop::option::of(id()),
        extras(),
        0..3_u8,
    );
    let item = item.prop_map(
        |(position_id, name, (quantity, price, whole), item_code, extra, shown)| {
            let (item_amount, item_price) = [
                (Some(whole), Some(price)),
                (Some(whole), None),
                (None, Some(price)),
            ][shown as usize];
            (
                SberbankLegacyItem {
                    position_id,
                    name,
                    quantity,
                    item_amount,
                    item_price,
                    item_code,
                    extra,
                },
                whole,
            )
        },
    );
    prop::collection::vec(item, 1..4).prop_map(|items| {
        items
            .into_iter()
            .map(|(item, _)| item)
            .collect()
    })
}

fn cost(items: &[SberbankLegacyItem]) -> i64 {
    let whole = |item: &SberbankLegacyItem| {
        item.item_amount
            .unwrap_or_else(|| item.item_price.unwrap() * item.quantity.thousandths / 1000)
    };
    items.iter().map(whole).sum()
}

fn refunds() -> impl Strategy<Value = SberbankLegacyRefund> {
    let cart = prop_oneof![
        amounts().prop_map(|amount| (amount, Vec::new())),
        items().prop_map(|items| (cost(&items), items))
    ];
    (
        methods(),
        cart,
        prop::option::of(id()),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(method, (amount, refund_items), external_id, with_precondition, language)| {
                let only_in_refund = method == SberbankMethod::Refund;
                SberbankLegacyRefund {
                    method,
                    amount: rub(amount),
                    refund_items,
                    expected_deposited_amount: (only_in_refund && with_precondition)
                        .then_some(amount),
                    external_refund_id: external_id.filter(|_| only_in_refund),
                    language: language.then(|| "en".into()),
                    ..refund()
                }
            },
        )
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        let request = merchant().build_request(&refund, &CallContext::default()).unwrap();
        prop_assert_eq!(request.method, HttpMethod::Post);
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
            (RefundStatus::Unknown, NextAction::QueryStatus),
        ] {
            let update = update(refund.amount.minor_units, status, None);
            let response = server().build_response(&call, &RefundReply::Accepted(update), None, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
            prop_assert_eq!((outcome.status, outcome.next_action, outcome.amount), (status, next_action, None));
        }
    }

    #[test]
    fn a_refusal_keeps_its_words(code in "[0-9]{1,3}", message in line()) {
        let call = server().parse_request(&merchant().build_request(&refund(), &CallContext::default()).unwrap().into(), &CallContext::default()).unwrap();
        let reply = RefundReply::Refused { http_status: 200, code: code.clone(), message: message.clone() };
        let response = server().build_response(&call, &reply, None, &ambient()).unwrap();
        let outcome = merchant().parse_response(&refund(), &response.into(), &CallContext::default()).unwrap().outcome;
        prop_assert_eq!((outcome.code, outcome.message), (Some(code), Some(message)));
    }

    #[test]
    fn a_callback_and_a_status_say_the_same(amount in amounts(), external_id in id(), get in any::<bool>(), rsa in any::<bool>()) {
        let refund = SberbankLegacyRefund {
            amount: rub(amount),
            external_refund_id: Some(external_id.clone()),
            ..refund()
        };
        let update = update(amount, RefundStatus::Succeeded, Some(&external_id));
        let callback_method = if get { HttpMethod::Get } else { HttpMethod::Post };
        let config = with!(SberbankLegacyServerConfig::default(), callback_method = callback_method);
        let keys = SberbankLegacyServerCredentials { callback_token: None, callback_key: Some(KEY.into()), ..server_credentials() };
        let server = SberbankLegacyServer::new(config, if rsa { keys } else { server_credentials() }).unwrap();
        let webhook = server.build_webhook(HOOK, &update, None, &ambient()).unwrap();
        prop_assert_eq!(webhook.method, callback_method);
        let text = webhook.body.as_deref().unwrap_or(&webhook.url);
        prop_assert_eq!(text.contains("&sign_alias=SHA-512%20with%20RSA&"), rsa, "{}", text);
        let event = merchant().parse_webhook(&webhook.into()).unwrap().event;
        let response = server.build_status_response(&update.payment, None, &ambient()).unwrap();
        let snapshot = merchant().parse_status_response(&refund, &response.into()).unwrap().snapshot.unwrap();
        prop_assert_eq!((event.kind, event.payment_id.as_deref()), (EventKind::Refund, Some(ORDER)));
        let [entry] = &event.entries[..] else {
            panic!("one refund is reported: {event:?}")
        };
        prop_assert_eq!((entry.status, entry.reference.as_deref()), (RefundStatus::Succeeded, Some(external_id.as_str())));
        prop_assert_eq!(snapshot.payment_id.as_deref(), Some(ORDER));
        prop_assert_eq!(snapshot.refunded.as_ref(), Some(&refund.amount));
    }

    #[test]
    fn a_changed_callback_is_no_event(position in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let update = update(3000, RefundStatus::Succeeded, Some("return-1"));
        let webhook = ReceivedRequest::from(server().build_webhook(HOOK, &update, None, &ambient()).unwrap());
        let before = merchant().parse_webhook(&webhook).unwrap().event;
        let mut changed = webhook.clone();
        let index = position.index(changed.body.len());
        changed.body[index] = byte;
        // Escapes and hex have two spellings of one value: what still verifies must say the same.
        match merchant().parse_webhook(&changed) {
            Ok(parsed) => prop_assert_eq!(parsed.event, before),
            Err(refused) => prop_assert_eq!(refused.reply.status, 401),
        }
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
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 429, 500, 503] {
            let outcome = merchant()
                .parse_response(
                    &refund(),
                    &responded(status, body.clone()),
                    &CallContext::default(),
                )
                .unwrap()
                .outcome;
            assert_eq!(
                (outcome.status, outcome.next_action),
                (RefundStatus::Unknown, NextAction::QueryStatus),
                "{status}"
            );
        }
    }
}

#[test]
fn nothing_printed_holds_a_secret() {
    let request = merchant()
        .build_request(&refund(), &CallContext::default())
        .unwrap();
    let received = ReceivedRequest::from(request.clone());
    let secrets = (credentials(), server_credentials());
    let printed = format!(
        "{:?} {:?} {secrets:?} {request:?} {received:?}",
        merchant(),
        server()
    );
    for secret in ["qwe", "callback-token"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
