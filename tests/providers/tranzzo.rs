//! Tranzzo: round trips, refusals, and refunds that must not be taken for each other.

use crate::providers::strategies::{
    ambient, answered, entry, id, line, minor_units, refusal, strange_bodies,
};
use proptest::prelude::*;
use refundkit::{
    Answer, AsksStatus, Baseline, BuildsRequests, Money, NextStep, PaymentSnapshot, Problem,
    Provider, ReadsStatus, RefundAmount, RefundReply, RefundStatus, RefundUpdate, Refunds,
    SendsWebhooks, ServesRefunds, ServesStatus, Tranzzo, TranzzoConfig, TranzzoCredentials,
    TranzzoRefund, TranzzoServer, TranzzoServerConfig, TranzzoShare, VerifiesWebhooks,
};

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
    TranzzoServer::new(TranzzoServerConfig {}, credentials).unwrap()
}

fn refund() -> TranzzoRefund {
    TranzzoRefund {
        order_id: "123".into(),
        amount: RefundAmount::Partial(Money::new(8000, "UAH")),
        mark: Some("10101".into()),
        server_url: None,
        split: Vec::new(),
        baseline: None,
    }
}

/// What the provider side says of the payment after this refund.
fn update(refund: &TranzzoRefund, status: RefundStatus) -> RefundUpdate {
    let amount = refund.amount.expected().clone();
    let ours = entry("op-1", status, amount.clone(), refund.mark.as_deref());
    let payment = PaymentSnapshot {
        payment_id: Some("pay-1".into()),
        merchant_order: Some(refund.order_id.clone()),
        captured: Some(amount.clone()),
        entries: vec![ours],
        ..PaymentSnapshot::default()
    };
    RefundUpdate {
        refund_id: "op-1".into(),
        payment,
    }
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
        let whole = split.iter().map(|share| share.minor_units).sum();
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
        |(order_id, (amount, split), mark)| TranzzoRefund {
            order_id,
            amount,
            mark,
            server_url: Some("https://shop.example/hook".into()),
            split,
            baseline: None,
        },
    )
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        let request = merchant().build_request(&refund).unwrap();
        prop_assert_eq!(&request, &merchant().build_request(&refund).unwrap());
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
        ] {
            let reply = RefundReply::Accepted(update(&refund, status));
            let answer = server().build_response(&call, &reply, &ambient()).unwrap();
            let outcome = merchant().parse_response(&refund, &answer.into()).unwrap();
            prop_assert_eq!((outcome.status, outcome.next_step), (status, next_step));
            prop_assert_eq!(outcome.amount.as_ref(), Some(refund.amount.expected()));
        }
    }

    #[test]
    fn a_webhook_and_a_status_say_the_same(refund in refunds().prop_filter("marked", |refund| refund.mark.is_some())) {
        let update = update(&refund, RefundStatus::Succeeded);
        let webhook = server().build_webhook("https://shop.example/hook", &update, &ambient()).unwrap();
        let event = merchant().parse_webhook(&webhook.into()).unwrap();
        let settled = merchant().settle(&refund, &event).unwrap();
        let answer = server().build_status_response(&update.payment, &ambient()).unwrap();
        let snapshot = merchant().parse_status_response(&refund, &answer.into()).unwrap();
        let resolved = merchant().resolve(&refund, &snapshot).unwrap();
        prop_assert_eq!(settled.status, RefundStatus::Succeeded);
        prop_assert_eq!(settled, resolved);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = merchant().parse_response(&refund(), &answered(status, body)).unwrap();
        prop_assert_ne!(outcome.status, RefundStatus::Succeeded);
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
        "123"
    );
}

#[test]
fn strange_bodies_are_unknown() {
    for body in strange_bodies() {
        for status in [200, 204, 302, 404, 500, 503] {
            let outcome = merchant()
                .parse_response(&refund(), &answered(status, body.clone()))
                .unwrap();
            assert_eq!(
                (outcome.status, outcome.refund_id),
                (RefundStatus::Unknown, None),
                "{status}"
            );
            assert!(
                matches!(outcome.next_step, NextStep::Ask),
                "{status}: {:?}",
                outcome.next_step
            );
        }
    }
}

#[test]
fn silence_never_leads_to_sending_again() {
    assert_eq!(
        merchant()
            .parse_response(&refund(), &Answer::Lost)
            .unwrap()
            .next_step,
        NextStep::Ask
    );
    assert_eq!(
        merchant()
            .parse_response(&refund(), &Answer::NotSent)
            .unwrap()
            .next_step,
        NextStep::RetrySame
    );
}

