//! theMAP's own side: what it takes, and how it refuses.

use super::{HOOK, form_merchant, merchant, refund, server, update};
use crate::providers::strategies::{ambient, entry, refusal};
use refundkit::server::{RefundReply, RefundUpdate};
use refundkit::{
    CallContext, Header, HttpMethod, HttpRequest, Money, PaymentSnapshot, Problem, ReceivedRequest,
    RefundEntry, RefundStatus, Rejection, TheMapRefund,
};
use refundkit_tests::with;

#[test]
fn a_state_query_reaches_its_order() {
    for merchant in [merchant(), form_merchant()] {
        let request = merchant
            .build_status_request(&refund(), &CallContext::default())
            .unwrap();
        assert_eq!(
            server()
                .parse_status_request(&request.into())
                .unwrap()
                .payment,
            "order-1"
        );
    }
}

#[test]
fn a_payment_that_nobody_knows_is_not_found() {
    let response = server()
        .build_status_response(&PaymentSnapshot::default(), None, &ambient())
        .unwrap();
    let snapshot = merchant()
        .parse_status_response(&refund(), &response.into())
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(
        (snapshot.code.as_deref(), snapshot.problem),
        (Some("NOT_FOUND"), Problem::Unrecognised)
    );
}

/// A call to the provider side.
fn called(path: &str, content_type: &str, body: &str) -> ReceivedRequest {
    let headers = vec![Header::new("content-type", content_type)];
    HttpRequest::post(
        format!("https://themap.example/{path}"),
        headers,
        body.to_owned(),
    )
    .into()
}

#[test]
fn the_provider_side_refuses_in_its_own_words() {
    let refused = |request: &ReceivedRequest| {
        let Rejection { error, reply } = server()
            .parse_request(request, &CallContext::default())
            .unwrap_err();
        let body = String::from_utf8(reply.body.clone()).unwrap();
        (
            format!("{} {}", error.code(), error.field()),
            reply.status,
            body,
        )
    };
    let authentication = r#"{"Success":false,"ErrCode":"INVALID_AUTHENTICATION"}"#;
    let format = r#"{"Success":false,"ErrCode":"INVALID_FORMAT"}"#;
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    let json = r#"{"key":"s3cr3t-key","map_order_id":"map-1","amount":"300","extra":[1]}"#;
    assert!(
        server()
            .parse_request(
                &called("Refund", "Application/JSON", json),
                &CallContext::default()
            )
            .is_ok()
    );
    for (path, content_type, body, error, status, reply) in [
        (
            "Refund",
            "application/json",
            &*json.replace("key\",", "kez\","),
            "unauthorized key",
            200,
            authentication,
        ),
        (
            "Refund",
            form,
            "Key=other&Amount=0&OrderId=map-1",
            "unauthorized key",
            200,
            authentication,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=0&OrderId=map-1",
            "invalid_amount amount",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1.5&OrderId=map-1",
            "invalid_message Amount",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&OrderId=map-1",
            "missing_field Amount",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1&OrderId=m&Amount=2",
            "duplicate_field body",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1&OrderId=m&Params=a",
            "invalid_message Params",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1&OrderId=m&Params=a=1;b=2=3",
            "invalid_message Params",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1&OrderId=m&Params=a=1;a=2",
            "duplicate_field params[1].name",
            200,
            format,
        ),
        (
            "Refund",
            form,
            "Key=s3cr3t-key&Amount=1&OrderId=m&Split=[{a:1}]",
            "invalid_message Split",
            200,
            format,
        ),
        (
            "Refund",
            "application/json",
            &*json.replace("\"extra\":[1]", "\"amount\":1"),
            "duplicate_field body",
            200,
            format,
        ),
        (
            "Refund",
            "application/json",
            &*json.replace(
                "\"extra\":[1]",
                r#""split":[{"split_terminal_id":1,"amount":299,"purpose":"p","fee":0.5}]"#,
            ),
            "sum_mismatch split",
            200,
            format,
        ),
        (
            "Refund",
            "text/plain",
            json,
            "invalid_message headers.content-type",
            200,
            format,
        ),
        (
            "refund",
            "application/json",
            json,
            "unsupported url",
            404,
            "",
        ),
        (
            "Refund ",
            "application/json",
            json,
            "unsupported url",
            404,
            "",
        ),
    ] {
        let found = refused(&called(path, content_type, body));
        assert_eq!(
            found,
            (error.to_owned(), status, reply.to_owned()),
            "{path} {body}"
        );
    }
    let get = ReceivedRequest {
        method: HttpMethod::Get,
        ..called("Refund", "application/json", json)
    };
    assert_eq!(
        refused(&get),
        ("unsupported method".into(), 405, String::new())
    );
    let query = called(
        "getState",
        "application/json",
        r#"{"key":"other","merchant_order_id":"order-1"}"#,
    );
    assert_eq!(
        refusal(server().parse_status_request(&query)),
        "unauthorized key"
    );
}

