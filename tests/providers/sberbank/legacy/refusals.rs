//! What our caller may not ask the legacy gateway for.

use super::super::rub;
use super::{credentials, item, merchant, refund};
use crate::providers::strategies::refusal;
use refundkit::providers::sberbank::{SberbankLegacyItem, SberbankQuantity};
use refundkit::{
    CallContext, Endpoint, Money, SberbankLegacy, SberbankLegacyConfig, SberbankLegacyCredentials,
    SberbankLegacyRefund, SberbankMethod,
};

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut SberbankLegacyRefund)| {
        let mut refund = refund();
        change(&mut refund);
        refusal(merchant().build_request(&refund, &CallContext::default()))
    };
    assert_eq!(
        built(|refund| refund.order_id.clear()),
        "missing_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "2003".into()),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id.push('0')),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund
            .order_id
            .replace_range(..1, "\n")),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.amount = rub(0)),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = rub(-5)),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = rub(1_000_000_000_000)),
        "invalid_amount refund.amount.minorUnits"
    );
    assert_eq!(
        built(|refund| refund.amount = Money::new(1, "USD")),
        "invalid_currency refund.amount.currency"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = Some(String::new())),
        "missing_field refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = Some("x".repeat(33))),
        "invalid_field refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.method = SberbankMethod::AutoRefund),
        "unsupported refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.expected_deposited_amount = Some(2999)),
        "invalid_amount refund.expectedDepositedAmount"
    );
    assert_eq!(
        built(|refund| refund.expected_deposited_amount = Some(1_000_000_000_000)),
        "invalid_amount refund.expectedDepositedAmount"
    );
    assert_eq!(
        built(|refund| {
            refund.method = SberbankMethod::AutoRefund;
            refund.expected_deposited_amount = Some(3000);
        }),
        "unsupported refund.expectedDepositedAmount"
    );
    for language in ["", "r", "rus", "r1", "ру"] {
        let refund = SberbankLegacyRefund {
            language: Some(language.into()),
            ..refund()
        };
        assert_eq!(
            refusal(merchant().build_request(&refund, &CallContext::default())),
            "invalid_field refund.language"
        );
    }
}

#[test]
fn an_auto_refund_takes_all_integers_that_every_language_holds() {
    let automatic = |minor_units| SberbankLegacyRefund {
        method: SberbankMethod::AutoRefund,
        external_refund_id: None,
        amount: rub(minor_units),
        ..refund()
    };
    let request = merchant()
        .build_request(&automatic((1 << 53) - 1), &CallContext::default())
        .unwrap();
    assert!(
        request
            .body
            .unwrap()
            .contains("compositeRefundAmount=9007199254740991")
    );
    assert_eq!(
        refusal(merchant().build_request(&automatic(1 << 53), &CallContext::default())),
        "invalid_amount refund.amount.minorUnits"
    );
}

