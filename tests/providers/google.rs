//! Google Standard Payments: both directions in both forms, the order of checks, and requests that meet each other.

mod amounts;
mod fingerprint;
mod notifications;
mod refusals;
mod requests;
mod reservations;
mod responses;

use crate::providers::strategies::{id, line, refusal, responded, strange_bodies};
use proptest::prelude::*;
use refundkit::providers::google::{
    GoogleCapture, GoogleCaptureId, GoogleCaptureIdKind, GoogleDecline, GoogleErrorKind,
    GoogleFailure, GoogleNotification, GoogleProtocolVersion, GoogleRawResult, GoogleRefundResult,
    GoogleRefundState, GoogleReservation, GoogleReserved, GoogleShape, GoogleStored,
    GoogleStoredRefund,
};
use refundkit::server::{GoogleCaller, GoogleCallerConfig, GoogleRefund};
use refundkit::{
    CallContext, Endpoint, GoogleConfig, GoogleCredentials, GoogleIntegrator, GoogleRefundRequest,
    HttpMethod, HttpRequest, HttpResponse, Money, NextAction, Problem, ReceivedRequest,
    RefundOutcome, RefundStatus, SendResult, Stored,
};
use std::collections::BTreeMap;

const NOW: i64 = 1_502_220_434_778;
const ACCOUNT: &str = "InvisiCashUSA_USD";
const SHAPES: [GoogleShape; 2] = [GoogleShape::Flat, GoogleShape::Object];

fn integrator() -> GoogleIntegrator {
    let config = GoogleConfig::new(vec![ACCOUNT.into(), "a".into()]);
    GoogleIntegrator::new(config, GoogleCredentials {}).unwrap()
}

fn caller() -> GoogleCaller {
    let endpoint = Endpoint::Custom("https://www.integratorhost.example.com".into());
    GoogleCaller::new(GoogleCallerConfig::at(endpoint), GoogleCredentials {}).unwrap()
}

fn version(shape: GoogleShape) -> GoogleProtocolVersion {
    let number = (shape == GoogleShape::Flat).then_some(0);
    GoogleProtocolVersion {
        major: 1,
        minor: number,
        revision: number,
    }
}

fn refund(shape: GoogleShape) -> GoogleRefund {
    GoogleRefund {
        shape,
        protocol_version: version(shape),
        request_id: "liUrreQY233839dfFFb24gaQM".into(),
        account_id: ACCOUNT.into(),
        capture_id: GoogleCaptureId {
            kind: GoogleCaptureIdKind::CaptureRequestId,
            id: "capture-1".into(),
        },
        amount: Money::new(20_800, "INR"),
        pix_end_to_end_id_to_refund: None,
        refund_id: None,
    }
}

fn asked(refund: &GoogleRefund) -> GoogleRefundRequest {
    integrator()
        .parse_request(
            &caller()
                .build_request(refund, &CallContext::at(NOW))
                .unwrap()
                .into(),
            &CallContext::at(NOW),
        )
        .unwrap()
}

fn refunded() -> GoogleRefundResult {
    GoogleRefundResult::Refunded {
        refund_id: Some("invisi/Id::xx__1243".into()),
        raw_result: None,
    }
}

fn declined(code: GoogleDecline) -> GoogleRefundResult {
    let raw_result = GoogleRawResult {
        scope: Some("visa".into()),
        raw_code: "59".into(),
    };
    GoogleRefundResult::Declined {
        code,
        raw_result,
        refund_id: None,
    }
}

fn text(response: &HttpResponse) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

/// The request with one text replaced; the text must be there.
fn changed(shape: GoogleShape, from: &str, to: &str) -> String {
    let built = caller()
        .build_request(&refund(shape), &CallContext::at(NOW))
        .unwrap();
    let body = built.body.clone().unwrap();
    assert!(body.contains(from), "{body}");
    let request = HttpRequest {
        body: Some(body.replace(from, to)),
        ..built
    };
    match integrator().parse_request(&request.into(), &CallContext::at(NOW)) {
        Ok(call) => format!("accepted {} {}", call.micros, call.amount.minor_units),
        Err(error) => {
            let reply = &error.reply;
            format!(
                "{} {} {}",
                reply.status,
                error.error.field(),
                text(reply)
                    .split('"')
                    .nth(if shape == GoogleShape::Flat { 9 } else { 11 })
                    .unwrap()
            )
        }
    }
}

fn shapes() -> impl Strategy<Value = GoogleShape> {
    prop::sample::select(SHAPES.to_vec())
}

fn capture_ids() -> impl Strategy<Value = GoogleCaptureId> {
    let kinds = vec![
        GoogleCaptureIdKind::CaptureRequestId,
        GoogleCaptureIdKind::TransactionId,
        GoogleCaptureIdKind::GenerateReferenceNumberRequestId,
    ];
    (prop::sample::select(kinds), line()).prop_map(|(kind, id)| GoogleCaptureId { kind, id })
}

fn refunds() -> impl Strategy<Value = GoogleRefund> {
    let amounts = (
        1..=9_000_000_000_000_i64,
        prop::sample::select(vec!["INR", "JPY", "KWD", "CLF"]),
    )
        .prop_map(|(units, currency)| Money::new(units, currency));
    (
        shapes(),
        "[A-Za-z0-9:_-]{1,100}",
        prop::sample::select(vec![ACCOUNT, "a"]),
        capture_ids(),
        amounts,
        (prop::option::of(line()), prop::option::of(line())),
    )
        .prop_map(
            |(shape, request_id, account_id, capture_id, amount, (pix, refund_id))| GoogleRefund {
                shape,
                protocol_version: version(shape),
                request_id,
                account_id: account_id.into(),
                capture_id,
                amount,
                pix_end_to_end_id_to_refund: pix,
                refund_id,
            },
        )
}

