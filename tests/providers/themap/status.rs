//! When a response to `getState` describes the payment.

use super::{merchant, refund};
use crate::providers::strategies::responded;
use refundkit::Problem;

#[test]
fn a_state_beside_an_error_text_is_not_believed() {
    let body = r#"{"Success":true,"OrderId":"order-1","State":"Refunded","ErrCode":"","ErrMessage":"Declined"}"#;
    let snapshot = merchant()
        .parse_status_response(&refund(), &responded(200, body))
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(snapshot.problem, Problem::SelfContradiction);
}

#[test]
fn a_state_is_believed_of_a_named_order_in_a_good_response_alone() {
    let read = |status, body: &str| {
        merchant()
            .parse_status_response(&refund(), &responded(status, body))
            .unwrap()
            .snapshot
    };
    let good = r#"{"Success":true,"OrderId":"order-1","State":"Refunded","ErrCode":""}"#;
    assert!(read(200, good).is_ok());
    let elsewhere = read(200, &good.replace("order-1", "order-2"));
    let elsewhere = elsewhere.unwrap_err();
    assert_eq!(elsewhere.problem, Problem::PaymentMismatch);
    let (nameless, refused) = (
        good.replace(r#""OrderId":"order-1","#, ""),
        good.replace("true", "false"),
    );
    for (status, body) in [
        (200, nameless.as_str()),
        (200, refused.as_str()),
        (404, good),
    ] {
        assert!(read(status, body).is_err(), "{status} {body}");
    }
}

#[test]
fn a_state_is_kept_as_it_was_spelled() {
    for state in [
        "Charged",
        "Refunding",
        "Refunded",
        "Paid",
        "Voided",
        "Rejected",
        "refunded",
    ] {
        let body =
            format!(r#"{{"Success":true,"OrderId":"order-1","State":"{state}","ErrCode":""}}"#);
        let snapshot = merchant()
            .parse_status_response(&refund(), &responded(200, body))
            .unwrap()
            .snapshot
            .unwrap();
        assert_eq!(snapshot.merchant_order.as_deref(), Some("order-1"));
        assert_eq!(snapshot.provider_status.as_deref(), Some(state));
        assert_eq!((snapshot.captured, snapshot.refunded), (None, None));
        assert!(snapshot.entries.is_empty());
    }
}
