//! Notifications of results, and Google's responses to them.

use super::*;
use refundkit::CallContext;

fn notification() -> GoogleNotification {
    GoogleNotification {
        shape: GoogleShape::Flat,
        protocol_version: version(GoogleShape::Flat),
        request_id: "HsKv5pvtQKTtz7rdcw1YqE".into(),
        account_id: ACCOUNT.into(),
        refund_request_id: "liUrreQY233839dfFFb24gaQM".into(),
        result: refunded(),
    }
}

#[test]
fn notifications_are_checked_and_repeated_with_a_fresh_time() {
    let built = |change: fn(&mut GoogleNotification)| {
        let mut notification = notification();
        change(&mut notification);
        refusal(integrator().build_notification(&notification, &CallContext::at(NOW)))
    };
    assert_eq!(
        built(|notification| notification.account_id = "PIAID1".into()),
        "invalid_field notification.accountId"
    );
    assert_eq!(
        built(|notification| notification.refund_request_id = "a b".into()),
        "invalid_field notification.refundRequestId"
    );
    assert_eq!(
        built(|notification| notification.request_id.clear()),
        "missing_field notification.requestId"
    );
    let body = |now_ms| {
        integrator()
            .build_notification(&notification(), &CallContext::at(now_ms))
            .unwrap()
            .body
            .unwrap()
    };
    assert_eq!(
        body(NOW + 5).replace("1502220434783", "1502220434778"),
        body(NOW)
    );
    let object = GoogleNotification {
        shape: GoogleShape::Object,
        ..notification()
    };
    let result = declined(GoogleDecline::NoMoneyLeftOnTransaction);
    let refused = integrator().build_notification(
        &GoogleNotification { result, ..object },
        &CallContext::at(NOW),
    );
    assert_eq!(refusal(refused), "unsupported result.declined.code");
}

#[test]
fn google_refuses_a_notification_that_is_not_one() {
    let sent = integrator()
        .build_notification(&notification(), &CallContext::at(NOW))
        .unwrap();
    let received = |change: &dyn Fn(&mut HttpRequest), now_ms| {
        let mut request = sent.clone();
        change(&mut request);
        let refused = caller()
            .parse_notification(&request.into(), &CallContext::at(now_ms))
            .unwrap_err();
        (refused.error.code().to_owned(), refused.reply.status)
    };
    let body = |from: &'static str, to: &'static str| {
        move |request: &mut HttpRequest| {
            request.body = request
                .body
                .as_ref()
                .map(|body| body.replace(from, to))
        }
    };
    assert_eq!(received(&|_| {}, NOW + 60_001), ("stale".into(), 400));
    assert_eq!(
        received(&|request| request.method = HttpMethod::Get, NOW),
        ("unsupported".into(), 404)
    );
    assert_eq!(
        received(&|request| request.url = "https://a/v1/echo/a".into(), NOW),
        ("unsupported".into(), 404)
    );
    assert_eq!(
        received(&|request| request.url += "x", NOW),
        ("unknown_identifier".into(), 404)
    );
    assert_eq!(
        received(&body("refundRequestId", "x"), NOW),
        ("missing_field".into(), 400)
    );
    assert_eq!(
        received(
            &body(r#""refundResult":"SUCCESS""#, r#""refundResult":{}"#),
            NOW
        ),
        ("invalid_field".into(), 400)
    );
    assert_eq!(
        received(&body(r#"}"#, r#""#), NOW),
        ("invalid_message".into(), 400)
    );
}

#[test]
fn a_notification_is_known_by_every_part_of_it() {
    let sent = integrator()
        .build_notification(&notification(), &CallContext::at(NOW))
        .unwrap();
    let notice = caller()
        .parse_notification(&sent.into(), &CallContext::at(NOW))
        .unwrap();
    let is_of = |change: fn(&mut GoogleNotification)| {
        let mut notification = notification();
        change(&mut notification);
        notice.is_of(&notification)
    };
    assert!(is_of(|_| {}));
    let others: [fn(&mut GoogleNotification); 6] = [
        |notification| notification.shape = GoogleShape::Object,
        |notification| notification.protocol_version.major = 2,
        |notification| notification.request_id.push('x'),
        |notification| notification.account_id = "a".into(),
        |notification| {
            notification
                .refund_request_id
                .push('x')
        },
        |notification| notification.result = declined(GoogleDecline::AccountClosed),
    ];
    assert!(!others.into_iter().any(is_of));
    let GoogleRefundResult::Refunded { refund_id, .. } = refunded() else {
        panic!("it was refunded")
    };
    let raw_result = Some(GoogleRawResult {
        scope: None,
        raw_code: "00".into(),
    });
    for (refund_id, raw_result) in [(None, None), (refund_id, raw_result)] {
        let result = GoogleRefundResult::Refunded {
            refund_id,
            raw_result,
        };
        assert!(!notice.is_of(&GoogleNotification {
            result,
            ..notification()
        }));
    }
}

#[test]
fn a_refusal_by_another_name_is_another_notification() {
    let named = |code| GoogleNotification {
        result: declined(code),
        ..notification()
    };
    let sent = integrator()
        .build_notification(&named(GoogleDecline::AccountClosed), &CallContext::at(NOW))
        .unwrap();
    let notice = caller()
        .parse_notification(&sent.into(), &CallContext::at(NOW))
        .unwrap();
    assert!(notice.is_of(&named(GoogleDecline::AccountClosed)));
    assert!(!notice.is_of(&named(GoogleDecline::AccountOnHold)));
}