const DECLINES: [GoogleDecline; 7] = [
    GoogleDecline::NoMoneyLeftOnTransaction,
    GoogleDecline::AccountClosed,
    GoogleDecline::AccountClosedAccountTakenOver,
    GoogleDecline::AccountClosedFraud,
    GoogleDecline::AccountOnHold,
    GoogleDecline::RefundExceedsMaximumBalance,
    GoogleDecline::RefundWindowExceeded,
];

fn results() -> impl Strategy<Value = GoogleRefundResult> {
    let raw = (prop::option::of("[a-z]{0,5}"), line())
        .prop_map(|(scope, raw_code)| GoogleRawResult { scope, raw_code });
    let declines = (
        prop::sample::select(DECLINES[1..].to_vec()),
        raw,
        prop::option::of(line()),
    );
    prop_oneof![
        prop::option::of(line()).prop_map(|refund_id| GoogleRefundResult::Refunded {
            refund_id,
            raw_result: None
        }),
        declines.prop_map(
            |(code, raw_result, refund_id)| GoogleRefundResult::Declined {
                code,
                raw_result,
                refund_id
            }
        ),
    ]
}

fn expected(result: &GoogleRefundResult) -> (RefundStatus, NextAction) {
    match result {
        GoogleRefundResult::Refunded { .. } => (RefundStatus::Succeeded, NextAction::Done),
        GoogleRefundResult::Declined {
            code: GoogleDecline::AccountOnHold | GoogleDecline::RefundExceedsMaximumBalance,
            ..
        } => (RefundStatus::Declined, NextAction::StartNew),
        GoogleRefundResult::Declined { .. } => (RefundStatus::Declined, NextAction::Stop),
    }
}

fn verdict(outcome: &RefundOutcome) -> (RefundStatus, NextAction) {
    (outcome.status, outcome.next_action)
}

proptest! {
    #[test]
    fn what_is_built_is_what_arrives(refund in refunds()) {
        let request = caller().build_request(&refund, &CallContext::at(NOW)).unwrap();
        prop_assert_eq!(&request, &caller().build_request(&refund, &CallContext::at(NOW)).unwrap());
        let call = integrator().parse_request(&request.into(), &CallContext::at(NOW)).unwrap();
        prop_assert!(call.is_of(&refund), "{:?}", call);
        prop_assert_eq!(GoogleRefundRequest::from_stored(&call.to_stored().unwrap()).unwrap(), call);
    }

    #[test]
    fn what_is_answered_is_what_is_understood(refund in refunds(), result in results()) {
        let response = integrator().build_response(&asked(&refund), &result, &CallContext::at(NOW)).unwrap();
        prop_assert_eq!((response.status, response.headers.len()), (200, 0));
        let outcome = caller().parse_response(&refund, &response.into(), &CallContext::at(NOW)).unwrap().outcome;
        prop_assert_eq!(verdict(&outcome), expected(&result));
        prop_assert_eq!(outcome.refund_id.as_deref(), result.refund_id());
        prop_assert_eq!(GoogleRefundResult::from_stored(&result.to_stored().unwrap()).unwrap(), result);
    }

    #[test]
    fn a_notification_and_a_response_say_the_same(refund in refunds(), result in results(), request_id in id()) {
        let notification = GoogleNotification {
            shape: refund.shape,
            protocol_version: refund.protocol_version,
            request_id,
            account_id: refund.account_id.clone(),
            refund_request_id: refund.request_id.clone(),
            result: result.clone(),
        };
        let sent = integrator().build_notification(&notification, &CallContext::at(NOW)).unwrap();
        let notice = caller().parse_notification(&sent.into(), &CallContext::at(NOW)).unwrap();
        prop_assert!(notice.is_of(&notification), "{:?}", notice);
        let response = integrator().build_response(&asked(&refund), &result, &CallContext::at(NOW)).unwrap();
        let answered = caller().parse_response(&refund, &response.into(), &CallContext::default()).unwrap().outcome;
        prop_assert_eq!((&notice.refund_request_id, &notice.account_id), (&refund.request_id, &refund.account_id));
        prop_assert_eq!(&notice.refund_id, &answered.refund_id);
        prop_assert_eq!(Some(&notice.result), answered.provider_status.as_ref());
        let raw = notice.raw_result.as_ref();
        prop_assert_eq!(raw.map(|raw| &raw.raw_code), answered.code.as_ref());
        let scope = raw.and_then(|raw| raw.scope.as_ref());
        prop_assert_eq!(scope.filter(|scope| !scope.is_empty()), answered.message.as_ref());
        let taken = caller().build_notification_response(&notice, &CallContext::at(NOW)).unwrap();
        prop_assert!(integrator().parse_notification_response(&taken.into(), &CallContext::at(NOW)).unwrap().delivery.delivered);
    }

    #[test]
    fn any_bytes_are_an_outcome(status in 0..1000_u16, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let outcome = caller().parse_response(&refund(GoogleShape::Flat), &responded(status, body.clone()), &CallContext::default()).unwrap().outcome;
        prop_assert_eq!(outcome.status, RefundStatus::Unknown);
        prop_assert!(!integrator().parse_notification_response(&responded(status, body.clone()), &CallContext::at(NOW)).unwrap().delivery.delivered);
        let request = ReceivedRequest { method: HttpMethod::Post, url: "/v1/refund".into(), headers: Vec::new(), body };
        prop_assert_eq!(integrator().parse_request(&request, &CallContext::at(NOW)).unwrap_err().reply.status, 400);
    }
}
