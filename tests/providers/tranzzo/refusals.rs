//! What our caller may not ask for, and what is never printed.

use super::*;
use refundkit::CallContext;
use refundkit::ReceivedRequest;

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut TranzzoRefund)| {
        let mut refund = refund();
        change(&mut refund);
        refusal(merchant().build_request(&refund, &CallContext::default()))
    };
    let amount =
        |minor_units, currency: &str| RefundAmount::Partial(Money::new(minor_units, currency));
    assert_eq!(
        built(|refund| refund.order_id.clear()),
        "missing_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "0".into()),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "x".repeat(33)),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "a\r\nb".into()),
        "invalid_field refund.orderId"
    );
    assert_eq!(
        built(|refund| refund.reference = Some(String::new())),
        "missing_field refund.reference"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("http://a".into())),
        "invalid_field refund.serverUrl"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("https:///hook".into())),
        "invalid_field refund.serverUrl"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("https://user@shop.example".into())),
        "invalid_field refund.serverUrl"
    );
    for (bad, expected) in [
        (
            amount(0, "UAH"),
            "invalid_amount refund.amount.partial.minorUnits",
        ),
        (
            amount(-5, "UAH"),
            "invalid_amount refund.amount.partial.minorUnits",
        ),
        (
            amount(1 << 53, "UAH"),
            "invalid_amount refund.amount.partial.minorUnits",
        ),
        (
            amount(1001, "KWD"),
            "invalid_amount refund.amount.partial.minorUnits",
        ),
        (
            amount(100, "XAU"),
            "invalid_currency refund.amount.partial.currency",
        ),
        (
            amount(100, "uah"),
            "invalid_currency refund.amount.partial.currency",
        ),
    ] {
        assert_eq!(
            refusal(merchant().build_request(
                &TranzzoRefund {
                    amount: bad,
                    ..refund()
                },
                &CallContext::default()
            )),
            expected
        );
    }
    let share = |minor_units| TranzzoShare {
        minor_units,
        sub_merchant_id: "a".into(),
    };
    let split = |split| TranzzoRefund { split, ..refund() };
    assert_eq!(
        refusal(merchant().build_request(&split(vec![share(7999)]), &CallContext::default())),
        "sum_mismatch refund.split"
    );
    assert_eq!(
        refusal(merchant().build_request(
            &split(vec![share(8001), share(-1)]),
            &CallContext::default()
        )),
        "invalid_amount refund.split[1].minorUnits"
    );
    let full = TranzzoRefund {
        amount: RefundAmount::Full {
            expected: Money::new(8000, "UAH"),
        },
        ..split(vec![share(8000)])
    };
    assert_eq!(
        refusal(merchant().build_request(&full, &CallContext::default())),
        "invalid_amount refund.amount"
    );
}

/// The causes are those of every provider, whichever of the two places the amount has.
#[test]
fn an_amount_that_is_none_is_named_by_its_place_with_the_cause() {
    let refused = |amount| {
        let refund = TranzzoRefund { amount, ..refund() };
        let error = merchant()
            .build_request(&refund, &CallContext::default())
            .unwrap_err();
        (error.field().to_owned(), error.detail().to_owned())
    };
    for (currency, cause) in [
        ("uah", "must be written as UAH"),
        ("", "is not an ISO 4217 code, such as RUB"),
        ("RUR", "is the rouble's code of before 1998: use RUB"),
        ("XXX", "has no minor unit"),
    ] {
        let expected = Money::new(100, currency);
        let (field, detail) = refused(RefundAmount::Full { expected });
        assert_eq!(field, "refund.amount.full.expected.currency");
        assert_eq!(detail, cause);
    }
    let expected = Money::new(-1, "UAH");
    let (field, _) = refused(RefundAmount::Full { expected });
    assert_eq!(field, "refund.amount.full.expected.minorUnits");
    assert!(
        merchant()
            .build_request(
                &TranzzoRefund {
                    amount: RefundAmount::Partial(Money::new(150, "XTS")),
                    ..refund()
                },
                &CallContext::default()
            )
            .is_ok(),
        "the test currency"
    );
}

#[test]
fn credentials_are_checked_when_the_provider_is_made() {
    let made = |change: fn(&mut TranzzoCredentials)| {
        let mut credentials = credentials();
        change(&mut credentials);
        refusal(Tranzzo::new(TranzzoConfig::default(), credentials))
    };
    assert_eq!(
        made(|keys| keys.api_secret = "".into()),
        "missing_field credentials.apiSecret"
    );
    assert_eq!(
        made(|keys| keys.api_secret = "secret\n".into()),
        "invalid_field credentials.apiSecret"
    );
    assert_eq!(
        made(|keys| keys.api_key = "a:b".into()),
        "invalid_field credentials.apiKey"
    );
    assert_eq!(
        made(|keys| keys.pos_id = "a/\r\nb".into()),
        "invalid_field credentials.posId"
    );
}

#[test]
fn nothing_printed_holds_a_secret() {
    let request = merchant()
        .build_request(&refund(), &CallContext::default())
        .unwrap();
    let printed = format!(
        "{:?} {:?} {:?} {request:?}",
        merchant(),
        server(),
        credentials()
    );
    assert!(
        !printed.contains("changeme") && !printed.contains("AIza"),
        "{printed}"
    );
}

#[test]
fn an_amount_that_is_null_is_not_everything() {
    let full = TranzzoRefund {
        amount: RefundAmount::Full {
            expected: Money::new(8000, "UAH"),
        },
        ..refund()
    };
    let request = merchant()
        .build_request(&full, &CallContext::default())
        .unwrap();
    let mut request = ReceivedRequest::from(request);
    let arrived = |request: &ReceivedRequest| {
        server()
            .parse_request(request, &CallContext::default())
            .map(|call| call.order.amount)
            .map_err(|rejection| rejection.error)
    };
    assert_eq!(arrived(&request).unwrap(), None);
    let body = String::from_utf8(request.body).unwrap();
    for amount in ["null", r#""""#] {
        let member = format!(r#"{{"refund_amount":{amount},"#);
        request.body = body
            .replacen('{', &member, 1)
            .into_bytes();
        assert_eq!(refusal(arrived(&request)), "invalid_amount refund_amount");
    }
}
