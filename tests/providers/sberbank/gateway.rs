//! The new gateway: round trips, refusals, and refunds that must not be taken for each other.

use super::{ORDER, amounts, extras, methods, priced, rub, update};
use crate::providers::strategies::{ambient, answered, line, refusal, strange_bodies};
use proptest::prelude::*;
use refundkit::{
    Answer, AsksStatus, Baseline, BuildsRequests, HttpMethod, Money, NextStep, Provider,
    ReadsNotices, ReadsStatus, ReceivedRequest, RefundReply, RefundStatus, Refunds, Rejection,
    SberbankAmountField, SberbankGateway, SberbankGatewayCall, SberbankGatewayConfig,
    SberbankGatewayCredentials, SberbankGatewayItem, SberbankGatewayRefund, SberbankGatewayServer,
    SberbankGatewayServerConfig, SberbankMethod, SberbankOrderBundle, SberbankQuantity,
    SendsWebhooks, ServesRefunds, ServesStatus,
};

fn credentials() -> SberbankGatewayCredentials {
    SberbankGatewayCredentials {
        user_name: "testUserName".into(),
        password: "test\"Password".into(),
    }
}

fn merchant_with(auto_refund_amount: SberbankAmountField) -> SberbankGateway {
    let config = SberbankGatewayConfig {
        auto_refund_amount,
        ..SberbankGatewayConfig::default()
    };
    SberbankGateway::new(config, credentials()).unwrap()
}

fn merchant() -> SberbankGateway {
    merchant_with(SberbankAmountField::CompositeAmount)
}

fn server() -> SberbankGatewayServer {
    let SberbankGatewayCredentials {
        user_name,
        password,
    } = credentials();
    let credentials = SberbankGatewayCredentials {
        user_name,
        password,
    };
    SberbankGatewayServer::new(SberbankGatewayServerConfig::default(), credentials).unwrap()
}

fn refund() -> SberbankGatewayRefund {
    SberbankGatewayRefund {
        method: SberbankMethod::AutoRefund,
        order_id: ORDER.into(),
        amount: rub(10_000),
        external_refund_id: "return-1".into(),
        order_bundle: None,
        language: None,
        baseline: None,
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
            let whole = items.iter().map(|item| item.item_amount).sum();
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
                bundle.items.iter().map(|item| item.item_amount).sum(),
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
        let request = merchant_with(field).build_request(&refund).unwrap();
        prop_assert_eq!(request.method, HttpMethod::Post);
        prop_assert_eq!(&request, &merchant_with(field).build_request(&refund).unwrap());
        let call = server().parse_request(&request.into()).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds()) {
        let call = server().parse_request(&merchant().build_request(&refund).unwrap().into()).unwrap();
        for (status, next_step) in [
            (RefundStatus::Succeeded, NextStep::Done),
            (RefundStatus::Pending, NextStep::Wait),
            (RefundStatus::Declined, NextStep::Stop),
            (RefundStatus::Unknown, NextStep::Ask),
        ] {
            let update = update(refund.amount.minor_units, status, Some(&refund.external_refund_id));
            let answer = server().build_response(&call, &RefundReply::Accepted(update), &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &answer.into()).unwrap();
            prop_assert_eq!((outcome.status, outcome.next_step, outcome.amount), (status, next_step, None));
        }
    }

    #[test]
    fn a_status_tells_our_refund_by_its_id(refund in refunds()) {
        let resolved = |external_id: &str, status| {
            let update = update(refund.amount.minor_units, status, Some(external_id));
            let answer = server().build_status_response(&update.payment, &ambient()).unwrap();
            let snapshot = merchant().parse_status_response(&refund, &answer.into()).unwrap();
            merchant().resolve(&refund, &snapshot).unwrap()
        };
        let ours = resolved(&refund.external_refund_id, RefundStatus::Succeeded);
        prop_assert_eq!((ours.status, ours.amount.as_ref()), (RefundStatus::Succeeded, Some(&refund.amount)));
        let pending = resolved(&refund.external_refund_id, RefundStatus::Pending);
        prop_assert_eq!((pending.status, pending.next_step), (RefundStatus::Unknown, NextStep::RetrySame));
        let another = resolved("another one, not ours", RefundStatus::Succeeded);
        prop_assert_eq!((another.status, another.next_step), (RefundStatus::Unknown, NextStep::RetrySame));
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = merchant().parse_response(&refund(), &answered(status, body.clone())).unwrap();
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
        let snapshot = merchant().parse_status_response(&refund(), &answered(status, body)).unwrap();
        prop_assert!(snapshot.problem.is_some());
    }
}

#[test]
fn a_status_query_reaches_its_order() {
    let request = merchant().build_status_request(&refund()).unwrap();
    assert_eq!(
        server()
            .parse_status_request(&request.into())
            .unwrap()
            .payment,
        ORDER
    );
}