#[test]
fn two_equal_refunds_are_told_apart() {
    let amount = Money::new(8000, "UAH");
    let first = entry("op-1", RefundStatus::Succeeded, amount.clone(), None);
    let second = entry("op-2", RefundStatus::Pending, amount, None);
    let snapshot = |entries: &[refundkit::RefundEntry]| PaymentSnapshot {
        merchant_order: Some("123".into()),
        entries: entries.to_vec(),
        ..PaymentSnapshot::default()
    };
    let unmarked = TranzzoRefund {
        mark: None,
        ..refund()
    };
    let known = Baseline {
        known_ids: vec!["op-1".into()],
        ..Baseline::default()
    };
    let based = TranzzoRefund {
        baseline: Some(known),
        ..unmarked.clone()
    };
    let resolved = |refund: &TranzzoRefund, entries: &[_]| {
        merchant().resolve(refund, &snapshot(entries)).unwrap()
    };

    assert_eq!(
        resolved(&unmarked, std::slice::from_ref(&first)).next_step,
        NextStep::Person
    );
    assert_eq!(
        resolved(&based, std::slice::from_ref(&first)).next_step,
        NextStep::Ask
    );
    assert_eq!(
        resolved(&based, &[first, second]).status,
        RefundStatus::Pending
    );
}

