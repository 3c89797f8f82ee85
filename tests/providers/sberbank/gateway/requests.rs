//! How the provider side reads requests: spellings, codes of refusals, and whom it serves.

use super::*;
use refundkit::CallContext;

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
    server().parse_request(
        &post(path, &format!("{{{LOGIN},\"orderId\":\"{ORDER}\",{rest}}}")),
        &CallContext::default(),
    )
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
            read(path, amount)
                .unwrap()
                .order
                .amount,
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
            body.split('"')
                .nth(3)
                .unwrap_or_default()
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
        code(server().parse_request(
            &post("refund.do", "userName=testUserName"),
            &CallContext::default()
        )),
        "200 5"
    );
    assert_eq!(
        code(server().parse_request(
            &post("refund.do", &format!("{{{LOGIN},\"amount\":1}}")),
            &CallContext::default()
        )),
        "200 4"
    );
    let get = ReceivedRequest {
        method: HttpMethod::Get,
        ..post("refund.do", "")
    };
    assert_eq!(
        code(server().parse_request(&get, &CallContext::default())),
        "405 "
    );
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
        let refused = server()
            .parse_request(&request, &CallContext::default())
            .unwrap_err();
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
