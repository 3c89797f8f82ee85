//! What our caller may not ask the new gateway for, and what is never printed.

use super::*;
use refundkit::CallContext;
use refundkit_tests::with;

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut SberbankGatewayRefund)| {
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
        built(|refund| refund.amount = rub(0)),
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
        built(|refund| refund.external_refund_id.clear()),
        "missing_field refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = "x".repeat(37)),
        "invalid_field refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.external_refund_id = "a\nb".into()),
        "invalid_field refund.externalRefundId"
    );
    assert_eq!(
        built(|refund| refund.language = Some("RU".into())),
        "invalid_field refund.language"
    );
}

#[test]
fn carts_must_add_up() {
    let built = |change: fn(&mut SberbankOrderBundle)| {
        let mut bundle = bundle(vec![item()]);
        change(&mut bundle);
        refusal(merchant().build_request(
            &SberbankGatewayRefund {
                order_bundle: Some(bundle),
                ..refund()
            },
            &CallContext::default(),
        ))
    };
    assert!(built(|_| ()).starts_with("accepted"));
    assert_eq!(
        built(|bundle| bundle.items.clear()),
        "missing_field refund.orderBundle.items"
    );
    assert_eq!(
        built(|bundle| bundle.total = Some(9999)),
        "sum_mismatch refund.orderBundle.total"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_amount = 9999),
        "sum_mismatch refund.orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].quantity.thousandths = 401),
        "sum_mismatch refund.orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items.push(SberbankGatewayItem {
            item_code: "125".into(),
            ..item()
        })),
        "sum_mismatch refund.orderBundle.items"
    );
    assert_eq!(
        built(|bundle| bundle.items.push(item())),
        "duplicate_field refund.orderBundle.items[1].itemCode"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_price = 4_294_967_201),
        "invalid_amount refund.orderBundle.items[0].itemPrice"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].item_price = 4_294_967_200),
        "sum_mismatch refund.orderBundle.items[0].itemAmount"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].position_id = 0),
        "invalid_field refund.orderBundle.items[0].positionId"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].name = "x".repeat(101)),
        "invalid_field refund.orderBundle.items[0].name"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].quantity.thousandths = 100_000_000),
        "invalid_field refund.orderBundle.items[0].quantity.thousandths"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].tax_type = -1),
        "invalid_field refund.orderBundle.items[0].taxType"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].tax_type = 1 << 31),
        "invalid_field refund.orderBundle.items[0].taxType"
    );
    assert_eq!(
        built(|bundle| bundle.items[0].extra = Some(r#"{"tax":{}}"#.into())),
        "duplicate_field refund.orderBundle.items[0].extra"
    );
    assert_eq!(
        built(|bundle| bundle.extra = Some(r#"{"total":1}"#.into())),
        "duplicate_field refund.orderBundle.extra"
    );
    assert_eq!(
        built(|bundle| bundle.extra = Some("{".into())),
        "invalid_field refund.orderBundle.extra"
    );
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
        made(|keys| keys.user_name = Some("a b".into())),
        "invalid_field credentials.userName"
    );
    assert_eq!(
        made(|keys| keys.password = Some("x".repeat(31).into())),
        "invalid_field credentials.password"
    );
    assert_eq!(
        made(|keys| keys.password = Some("secret\n".into())),
        "invalid_field credentials.password"
    );
    assert_eq!(
        made(|keys| keys.user_name = None),
        "missing_field credentials.userName"
    );
    assert_eq!(
        made(|keys| keys.token = Some("token".into())),
        "invalid_field credentials.token"
    );
    let config = with!(SberbankGatewayConfig::default(), currency = "rub".into());
    assert_eq!(
        refusal(SberbankGateway::new(config, credentials())),
        "invalid_currency config.currency"
    );
}

#[test]
fn nothing_printed_holds_a_secret() {
    let request = merchant()
        .build_request(&refund(), &CallContext::default())
        .unwrap();
    let received = ReceivedRequest::from(request.clone());
    let printed = format!(
        "{:?} {:?} {:?} {request:?} {received:?}",
        merchant(),
        server(),
        credentials()
    );
    assert!(!printed.contains("Password"), "{printed}");
    let echo = responded(
        200,
        r#"{"errorCode":"5","errorMessage":"test\"Password is wrong"}"#,
    );
    assert_eq!(
        merchant()
            .parse_response(&refund(), &echo, &CallContext::default())
            .unwrap()
            .outcome
            .message
            .as_deref(),
        Some("*** is wrong")
    );
}
