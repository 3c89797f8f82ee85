//! What the caller got wrong: named with its field before anything is built.

use super::{
    config, credentials, form_merchant, good, merchant, param, part, refund, server, server_with,
};
use crate::providers::strategies::refusal;
use refundkit::providers::themap::{
    TheMapEncoding, TheMapGood, TheMapGoodsPrice, TheMapSplit, TheMapSupplier,
};
use refundkit::{
    CallContext, Endpoint, Money, SendResult, TheMap, TheMapConfig, TheMapCredentials, TheMapRefund,
};
use refundkit_tests::with;

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut TheMapRefund)| {
        let mut refund = refund();
        change(&mut refund);
        let refused = refusal(merchant().build_request(&refund, &CallContext::default()));
        assert_eq!(
            refusal(form_merchant().build_request(&refund, &CallContext::default())),
            refused
        );
        refused
    };
    let read = |change: fn(&mut TheMapRefund)| {
        let mut refund = refund();
        change(&mut refund);
        refusal(merchant().parse_response(&refund, &SendResult::Lost, &CallContext::default()))
    };
    assert_eq!(
        read(|refund| refund.map_order_id.clear()),
        "missing_field refund.mapOrderId"
    );
    assert_eq!(
        read(|refund| refund.amount = Money::new(0, "RUB")),
        "invalid_amount refund.amount.minorUnits"
    );
    // The account may have changed since the refund was sent.
    let changed = read(|refund| refund.amount = Money::new(300, "USD"));
    assert!(changed.starts_with("accepted"), "{changed}");
    assert_eq!(
        built(|refund| refund.map_order_id.clear()),
        "missing_field refund.mapOrderId"
    );
    assert_eq!(
        built(|refund| refund.map_order_id = "x".repeat(51)),
        "invalid_field refund.mapOrderId"
    );
    assert_eq!(
        built(|refund| refund.map_order_id = "a\nb".into()),
        "invalid_field refund.mapOrderId"
    );
    assert_eq!(
        built(|refund| refund.merchant_order_id = " ".into()),
        "missing_field refund.merchantOrderId"
    );
    assert_eq!(
        built(|refund| refund.merchant_order_id = "x".repeat(51)),
        "invalid_field refund.merchantOrderId"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(0, "RUB")),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(-5, "RUB")),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(1 << 53, "RUB")),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(300, "USD")),
        "invalid_currency refund.amount.currency"
    );
    assert_eq!(
        built(|refund| refund.params = vec![param("", "one")]),
        "missing_field refund.params[0].name"
    );
    assert_eq!(
        built(|refund| refund.params = vec![param("a", "x\u{1}")]),
        "invalid_field refund.params[0].value"
    );
    assert_eq!(
        built(|refund| refund.params = vec![param("a", "1"), param("b", "2"), param("a", "3")]),
        "duplicate_field refund.params[2].name"
    );
}