#[test]
fn carts_must_add_up() {
    let built = |change: fn(&mut SberbankLegacyItem)| {
        let mut item = item();
        change(&mut item);
        refusal(merchant().build_request(
            &SberbankLegacyRefund {
                refund_items: vec![item],
                ..refund()
            },
            &CallContext::default(),
        ))
    };
    assert_eq!(
        built(|item| item.item_amount = Some(2999)),
        "sum_mismatch refund.refundItems[0].itemAmount"
    );
    assert_eq!(
        built(|item| item.quantity.thousandths = 2999),
        "sum_mismatch refund.refundItems[0].itemAmount"
    );
    // 0.5 x 10.01 has no minor units.
    for (item_amount, field) in [(Some(500), "itemAmount"), (None, "itemPrice")] {
        let quantity = SberbankQuantity {
            thousandths: 500,
            ..item().quantity
        };
        let inexact = SberbankLegacyItem {
            quantity,
            item_price: Some(1001),
            item_amount,
            ..item()
        };
        let refund = SberbankLegacyRefund {
            refund_items: vec![inexact],
            amount: rub(500),
            ..refund()
        };
        assert_eq!(
            refusal(merchant().build_request(&refund, &CallContext::default())),
            format!("sum_mismatch refund.refundItems[0].{field}")
        );
    }
    assert_eq!(
        built(|item| item.item_price = Some(-1000)),
        "invalid_amount refund.refundItems[0].itemPrice"
    );
    assert_eq!(
        built(|item| item.item_amount = Some(-1)),
        "invalid_amount refund.refundItems[0].itemAmount"
    );
    assert_eq!(
        built(|item| (item.item_amount, item.item_price) = (Some(2999), None)),
        "sum_mismatch refund.refundItems"
    );
    assert!(
        built(|item| (item.item_amount, item.item_price) = (None, None)).starts_with("accepted")
    );
    assert_eq!(
        built(|item| item.position_id = 0),
        "invalid_field refund.refundItems[0].positionId"
    );
    assert_eq!(
        built(|item| item.name = Some("x".repeat(256))),
        "invalid_field refund.refundItems[0].name"
    );
    assert_eq!(
        built(|item| item.quantity.thousandths = 0),
        "invalid_field refund.refundItems[0].quantity.thousandths"
    );
    assert_eq!(
        built(|item| item.quantity.measure = None),
        "missing_field refund.refundItems[0].quantity.measure"
    );
    assert_eq!(
        built(|item| item.item_code = Some(String::new())),
        "missing_field refund.refundItems[0].itemCode"
    );
    assert_eq!(
        built(|item| item.extra = Some("[1]".into())),
        "invalid_field refund.refundItems[0].extra"
    );
    assert_eq!(
        built(|item| item.extra = Some(r#"{"itemPrice":1}"#.into())),
        "duplicate_field refund.refundItems[0].extra"
    );
    assert_eq!(
        built(|item| item.extra = Some(r#"{"a":1,"a":2}"#.into())),
        "duplicate_field refund.refundItems[0].extra"
    );
}

#[test]
fn credentials_and_configuration_are_checked_when_the_provider_is_made() {
    let made = |change: fn(&mut SberbankLegacyConfig, &mut SberbankLegacyCredentials)| {
        let (mut config, mut credentials) = (SberbankLegacyConfig::default(), credentials());
        change(&mut config, &mut credentials);
        refusal(SberbankLegacy::new(config, credentials))
    };
    assert_eq!(
        made(|_, keys| keys.user_name = Some("".into())),
        "missing_field credentials.userName"
    );
    assert_eq!(
        made(|_, keys| keys.user_name = Some("x".repeat(31).into())),
        "invalid_field credentials.userName"
    );
    assert_eq!(
        made(|_, keys| keys.password = Some("".into())),
        "missing_field credentials.password"
    );
    assert_eq!(
        made(|_, keys| keys.password = Some("secret\n".into())),
        "invalid_field credentials.password"
    );
    assert_eq!(
        made(|_, keys| keys.user_name = None),
        "missing_field credentials.userName"
    );
    assert_eq!(
        made(|_, keys| keys.token = Some("token".into())),
        "invalid_field credentials.token"
    );
    assert_eq!(
        made(|_, keys| keys.password = Some("пароль".into())),
        "invalid_field credentials.password"
    );
    assert_eq!(
        made(|_, keys| keys.callback_tokens.push("".into())),
        "missing_field credentials.callbackTokens[1]"
    );
    assert_eq!(
        made(|_, keys| keys.callback_keys.push("x".into())),
        "invalid_key credentials.callbackKeys[1]"
    );
    assert_eq!(
        made(|config, _| config.currency = "XAU".into()),
        "invalid_currency config.currency"
    );
    assert_eq!(
        made(|config, _| config.endpoint = Endpoint::Custom("http://bank.example".into())),
        "invalid_host config.endpoint"
    );
}

#[test]
fn what_must_be_deposited_has_a_range() {
    for expected in [2_999, 1_000_000_000_000] {
        let refund = SberbankLegacyRefund {
            expected_deposited_amount: Some(expected),
            ..refund()
        };
        let error = merchant()
            .build_request(&refund, &CallContext::default())
            .unwrap_err();
        assert_eq!(
            error.detail(),
            "must be from the refund's amount to 999999999999"
        );
    }
}
