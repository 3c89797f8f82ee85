//! The words that version 1 writes.

use super::*;

/// The words that version 1 writes. The lists only grow; a variant without its word does not compile.
macro_rules! words {
    ($list:ident: $choice:ident { $($variant:ident => $word:literal,)* }) => {
        const $list: &[(&str, $choice)] = &[$(($word, $choice::$variant)),*];

        const _: fn($choice) = |choice| match choice {
            $($choice::$variant => (),)*
        };
    };
}

words! { STATUSES: RefundStatus {
    Succeeded => "succeeded",
    Pending => "pending",
    Declined => "declined",
    Reversed => "reversed",
    Unknown => "unknown",
} }

words! { NEXT_STEPS: NextStep {
    Done => "done",
    Wait => "wait",
    Ask => "ask",
    RetrySame => "retry_same",
    RetryNew => "retry_new",
    Stop => "stop",
    Person => "person",
} }

words! { PROBLEMS: Problem {
    NotSent => "not_sent",
    Lost => "lost",
    Redirected => "redirected",
    RateLimited => "rate_limited",
    ServerError => "server_error",
    Unreadable => "unreadable",
    Empty => "empty",
    Unrecognised => "unrecognised",
    DuplicateField => "duplicate_field",
    StatusMismatch => "status_mismatch",
    AmountMismatch => "amount_mismatch",
    CurrencyMismatch => "currency_mismatch",
    PaymentMismatch => "payment_mismatch",
    RefundMismatch => "refund_mismatch",
    MerchantMismatch => "merchant_mismatch",
    OperationMismatch => "operation_mismatch",
    SelfContradiction => "self_contradiction",
    NotSeen => "not_seen",
    Ambiguous => "ambiguous",
    Conflict => "conflict",
    NotFinal => "not_final",
    Stale => "stale",
    Fenced => "fenced",
    KeyReused => "key_reused",
    Unanswered => "unanswered",
} }

#[test]
fn words_are_for_ever() {
    for (word, status) in STATUSES {
        assert_eq!(
            written(
                &RefundOutcome {
                    status: *status,
                    ..outcome()
                },
                "status"
            ),
            *word
        );
    }
    for (word, next_step) in NEXT_STEPS {
        assert_eq!(
            written(
                &RefundOutcome {
                    next_step: *next_step,
                    ..outcome()
                },
                "nextStep"
            ),
            *word
        );
    }
    for (word, problem) in PROBLEMS {
        assert_eq!(
            written(
                &RefundOutcome {
                    problem: Some(*problem),
                    ..outcome()
                },
                "problem"
            ),
            *word
        );
    }
}

/// A member of what is stored, which is also read back.
fn written(outcome: &RefundOutcome, member: &str) -> String {
    let text = outcome.to_stored().unwrap();
    assert_eq!(RefundOutcome::from_stored(&text).as_ref(), Ok(outcome));
    let stored: Value = serde_json::from_str(&text).unwrap();
    stored["data"][member].as_str().unwrap().to_owned()
}