#[test]
fn the_provider_side_says_only_what_its_wire_can_say() {
    let call = server()
        .parse_request(
            &merchant()
                .build_request(&refund(), &CallContext::default())
                .unwrap()
                .into(),
            &CallContext::default(),
        )
        .unwrap();
    let responded = |update: RefundUpdate| {
        refusal(server().build_response(&call, &RefundReply::Accepted(update), None, &ambient()))
    };
    assert_eq!(
        responded(update(&refund(), RefundStatus::Declined, 0)),
        "unsupported update"
    );
    assert_eq!(
        responded(update(&refund(), RefundStatus::Unknown, 0)),
        "unsupported update"
    );
    let other = TheMapRefund {
        amount: Money::new(299, "RUB"),
        ..refund()
    };
    assert_eq!(
        responded(update(&other, RefundStatus::Succeeded, 0)),
        "unsupported update"
    );
    assert_eq!(
        responded(update(&other, RefundStatus::Pending, 0)),
        "unsupported update"
    );
    assert_eq!(
        responded(update(&refund(), RefundStatus::Succeeded, -1)),
        "invalid_amount payment.refunded"
    );
    let reversed = update(&refund(), RefundStatus::Reversed, 0);
    assert_eq!(
        refusal(server().build_webhook(HOOK, &reversed, None, &ambient())),
        "unsupported update"
    );
    let uncounted = |entries: Vec<RefundEntry>, captured| {
        with!(
            PaymentSnapshot::default(),
            merchant_order = Some("order-1".into()),
            captured = captured,
            entries = entries
        )
    };
    let state = |payment| {
        let response = server()
            .build_status_response(&payment, None, &ambient())
            .unwrap();
        merchant()
            .parse_status_response(&refund(), &response.into())
            .unwrap()
            .snapshot
            .unwrap()
            .provider_status
    };
    let done = entry(
        "rf-1",
        RefundStatus::Succeeded,
        Money::new(300, "RUB"),
        None,
    );
    assert_eq!(
        state(uncounted(vec![done.clone()], Some(Money::new(300, "RUB")))).as_deref(),
        Some("Refunded")
    );
    assert_eq!(
        state(uncounted(vec![done], Some(Money::new(400, "RUB")))).as_deref(),
        Some("Charged")
    );
    assert_eq!(
        refusal(server().build_status_response(&uncounted(Vec::new(), None), None, &ambient())),
        "missing_field payment.captured"
    );
}

#[test]
fn parts_of_a_request_are_objects() {
    let read = |part: &str| {
        let body = format!(r#"{{"key":"s3cr3t-key","map_order_id":"map-1","amount":300,{part}}}"#);
        let headers = vec![refundkit::Header::new("content-type", "application/json")];
        let request =
            refundkit::HttpRequest::post("https://api.example/Refund".into(), headers, body);
        server()
            .parse_request(&request.into(), &CallContext::default())
            .map(drop)
    };
    read(r#""split":[{"split_terminal_id":1,"amount":300,"purpose":"p","fee":0}]"#).unwrap();
    read(r#""goods":[{"name":"n","price":"3.00","supplier":{"name":"s"}}]"#).unwrap();
    for part in [
        r#""split":[[1,300,"p",0]]"#,
        r#""goods":[["n","3.00",null,null,null,null,null]]"#,
        r#""goods":[{"name":"n","price":"3.00","supplier":["s",null,null]}]"#,
    ] {
        assert!(read(part).is_err(), "{part}");
    }
}