#[test]
fn refusals_name_the_field() {
    let built = |change: fn(&mut TranzzoRefund)| {
        let mut refund = refund();
        change(&mut refund);
        refusal(merchant().build_request(&refund))
    };
    let amount =
        |minor_units, currency: &str| RefundAmount::Partial(Money::new(minor_units, currency));
    assert_eq!(
        built(|refund| refund.order_id.clear()),
        "missing_field orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "0".into()),
        "invalid_field orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "x".repeat(33)),
        "invalid_field orderId"
    );
    assert_eq!(
        built(|refund| refund.order_id = "a\r\nb".into()),
        "invalid_field orderId"
    );
    assert_eq!(
        built(|refund| refund.mark = Some(String::new())),
        "missing_field mark"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("http://a".into())),
        "invalid_field serverUrl"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("https:///hook".into())),
        "invalid_field serverUrl"
    );
    assert_eq!(
        built(|refund| refund.server_url = Some("https://user@shop.example".into())),
        "invalid_field serverUrl"
    );
    for (bad, expected) in [
        (amount(0, "UAH"), "invalid_amount amount.minorUnits"),
        (amount(-5, "UAH"), "invalid_amount amount.minorUnits"),
        (amount(1 << 53, "UAH"), "invalid_amount amount.minorUnits"),
        (amount(1001, "KWD"), "invalid_amount amount.minorUnits"),
        (amount(100, "XAU"), "invalid_currency amount.currency"),
        (amount(100, "uah"), "invalid_currency amount.currency"),
    ] {
        assert_eq!(
            refusal(merchant().build_request(&TranzzoRefund {
                amount: bad,
                ..refund()
            })),
            expected
        );
    }
    let share = |minor_units| TranzzoShare {
        minor_units,
        sub_merchant_id: "a".into(),
    };
    let split = |split| TranzzoRefund { split, ..refund() };
    assert_eq!(
        refusal(merchant().build_request(&split(vec![share(7999)]))),
        "sum_mismatch split"
    );
    assert_eq!(
        refusal(merchant().build_request(&split(vec![share(8001), share(-1)]))),
        "invalid_amount split[1].minorUnits"
    );
    let full = TranzzoRefund {
        amount: RefundAmount::Full {
            expected: Money::new(8000, "UAH"),
        },
        ..split(vec![share(8000)])
    };
    assert_eq!(
        refusal(merchant().build_request(&full)),
        "invalid_amount amount"
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
    let request = merchant().build_request(&refund()).unwrap();
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

fn operation(members: &str) -> String {
    format!(
        r#"{{"operation_id":"op-1","method":"refund","amount":80,"currency":"UAH","status":"success",{members}}}"#
    )
}

#[test]
fn an_answer_about_another_refund_is_no_success() {
    let known = Baseline {
        known_ids: vec!["op-1".into()],
        ..Baseline::default()
    };
    let again = TranzzoRefund {
        baseline: Some(known),
        ..refund()
    };
    for (refund, members) in [
        (refund(), r#""order_id":"123","comment":"theirs""#),
        (again, r#""order_id":"123""#),
        (refund(), r#""order_id":"123","message":"Invalid amount""#),
        (
            refund(),
            r#""order_id":"123","status_code":"1004","response_code":"2000""#,
        ),
        (refund(), r#""order_id":"123","pos_id":"another""#),
        (refund(), r#""comment":"10101""#),
    ] {
        let outcome = merchant()
            .parse_response(&refund, &answered(200, operation(members)))
            .unwrap();
        assert_eq!(
            (outcome.status, outcome.next_step),
            (RefundStatus::Unknown, NextStep::Person),
            "{members}"
        );
    }
}

#[test]
fn a_status_of_another_order_or_point_of_sale_is_not_believed() {
    for members in [
        r#""order_id":"124","comment":"10101""#,
        r#""comment":"10101""#,
        r#""order_id":"123","pos_id":"another""#,
    ] {
        let body = format!("[{}]", operation(members));
        let snapshot = merchant()
            .parse_status_response(&refund(), &answered(200, body))
            .unwrap();
        assert!(snapshot.problem.is_some(), "{members}");
        assert_ne!(
            merchant().resolve(&refund(), &snapshot).unwrap().status,
            RefundStatus::Succeeded
        );
    }
}

#[test]
fn a_list_is_believed_in_a_good_answer_and_of_this_order_alone() {
    let body = format!("[{}]", operation(r#""order_id":"123","comment":"10101""#));
    let read = |status| {
        merchant()
            .parse_status_response(&refund(), &answered(status, body.clone()))
            .unwrap()
    };
    assert_eq!(
        merchant().resolve(&refund(), &read(200)).unwrap().status,
        RefundStatus::Succeeded
    );
    assert!(read(404).problem.is_some());
    let mut other = read(200);
    other.merchant_order = Some("124".into());
    let outcome = merchant().resolve(&refund(), &other).unwrap();
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::PaymentMismatch))
    );
}

#[test]
fn a_success_without_an_amount_is_not_recognised() {
    let body = operation(r#""order_id":"123""#);
    let read = |body: String| {
        merchant()
            .parse_response(&refund(), &answered(200, body))
            .unwrap()
    };
    assert_eq!(read(body.clone()).status, RefundStatus::Succeeded);
    let outcome = read(body.replace(r#""amount":80,"#, ""));
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::Unrecognised))
    );
}

#[test]
fn totals_are_of_one_currency_and_of_what_was_listed() {
    let other = operation(r#""order_id":"123""#)
        .replace("UAH", "USD")
        .replace("refund", "purchase");
    let snapshot = |body: String| {
        merchant()
            .parse_status_response(&refund(), &answered(200, body))
            .unwrap()
    };
    let mixed = snapshot(format!("[{other},{}]", operation(r#""order_id":"123""#)));
    assert_eq!((mixed.captured, mixed.refunded), (None, None));
    let unlisted = snapshot(format!("[{}]", operation(r#""order_id":"123""#)));
    assert_eq!(
        (
            unlisted.captured.clone(),
            unlisted.baseline().unwrap().remaining
        ),
        (None, None)
    );
}

#[test]
fn an_id_in_which_a_secret_was_masked_is_no_part_of_a_baseline() {
    let baseline = |id: &str| {
        let body = format!("[{}]", operation(r#""order_id":"123""#)).replace("op-1", id);
        let snapshot = merchant()
            .parse_status_response(&refund(), &answered(200, body))
            .unwrap();
        snapshot.baseline().map(|baseline| baseline.known_ids)
    };
    assert_eq!(
        baseline("op-of-another"),
        Some(vec!["op-of-another".to_owned()])
    );
    assert_eq!(baseline("op-changeme"), Some(Vec::new()));
}

#[test]
fn a_webhook_names_the_order_by_its_own_ids() {
    let settled = |members: &str| {
        let json = operation(members);
        let data = refundkit::kit::base64::encode_url(json.as_bytes());
        let signature = refundkit::kit::base64::encode_url(&refundkit::kit::sha1_sandwich(
            "changeme",
            data.as_bytes(),
        ));
        let body = refundkit::kit::form::encode(&[
            ("data", data.as_str()),
            ("signature", signature.as_str()),
        ]);
        let request =
            refundkit::HttpRequest::post("https://shop.example/hook".into(), Vec::new(), body);
        merchant()
            .settle(
                &refund(),
                &merchant().parse_webhook(&request.into()).unwrap(),
            )
            .unwrap()
            .status
    };
    assert_eq!(
        settled(r#""order_id":"123","comment":"10101""#),
        RefundStatus::Succeeded
    );
    assert_eq!(
        settled(r#""order_id":"9","provider_order_id":"123","comment":"10101""#),
        RefundStatus::Succeeded
    );
    assert_eq!(
        settled(r#""order_id":"999","payment_id":"123","comment":"10101""#),
        RefundStatus::Unknown
    );
}

#[test]
fn a_signature_has_one_spelling_or_none() {
    let data = refundkit::kit::base64::encode_url(br#"{"method":"purchase"}"#);
    let exact = refundkit::kit::base64::encode_url(&refundkit::kit::sha1_sandwich(
        "changeme",
        data.as_bytes(),
    ));
    let parsed = |signature: &str| {
        let body =
            refundkit::kit::form::encode(&[("data", data.as_str()), ("signature", signature)]);
        let request =
            refundkit::HttpRequest::post("https://shop.example/hook".into(), Vec::new(), body);
        merchant()
            .parse_webhook(&request.into())
            .map(|event| event.dedupe_key)
    };
    let bare = exact.trim_end_matches('=');
    assert_eq!(parsed(&exact).unwrap(), parsed(bare).unwrap());
    assert!(parsed(&format!("{exact}=")).is_err());
}
