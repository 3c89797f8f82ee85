//! When a response to `getState` describes the payment.

use super::{last_refund, merchant};
use crate::providers::strategies::responded;
use refundkit::Problem;

#[test]
fn a_state_beside_an_error_text_is_not_believed() {
    let body = r#"{"Success":true,"OrderId":"order-1","State":"Refunded","ErrCode":"","ErrMessage":"Declined"}"#;
    let snapshot = merchant()
        .parse_status_response(&last_refund(), &responded(200, body))
        .unwrap()
        .snapshot;
    assert_eq!(snapshot.problem, Some(Problem::SelfContradiction));
}

#[test]
fn a_state_is_believed_of_a_named_order_in_a_good_response_alone() {
    let read = |status, body: &str| {
        merchant()
            .parse_status_response(&last_refund(), &responded(status, body))
            .unwrap()
            .snapshot
    };
    let good = r#"{"Success":true,"OrderId":"order-1","State":"Refunded","ErrCode":""}"#;
    assert_eq!(read(200, good).problem, None);
    let (nameless, refused) = (
        good.replace(r#""OrderId":"order-1","#, ""),
        good.replace("true", "false"),
    );
    for (status, body) in [
        (200, nameless.as_str()),
        (200, refused.as_str()),
        (404, good),
    ] {
        assert!(read(status, body).problem.is_some(), "{status} {body}");
    }
}
