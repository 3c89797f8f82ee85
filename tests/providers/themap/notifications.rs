//! Notifications: verified or nothing, and settled by what they prove.

use super::{
    config, credentials, last_refund, merchant, notification, refund, server, trusting_merchant,
    unsigned_notification, update,
};
use crate::providers::strategies::{ambient, refusal};
use refundkit::providers::themap::{TheMapEncoding, TheMapUnsigned};
use refundkit::server::RefundReply;
use refundkit::{CallContext, NextAction, Problem, RefundStatus, TheMap, TheMapRefund};
use refundkit_tests::with;

#[test]
fn the_notification_may_come_before_the_response() {
    let call = server()
        .parse_request(
            &merchant()
                .build_request(&last_refund(), &CallContext::default())
                .unwrap()
                .into(),
            &CallContext::default(),
        )
        .unwrap();
    let reply = RefundReply::Accepted(update(&last_refund(), RefundStatus::Succeeded, 0));
    let response = server()
        .build_response(&call, &reply, None, &ambient())
        .unwrap();
    let responded = merchant()
        .parse_response(&last_refund(), &response.into(), &CallContext::default())
        .unwrap()
        .outcome;
    let event = merchant()
        .parse_webhook(&notification(RefundStatus::Succeeded))
        .unwrap()
        .event;
    let settled = merchant()
        .settle(&last_refund(), &event)
        .unwrap();
    assert_eq!(responded.merge(&settled), settled.merge(&responded));
    assert_eq!(settled.merge(&responded).next_action, NextAction::Done);
    let unproven = merchant()
        .settle(&refund(), &event)
        .unwrap();
    assert_eq!(unproven.next_action, NextAction::QueryStatus);
    assert_eq!(unproven.merge(&responded).status, RefundStatus::Succeeded);
}

#[test]
fn an_event_is_settled_against_its_payment() {
    let event = merchant()
        .parse_webhook(&notification(RefundStatus::Succeeded))
        .unwrap()
        .event;
    let settled = |change: fn(&mut TheMapRefund)| {
        let mut refund = last_refund();
        change(&mut refund);
        let outcome = merchant()
            .settle(&refund, &event)
            .unwrap();
        (outcome.status, outcome.problem)
    };
    assert_eq!(settled(|_| {}), (RefundStatus::Succeeded, None));
    let other = (RefundStatus::Unknown, Some(Problem::PaymentMismatch));
    assert_eq!(
        settled(|refund| refund.map_order_id = "map-2".into()),
        other
    );
    assert_eq!(
        settled(|refund| refund.merchant_order_id = "order-2".into()),
        other
    );
    let swap = |refund: &mut TheMapRefund| {
        std::mem::swap(&mut refund.map_order_id, &mut refund.merchant_order_id)
    };
    assert_eq!(settled(swap), other);
    let failed = merchant()
        .parse_webhook(&notification(RefundStatus::Declined))
        .unwrap()
        .event;
    let outcome = merchant()
        .settle(&last_refund(), &failed)
        .unwrap();
    assert_eq!(
        (outcome.status, outcome.next_action),
        (RefundStatus::Unknown, NextAction::QueryStatus)
    );
}

#[test]
fn what_nobody_signed_is_a_notice_or_nothing() {
    let signed = notification(RefundStatus::Succeeded);
    let unsigned = unsigned_notification();
    let notice = trusting_merchant()
        .parse_notice(&unsigned)
        .unwrap()
        .notice;
    assert_eq!(
        (
            notice.payment_id.as_deref(),
            notice.merchant_order.as_deref()
        ),
        (Some("map-1"), Some("order-1"))
    );
    assert_eq!(
        (
            notice.acknowledgement.status,
            notice.acknowledgement.body.len()
        ),
        (200, 0)
    );
    assert_eq!(
        refusal(trusting_merchant().parse_notice(&signed)),
        "unverified Signature"
    );
    for webhook in [&signed, &unsigned] {
        let refused = trusting_merchant()
            .parse_webhook(webhook)
            .unwrap_err();
        assert_eq!(
            (refused.error.code(), refused.error.field()),
            ("missing_field", "credentials.signingKey")
        );
        assert_eq!(refused.reply.status, 500);
    }
    assert_eq!(
        refusal(merchant().parse_notice(&unsigned)),
        "unverified config.unsignedNotifications"
    );
    assert_eq!(
        refusal(merchant().parse_webhook(&unsigned)),
        "unverified Signature"
    );
    let refused = merchant()
        .parse_webhook(&unsigned)
        .unwrap_err();
    assert_eq!(refused.reply.status, 401);
    let both = with!(
        config(TheMapEncoding::Json),
        unsigned_notifications = TheMapUnsigned::ReadAsNotices
    );
    assert_eq!(
        refusal(TheMap::new(both, credentials())),
        "invalid_field config.unsignedNotifications"
    );
}

#[test]
fn a_notice_of_another_seller_is_refused() {
    let changed = |from: &str, to: &str| {
        let mut webhook = unsigned_notification();
        webhook.body = String::from_utf8(webhook.body)
            .unwrap()
            .replace(from, to)
            .into_bytes();
        refusal(trusting_merchant().parse_notice(&webhook))
    };
    assert_eq!(
        changed("=s3cr3t-key", "=s3cr3t-kez"),
        "invalid_message MerchantContract"
    );
    assert_eq!(
        changed("MerchantContract=s3cr3t-key&", ""),
        "invalid_message MerchantContract"
    );
    assert_eq!(
        changed("Amount=300", "Amount=300&Amount=301"),
        "duplicate_field body"
    );
    assert_eq!(changed("Amount=300", "Amount=%ff"), "invalid_message body");
}
