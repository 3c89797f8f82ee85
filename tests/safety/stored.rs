//! Stored data: read back whole, and refused where it is of another version or kind.

use refundkit::{NextStep, PaymentSnapshot, Problem, RefundOutcome, RefundStatus, Stored};

fn outcome() -> RefundOutcome {
    RefundOutcome {
        status: RefundStatus::Unknown,
        next_step: NextStep::Ask,
        ask_after: Some(30_000),
        problem: Some(Problem::Lost),
        refund_id: None,
        amount: None,
        provider_status: None,
        code: None,
        message: None,
        http_status: None,
    }
}

#[test]
fn what_is_stored_is_read_back() {
    let text = outcome().to_stored().unwrap();
    assert_eq!(
        text,
        r#"{"version":1,"kind":"outcome","data":{"status":"unknown","nextStep":"ask","askAfter":30000,"problem":"lost"}}"#
    );
    assert_eq!(RefundOutcome::from_stored(&text).unwrap(), outcome());
}

#[test]
fn another_version_or_kind_is_refused() {
    let text = outcome().to_stored().unwrap();
    let refused = |text: &str| RefundOutcome::from_stored(text).unwrap_err();
    let newer = refused(&text.replace("\"version\":1", "\"version\":2"));
    assert_eq!((newer.code(), newer.field()), ("unsupported", "stored.version"));
    assert_eq!(refused(&text.replace("ask\"", "guess\"")).field(), "stored.data.nextStep");
    assert_eq!(PaymentSnapshot::from_stored(&text).unwrap_err().field(), "stored.kind");
}