#[test]
fn parts_must_add_up_and_be_exact() {
    let split = |split| {
        refusal(
            merchant().build_request(&TheMapRefund { split, ..refund() }, &CallContext::default()),
        )
    };
    assert_eq!(
        split(vec![part(150, "10"), part(149, "10")]),
        "sum_mismatch refund.split"
    );
    assert_eq!(
        split(vec![part(301, "10"), part(-1, "10")]),
        "invalid_amount refund.split[1].minorUnits"
    );
    assert_eq!(
        split(vec![part(i64::MAX, "10"), part(300, "10")]),
        "invalid_amount refund.split[0].minorUnits"
    );
    assert_eq!(
        split(vec![TheMapSplit {
            terminal_id: 0,
            ..part(300, "10")
        }]),
        "invalid_field refund.split[0].terminalId"
    );
    assert_eq!(
        split(vec![TheMapSplit {
            purpose: "".into(),
            ..part(300, "10")
        }]),
        "missing_field refund.split[0].purpose"
    );
    for fee in [
        "",
        "-1",
        "+1",
        "01",
        "1.",
        ".5",
        "1e1",
        "1,5",
        "NaN",
        "10 ",
        "٣",
        &"1".repeat(41),
    ] {
        assert_eq!(
            split(vec![part(300, fee)]),
            "invalid_field refund.split[0].fee",
            "{fee}"
        );
    }
    let goods = |goods| {
        refusal(
            merchant().build_request(&TheMapRefund { goods, ..refund() }, &CallContext::default()),
        )
    };
    assert_eq!(
        goods(vec![good(150), good(149)]),
        "sum_mismatch refund.goods"
    );
    assert_eq!(
        goods(vec![good(300), good(0)]),
        "invalid_amount refund.goods[1].price"
    );
    assert_eq!(
        goods(vec![TheMapGood {
            name: "a\tb".into(),
            ..good(300)
        }]),
        "invalid_field refund.goods[0].name"
    );
    assert_eq!(
        goods(vec![TheMapGood {
            tax: Some(-1),
            ..good(300)
        }]),
        "invalid_field refund.goods[0].tax"
    );
    for (extra, refused) in [
        (r#"{"price":"1"}"#, "duplicate_field refund.goods[0].extra"),
        (r#"{"a":1,"a":2}"#, "duplicate_field refund.goods[0].extra"),
        ("[1]", "invalid_field refund.goods[0].extra"),
    ] {
        let good = TheMapGood {
            extra: Some(extra.into()),
            ..good(300)
        };
        assert_eq!(goods(vec![good]), refused);
    }
    let supplied = |supplier| {
        goods(vec![TheMapGood {
            supplier: Some(supplier),
            ..good(300)
        }])
    };
    assert_eq!(
        supplied(TheMapSupplier::default()),
        "missing_field refund.goods[0].supplier"
    );
    assert_eq!(
        supplied(TheMapSupplier {
            phone_numbers: vec!["+7".into(), "".into()],
            ..TheMapSupplier::default()
        }),
        "missing_field refund.goods[0].supplier.phoneNumbers[1]"
    );
}

#[test]
fn goods_need_the_unit_of_their_price() {
    let config = with!(config(TheMapEncoding::Json), goods_price = None);
    let unsure = TheMap::new(config, credentials()).unwrap();
    let with_goods = TheMapRefund {
        goods: vec![good(300)],
        ..refund()
    };
    assert_eq!(
        refusal(unsure.build_request(&with_goods, &CallContext::default())),
        "missing_field config.goodsPrice"
    );
    assert!(
        unsure
            .build_request(&refund(), &CallContext::default())
            .is_ok()
    );
    let request = merchant()
        .build_request(&with_goods, &CallContext::default())
        .unwrap();
    let error = server_with(None, None)
        .parse_request(&request.clone().into(), &CallContext::default())
        .unwrap_err();
    assert_eq!(error.error.field(), "config.goodsPrice");
    let error = server_with(Some(TheMapGoodsPrice::Kopecks), None)
        .parse_request(&request.into(), &CallContext::default())
        .unwrap_err();
    assert_eq!(error.error.field(), "goods.price");
}

#[test]
fn the_form_has_no_escape_for_semicolon_and_equals_sign() {
    let with = |name: &str, value: &str| TheMapRefund {
        params: vec![param("a", "1"), param(name, value)],
        ..refund()
    };
    for (name, value, field) in [
        ("b;c", "2", "invalid_field refund.params[1].name"),
        ("b=c", "2", "invalid_field refund.params[1].name"),
        ("b", "2;c=3", "invalid_field refund.params[1].value"),
        ("b", "2=", "invalid_field refund.params[1].value"),
    ] {
        assert_eq!(
            refusal(form_merchant().build_request(&with(name, value), &CallContext::default())),
            field
        );
        let request = merchant()
            .build_request(&with(name, value), &CallContext::default())
            .unwrap();
        assert!(
            server()
                .parse_request(&request.into(), &CallContext::default())
                .unwrap()
                .is_of(&with(name, value))
        );
    }
}

#[test]
fn hosts_and_keys_are_checked_when_the_provider_is_made() {
    let made = |change: fn(&mut TheMapConfig, &mut TheMapCredentials)| {
        let (mut config, mut credentials) = (config(TheMapEncoding::Json), credentials());
        change(&mut config, &mut credentials);
        refusal(TheMap::new(config, credentials))
    };
    assert_eq!(
        made(|config, _| config.endpoint = Endpoint::Live),
        "invalid_host config.endpoint"
    );
    assert_eq!(
        refusal(TheMap::new(TheMapConfig::default(), credentials())),
        "invalid_host config.endpoint"
    );
    let plain = |config: &mut TheMapConfig, _: &mut _| {
        config.endpoint = Endpoint::Custom("http://a.example".into())
    };
    assert_eq!(made(plain), "invalid_host config.endpoint");
    assert_eq!(
        made(|config, _| config.currency = "RUR".into()),
        "invalid_currency config.currency"
    );
    assert_eq!(
        made(|_, keys| keys.key = "".into()),
        "missing_field credentials.key"
    );
    assert_eq!(
        made(|_, keys| keys.key = "key\n".into()),
        "invalid_field credentials.key"
    );
    assert_eq!(
        made(|_, keys| keys.signing_key = Some("".into())),
        "missing_field credentials.signingKey"
    );
}

#[test]
fn the_account_may_have_another_currency() {
    let config = with!(config(TheMapEncoding::Json), currency = "KZT".into());
    let merchant = TheMap::new(config, credentials()).unwrap();
    assert_eq!(
        refusal(merchant.build_request(&refund(), &CallContext::default())),
        "invalid_currency refund.amount.currency"
    );
    assert!(
        merchant
            .build_request(
                &TheMapRefund {
                    amount: Money::new(300, "KZT"),
                    ..refund()
                },
                &CallContext::default()
            )
            .is_ok()
    );
}
