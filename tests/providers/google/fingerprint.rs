//! What makes two requests the same.

use super::*;
use refundkit::CallContext;

#[test]
fn the_fingerprint_is_of_the_refund_and_not_of_the_time() {
    let first = refund(GoogleShape::Flat);
    let of = |refund: &GoogleRefund, now_ms| {
        integrator()
            .parse_request(
                &caller()
                    .build_request(refund, &CallContext::at(now_ms))
                    .unwrap()
                    .into(),
                &CallContext::at(now_ms),
            )
            .unwrap()
            .fingerprint
    };
    let base = of(&first, NOW);
    assert_eq!(of(&first, NOW + 5_000_000), base);
    assert_eq!(
        of(
            &GoogleRefund {
                request_id: "other".into(),
                account_id: "a".into(),
                ..first.clone()
            },
            NOW
        ),
        base
    );
    let other_kind = GoogleCaptureId {
        kind: GoogleCaptureIdKind::TransactionId,
        ..first.capture_id.clone()
    };
    let other_id = GoogleCaptureId {
        id: "capture-2".into(),
        ..first.capture_id.clone()
    };
    for other in [
        GoogleRefund {
            capture_id: other_kind,
            ..first.clone()
        },
        GoogleRefund {
            capture_id: other_id,
            ..first.clone()
        },
        GoogleRefund {
            amount: Money::new(20_801, "INR"),
            ..first.clone()
        },
        GoogleRefund {
            amount: Money::new(20_800, "USD"),
            ..first.clone()
        },
    ] {
        assert_ne!(of(&other, NOW), base);
    }
}

#[test]
fn a_changed_request_is_not_decided() {
    let call = asked(&refund(GoogleShape::Flat));
    let stored = GoogleStored::default();
    for changed in [
        GoogleRefundRequest {
            micros: 1,
            ..call.clone()
        },
        GoogleRefundRequest {
            amount: Money::new(1, "INR"),
            ..call.clone()
        },
        GoogleRefundRequest {
            amount: Money::new(20_800, "XAU"),
            ..call.clone()
        },
        GoogleRefundRequest {
            fingerprint: String::new(),
            ..call.clone()
        },
    ] {
        assert_eq!(
            refusal(integrator().reserve(&changed, &stored)),
            "invalid_field call"
        );
    }
    let capture = Some(GoogleCapture {
        account_id: ACCOUNT.into(),
        remaining: Money::new(-1, "INR"),
    });
    let stored = GoogleStored {
        previous: None,
        capture,
    };
    assert_eq!(
        refusal(integrator().reserve(&call, &stored)),
        "invalid_field stored.capture.remaining"
    );
}
