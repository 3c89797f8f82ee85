//! Both sides together: hosts, and webhooks that someone changed.

use super::*;
use refundkit::CallContext;

#[test]
fn both_providers_speak_one_protocol_on_their_own_hosts() {
    let url = |request: HttpRequest| request.url;
    let live = SessionConfig::default;
    let bank = Bank131::new(live(), credentials()).unwrap();
    let glocal = SmartGlocal::new(live(), credentials()).unwrap();
    let (first, second) = (
        bank.build_request(&refund(), &seeded())
            .unwrap(),
        glocal
            .build_request(&refund(), &seeded())
            .unwrap(),
    );
    assert_eq!(
        (&first.headers, &first.body),
        (&second.headers, &second.body)
    );
    assert_eq!(
        url(first.clone()),
        "https://proxy.bank131.ru/api/v1/session/refund"
    );
    assert_eq!(
        url(second),
        "https://proxy.smart-glocal.com/api/v1/session/refund"
    );
    assert_eq!(
        url(glocal
            .build_status_request(&refund(), &seeded())
            .unwrap()),
        "https://proxy.smart-glocal.com/api/v1/session/status"
    );
    let glocal_server =
        SmartGlocalServer::new(SessionServerConfig::default(), server_credentials()).unwrap();
    assert!(
        glocal_server
            .parse_request(&first.into(), &CallContext::default())
            .unwrap()
            .is_of(&refund())
    );
}

#[test]
fn a_status_query_reaches_its_session() {
    let (merchant, server) = speaking(SessionApiVersion::V2);
    let request = merchant
        .build_status_request(&refund(), &seeded())
        .unwrap();
    assert_eq!(
        server
            .parse_status_request(&request.into())
            .unwrap()
            .payment,
        "ps_3230"
    );
}

#[test]
fn a_change_of_any_byte_is_noticed() {
    let (merchant, server) = speaking(SessionApiVersion::V1);
    let update = update(&refund(), RefundStatus::Succeeded);
    let webhook = server
        .build_webhook("https://shop.example/hook", &update, None, &ambient())
        .unwrap();
    let good = ReceivedRequest::from(webhook);
    assert!(merchant.parse_webhook(&good).is_ok());
    for index in 0..good.body.len() {
        let mut changed = good.clone();
        changed.body[index] ^= 1;
        let refused = merchant
            .parse_webhook(&changed)
            .unwrap_err();
        assert_eq!(refused.error.code(), "unverified");
        assert_eq!(refused.reply.status, 401);
    }
}