#[test]
fn strange_bodies_are_unknown_and_may_be_sent_again() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 500, 503] {
            let outcome = merchant()
                .parse_response(&refund(), &answered(status, body.clone()))
                .unwrap();
            assert_eq!(outcome.status, RefundStatus::Unknown, "{status}");
            assert!(
                matches!(outcome.next_step, NextStep::RetrySame | NextStep::Ask),
                "{status}: {outcome:?}"
            );
        }
        let limited = merchant()
            .parse_response(&refund(), &answered(429, body))
            .unwrap();
        assert_eq!(
            (limited.status, limited.next_step),
            (RefundStatus::Declined, NextStep::RetrySame)
        );
    }
}

#[test]
fn silence_leads_to_the_same_bytes() {
    for method in [SberbankMethod::AutoRefund, SberbankMethod::Refund] {
        let refund = SberbankGatewayRefund { method, ..refund() };
        let lost = merchant().parse_response(&refund, &Answer::Lost).unwrap();
        assert_eq!(
            (lost.status, lost.next_step),
            (RefundStatus::Unknown, NextStep::RetrySame)
        );
    }
}

#[test]
fn a_notice_leads_to_a_question_alone() {
    let update = update(10_000, RefundStatus::Succeeded, Some("return-1"));
    let webhook = ReceivedRequest::from(
        server()
            .build_webhook("https://shop.example/hook", &update, &ambient())
            .unwrap(),
    );
    let notice = merchant().parse_notice(&webhook).unwrap();
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
        merchant().parse_notice(&empty).unwrap_err().reply.status,
        400
    );
}

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut SberbankGatewayRefund)| {
        let mut refund = refund();
        change(&mut refund);
        refusal(merchant().build_request(&refund))
    };
    assert_eq!(
        built(|refund| refund.order_id.clear()),
        "missing_field orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "2003".into()),
        "invalid_field orderId"
    );
    assert_eq!(
        built(|refund| refund.amount = rub(0)),
        "invalid_amount amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = rub(1_000_000_000_000)),
        "invalid_amount amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(1, "USD")),
        "invalid_currency amount.currency"
    );
    assert_eq!(
        built(|refund| refund.baseline = Some(Baseline {
            remaining: Some(2999),
            ..Baseline::default()
        })),
        "invalid_amount amount"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id.clear()),
        "missing_field externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = "x".repeat(37)),
        "invalid_field externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = "a\nb".into()),
        "invalid_field externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.language = Some("RU".into())),
        "invalid_field language"
    );
}

