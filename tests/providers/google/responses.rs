//! What our caller understands of a response: strange bodies, results, errors and silence.

use super::*;
use refundkit::CallContext;

#[test]
fn strange_bodies_are_unknown() {
    let array = br#"[null,"SUCCESS",null,null,null,null,null]"#.to_vec();
    for body in strange_bodies()
        .into_iter()
        .chain([array])
    {
        for status in [200, 204, 302, 404, 409, 412, 429, 500, 503] {
            let response = responded(status, body.clone());
            for outcome in SHAPES.map(|shape| {
                caller()
                    .parse_response(&refund(shape), &response, &CallContext::default())
                    .unwrap()
                    .outcome
            }) {
                assert_eq!(
                    (outcome.status, outcome.refund_id),
                    (RefundStatus::Unknown, None),
                    "{status}"
                );
                let expected = if status == 412 {
                    NextAction::ManualReview
                } else {
                    NextAction::ResendSame
                };
                assert_eq!(
                    outcome.next_action, expected,
                    "{status} {:?}",
                    outcome.problem
                );
            }
            assert!(
                !integrator()
                    .parse_notification_response(&response, &CallContext::at(NOW))
                    .unwrap()
                    .delivery
                    .delivered
            );
        }
    }
}

#[test]
fn a_result_is_one_name() {
    for result in [
        r#"{"success":[null]}"#,
        r#"{"success":null}"#,
        r#"{"success":"yes"}"#,
        "{}",
        r#"["SUCCESS"]"#,
        "true",
    ] {
        let response = responded(200, format!(r#"{{"result":{result}}}"#));
        let outcome = caller()
            .parse_response(
                &refund(GoogleShape::Object),
                &response,
                &CallContext::default(),
            )
            .unwrap()
            .outcome;
        assert_eq!(
            verdict(&outcome),
            (RefundStatus::Unknown, NextAction::ManualReview),
            "{result}"
        );
    }
}

#[test]
fn a_result_beside_an_error_is_neither() {
    for result in [r#""SUCCESS""#, r#"{"success":{}}"#, r#""ACCOUNT_CLOSED""#] {
        for error in [
            r#""errorResponseCode":"INVALID_IDENTIFIER""#,
            r#""errorResponseResult":{"invalidIdentifier":{}}"#,
            r#""errorResponseResult":[0]"#,
        ] {
            let header = format!(r#""responseHeader":{{"responseTimestamp":"{NOW}"}}"#);
            let response = responded(200, format!(r#"{{{header},"result":{result},{error}}}"#));
            let outcome = caller()
                .parse_response(
                    &refund(GoogleShape::Flat),
                    &response,
                    &CallContext::default(),
                )
                .unwrap()
                .outcome;
            assert_eq!(
                verdict(&outcome),
                (RefundStatus::Unknown, NextAction::ManualReview),
                "{result} {error}"
            );
            assert!(
                !integrator()
                    .parse_notification_response(&response, &CallContext::at(NOW))
                    .unwrap()
                    .delivery
                    .delivered,
                "{result} {error}"
            );
        }
    }
}

#[test]
fn silence_leads_to_the_same_request_again() {
    for (response, problem) in [
        (SendResult::Lost, Problem::Lost),
        (SendResult::NotSent, Problem::NotSent),
    ] {
        let outcome = caller()
            .parse_response(
                &refund(GoogleShape::Flat),
                &response,
                &CallContext::default(),
            )
            .unwrap()
            .outcome;
        assert_eq!(
            (outcome.next_action, outcome.problem),
            (NextAction::ResendSame, Some(problem))
        );
        let delivery = integrator()
            .parse_notification_response(&response, &CallContext::at(NOW))
            .unwrap()
            .delivery;
        assert_eq!(
            (delivery.delivered, delivery.next_action),
            (false, NextAction::ResendSame)
        );
    }
}
