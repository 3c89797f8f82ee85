//! The legacy gateway's own side: liberal in how a request is written, strict about who sends it.

use super::legacy::server_credentials;
use super::{ORDER, rub, update};
use crate::providers::strategies::{ambient, refusal};
use refundkit::server::{
    SberbankLegacyCall, SberbankLegacyServer, SberbankLegacyServerConfig,
    SberbankLegacyServerCredentials,
};
use refundkit::{
    CallContext, HttpMethod, PaymentSnapshot, ReceivedRequest, RefundStatus, Rejection,
};

const LOGIN: &str = "userName=login&password=qwe%3Frt%25y";

fn server() -> SberbankLegacyServer {
    SberbankLegacyServer::new(SberbankLegacyServerConfig::default(), server_credentials()).unwrap()
}

fn get(path_and_query: &str) -> ReceivedRequest {
    let url = format!("/sberbank_legacy/{path_and_query}");
    ReceivedRequest {
        method: HttpMethod::Get,
        url,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

fn post(path: &str, body: &str) -> ReceivedRequest {
    ReceivedRequest {
        method: HttpMethod::Post,
        body: body.as_bytes().to_vec(),
        ..get(path)
    }
}

/// The provider's own response to a request that it refuses.
fn reply(read: Result<SberbankLegacyCall, Rejection>) -> String {
    let reply = read.unwrap_err().reply;
    format!(
        "{} {}",
        reply.status,
        String::from_utf8(reply.body).unwrap()
    )
}

#[test]
fn requests_are_read_in_every_spelling() {
    let expected = server()
        .parse_request(
            &post("refund.do", &format!("{LOGIN}&orderId={ORDER}&amount=3000")),
            &CallContext::default(),
        )
        .unwrap();
    assert_eq!(
        (
            expected.order.payment.as_str(),
            expected.order.amount.clone()
        ),
        (ORDER, Some(rub(3000)))
    );
    for request in [
        get(&format!("refund.do?{LOGIN}&orderId={ORDER}&amount=3000")),
        get(&format!(
            "refund.do?amount=3000&orderId={ORDER}&password=qwe%3frt%25y&userName=login"
        )),
        post(
            "refund.do",
            &format!(
                "orderId={ORDER}&amount=3000&{LOGIN}&currency=643&refundItems%5Bitems%5D%5B0%5D=1"
            ),
        ),
        post(
            &format!("payment/rest/refund.do?{LOGIN}&orderId={ORDER}&amount=3000"),
            "",
        ),
    ] {
        assert_eq!(
            server()
                .parse_request(&request, &CallContext::default())
                .unwrap(),
            expected
        );
    }
}

#[test]
fn the_query_is_not_merged_into_a_form() {
    let request = post(
        &format!("refund.do?orderId={ORDER}&amount=1"),
        &format!("{LOGIN}&orderId={ORDER}"),
    );
    assert_eq!(
        reply(server().parse_request(&request, &CallContext::default())),
        r#"200 {"errorCode":"12","errorMessage":"Empty amount"}"#
    );
    let request = post(
        &format!("refund.do?{LOGIN}"),
        &format!("orderId={ORDER}&amount=1"),
    );
    assert_eq!(
        refusal(server().parse_request(&request, &CallContext::default())),
        "unauthorized userName"
    );
}

#[test]
fn only_the_merchant_is_served() {
    let denied = r#"200 {"errorCode":"5","errorMessage":"Доступ запрещен"}"#;
    for login in [
        "",
        "userName=login",
        "userName=login&password=",
        "userName=Login&password=qwe%3Frt%25y",
        "userName=login&password=other",
    ] {
        let query = format!("{login}&orderId={ORDER}&amount=1");
        assert_eq!(
            reply(
                server()
                    .parse_request(&get(&format!("refund.do?{query}")), &CallContext::default())
            ),
            denied,
            "{login}"
        );
        assert!(
            server()
                .parse_status_request(&post("getOrderStatusExtended.do", &query))
                .is_err(),
            "{login}"
        );
    }
}

#[test]
fn zero_means_everything_in_one_method_alone() {
    let read = |path: &str, amount: &str| {
        server().parse_request(
            &post(path, &format!("{LOGIN}&orderId={ORDER}&{amount}")),
            &CallContext::default(),
        )
    };
    assert_eq!(
        read("refund.do", "amount=0")
            .unwrap()
            .order
            .amount,
        None
    );
    assert_eq!(
        reply(read("autoRefund.do", "compositeRefundAmount=0")),
        r#"200 {"errorCode":"1","errorMessage":"[compositeRefundAmount] is not a number."}"#
    );
}

#[test]
fn unreadable_requests_get_the_documented_codes() {
    let read = |path: &str, rest: &str| {
        reply(server().parse_request(
            &post(path, &format!("{LOGIN}{rest}")),
            &CallContext::default(),
        ))
    };
    assert!(read("autoRefund.do", "").contains(r#""1","errorMessage":"[orderId] is empty.""#));
    assert!(read("refund.do", "").contains(r#""errorCode":"5""#));
    for amount in ["", "-1", "1.5", "%2B5", "x", "9007199254740992"] {
        let automatic = read(
            "autoRefund.do",
            &format!("&orderId={ORDER}&compositeRefundAmount={amount}"),
        );
        assert!(
            automatic.contains(r#""errorCode":"1""#),
            "{amount}: {automatic}"
        );
    }
    assert!(
        read("refund.do", &format!("&orderId={ORDER}&amount=-1")).contains(r#""errorCode":"5""#)
    );
    let cart = read(
        "refund.do",
        &format!("&orderId={ORDER}&amount=1&refundItems=%7B%7D"),
    );
    assert!(cart.contains(r#""errorCode":"8""#), "{cart}");
    assert!(
        read("refund.do", &format!("&orderId={ORDER}&amount=1&amount=2"))
            .contains(r#""errorCode":"5""#)
    );
    assert_eq!(
        read("reverse.do", &format!("&orderId={ORDER}&amount=1")),
        "404 "
    );
}

#[test]
fn a_status_query_prefers_the_gateway_s_id() {
    let asked = |rest: &str| {
        let request = post("getOrderStatusExtended.do", &format!("{LOGIN}{rest}"));
        server()
            .parse_status_request(&request)
            .map(|call| call.payment)
    };
    assert_eq!(
        asked(&format!("&orderNumber=2003&orderId={ORDER}")).unwrap(),
        ORDER
    );
    assert_eq!(asked("&orderNumber=2003").unwrap(), "2003");
    assert_eq!(refusal(asked("")), "invalid_message orderId");
}

#[test]
fn an_unknown_order_is_refused_in_the_gateway_s_words() {
    let response = server()
        .build_status_response(&PaymentSnapshot::default(), None, &ambient())
        .unwrap();
    assert_eq!(
        String::from_utf8(response.body).unwrap(),
        r#"{"errorCode":"6","errorMessage":"Неверный номер заказа"}"#
    );
}

#[test]
fn callbacks_announce_what_is_decided_and_can_be_signed() {
    let build =
        |update| server().build_webhook("https://shop.example/callback", &update, None, &ambient());
    assert_eq!(
        refusal(build(update(3000, RefundStatus::Pending, None))),
        "invalid_field status"
    );
    assert_eq!(
        refusal(build(update(3000, RefundStatus::Succeeded, Some("a;b")))),
        "unverified parameters"
    );
    let both = SberbankLegacyServerCredentials {
        callback_key: Some("x".into()),
        ..server_credentials()
    };
    let made = SberbankLegacyServer::new(SberbankLegacyServerConfig::default(), both);
    assert_eq!(refusal(made), "invalid_field credentials.callbackKey");
    let unsigned = SberbankLegacyServerCredentials {
        callback_token: None,
        ..server_credentials()
    };
    let unsigned =
        SberbankLegacyServer::new(SberbankLegacyServerConfig::default(), unsigned).unwrap();
    let declined = update(3000, RefundStatus::Declined, None);
    let callback = unsigned
        .build_webhook("https://shop.example/callback", &declined, None, &ambient())
        .unwrap();
    assert_eq!(
        callback.body.unwrap(),
        format!("mdOrder={ORDER}&orderNumber=2003&operation=refunded&status=0")
    );
}
