//! Secrets stay where they are.

use super::*;
use refundkit::CallContext;

#[test]
fn nothing_printed_or_handed_out_holds_a_secret() {
    let request = merchant()
        .build_request(&refund(), &CallContext::default())
        .unwrap();
    let call = server()
        .parse_request(&request.clone().into(), &CallContext::default())
        .unwrap();
    let webhook = notification(RefundStatus::Succeeded);
    let event = merchant()
        .parse_webhook(&webhook)
        .unwrap()
        .event;
    let peek = TheMap::peek_webhook(&webhook).unwrap();
    let notice = trusting_merchant()
        .parse_notice(&unsigned_notification())
        .unwrap()
        .notice;
    let body = r#"{"Success":false,"OrderId":"order-1","Key":"s3cr3t-key","NewAmount":0,"ErrCode":"X","ErrMessage":"s3cr3t-key, signing=haha"}"#;
    let outcome = merchant()
        .parse_response(&refund(), &responded(200, body), &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(peek.merchant, None);
    let printed = format!(
        "{:?} {:?} {:?} {request:?} {call:?} {webhook:?} {event:?} {peek:?} {notice:?} {outcome:?} {} {} {} {} {}",
        merchant(),
        server(),
        credentials(),
        serde_json::to_string(&call).unwrap(),
        serde_json::to_string(&event).unwrap(),
        serde_json::to_string(&peek).unwrap(),
        serde_json::to_string(&notice).unwrap(),
        serde_json::to_string(&outcome).unwrap(),
    );
    assert!(
        !printed.contains("s3cr3t") && !printed.contains("haha"),
        "{printed}"
    );
}

#[test]
fn what_a_panel_may_show_holds_no_key_in_any_encoding() {
    let webhook = server()
        .build_webhook(
            HOOK,
            &update(&refund(), RefundStatus::Succeeded, 0),
            None,
            &ambient(),
        )
        .unwrap();
    let refunds = [merchant(), form_merchant()].map(|merchant| {
        merchant
            .build_request(&refund(), &CallContext::default())
            .unwrap()
    });
    for request in refunds.into_iter().chain([webhook]) {
        let (sent, shown) = (
            request.body.clone().unwrap(),
            request.redacted().body.unwrap(),
        );
        assert!(
            sent.contains("s3cr3t-key") && !shown.contains("s3cr3t"),
            "{shown}"
        );
    }
}
