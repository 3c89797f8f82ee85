//! A provider in a crate of its own: what is public is enough to write it, and it gets the verdicts, the recognition of
//! refunds, storing, masking and the ledger of the others for nothing.

mod acme;
mod ledger;

use acme::{Acme, AcmeRefund};
use refundkit::kit::hex::to_hex;
use refundkit::kit::{decode, hmac_sha256};
use refundkit::{
    CallContext, Header, HttpMethod, HttpRequest, HttpResponse, Merchant, Money, NextAction,
    Problem, Provider, QueryStatus, ReceivedRequest, RefundStatus, SendResult, Stored,
    VerifyWebhooks,
};

const DONE: &str = r#"{"id":"r-1","payment":"p-1","amount":"10.50","currency":"EUR","reference":"return-1","state":"done"}"#;

fn acme() -> Acme {
    Acme::open(None, decode("credentials", r#"{"key":"s3cr3t"}"#).unwrap()).unwrap()
}

fn refund() -> AcmeRefund {
    AcmeRefund {
        payment: "p-1".into(),
        amount: Money::new(1050, "EUR"),
        reference: "return-1".into(),
        known_refund_ids: Vec::new(),
    }
}

fn answered(status: u16, body: &str) -> SendResult {
    HttpResponse::json(status, body.to_owned()).into()
}

/// Status, next action and problem of a response.
fn found(status: u16, body: &str) -> (RefundStatus, NextAction, Option<Problem>) {
    let outcome = acme()
        .parse_response(&refund(), &answered(status, body), &CallContext::default())
        .unwrap()
        .outcome;
    (outcome.status, outcome.next_action, outcome.problem)
}

#[test]
fn a_request_is_built_checked_and_masked() {
    let request = acme()
        .build_request(&refund(), &CallContext::default())
        .unwrap();
    let body = r#"{"payment":"p-1","amount":"10.50","currency":"EUR","reference":"return-1"}"#;
    assert_eq!(request.body.as_deref(), Some(body));
    assert!(!format!("{request:?}").contains("s3cr3t"));
    let none = AcmeRefund {
        amount: Money::new(0, "EUR"),
        ..refund()
    };
    assert_eq!(
        acme()
            .build_request(&none, &CallContext::default())
            .unwrap_err()
            .field(),
        "amount.minorUnits"
    );
    assert_eq!(
        AcmeRefund::from_stored(&refund().to_stored().unwrap()).unwrap(),
        refund()
    );
}

#[test]
fn a_secret_in_query_and_body_is_masked_as_in_our_own_requests() {
    let url = "https://api.acme.example/refunds?shop_pin=s3cr3t&page=1";
    let body = r#"{"shop_pin":"s3cr3t","payment":"p-1"}"#;
    let request = HttpRequest::post(url.into(), Vec::new(), body.into());
    let shown = Acme::redact(&request);
    assert_eq!(
        shown.url,
        "https://api.acme.example/refunds?shop_pin=***&page=1"
    );
    let masked = r#"{"shop_pin":"***","payment":"p-1"}"#;
    assert_eq!(shown.body.as_deref(), Some(masked));
}

#[test]
fn answers_become_outcomes_and_nothing_is_guessed() {
    assert_eq!(
        found(200, DONE),
        (RefundStatus::Succeeded, NextAction::Done, None)
    );
    let other = DONE.replace("10.50", "10.51");
    assert_eq!(
        found(200, &other),
        (
            RefundStatus::Unknown,
            NextAction::ManualReview,
            Some(Problem::AmountMismatch)
        )
    );
    assert_eq!(
        found(200, &DONE.replace("done", "finished")).0,
        RefundStatus::Unknown
    );
    assert_eq!(found(502, "<html>").0, RefundStatus::Unknown);
    let lost = acme()
        .parse_response(&refund(), &SendResult::Lost, &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(
        (lost.status, lost.next_action),
        (RefundStatus::Unknown, NextAction::QueryStatus)
    );
    let echoed = DONE
        .replace("done", "refused")
        .replace('}', r#","code":"C1","reason":"key: s3cr3t"}"#);
    let refused = acme()
        .parse_response(&refund(), &answered(200, &echoed), &CallContext::default())
        .unwrap()
        .outcome;
    assert_eq!(
        (refused.status, refused.message.as_deref()),
        (RefundStatus::Declined, Some("key: ***"))
    );
}

#[test]
fn a_response_about_a_refund_that_was_there_before_is_not_about_this_one() {
    let later = AcmeRefund {
        known_refund_ids: vec!["r-1".into()],
        ..refund()
    };
    let outcome = |refund: &AcmeRefund| {
        acme()
            .parse_response(refund, &answered(200, DONE), &CallContext::default())
            .unwrap()
            .outcome
    };
    assert_eq!(outcome(&refund()).status, RefundStatus::Succeeded);
    let outcome = outcome(&later);
    assert_eq!(
        (outcome.status, outcome.problem),
        (RefundStatus::Unknown, Some(Problem::NotSeen))
    );
    assert_eq!(
        found(200, &DONE.replace("return-1", "return-0")).0,
        RefundStatus::Unknown
    );
    assert_eq!(
        Acme::fingerprint(&later).unwrap(),
        Acme::fingerprint(&refund()).unwrap()
    );
}

#[test]
fn a_status_lists_every_refund_with_its_reference() {
    assert!(
        acme()
            .build_status_request(&refund(), &CallContext::default())
            .unwrap()
            .url
            .ends_with("/payments/p-1/refunds")
    );
    let another = DONE
        .replace("r-1", "r-0")
        .replace("return-1", "return-0");
    let snapshot = acme()
        .parse_status_response(&refund(), &answered(200, &format!("[{another},{DONE}]")))
        .unwrap()
        .snapshot
        .unwrap();
    assert_eq!(snapshot.payment_id.as_deref(), Some("p-1"));
    let listed: Vec<_> = snapshot
        .entries
        .iter()
        .map(|entry| (entry.refund_id.as_deref(), entry.reference.as_deref()))
        .collect();
    assert_eq!(
        listed,
        [
            (Some("r-0"), Some("return-0")),
            (Some("r-1"), Some("return-1"))
        ]
    );
    for entry in &snapshot.entries {
        assert_eq!(entry.status, RefundStatus::Succeeded);
        assert_eq!(entry.amount, Some(refund().amount));
    }
    let elsewhere = DONE.replace("p-1", "p-2");
    let snapshot = acme()
        .parse_status_response(&refund(), &answered(200, &format!("[{elsewhere}]")))
        .unwrap()
        .snapshot
        .unwrap_err();
    assert_eq!(snapshot.problem, Problem::PaymentMismatch);
}

#[test]
fn a_webhook_has_an_event_only_with_its_signature() {
    let given = |signature: String| ReceivedRequest {
        method: HttpMethod::Post,
        url: "/hook".into(),
        headers: vec![Header::new("Acme-Signature", signature)],
        body: DONE.into(),
    };
    let signed = |key: &str| to_hex(&hmac_sha256(key, DONE.as_bytes()));
    let event = acme()
        .parse_webhook(&given(signed("s3cr3t")))
        .unwrap()
        .event;
    assert_eq!(event.payment_id.as_deref(), Some("p-1"));
    let entry = &event.entries[0];
    assert_eq!(
        (entry.status, entry.refund_id.as_deref()),
        (RefundStatus::Succeeded, Some("r-1"))
    );
    assert_eq!(
        (entry.amount.clone(), entry.reference.as_deref()),
        (Some(refund().amount), Some("return-1"))
    );
    let in_capitals = signed("s3cr3t").to_ascii_uppercase();
    for wrong in [signed("guess"), in_capitals, String::new()] {
        let rejection = acme()
            .parse_webhook(&given(wrong))
            .unwrap_err();
        assert_eq!(rejection.error.code(), "unverified");
        assert_eq!(rejection.reply.status, 401);
    }
    let compressed = ReceivedRequest {
        body: vec![0x1f, 0x8b, 8, 0],
        ..given(signed("s3cr3t"))
    };
    let error = acme()
        .parse_webhook(&compressed)
        .unwrap_err()
        .error;
    assert!(error.detail().contains("compressed"), "{error}");
}
