//! Notifications: verified or nothing, and what they say of a payment.

use super::{
    HOOK, config, credentials, merchant, notification, refund, server, trusting_merchant,
    unsigned_notification, update,
};
use crate::providers::strategies::{ambient, refusal};
use refundkit::providers::themap::{TheMapEncoding, TheMapUnsigned};
use refundkit::{EventKind, RefundStatus, TheMap};
use refundkit_tests::with;

#[test]
fn an_event_names_its_payment_and_the_state_that_it_reports() {
    let event = |status| {
        merchant()
            .parse_webhook(&notification(status))
            .unwrap()
            .event
    };
    let done = event(RefundStatus::Succeeded);
    assert_eq!(done.kind, EventKind::Refund);
    assert_eq!(
        (done.payment_id.as_deref(), done.merchant_order.as_deref()),
        (Some("map-1"), Some("order-1"))
    );
    assert_eq!(done.entries.len(), 1);
    assert_eq!(done.entries[0].status, RefundStatus::Succeeded);
    let failed = event(RefundStatus::Declined);
    assert_eq!(failed.payment_id, done.payment_id);
    assert_eq!(failed.entries.len(), 1);
    assert_eq!(failed.entries[0].status, RefundStatus::Unknown);
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

/// A provider's side may give the payment's state itself. What is not decided is not announced as a success.
#[test]
fn what_is_pending_is_announced_as_pending_whatever_the_state() {
    let mut pending = update(&refund(), RefundStatus::Pending, 0);
    pending.payment.provider_status = Some("Charged".into());
    let webhook = server()
        .build_webhook(HOOK, &pending, None, &ambient())
        .unwrap();
    let event = merchant()
        .parse_webhook(&webhook.into())
        .unwrap()
        .event;
    assert_eq!(event.entries[0].status, RefundStatus::Pending);
}
