//! Errors name the fields that the caller of a ledger gave.

use super::record::{NOW, open, uah};
use refundkit::kit::decode;
use refundkit::ledger::{AdoptedRefund, KeepsLedger, Ledger, LedgerSettings};
use refundkit::providers::bank131::Bank131Protocol;
use refundkit::{Money, RefundError, TranzzoRequest};
use refundkit_tests::stories::providers::{gateway, legacy, session, themap, tranzzo};
use refundkit_tests::with;
use serde_json::json;

fn said(error: &RefundError) -> String {
    format!("{} {}", error.code(), error.field())
}

/// What the opening of a ledger and the key of its row say of a bad payment, which must be the same.
fn opened<P: KeepsLedger>(provider: &P, payment: &str) -> String {
    let payment: P::Payment = decode("payment", payment).unwrap();
    let settings = LedgerSettings::new("shop");
    let key = provider
        .ledger_key(&settings, &payment)
        .unwrap_err();
    let captured = Money::new(30_000, "RUB");
    let error = Ledger::open(provider, settings, &payment, &captured, None)
        .map(drop)
        .unwrap_err();
    assert_eq!(said(&key), said(&error));
    said(&error)
}

#[test]
fn a_bad_payment_is_named_as_the_payment() {
    let bank131 = session::<Bank131Protocol>(&json!({"provider": "bank131"}));
    let legacy = legacy(&json!({"provider": "sberbank_legacy"}));
    assert_eq!(
        opened(&tranzzo(), r#"{"orderId":"0"}"#),
        "invalid_field payment.orderId"
    );
    assert_eq!(
        opened(&bank131, r#"{"sessionId":""}"#),
        "missing_field payment.sessionId"
    );
    for said in [
        opened(&gateway(), r#"{"orderId":"2003"}"#),
        opened(&legacy, r#"{"orderId":"2003"}"#),
    ] {
        assert_eq!(said, "invalid_field payment.orderId");
    }
    assert_eq!(
        opened(&themap(), r#"{"mapOrderId":"","merchantOrderId":"o"}"#),
        "missing_field payment.mapOrderId"
    );
}

#[test]
fn a_bad_comment_is_named_as_the_comment() {
    let tranzzo = tranzzo();
    let asked = |comment: String| {
        let mut ledger = open(&tranzzo, None).unwrap();
        let request = with!(TranzzoRequest::new(uah(10_000)), comment = Some(comment));
        ledger.request("return-1", &request)
    };
    assert!(asked("d".repeat(2019)).is_ok());
    for (comment, expected) in [
        (String::new(), "missing_field refund.comment: is empty"),
        (
            "damaged ".to_owned(),
            "invalid_field refund.comment: has white space around it",
        ),
        (
            "d".repeat(2020),
            "invalid_field refund.comment: has more than 2019 characters",
        ),
    ] {
        let error = asked(comment).unwrap_err();
        assert_eq!(format!("{}: {}", said(&error), error.detail()), expected);
    }
}

#[test]
fn a_time_of_sending_that_is_no_time_is_named() {
    let tranzzo = tranzzo();
    let adopted = |sent_at_ms| {
        let mut ledger = open(&tranzzo, None).unwrap();
        let adopted = AdoptedRefund {
            amount: uah(10_000),
            wire_reference: None,
            sent_at_ms,
        };
        ledger.adopt("older-1", &adopted, NOW)
    };
    assert!(adopted(NOW - 4 * 86_400_000).is_ok());
    assert!(adopted(NOW + 1000).is_ok(), "a clock that is ahead");
    for sent_at_ms in [NOW / 1000, 1, 0, -5, i64::MAX] {
        let error = adopted(sent_at_ms).unwrap_err();
        assert_eq!(said(&error), "invalid_field adopted.sentAtMs");
    }
}