#[test]
fn carts_must_add_up() {
    let built = |change: fn(&mut SberbankOrderBundle)| {
        let mut bundle = bundle(vec![item()]);
        change(&mut bundle);
        refusal(merchant().build_request(&SberbankGatewayRefund {
            order_bundle: Some(bundle),
            ..refund()
        }))
    };
    assert!(built(|_| ()).starts_with("accepted"));
    assert_eq!(
        built(|bundle| bundle.items.clear()),
        "missing_field orderBundle.items"
    );
    assert_eq!(
        built(|bundle| bundle.total = Some(9999)),
        "sum_mismatch orderBundle.total"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_amount = 9999),
        "sum_mismatch orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].quantity.thousandths = 401),
        "sum_mismatch orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items.push(SberbankGatewayItem {
            item_code: "125".into(),
            ..item()
        })),
        "sum_mismatch orderBundle.items"
    );
    assert_eq!(
        built(|bundle| bundle.items.push(item())),
        "duplicate_field orderBundle.items[1].itemCode"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_price = 4_294_967_201),
        "invalid_amount orderBundle.items[0].itemPrice"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_price = 4_294_967_200),
        "sum_mismatch orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].position_id = 0),
        "invalid_field orderBundle.items[0].positionId"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].name = "x".repeat(101)),
        "invalid_field orderBundle.items[0].name"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].quantity.thousandths = 100_000_000),
        "invalid_field orderBundle.items[0].quantity.thousandths"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].tax_type = -1),
        "invalid_field orderBundle.items[0].taxType"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].extra = Some(r#"{"tax":{}}"#.into())),
        "duplicate_field orderBundle.items[0].extra"
    );
    assert_eq!(
        built(|bundle| bundle.extra = Some(r#"{"total":1}"#.into())),
        "duplicate_field orderBundle.extra"
    );
    assert_eq!(
        built(|bundle| bundle.extra = Some("{".into())),
        "invalid_field orderBundle.extra"
    );
}

fn post(path: &str, body: &str) -> ReceivedRequest {
    let url = format!("/ecomm/gw/partner/api/v1/{path}");
    ReceivedRequest {
        method: HttpMethod::Post,
        url,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    }
}

const LOGIN: &str = r#""userName":"testUserName","password":"test\"Password""#;

fn read(path: &str, rest: &str) -> Result<SberbankGatewayCall, Rejection> {
    server().parse_request(&post(
        path,
        &format!("{{{LOGIN},\"orderId\":\"{ORDER}\",{rest}}}"),
    ))
}

#[test]
fn requests_are_read_in_every_spelling() {
    for (path, amount) in [
        ("refund.do", r#""amount":14900"#),
        (
            "refund.do",
            r#""amount":"14900","surprise":{"a":[1]},"currency":"643""#,
        ),
        ("autoRefund", r#""compositeAmount":14900"#),
        ("autoRefund.do", r#""amount":"14900""#),
        ("autoRefund", r#""amount":14900,"compositeAmount":14900"#),
    ] {
        assert_eq!(
            read(path, amount).unwrap().order.amount,
            Some(rub(14_900)),
            "{path} {amount}"
        );
    }
}

#[test]
fn unreadable_requests_get_the_documented_codes() {
    let code = |read: Result<SberbankGatewayCall, Rejection>| {
        let reply = read.unwrap_err().reply;
        let body = String::from_utf8(reply.body).unwrap();
        format!(
            "{} {}",
            reply.status,
            body.split('"').nth(3).unwrap_or_default()
        )
    };
    for amount in [
        r#""a":1"#,
        r#""amount":0"#,
        r#""amount":-1"#,
        r#""amount":1.5"#,
        r#""amount":1000000000000"#,
    ] {
        assert_eq!(code(read("refund.do", amount)), "200 5", "{amount}");
    }
    assert_eq!(
        code(read("autoRefund", r#""amount":1,"compositeAmount":2"#)),
        "200 5"
    );
    assert_eq!(code(read("refund.do", r#""compositeAmount":1"#)), "200 5");
    assert_eq!(
        code(read("refund.do", r#""amount":1,"orderBundle":{}"#)),
        "200 8"
    );
    assert_eq!(code(read("reverse.do", r#""amount":1"#)), "404 ");
    assert_eq!(
        code(server().parse_request(&post("refund.do", "userName=testUserName"))),
        "200 5"
    );
    assert_eq!(
        code(server().parse_request(&post("refund.do", &format!("{{{LOGIN},\"amount\":1}}")))),
        "200 4"
    );
    let get = ReceivedRequest {
        method: HttpMethod::Get,
        ..post("refund.do", "")
    };
    assert_eq!(code(server().parse_request(&get)), "405 ");
}

#[test]
fn only_the_merchant_is_served() {
    for login in [
        r#""a":1"#,
        r#""userName":"testUserName""#,
        r#""userName":"testUserName","password":"other""#,
        r#""userName":"other","password":"test\"Password""#,
    ] {
        let request = post(
            "refund.do",
            &format!("{{{login},\"orderId\":\"{ORDER}\",\"amount\":1}}"),
        );
        let refused = server().parse_request(&request).unwrap_err();
        assert_eq!(
            (refused.error.code(), refused.reply.status),
            ("unauthorized", 200),
            "{login}"
        );
    }
}

#[test]
fn a_status_query_names_one_order() {
    let asked = |rest: &str| {
        let request = post("getOrderStatusExtended.do", &format!("{{{LOGIN}{rest}}}"));
        server()
            .parse_status_request(&request)
            .map(|call| call.payment)
    };
    assert_eq!(asked(r#","orderNumber":"2003""#).unwrap(), "2003");
    assert_eq!(
        refusal(asked(&format!(
            ",\"orderNumber\":\"2003\",\"orderId\":\"{ORDER}\""
        ))),
        "invalid_message orderId"
    );
    assert_eq!(refusal(asked("")), "invalid_message orderId");
}

#[test]
fn credentials_are_checked_when_the_provider_is_made() {
    let made = |change: fn(&mut SberbankGatewayCredentials)| {
        let mut credentials = credentials();
        change(&mut credentials);
        refusal(SberbankGateway::new(
            SberbankGatewayConfig::default(),
            credentials,
        ))
    };
    assert_eq!(
        made(|keys| keys.user_name = "a b".into()),
        "invalid_field credentials.userName"
    );
    assert_eq!(
        made(|keys| keys.password = "x".repeat(31).into()),
        "invalid_field credentials.password"
    );
    assert_eq!(
        made(|keys| keys.password = "secret\n".into()),
        "invalid_field credentials.password"
    );
    let config = SberbankGatewayConfig {
        currency: "rub".into(),
        ..SberbankGatewayConfig::default()
    };
    assert_eq!(
        refusal(SberbankGateway::new(config, credentials())),
        "invalid_currency config.currency"
    );
}

#[test]
fn nothing_printed_holds_a_secret() {
    let request = merchant().build_request(&refund()).unwrap();
    let received = ReceivedRequest::from(request.clone());
    let printed = format!(
        "{:?} {:?} {:?} {request:?} {received:?}",
        merchant(),
        server(),
        credentials()
    );
    assert!(!printed.contains("Password"), "{printed}");
    let echo = answered(
        200,
        r#"{"errorCode":"5","errorMessage":"test\"Password is wrong"}"#,
    );
    assert_eq!(
        merchant()
            .parse_response(&refund(), &echo)
            .unwrap()
            .message
            .as_deref(),
        Some("*** is wrong")
    );
}
